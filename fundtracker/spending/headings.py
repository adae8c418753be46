"""Headings of expenditures that have a meaning of their own; others are free words."""

from __future__ import annotations

from enum import StrEnum

from fundtracker.i18n import N_, gettext


class Heading(StrEnum):
    """Stored as it is in ``Expenditure.heading``, shown in the reader's language."""

    # Money that the partner lost by changing it: an expenditure, justified by the bank's slips.
    EXCHANGE_LOSS = "exchange_loss"
    BANK_CHARGES = "bank_charges"
    MISSION = "mission"
    AUDIT = "audit"

    @property
    def label(self) -> str:
        """The heading's words on pages, in the language of the moment."""
        return gettext(_LABELS[self])


_LABELS = {
    Heading.EXCHANGE_LOSS: N_("exchange loss"),
    Heading.BANK_CHARGES: N_("bank charges"),
    Heading.MISSION: N_("identification or follow-up mission"),
    Heading.AUDIT: N_("audit"),
}


def heading_label(heading: str) -> str:
    """Return a stored heading as it is shown."""
    try:
        return Heading(heading).label
    except ValueError:
        return heading
