"""The kinds of document, and what the numbers of each begin with."""

from __future__ import annotations

from enum import StrEnum

from fundtracker.i18n import N_, gettext


class DocumentKind(StrEnum):
    """A document that is drafted as often as wanted, and issued once per version."""

    DONOR_REPORT = "donor_report"
    RECEIPT_CERTIFICATE = "receipt_certificate"
    YEAR_STATEMENT = "year_statement"
    TRACEABILITY = "traceability"

    @property
    def is_of_a_year(self) -> bool:
        """Whether it tells of one calendar year."""
        return self is DocumentKind.YEAR_STATEMENT

    @property
    def prefix(self) -> str:
        """What its numbers begin with: the same in every language, as papers are filed by it."""
        return _PREFIXES[self]

    @property
    def label(self) -> str:
        """The kind's words, in the language of the moment."""
        return gettext(_LABELS[self])


_PREFIXES = {
    DocumentKind.DONOR_REPORT: "RD",
    DocumentKind.RECEIPT_CERTIFICATE: "AE",
    DocumentKind.YEAR_STATEMENT: "EA",
    DocumentKind.TRACEABILITY: "FT",
}

_LABELS = {
    DocumentKind.DONOR_REPORT: N_("report to the donor"),
    DocumentKind.RECEIPT_CERTIFICATE: N_("certificate of receipt"),
    DocumentKind.YEAR_STATEMENT: N_("yearly statement of receipts"),
    DocumentKind.TRACEABILITY: N_("traceability sheet"),
}
