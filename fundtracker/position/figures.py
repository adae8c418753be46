"""The figures of the position: the one place of each figure's name and definition.

Pages, documents, exports and answers of the interface all read them here.
"""

from __future__ import annotations

from dataclasses import dataclass

from fundtracker.i18n import N_, gettext


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the position: the attribute that gives it, its name and its definition."""

    key: str
    name_message: str
    definition_message: str

    @property
    def name(self) -> str:
        """The figure's name, in the language of the moment."""
        return gettext(self.name_message)

    @property
    def definition(self) -> str:
        """What the figure counts and what it leaves out, in the language of the moment."""
        return gettext(self.definition_message)


_ALL = (
    Figure(
        "promised",
        N_("Promised"),
        N_("Announced by the collectivities, not yet voted or beside a vote: in no total."),
    ),
    Figure(
        "voted",
        N_("Voted"),
        N_("Decided by the collectivities’ own assemblies (last live vote): in no total."),
    ),
    Figure(
        "agreed",
        N_("Under agreement"),
        N_("Signed in an agreement with the collectivity (last live agreement): in no total."),
    ),
    Figure(
        "firm",
        N_("Firm"),
        N_("By the signed agreement or, without one, the vote, after reductions: in no total."),
    ),
    Figure(
        "still_to_receive",
        N_("Still to receive"),
        N_("What is firm, less what came in, gift by gift: in no total."),
    ),
    Figure(
        "received",
        N_("Received"),
        N_("Everything that came into the fund’s bank account from outside, reversals deducted."),
    ),
    Figure(
        "returned",
        N_("Refunded"),
        N_("Given back to the donors."),
    ),
    Figure(
        "carried",
        N_("Carried over"),
        N_("Moved to other funds with the donor’s consent; below zero when more came from others."),
    ),
    Figure(
        "net_received",
        N_("Received, net"),
        N_("Received − refunded − carried over = management fees + unallocated + allocated."),
    ),
    Figure(
        "fees",
        N_("Management fees"),
        N_("Taken from gifts by the fund’s rules, still in its account or taken by CUF."),
    ),
    Figure(
        "fees_kept",
        N_("Management fees, in the account"),
        N_("Management fees that are still in the fund’s bank account."),
    ),
    Figure(
        "fees_withdrawn",
        N_("Management fees, taken by CUF"),
        N_("Management fees that CUF has moved to its own bank account."),
    ),
    Figure(
        "unallocated",
        N_("Unallocated"),
        N_("Received and not yet allocated to a project, fees deducted."),
    ),
    Figure(
        "allocated",
        N_("Allocated"),
        N_("Given to projects by decision: allocated, to be paid + paid out."),
    ),
    Figure(
        "held",
        N_("Allocated, to be paid"),
        N_("Allocated to a project and still in the fund’s bank account."),
    ),
    Figure(
        "paid_out",
        N_("Paid out"),
        N_("Gone out for projects: paid, to be justified + justified + not recovered."),
    ),
    Figure(
        "advanced",
        N_("Paid, to be justified"),
        N_("Paid to partners, whose documents are still to come or to be accepted."),
    ),
    Figure(
        "justified_in_all",
        N_("Justified"),
        N_("Spent with accepted documents, by partners and by CUF itself."),
    ),
    Figure(
        "justified",
        N_("Justified by partners"),
        N_("Spent by partners, with documents accepted by CUF."),
    ),
    Figure(
        "spent",
        N_("Spent by CUF"),
        N_("Spent by CUF itself for a project, with its documents."),
    ),
    Figure(
        "lost",
        N_("Not recovered"),
        N_("Paid to partners and given up by decision."),
    ),
    Figure(
        "cash",
        N_("To be found in the bank"),
        N_("Unallocated + allocated, to be paid + management fees still in the account."),
    ),
)

FIGURES = {figure.key: figure for figure in _ALL}

# In the order of a statement: (key, depth, sign with which it enters the total above it).
OUTSIDE = ("promised", "voted", "agreed", "firm", "still_to_receive")
WHOLE = (
    ("received", 0, 1),
    ("returned", 1, -1),
    ("carried", 1, -1),
    ("net_received", 0, 1),
    ("fees", 1, 1),
    ("fees_kept", 2, 1),
    ("fees_withdrawn", 2, 1),
    ("unallocated", 1, 1),
    ("allocated", 1, 1),
    ("held", 2, 1),
    ("paid_out", 2, 1),
    ("advanced", 3, 1),
    ("justified_in_all", 3, 1),
    ("justified", 4, 1),
    ("spent", 4, 1),
    ("lost", 3, 1),
    ("cash", 0, 1),
)
# Of a project or an action type only what was allocated to it has a meaning.
OF_PROJECTS = tuple(
    (key, depth - 1, sign)
    for key, depth, sign in WHOLE[WHOLE.index(("allocated", 1, 1)) :]
    if key != "cash"
)
