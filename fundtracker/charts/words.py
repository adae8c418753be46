"""Wordings that several pictures share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.i18n import format_amount
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from fundtracker.money import Cents


def said(label: str, amount: Cents) -> str:
    """Return ``label: amount`` with the punctuation of the language."""
    return _("%(label)s: %(amount)s", label=label, amount=format_amount(amount))


def action_type_label(role: str) -> str:
    """Return the page words of an action type or of another use of the money."""
    labels = {
        "crisis_response": _("Crisis response"),
        "risk_reduction": _("Risk reduction"),
        "capacity_building": _("Capacity building"),
        "fund_costs": _("Fund costs"),
        "unallocated": _("To allocate"),
        "fees": _("Management fees"),
        "returned": _("Returned to donors"),
        "carried": _("Carried to another fund"),
    }
    return labels[role]
