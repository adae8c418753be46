"""What a document is asked for: its kind, whom and what it is about, as of which day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.documents.kinds import DocumentKind
    from fundtracker.i18n import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A document to be drawn; ``kind.about`` says what must be named.

    One of a year tells of the year in which ``as_of`` is, up to that day.
    """

    kind: DocumentKind
    as_of: date
    locale: Locale
    collectivity_id: int | None = None
    fund_id: int | None = None
    donation_id: int | None = None
    receipt_id: int | None = None
    project_id: int | None = None
    decision_id: int | None = None
    meeting_id: int | None = None

    @property
    def collectivity(self) -> int:
        """The collectivity that it must name."""
        return _named(self.collectivity_id)

    @property
    def fund(self) -> int:
        """The fund that it must name."""
        return _named(self.fund_id)

    @property
    def donation(self) -> int:
        """The donation that it must name."""
        return _named(self.donation_id)

    @property
    def project(self) -> int:
        """The project that it must name."""
        return _named(self.project_id)

    @property
    def decision(self) -> int:
        """The decision that it must name."""
        return _named(self.decision_id)

    @property
    def meeting(self) -> int:
        """The meeting that it must name."""
        return _named(self.meeting_id)

    @property
    def file_name(self) -> str:
        """A name for its file, without an ending: the kind, what it is about, the day."""
        named = (
            self.receipt_id, self.donation_id, self.project_id, self.decision_id,
            self.meeting_id, self.collectivity_id, self.fund_id,
        )  # fmt: skip
        about = next(str(it) for it in named if it is not None)
        return f"{self.kind.prefix}-{about}-{self.as_of.isoformat()}"

    @property
    def subject(self) -> str:
        """What it is about, in one text: the same for every version of it, whatever its day."""
        named = {
            "collectivity": self.collectivity_id,
            "fund": self.fund_id,
            "donation": self.donation_id,
            "receipt": self.receipt_id,
            "project": self.project_id,
            "decision": self.decision_id,
            "meeting": self.meeting_id,
            "year": self.as_of.year if self.kind.about.is_of_a_year else None,
        }
        parts = [f"{name}:{it}" for name, it in named.items() if it is not None]
        return " ".join([self.kind.value, self.locale, *parts])


def _named(record_id: int | None) -> int:
    assert record_id is not None, "a document of this kind must name it"
    return record_id
