"""Whose money pays: the usual split unless lines were asked for, then as they were typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from fundtracker.errors import RuleViolation
from fundtracker.i18n import gettext as _
from fundtracker.money import ZERO
from fundtracker.spending.sources import propose_split
from fundtracker.web.staff import split

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.allocations.rules import Line
    from fundtracker.ledger.places import Place
    from fundtracker.money import Cents
    from fundtracker.web.forms import Form
    from fundtracker.web.staff.split import SplitLine

# The button that shows the split, or shows it anew, and records nothing.
PROPOSE = "propose"


def is_final(form: Form) -> bool:
    """Tell whether the form is to be recorded: its lines, if there are any, can be read."""
    if PROPOSE in request.form:
        return False
    if split.is_readable():
        return True
    form.form_errors = [*form.form_errors, _("Check the lines of the split.")]
    form.status = 422
    return False


def lines() -> tuple[Line, ...] | None:
    """Return the lines that were chosen; None for the usual split."""
    return split.posted() if split.was_split() and PROPOSE not in request.form else None


def shown(
    session: Session,
    form: Form,
    place: Place,
    project_id: int,
    agreement_id: int | None,
    amount: Cents,
    on: date,
    *,
    is_use: bool = True,
) -> list[SplitLine]:
    """Return the lines to show with the form: proposed where asked for, else as typed."""
    if request.method != "POST" or (PROPOSE not in request.form and not split.was_split()):
        return []
    wanted = amount if PROPOSE in request.form else ZERO
    try:
        proposed = propose_split(
            session, place, project_id, agreement_id, wanted, on=on, is_use=is_use
        )
    except RuleViolation as refusal:
        form.refuse("amount", refusal)
        return []
    found = split.of_proposed(proposed)
    if PROPOSE not in request.form:
        split.read_typed(found)
    return found[: split.EDITABLE]
