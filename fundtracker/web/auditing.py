"""What an auditor may open: pages of the funds that were named, until the last day.

Asked by ``access`` before the view. Another fund's page answers like a missing one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, g
from flask_login import current_user
from sqlalchemy import select

from fundtracker.documents.models import IssuedDocument
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Fund
from fundtracker.position.fund_files import is_of_funds
from fundtracker.users.auditors import named_funds
from fundtracker.users.models import Role
from fundtracker.web import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Select

# Pages without a fund in their address, which leave out themselves what an auditor does not read.
NARROWED = frozenset({"staff.funds", "staff.draft_document"})

_LARGEST = 2**62


def is_auditor() -> bool:
    """Tell whether whoever reads is an auditor."""
    return bool(current_user.is_authenticated) and current_user.role is Role.AUDITOR


def funds_of_reader() -> list[int] | None:
    """Return the ids of the funds that the reader may see; None where that is all of them."""
    if not is_auditor():
        return None
    if "audited_funds" not in g:
        g.audited_funds = named_funds(reading.session(), current_user.id)
    found: list[int] = g.audited_funds
    return found


def check_fund(fund_id: int | None) -> None:
    """Answer like a missing page where the reader does not read a fund, or there is none."""
    funds = funds_of_reader()
    if funds is not None and fund_id not in funds:
        abort(404)


def is_within(endpoint: str, values: Mapping[str, Any]) -> bool:
    """Tell whether an address is of a fund that the auditor of this request reads.

    What names no fund is not, unless it is ``NARROWED``.
    """
    if endpoint in NARROWED:
        return True
    funds = funds_of_reader() or []
    if "sha256" in values:
        return is_of_funds(reading.session(), str(values["sha256"]), funds)
    for name, query in _FUND_OF.items():
        if name in values:
            return reading.session().scalar(query(values[name])) in funds
    return False


def _of_code(code: str) -> Select[Any]:
    return select(Fund.id).where(Fund.code == code)


def _of_donation(reference: str) -> Select[Any]:
    return select(Donation.fund_id).where(Donation.reference == reference)


def _of_document(document_id: int) -> Select[Any]:
    return select(IssuedDocument.fund_id).where(IssuedDocument.id == min(document_id, _LARGEST))


# How the values of an address lead to a fund: the narrowest first.
_FUND_OF: Mapping[str, Callable[[Any], Select[Any]]] = {
    "code": _of_code,
    "reference": _of_donation,
    "document_id": _of_document,
}
