"""What a public page shows, for programs: JSON whole, CSV by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, jsonify, url_for

from fundtracker.exchange.sheet import Heading, Kind, Sheet, to_csv
from fundtracker.i18n import gettext as _
from fundtracker.position.public_pages import public_fund, public_funds
from fundtracker.web import reading
from fundtracker.web.public.blueprint import page
from fundtracker.web.urls import absolute

if TYPE_CHECKING:
    from fundtracker.position.amounts import Amounts
    from fundtracker.position.public_pages import PublicFund

# Every amount is a whole number of these.
_UNIT = {"currency": "EUR", "unit": "cent"}


@page("/public.json")
def funds_json() -> Response:
    """Answer with the list of the funds."""
    lines = public_funds(reading.session())
    return jsonify(
        **_UNIT,
        funds=[
            {
                "code": it.fund.code,
                "name": it.fund.name,
                "crisis": it.crisis.name,
                "territory": it.fund.territory,
                "state": it.fund.state.value,
                "opened_on": it.fund.opened_on.isoformat(),
                "donors": it.n_donors,
                "position": _position(it.amounts),
                "url": absolute(url_for(".fund_json", code=it.fund.code)),
            }
            for it in lines
        ],
    )


@page("/public/<code>.json")
def fund_json(code: str) -> Response:
    """Answer with all that the page of a fund shows."""
    shown = public_fund(reading.session(), code, is_all=True)
    return jsonify(
        **_UNIT,
        code=shown.fund.code,
        name=shown.fund.name,
        description=shown.fund.description,
        crisis={
            "name": shown.crisis.name,
            "happened": shown.crisis.happened_text,
            "description": shown.crisis.description,
        },
        territory=shown.fund.territory,
        requested_by=[it.requested_by for it in shown.requests],
        state=shown.fund.state.value,
        opened_on=shown.fund.opened_on.isoformat(),
        as_of=shown.as_of.isoformat(),
        entry={"number": shown.seal.entry_number, "hash": shown.seal.entry_hash},
        position=_position(shown.amounts),
        projects=[
            {
                "title": it.project.title,
                "action_type": it.project.action_type.value if it.project.action_type else None,
                "country": it.project.country,
                "place": it.project.place,
                "latitude": it.project.latitude,
                "longitude": it.project.longitude,
                "status": it.project.status.value,
                "status_reason": it.project.status_reason,
                "allocated": it.amounts.allocated,
                "paid_out": it.amounts.paid_out,
                "justified": it.amounts.justified_in_all,
            }
            for it in shown.projects
        ],
        news=[
            {
                "dated_on": it.dated_on.isoformat(),
                "title": it.title,
                "text": it.text,
                "link": it.link,
                "photo": url_for(".photo", code=code, photo=it.photo_sha256, _external=True)
                if it.photo_sha256
                else None,
                "caption": it.caption or None,
            }
            for it in shown.news
        ],
        donors=[
            {
                "name": it.name,
                "kind": it.kind.value,
                "department": it.department,
                "siren": it.siren,
                "received": it.received,
            }
            for it in shown.donors
        ],
    )


@page("/public/<code>/projects.csv")
def projects_csv(code: str) -> Response:
    """Answer with the projects of a fund, as a table."""
    shown = public_fund(reading.session(), code, is_all=True)
    sheet = Sheet(
        title=_("Projects"),
        headings=[
            Heading(label=_("Project")),
            Heading(label=_("Type of action")),
            Heading(label=_("Place")),
            Heading(label=_("Country")),
            Heading(label=_("Status")),
            Heading(label=_("Allocated"), kind=Kind.AMOUNT),
            Heading(label=_("Paid out"), kind=Kind.AMOUNT),
            Heading(label=_("Justified"), kind=Kind.AMOUNT),
        ],
        rows=[
            [
                it.project.title,
                it.project.action_type.label if it.project.action_type else None,
                it.project.place,
                it.project.country,
                it.project.status.label,
                it.amounts.allocated,
                it.amounts.paid_out,
                it.amounts.justified_in_all,
            ]
            for it in shown.projects
        ],
    )
    return _csv(sheet, shown, "projects")


@page("/public/<code>/donors.csv")
def donors_csv(code: str) -> Response:
    """Answer with the donors of a fund, as a table; amounts of those who consented."""
    shown = public_fund(reading.session(), code, is_all=True)
    sheet = Sheet(
        title=_("Donors"),
        headings=[
            Heading(label=_("Collectivity")),
            Heading(label=_("Kind")),
            Heading(label=_("Département")),
            Heading(label=_("SIREN")),
            Heading(label=_("Received"), kind=Kind.AMOUNT),
        ],
        rows=[
            [it.name, it.kind.label, it.department, it.siren, it.received] for it in shown.donors
        ],
    )
    return _csv(sheet, shown, "donors")


def _position(amounts: Amounts) -> dict[str, Any]:
    return {
        "received": amounts.received,
        "returned": amounts.returned,
        "carried": amounts.carried,
        "fees": amounts.fees,
        "unallocated": amounts.unallocated,
        "allocated": amounts.allocated,
        "held": amounts.held,
        "paid_out": amounts.paid_out,
        "advanced": amounts.advanced,
        "justified": amounts.justified_in_all,
        "lost": amounts.lost,
    }


def _csv(sheet: Sheet, shown: PublicFund, what: str) -> Response:
    response = Response(to_csv(sheet), mimetype="text/csv")
    name = f"{shown.fund.code}-{what}-{shown.as_of.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
