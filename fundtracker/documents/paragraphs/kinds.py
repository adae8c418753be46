"""Where the staff's own paragraphs stand, and which fields each may name."""

from __future__ import annotations

from enum import StrEnum

from fundtracker.i18n import N_, gettext


class ParagraphKind(StrEnum):
    """A place for paragraphs: the beginning or the end of a document or a letter."""

    DONOR_REPORT_OPENING = "donor_report_opening"
    DONOR_REPORT_CLOSING = "donor_report_closing"
    FUND_REPORT_OPENING = "fund_report_opening"
    FUND_REPORT_CLOSING = "fund_report_closing"
    RECEIPTS_CLOSING = "receipts_closing"
    PAYMENT_REQUEST_OPENING = "payment_request_opening"
    PAYMENT_REQUEST_CLOSING = "payment_request_closing"
    STATEMENT_OF_USE_CLOSING = "statement_of_use_closing"
    CONVENING_OPENING = "convening_opening"
    CONVENING_CLOSING = "convening_closing"
    LETTER_OPENING = "letter_opening"
    LETTER_CLOSING = "letter_closing"

    @property
    def label(self) -> str:
        """Where it stands, in the language of the moment."""
        return gettext(_LABELS[self])

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that its paragraphs may name."""
        if self in _OF_FUNDS:
            return _COMMON + _FUND
        if self in _OF_DONORS:
            return _COMMON + _DONOR
        return _COMMON + _FUND + _DONOR


_LABELS = {
    ParagraphKind.DONOR_REPORT_OPENING: N_("Report to the donor: beginning"),
    ParagraphKind.DONOR_REPORT_CLOSING: N_("Report to the donor: end"),
    ParagraphKind.FUND_REPORT_OPENING: N_("Report on the fund: beginning"),
    ParagraphKind.FUND_REPORT_CLOSING: N_("Report on the fund: end"),
    ParagraphKind.RECEIPTS_CLOSING: N_("Certificates and yearly statements: end"),
    ParagraphKind.PAYMENT_REQUEST_OPENING: N_("Payment request: beginning"),
    ParagraphKind.PAYMENT_REQUEST_CLOSING: N_("Payment request: end"),
    ParagraphKind.STATEMENT_OF_USE_CLOSING: N_("Financial statement of use: end"),
    ParagraphKind.CONVENING_OPENING: N_("Convening of the committee: beginning"),
    ParagraphKind.CONVENING_CLOSING: N_("Convening of the committee: end"),
    ParagraphKind.LETTER_OPENING: N_("Letter that sends documents: beginning"),
    ParagraphKind.LETTER_CLOSING: N_("Letter that sends documents: end"),
}

# In French, as in the texts of the kit: what a field is called does not change with the language.
_COMMON = ("organisme", "contact", "signataire", "jour", "annee")
_FUND = ("fonds", "territoire")
_DONOR = ("collectivite",)

_OF_FUNDS = frozenset(
    {
        ParagraphKind.FUND_REPORT_OPENING,
        ParagraphKind.FUND_REPORT_CLOSING,
        ParagraphKind.CONVENING_OPENING,
        ParagraphKind.CONVENING_CLOSING,
    }
)
# Of a year, or of several documents at once: of no one fund.
_OF_DONORS = frozenset(
    {
        ParagraphKind.RECEIPTS_CLOSING,
        ParagraphKind.LETTER_OPENING,
        ParagraphKind.LETTER_CLOSING,
    }
)
