"""The texts of the kit's papers: those that come along, and those that staff wrote instead."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.revisions import Changes
from fundtracker.acts.service import Signature, Subject
from fundtracker.documents.appeal_kit.errors import TitleMissing
from fundtracker.documents.appeal_kit.fields import blanks
from fundtracker.documents.appeal_kit.paper import BlockKind, paper
from fundtracker.documents.kinds import PaperKind
from fundtracker.documents.models import PaperText

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.i18n import Locale

_LONGEST = 20_000

# What the history of a text is kept under: a number for each paper, never used for another; the
# English one's is fifty more.
_ENGLISH = 50
_NUMBERS = {
    PaperKind.APPEAL: 1,
    PaperKind.BANK_DETAILS: 2,
    PaperKind.DELIBERATION: 3,
    PaperKind.AGREEMENT: 4,
    PaperKind.COMMITMENT: 5,
    PaperKind.REPUBLICAN_COMMITMENT: 6,
    PaperKind.LEAFLET: 7,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class EditText:
    """What a paper is to say; empty: what it said at first. ``version`` is the one edited."""

    kind: PaperKind
    locale: Locale
    version: int
    text: str


def first_text(kind: PaperKind, locale: Locale) -> str:
    """Return the text that comes along, in one of the paper's languages."""
    folder = resources.files("fundtracker.documents.appeal_kit") / "texts"
    return (folder / f"{kind.value}.{locale}.txt").read_text(encoding="utf-8")


def text_of(session: Session, kind: PaperKind, locale: Locale) -> str:
    """Return the text of a paper: the staff's, or else the one that comes along."""
    own = session.get(PaperText, (kind, locale))
    return own.text if own is not None else first_text(kind, locale)


def changed(session: Session) -> set[tuple[PaperKind, Locale]]:
    """Return the papers and languages whose text staff wrote themselves, in one statement."""
    return {
        (it.kind, it.locale)
        for it in session.scalars(select(PaperText))
        if it.text != first_text(it.kind, it.locale)
    }


def subject_of(kind: PaperKind, locale: Locale) -> Subject:
    """Return what the history of a text is kept under."""
    number = _NUMBERS[kind] + (_ENGLISH if locale == "en" else 0)
    return Subject(kind="paper_text", record_id=number)


def checked(kind: PaperKind, typed: str) -> str:
    """Return a text that can be filled in; raise UnknownField or TitleMissing."""
    clean = text.prose(typed, limit=_LONGEST, required=True)
    if not any(it.kind is BlockKind.TITLE for it in paper(kind, clean, {}, blanks()).blocks):
        raise TitleMissing
    return f"{clean}\n"


def edit_text(session: Session, request: EditText, *, by: Signature) -> PaperKind:
    """Change what a paper says, its history keeping what it said.

    Raises ChangedMeanwhile, UnknownField or TitleMissing.
    """
    kind, locale = request.kind, request.locale
    if acts.find_repeat(session, ActKind.EDIT_TEXT, request, by=by) is not None:
        return kind
    subject = subject_of(kind, locale)
    revisions.check_version(session, subject, request.version)
    before, own = text_of(session, kind, locale), session.get(PaperText, (kind, locale))
    after = checked(kind, request.text) if request.text.strip() else ""
    after = after or first_text(kind, locale)
    if after == before:
        return kind
    act = acts.record(session, ActKind.EDIT_TEXT, request, by=by)
    if own is None:
        session.add(PaperText(kind=kind, locale=locale, text=after))
    else:
        own.text = after
    changes = Changes(before={"text": before}, after={"text": after})
    revisions.revise(session, act, subject, changes)
    acts.concern(session, act, subject)
    return kind
