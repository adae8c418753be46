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
    """A document to be drawn, for one collectivity.

    A report is of a fund, a traceability sheet of a donation, a certificate of a receipt, and a
    yearly statement of the year in which ``as_of`` is.
    """

    kind: DocumentKind
    collectivity_id: int
    as_of: date
    locale: Locale
    fund_id: int | None = None
    donation_id: int | None = None
    receipt_id: int | None = None

    @property
    def subject(self) -> str:
        """What it is about, in one text: the same for every version of it, whatever its day."""
        parts = [self.kind.value, self.locale, f"collectivity:{self.collectivity_id}"]
        if self.fund_id is not None:
            parts.append(f"fund:{self.fund_id}")
        if self.donation_id is not None:
            parts.append(f"donation:{self.donation_id}")
        if self.receipt_id is not None:
            parts.append(f"receipt:{self.receipt_id}")
        if self.kind.is_of_a_year:
            parts.append(f"year:{self.as_of.year}")
        return " ".join(parts)
