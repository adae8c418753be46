"""Who did what, everywhere: searched, and taken away as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from sqlalchemy import select

from fundtracker.acts.kinds import ActKind
from fundtracker.i18n import N_, format_date
from fundtracker.i18n import gettext as _
from fundtracker.position.acts_page import PAGE, ActFilter, ActRow, act_rows
from fundtracker.users.models import User
from fundtracker.web import asked, lists, reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import parse_date
from fundtracker.web.lists import LARGEST_FILE, Column
from fundtracker.web.security_log import note
from fundtracker.web.staff.blueprint import page
from fundtracker.web.staff.record_words import called, told
from fundtracker.web.templating import instant
from fundtracker.web.urls import here

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from werkzeug import Response

_LARGEST = 2**62


def _about(row: ActRow) -> str:
    named = [called(it) for it in row.concerned]
    more = row.n_concerned - len(row.concerned)
    return ", ".join(named) + (f" + {more}" if more else "")


def _changed(row: ActRow) -> str:
    return "; ".join(
        field if before is None else f"{field}: {before} → {after}"
        for field, before, after in told(row.changes)
    )


_COLUMNS: list[Column[ActRow]] = [
    Column("at", N_("When"), lambda it: instant(it.act.at), is_sortable=False),
    Column("who", N_("Who"), lambda it: it.actor or _("the server"), is_sortable=False),
    Column(
        "confirmed", N_("Confirmed by"), lambda it: it.confirmed_by, is_sortable=False,
        is_usual=False, absent="",
    ),
    Column("what", N_("What"), lambda it: it.kind.label, is_sortable=False),
    Column("about", N_("About"), _about, is_sortable=False, is_drawn=True),
    Column("why", N_("Why"), lambda it: it.act.reason, is_sortable=False, absent=""),
    Column(
        "decision", N_("Decision"), lambda it: it.decision, is_sortable=False,
        is_usual=False, absent="",
    ),
    Column("changes", N_("What changed"), _changed, is_sortable=False, is_drawn=True),
    Column("key", N_("Key"), lambda it: it.act.key, is_sortable=False, is_usual=False),
]  # fmt: skip

# Where the page of a record is that an act concerns; others have none of their own.
_PAGES = {
    "collectivity": ("staff.collectivity", "collectivity_id"),
    "user": ("staff.user", "user_id"),
    "partner": ("staff.partner", "partner_id"),
}


@page("/acts", Permission.MANAGE_USERS)
def acts() -> str | Response:
    """List all acts, the latest first."""
    session = reading.session()
    wanted = lists.wanted(_COLUMNS, order="")
    filters, errors = _filters()
    note("acts_read")
    if wanted.file:
        rows = act_rows(session, filters, limit=LARGEST_FILE + 1)
        lists.check_length(len(rows))
        return lists.answer(wanted, rows, title=_("Acts"))
    rows = act_rows(session, filters, limit=PAGE + 1)
    people = session.execute(select(User.id, User.name).order_by(User.name, User.id)).all()
    names = dict(people)
    return render_template(
        "staff/acts.html",
        shown=lists.show(wanted, rows[:PAGE], pages=1),
        filters=filters,
        typed={name: asked.text(name) for name in ("q", "since", "until")},
        errors=errors,
        people=people,
        kinds=sorted(ActKind, key=lambda it: it.label),
        chips=_chips(filters, names),
        clear=url_for(".acts"),
        older=here(before=rows[PAGE - 1].act.id) if len(rows) > PAGE else None,
        page_of=_page_of,
        called=called,
        told=told,
    )


def _page_of(kind: str, record_id: int, name: str | None) -> str | None:
    if kind == "donation" and name:
        return url_for(".donation", reference=name)
    if kind in _PAGES:
        endpoint, argument = _PAGES[kind]
        return url_for(endpoint, **{argument: record_id})  # type: ignore[arg-type] # a path's value
    return None


def _filters() -> tuple[ActFilter, dict[str, str]]:
    errors: dict[str, str] = {}

    def day(name: str) -> date | None:
        try:
            return parse_date(asked.text(name)) if asked.text(name) else None
        except ValueError as fault:
            errors[name] = str(fault)
            return None

    typed = request.args.get("kind", "")
    return ActFilter(
        actor_id=asked.identity(request.args.get("who", "")),
        kind=ActKind(typed) if typed in set(ActKind) else None,
        since=day("since"),
        until=day("until"),
        text=asked.text(),
        before=asked.identity(request.args.get("before", "")),
    ), errors


def _chips(filters: ActFilter, names: Mapping[int, str]) -> Sequence[tuple[str, str]]:
    texts = {
        "q": _("“%(text)s”", text=filters.text) if filters.text else None,
        "who": names.get(filters.actor_id or 0),
        "kind": filters.kind.label if filters.kind else None,
        "since": _("from %(day)s", day=format_date(filters.since)) if filters.since else None,
        "until": _("to %(day)s", day=format_date(filters.until)) if filters.until else None,
    }
    return [(text, here(**{name: None, "before": None})) for name, text in texts.items() if text]
