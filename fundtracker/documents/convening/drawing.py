"""Draws the convening of a committee, with the sheet that its members sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import PageBreak, Spacer

from fundtracker.documents.letterhead import letterhead, signed
from fundtracker.documents.marks import furniture
from fundtracker.documents.page import COLUMN, Title, build
from fundtracker.documents.parts import heading
from fundtracker.documents.tables import Column, Row, facts, table
from fundtracker.documents.typography import BODY, LEAD, NOTE, TITLE, marked_up, paragraph, prose
from fundtracker.documents.wording import LINE, capitalised, filled, printable
from fundtracker.i18n import format_amount, format_date, format_number, format_weekday, use_locale
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.convening.content import Convening

_SIGNING_ROOM = 26


def render(convening: Convening) -> bytes:
    """Return the convening as a PDF in its own language; the same content gives the same bytes."""
    with use_locale(convening.locale):
        recipient = _("To the members of the donors’ committee")
        story: list[Flowable] = [
            *letterhead(convening.issuer, recipient, convening.fund, convening.as_of),
            Title(_("Convening of the donors’ committee"), TITLE, "convening"),
            marked_up(_sentence(convening), LEAD),
            *convening.words.begin(),
            facts(
                [
                    (_("Fund"), printable(convening.fund)),
                    (_("Day"), capitalised(_day(convening))),
                    (_("Time"), convening.starts_at),
                    (_("Place"), printable(convening.place, LINE)),
                    (_("From afar"), printable(convening.link, LINE)),
                    (_("Chair"), printable(convening.chair, LINE)),
                ]
            ),
            *_agenda(convening),
            *_means(convening),
            *convening.words.end(),
            *signed(convening.issuer),
            PageBreak(),
            *_members(convening),
        ]
        words = f"{_('Convening of the donors’ committee')} – {format_date(convening.held_on)}"
        shown = furniture(
            convening, title=words, subject=printable(convening.fund), seal=convening.seal
        )
        return build(story, shown)


def _sentence(convening: Convening) -> str:
    if convening.is_cancelled:
        template = _(
            "The meeting of the donors’ committee of the fund “%(fund)s” on %(day)s is called off."
        )
    else:
        template = _(
            "The donors’ committee of the fund “%(fund)s” meets on %(day)s. You are asked to take"
            " part, or to name whom you entrust with your voice."
        )
    return filled(template, fund=printable(convening.fund), day=_day(convening))


def _day(convening: Convening) -> str:
    return f"{format_weekday(convening.held_on)} {format_date(convening.held_on)}"


def _agenda(convening: Convening) -> list[Flowable]:
    story = heading(_("Agenda"), "agenda")
    points = [
        paragraph(f"{number}.\u00a0{printable(it, LINE)}", BODY)
        for number, it in enumerate(convening.agenda, start=1)
    ]
    note = [prose(convening.note)] if convening.note else []
    return [*story, *points, *note]


def _means(convening: Convening) -> list[Flowable]:
    """Say what there is to decide about: the money, and the projects that can take it."""
    day = format_date(convening.as_of)
    story = [
        *heading(_("What there is to decide about"), "means"),
        marked_up(
            filled(
                _(
                    "On %(day)s the fund had received %(received)s; %(fees)s are management fees,"
                    " %(allocated)s are allocated, and %(left)s wait for a decision."
                ),
                day=day,
                received=format_amount(convening.received),
                fees=format_amount(convening.fees),
                allocated=format_amount(convening.allocated),
                left=format_amount(convening.unallocated),
            ),
            BODY,
        ),
    ]
    if not convening.projects:
        return [*story, paragraph(_("No project waits for money."), BODY)]
    columns = [
        Column(_("Project"), COLUMN - 84 - 3 * 70),
        Column(_("Place"), 84),
        Column(_("Planned (€)"), 70, is_amount=True),
        Column(_("Allocated (€)"), 70, is_amount=True),
        Column(_("Still lacking (€)"), 70, is_amount=True),
    ]
    rows = [
        Row(
            (
                printable(it.title, LINE),
                printable(it.place),
                "–" if it.planned is None else format_number(it.planned),
                format_number(it.allocated),
                "–"
                if it.planned is None
                else format_number(Cents(max(0, it.planned - it.allocated))),
            )
        )
        for it in convening.projects
    ]
    return [*story, *table(columns, rows)]


def _members(convening: Convening) -> list[Flowable]:
    """Return the sheet of those who are there: a line for each donor that paid."""
    story: list[Flowable] = [
        Title(_("Members of the committee and attendance"), TITLE, "members"),
        paragraph(
            _("The members are the donors whose money the fund had received on %(day)s.",
              day=format_date(convening.as_of)),
            BODY,
        ),
    ]  # fmt: skip
    if not convening.members:
        return [*story, paragraph(_("No donor has paid yet."), BODY)]
    columns = [
        Column(_("Collectivity"), COLUMN - 130 - 130),
        Column(_("Represented by"), 130),
        Column(_("Signature"), 130),
    ]
    rows = [Row((printable(it, LINE), Spacer(1, _SIGNING_ROOM), "")) for it in convening.members]
    proxy = _(
        "Proxy: the undersigned, on behalf of (collectivity) ………………………………, gives the power to"
        " represent it at this meeting to ………………………………. Done at ……………………, on ……………………."
        " Signature:"
    )
    return [*story, *table(columns, rows), paragraph(proxy, NOTE)]
