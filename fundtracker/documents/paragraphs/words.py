"""The words of one document: its staff's paragraphs, filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.documents.paragraphs.kinds import ParagraphKind
from fundtracker.documents.paragraphs.texts_of import filled, texts_of
from fundtracker.documents.typography import BODY, NOTE, prose
from fundtracker.i18n import format_date

if TYPE_CHECKING:
    from datetime import date

    from reportlab.platypus import Flowable
    from sqlalchemy.orm import Session

    from fundtracker.documents.issuer import Issuer
    from fundtracker.i18n import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The paragraphs at the beginning of a document, and at its end."""

    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()

    def begin(self) -> list[Flowable]:
        """Return the paragraphs at the beginning."""
        return [prose(it, BODY) for it in self.opening]

    def end(self) -> list[Flowable]:
        """Return the paragraphs at the end."""
        return [prose(it, NOTE) for it in self.closing]


def fields_of(
    issuer: Issuer, as_of: date, *, donor: str = "", fund: str = "", territory: str = ""
) -> dict[str, str]:
    """Return what fields stand for; empty where it is not known."""
    return {
        "organisme": issuer.name,
        "contact": ", ".join(filter(None, (issuer.email, issuer.phone))),
        "signataire": ", ".join(filter(None, (issuer.signatory, issuer.signatory_function))),
        "jour": format_date(as_of),
        "annee": str(as_of.year),
        "fonds": fund,
        "territoire": territory,
        "collectivite": donor,
    }


def words_of(session: Session, which: str, locale: Locale, fields: dict[str, str]) -> Words:
    """Return the words of a document, ``which`` being what its places are called after."""
    places = {
        part: ParagraphKind(f"{which}_{part}")
        for part in ("opening", "closing")
        if f"{which}_{part}" in set(ParagraphKind)
    }
    texts = texts_of(session, list(places.values()), locale)
    return Words(**{part: filled(texts[kind], fields) for part, kind in places.items()})
