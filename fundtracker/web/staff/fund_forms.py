"""Opening a fund, and editing what it says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.acts.service import Subject
from fundtracker.funds import edit
from fundtracker.funds import service as funds
from fundtracker.funds.accounts import shown_iban
from fundtracker.funds.errors import CodeTaken, InvalidBic, InvalidCode, InvalidIban
from fundtracker.funds.models import Crisis
from fundtracker.funds.queries import get_fund
from fundtracker.funds.states import FIRST_STATES, FundState
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.funds.models import Fund

_BLAME: dict[type[Refusal], str] = {
    InvalidCode: "code",
    CodeTaken: "code",
    InvalidIban: "iban",
    InvalidBic: "bic",
}


class _Facts:
    """What a fund says of itself, in the order in which it is asked."""

    name = LineField(lazy_gettext("Name of the fund"), limit=150)
    territory = LineField(lazy_gettext("Territory that was struck"), limit=150)
    opened_on = DateField(lazy_gettext("Opened on"))
    crisis_name = LineField(lazy_gettext("Crisis"), limit=150)
    crisis_on = DateField(lazy_gettext("When it struck"))
    crisis_description = ProseField(lazy_gettext("What happened"), limit=4000)
    requested_by = LineField(lazy_gettext("Who asked for the fund"), required=False)
    requested_on = DateField(lazy_gettext("Asked on"), required=False)
    request_source = LineField(lazy_gettext("Letter or source"), required=False)
    iban = LineField(lazy_gettext("IBAN of the dedicated account"), required=False, limit=50)
    bic = LineField(lazy_gettext("BIC"), required=False, limit=20)
    chair = LineField(lazy_gettext("Chair of the donors’ committee"), required=False, limit=150)
    target = MoneyField(lazy_gettext("Amount hoped for"), required=False)
    confirm_above = MoneyField(lazy_gettext("Two people above"), required=False, allow_zero=True)
    leftover_rule = ProseField(lazy_gettext("What becomes of what is left"), limit=2000)
    description = ProseField(lazy_gettext("Description"), limit=4000)


class OpenFundForm(_Facts, Form):
    """A fund to be opened."""

    code = LineField(lazy_gettext("Code"), limit=40)
    state = ChoiceField(lazy_gettext("State"), coerce=FundState)
    appeal_reference = LineField(lazy_gettext("Reference of the appeal"), required=False)


class EditFundForm(_Facts, EditForm):
    """A fund as it is, to be edited."""


def _typed(form: OpenFundForm | EditFundForm) -> dict[str, Any]:
    """Return what the form says, as both requests take it."""
    texts = (
        "name", "territory", "crisis_name", "crisis_description", "requested_by",
        "request_source", "iban", "bic", "chair", "leftover_rule", "description",
    )  # fmt: skip
    values = {name: form[name].data or "" for name in texts}
    days = ("opened_on", "crisis_on", "requested_on", "target", "confirm_above")
    return {**values, **{name: form[name].data for name in days}}


@form_page("/funds/new", Permission.MANAGE_FUND)
def open_fund() -> tuple[str, int] | Response:
    """Open a fund."""
    form = OpenFundForm(data={"opened_on": clock.today(), "state": FundState.PREPARING})
    form.state.offer_members(FIRST_STATES)
    if form.is_sent():
        wanted = funds.OpenFund(
            **_typed(form),
            code=form.code.data or "",
            state=form.state.data,
            appeal_reference=form.appeal_reference.data or "",
        )
        code = form.record(lambda session, by: funds.open_fund(session, wanted, by=by).code, _BLAME)
        if code is not None:
            say(_("Fund opened."))
            return redirect(url_for(".fund", code=code), code=303)
    back = url_for(".funds")
    return render_template("staff/fund_form.html", form=form, fund=None, back=back), form.status


@form_page("/funds/<code>/edit", Permission.MANAGE_FUND)
def edit_fund(code: str) -> tuple[str, int] | Response:
    """Edit what a fund says of itself."""
    session = reading.session()
    fund = get_fund(session, code)
    fund_id, back = fund.id, url_for(".fund_facts", code=code)
    form = _recorded(session, fund, is_recorded=False)
    if form.is_sent():
        wanted = edit.EditFund(fund_id=fund_id, version=form.seen_version, **_typed(form))
        done = form.record(lambda session, by: edit.edit_fund(session, wanted, by=by).id, _BLAME)
        if done is not None:
            say(_("Fund edited."))
            return redirect(back, code=303)
        if form.is_outdated:
            form.compare(_recorded(session, get_fund(session, code), is_recorded=True))
    context = {"form": form, "fund": get_fund(session, code), "back": back}
    return render_template("staff/fund_form.html", **context), form.status


def _recorded(session: Session, fund: Fund, *, is_recorded: bool) -> EditFundForm:
    crisis = session.get_one(Crisis, fund.crisis_id)
    asked_for = edit.request_of(session, fund.id)
    return EditFundForm(
        version=revisions.version_of(session, Subject(kind="fund", record_id=fund.id)),
        is_recorded=is_recorded,
        data={
            "name": fund.name,
            "territory": fund.territory,
            "opened_on": fund.opened_on,
            "crisis_name": crisis.name,
            "crisis_on": crisis.happened_on,
            "crisis_description": crisis.description,
            "requested_by": asked_for.requested_by if asked_for else "",
            "requested_on": asked_for.requested_on if asked_for else None,
            "request_source": (asked_for.source or "") if asked_for else "",
            "iban": shown_iban(fund.iban) if fund.iban else "",
            "bic": fund.bic or "",
            "chair": fund.chair or "",
            "target": fund.target,
            "confirm_above": fund.confirm_above,
            "leftover_rule": fund.leftover_rule or "",
            "description": fund.description,
        },
    )
