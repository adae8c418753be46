"""Collectivities: looking for one, and all that is known of it over the funds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, url_for

from fundtracker.acts.service import Subject
from fundtracker.documents.queries import of_collectivity
from fundtracker.files.attachments import attached_to
from fundtracker.i18n import N_
from fundtracker.i18n import gettext as _
from fundtracker.parties.contacts import contacts_and_refused
from fundtracker.parties.edit import aliases_of
from fundtracker.parties.queries import get_collectivity, successions_of
from fundtracker.position.collectivity_page import collectivity_page
from fundtracker.position.timeline import timeline
from fundtracker.users.manage import members
from fundtracker.web import asked, lists, pictures, reading
from fundtracker.web.access import Permission
from fundtracker.web.lists import Column, Kind
from fundtracker.web.people import state_of
from fundtracker.web.security_log import note
from fundtracker.web.staff import collectivity_search
from fundtracker.web.staff.attachments import attach_page, remove_page
from fundtracker.web.staff.blueprint import form_page, page
from fundtracker.web.staff.contacts import LARGEST
from fundtracker.web.staff.issued import TONES

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.web.staff.collectivity_search import ListedCollectivity


def consent(publishes: bool | None) -> str:  # noqa: FBT001 - what the record says
    """Say in words whether amounts may be published."""
    if publishes is None:
        return _("not asked yet")
    return _("yes") if publishes else _("no")


_COLUMNS: list[Column[ListedCollectivity]] = [
    Column(
        "name", N_("Name"), lambda it: it.collectivity.name,
        href=lambda it: url_for(".collectivity", collectivity_id=it.collectivity.id),
    ),
    Column("kind", N_("Kind"), lambda it: it.collectivity.kind.label),
    Column(
        "place", N_("Département or country"),
        lambda it: it.collectivity.department or it.collectivity.country,
    ),
    Column("siren", N_("SIREN"), lambda it: it.collectivity.siren),
    Column("siret", N_("SIRET"), lambda it: it.collectivity.siret, is_usual=False),
    Column(
        "adherent", N_("Member of CUF"),
        lambda it: _("yes") if it.collectivity.is_adherent else _("no"), is_usual=False,
    ),
    Column(
        "publishes", N_("Amounts may be published"),
        lambda it: consent(it.collectivity.publishes_amounts),
        is_usual=False, is_sortable=False,
    ),
    Column("donations", N_("Donations"), lambda it: it.n_donations, Kind.COUNT),
]  # fmt: skip


@page("/collectivities")
def collectivities() -> str | Response:
    """Look for a collectivity that gives or gave."""
    session = reading.session()
    text = asked.text()
    wanted = lists.wanted(_COLUMNS, order="name")
    rows, n_found = collectivity_search.listed(
        session,
        text,
        order=wanted.order,
        is_descending=wanted.is_descending,
        cut=None if wanted.is_all else ((wanted.page - 1) * lists.PAGE, lists.PAGE),
    )
    if wanted.file:
        return lists.answer(wanted, rows, title=_("Collectivities"))
    pages = max(1, -(-n_found // lists.PAGE))
    shown = lists.show(wanted, rows, pages=pages)
    return render_template("staff/collectivities.html", text=text, shown=shown, n_found=n_found)


@page("/collectivities/<int:collectivity_id>")
def collectivity(collectivity_id: int) -> tuple[str, int]:
    """Show a collectivity: its money in every fund, and what is known of it."""
    session = reading.session()
    found = get_collectivity(session, min(collectivity_id, LARGEST))
    subject = Subject(kind="collectivity", record_id=found.id)
    day = asked.day()
    contacts, refused = contacts_and_refused(session, subject)
    shown = collectivity_page(session, found.id, day.on)
    note("personal_data", of="collectivity")
    html = render_template(
        "staff/collectivity.html",
        collectivity=found,
        consent=consent(found.publishes_amounts),
        aliases=aliases_of(session, found.id),
        successions=successions_of(session, found.id),
        contacts=contacts,
        refused=refused,
        people=members(session, found.id),
        documents=of_collectivity(session, found.id),
        tones=TONES,
        state_of=state_of,
        files=attached_to(session, subject),
        deeds=timeline(session, [subject]),
        day=day,
        page=shown,
        position=shown.position,
        picture=pictures.path(shown.position),
    )
    return html, day.status


@form_page(
    "/collectivities/<int:collectivity_id>/documents/new", Permission.RECORD_DONATION, files=True
)
def attach_to_collectivity(collectivity_id: int) -> tuple[str, int] | Response:
    """Attach a document to a collectivity."""
    found = get_collectivity(reading.session(), min(collectivity_id, LARGEST))
    subject = Subject(kind="collectivity", record_id=found.id)
    back = url_for(".collectivity", collectivity_id=found.id)
    return attach_page(subject, to=found.name, back=back)


@form_page(
    "/collectivities/<int:collectivity_id>/documents/<int:attachment_id>/remove",
    Permission.RECORD_DONATION,
)
def remove_from_collectivity(
    collectivity_id: int, attachment_id: int
) -> tuple[str, int] | Response:
    """Take a document away from a collectivity."""
    found = get_collectivity(reading.session(), min(collectivity_id, LARGEST))
    subject = Subject(kind="collectivity", record_id=found.id)
    back = url_for(".collectivity", collectivity_id=found.id)
    return remove_page(subject, attachment_id, to=found.name, back=back)
