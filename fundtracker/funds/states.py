"""The states of a fund, and what each allows."""

from __future__ import annotations

from enum import StrEnum

from fundtracker.i18n import N_, gettext


class FundState(StrEnum):
    """Where a fund is in its life; a state says which acts it still allows."""

    PREPARING = "preparing"
    COLLECTING = "collecting"
    COLLECTED = "collected"
    PROGRAMMING = "programming"
    IMPLEMENTING = "implementing"
    CLOSING = "closing"
    CLOSED = "closed"
    SUSPENDED = "suspended"

    @property
    def label(self) -> str:
        """The state's words on pages, in the language of the moment."""
        return gettext(_LABELS[self])

    @property
    def allows_money(self) -> bool:
        """Whether money may move: late gifts are always received, until the fund is closed."""
        return self is not FundState.CLOSED

    @property
    def allows_allocation(self) -> bool:
        """Whether money may be allocated to projects."""
        return self not in {FundState.CLOSED, FundState.PREPARING, FundState.SUSPENDED}

    @property
    def next_states(self) -> frozenset[FundState]:
        """The states that may follow."""
        return _NEXT[self]


_LABELS = {
    FundState.PREPARING: N_("being prepared"),
    FundState.COLLECTING: N_("open to donations"),
    FundState.COLLECTED: N_("collection ended"),
    FundState.PROGRAMMING: N_("being programmed"),
    FundState.IMPLEMENTING: N_("being implemented"),
    FundState.CLOSING: N_("being closed"),
    FundState.CLOSED: N_("closed"),
    FundState.SUSPENDED: N_("suspended"),
}

# A fund is opened before its appeal, or with it.
FIRST_STATES = (FundState.PREPARING, FundState.COLLECTING)

_LIVING = frozenset(FundState) - {FundState.CLOSED, FundState.PREPARING}

# A fund goes on, may be suspended and resumed anywhere, and is reopened only into its closing.
_NEXT = {
    FundState.PREPARING: frozenset({FundState.COLLECTING, FundState.CLOSED}),
    FundState.COLLECTING: _LIVING - {FundState.COLLECTING},
    FundState.COLLECTED: _LIVING - {FundState.COLLECTED},
    FundState.PROGRAMMING: _LIVING - {FundState.PROGRAMMING},
    FundState.IMPLEMENTING: _LIVING - {FundState.IMPLEMENTING},
    FundState.CLOSING: (_LIVING - {FundState.CLOSING}) | {FundState.CLOSED},
    FundState.CLOSED: frozenset({FundState.CLOSING}),
    FundState.SUSPENDED: _LIVING - {FundState.SUSPENDED},
}


class DecisionBody(StrEnum):
    """Who took a decision."""

    COMMITTEE = "committee"
    BUREAU = "bureau"
    CHAIR = "chair"
    DONOR = "donor"

    @property
    def label(self) -> str:
        """The body's words on pages, in the language of the moment."""
        return gettext(_BODIES[self])


_BODIES = {
    DecisionBody.COMMITTEE: N_("donors’ committee"),
    DecisionBody.BUREAU: N_("executive bureau of CUF"),
    DecisionBody.CHAIR: N_("chair of the fund"),
    DecisionBody.DONOR: N_("the donor"),
}


class Origin(StrEnum):
    """Whether a fact was published, or made up for the demonstration."""

    PUBLISHED = "published"
    FICTITIOUS = "fictitious"

    @property
    def label(self) -> str:
        """The mark shown beside the fact, in the language of the moment."""
        return gettext(_ORIGINS[self])


_ORIGINS = {Origin.PUBLISHED: N_("published"), Origin.FICTITIOUS: N_("fictitious")}
