"""What documents say of the organisation that issues them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker.acts import revisions
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.parties.errors import InvalidContactEmail, InvalidRna, InvalidSiret
from fundtracker.parties.kinds import AidType
from fundtracker.parties.organisation import SUBJECT, EditOrganisation, edit_organisation
from fundtracker.parties.queries import organisation
from fundtracker.position.timeline import timeline
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ChoiceField, LineField, ProseField
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal

_BLAME: dict[type[Refusal], str] = {
    InvalidSiret: "siret",
    InvalidRna: "rna",
    InvalidContactEmail: "email",
}


class OrganisationForm(EditForm):
    """The organisation as it is, to be edited."""

    name = LineField(lazy_gettext("Name"), limit=150)
    legal_form = LineField(lazy_gettext("Legal form"), required=False, limit=200)
    address = ProseField(lazy_gettext("Address"), limit=500)
    siret = LineField(lazy_gettext("SIRET"), required=False, limit=25)
    rna = LineField(lazy_gettext("RNA number"), required=False, limit=15)
    email = LineField(lazy_gettext("E-mail address"), required=False, limit=254)
    phone = LineField(lazy_gettext("Telephone"), required=False, limit=30)
    website = LineField(lazy_gettext("Website"), required=False, limit=100)
    signatory = LineField(lazy_gettext("Who signs"), required=False, limit=150)
    signatory_function = LineField(lazy_gettext("As"), required=False, limit=150)
    aid_type = ChoiceField(
        lazy_gettext("Type of aid in the yearly ODA return"),
        coerce=AidType,
        required=False,
        blank=lazy_gettext("as the ministry’s guide of the year says"),
    )


@form_page("/organisation", Permission.MANAGE_ORGANISATION)
def describe_organisation() -> tuple[str, int] | Response:
    """Show what documents say of the organisation, and change it."""
    session = reading.session()
    form = _recorded(session, is_recorded=False)
    if form.is_sent():
        wanted = EditOrganisation(
            version=form.seen_version,
            **{it.name: it.data or "" for it in form if it.name in _TEXTS},
            aid_type=form.aid_type.data,
        )
        done = form.record(lambda writing, by: edit_organisation(writing, wanted, by=by).id, _BLAME)
        if done is not None:
            say(_("Saved: documents drawn from now on say so; issued ones stay as they are."))
            return redirect(url_for(".describe_organisation"), code=303)
        if form.is_outdated:
            form.compare(_recorded(session, is_recorded=True))
    html = render_template(
        "staff/organisation.html", form=form, deeds=timeline(reading.session(), [SUBJECT])
    )
    return html, form.status


_TEXTS = frozenset(
    {
        "name", "legal_form", "address", "siret", "rna", "email", "phone", "website", "signatory",
        "signatory_function",
    }
)  # fmt: skip


def _recorded(session: Session, *, is_recorded: bool) -> OrganisationForm:
    found = organisation(session)
    form = OrganisationForm(
        version=revisions.version_of(session, SUBJECT),
        is_recorded=is_recorded,
        data={name: getattr(found, name) or "" for name in _TEXTS} | {"aid_type": found.aid_type},
    )
    form.aid_type.offer_members(AidType)
    return form
