"""The texts of paragraphs: those that come along, and those that staff wrote instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.revisions import Changes
from fundtracker.acts.service import Signature, Subject
from fundtracker.documents.errors import UnknownField
from fundtracker.documents.models import ParagraphText
from fundtracker.documents.paragraphs.kinds import ParagraphKind
from fundtracker.i18n import LOCALES, Locale

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

_LONGEST = 4_000
_FIELD = re.compile(r"\{([^{}]*)\}")

# What the history of a text is kept under, beside those of the kit: a number for each place, never
# used for another, and one more for English.
_NUMBERS = {
    ParagraphKind.DONOR_REPORT_OPENING: 100,
    ParagraphKind.DONOR_REPORT_CLOSING: 102,
    ParagraphKind.FUND_REPORT_OPENING: 104,
    ParagraphKind.FUND_REPORT_CLOSING: 106,
    ParagraphKind.RECEIPTS_CLOSING: 108,
    ParagraphKind.PAYMENT_REQUEST_OPENING: 110,
    ParagraphKind.PAYMENT_REQUEST_CLOSING: 112,
    ParagraphKind.STATEMENT_OF_USE_CLOSING: 114,
    ParagraphKind.CONVENING_OPENING: 116,
    ParagraphKind.CONVENING_CLOSING: 118,
    ParagraphKind.LETTER_OPENING: 120,
    ParagraphKind.LETTER_CLOSING: 122,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class EditParagraphs:
    """What is to be said in a place, in a language; None: what it said at first.

    ``version`` is the one that was edited.
    """

    kind: ParagraphKind
    locale: Locale
    version: int
    text: str | None


_OWN = select(ParagraphText).where(
    ParagraphText.kind.in_(bindparam("kinds", expanding=True)),
    ParagraphText.locale == bindparam("locale"),
)


@cache
def first_text(kind: ParagraphKind, locale: Locale) -> str:
    """Return the text that comes along; it may say nothing."""
    folder = resources.files("fundtracker.documents.paragraphs") / "texts"
    return (folder / f"{kind.value}.{locale}.txt").read_text(encoding="utf-8").strip()


def text_of(session: Session, kind: ParagraphKind, locale: Locale) -> str:
    """Return the text of a place: the staff's, or else the one that comes along."""
    own = session.get(ParagraphText, (kind, locale))
    return own.text if own is not None else first_text(kind, locale)


def texts_of(
    session: Session, kinds: Collection[ParagraphKind], locale: Locale
) -> dict[ParagraphKind, str]:
    """Return the texts of some places in a language, in one statement."""
    own = {it.kind: it.text for it in session.scalars(_OWN, {"kinds": kinds, "locale": locale})}
    return {it: own[it] if it in own else first_text(it, locale) for it in kinds}


def subject_of(kind: ParagraphKind, locale: Locale) -> Subject:
    """Return what the history of a text is kept under."""
    return Subject(kind="paper_text", record_id=_NUMBERS[kind] + LOCALES.index(locale))


def checked(kind: ParagraphKind, typed: str) -> str:
    """Return a text that can be filled in; raise UnknownField."""
    clean = text.prose(typed, limit=_LONGEST, required=False)
    for name in _FIELD.findall(clean):
        if name not in kind.fields:
            raise UnknownField(name=name[:40])
    return clean


def filled(text_: str, fields: Mapping[str, str]) -> tuple[str, ...]:
    """Fill a text in, paragraph by paragraph; one that names what is not known is left out."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text_.strip()):
        names = _FIELD.findall(paragraph)
        if paragraph.strip() and all(fields.get(name) for name in names):
            said = _FIELD.sub(lambda match: fields[match[1]], paragraph)
            found.append(" ".join(said.split("\n")))
    return tuple(found)


def edit_paragraphs(session: Session, request: EditParagraphs, *, by: Signature) -> str:
    """Change what is said in a place, its history keeping what was said; return what is said now.

    Raises ChangedMeanwhile or UnknownField.
    """
    kind, locale = request.kind, request.locale
    if acts.find_repeat(session, ActKind.EDIT_TEXT, request, by=by) is not None:
        return text_of(session, kind, locale)
    subject = subject_of(kind, locale)
    revisions.check_version(session, subject, request.version)
    before, own = text_of(session, kind, locale), session.get(ParagraphText, (kind, locale))
    after = first_text(kind, locale) if request.text is None else checked(kind, request.text)
    if after == before:
        return before
    act = acts.record(session, ActKind.EDIT_TEXT, request, by=by)
    if own is None:
        session.add(ParagraphText(kind=kind, locale=locale, text=after))
    else:
        own.text = after
    changes = Changes(before={"text": before}, after={"text": after})
    revisions.revise(session, act, subject, changes)
    acts.concern(session, act, subject)
    return after
