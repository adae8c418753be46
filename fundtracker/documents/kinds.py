"""The kinds of document, what each is about and its numbers begin with; the papers of the kit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fundtracker.i18n import LOCALES, N_, Locale, gettext


class Subject(StrEnum):
    """What a document is about, and so what must be named for it."""

    GIFTS = "gifts"  # a collectivity in a fund
    DONOR = "donor"  # a collectivity over all funds
    YEAR = "year"  # a collectivity in a calendar year
    DONATION = "donation"
    RECEIPT = "receipt"
    DONATION_YEAR = "donation_year"  # a donation in a financial year
    FUND = "fund"
    PROJECT = "project"
    DECISION = "decision"
    MEETING = "meeting"

    @property
    def is_of_a_donor(self) -> bool:
        """Whether it is one collectivity's, and handed to it."""
        return self not in _OF_FUNDS

    @property
    def is_of_a_year(self) -> bool:
        """Whether it tells of the year that its day is in."""
        return self in {Subject.YEAR, Subject.DONATION_YEAR}

    @property
    def is_over_funds(self) -> bool:
        """Whether it tells of all funds, and names none."""
        return self in {Subject.DONOR, Subject.YEAR}


_OF_FUNDS = frozenset({Subject.FUND, Subject.PROJECT, Subject.DECISION, Subject.MEETING})


class DocumentKind(StrEnum):
    """A document that is drafted as often as wanted, and issued once per version."""

    DONOR_REPORT = "donor_report"
    DONOR_OVERVIEW = "donor_overview"
    RECEIPT_CERTIFICATE = "receipt_certificate"
    YEAR_STATEMENT = "year_statement"
    TRACEABILITY = "traceability"
    PAYMENT_REQUEST = "payment_request"
    STATEMENT_OF_USE = "statement_of_use"
    ODA_SHEET = "oda_sheet"
    FUND_REPORT = "fund_report"
    PROJECT_SHEET = "project_sheet"
    CONVENING = "convening"
    MINUTES = "minutes"
    DECISION_RECORD = "decision_record"

    @property
    def about(self) -> Subject:
        """What it is about."""
        return _FACTS[self].about

    @property
    def prefix(self) -> str:
        """What its numbers begin with: the same in every language, as papers are filed by it."""
        return _FACTS[self].prefix

    @property
    def label(self) -> str:
        """The kind's words, in the language of the moment."""
        return gettext(_FACTS[self].words)


def kinds_about(*subjects: Subject) -> list[DocumentKind]:
    """List the kinds of document that are about one of ``subjects``."""
    return [kind for kind in DocumentKind if kind.about in subjects]


@dataclass(frozen=True, slots=True)
class _Facts:
    prefix: str
    about: Subject
    words: str


_FACTS = {
    DocumentKind.DONOR_REPORT: _Facts("RD", Subject.GIFTS, N_("report to the donor")),
    DocumentKind.DONOR_OVERVIEW: _Facts(
        "RG", Subject.DONOR, N_("report to the donor over all funds")
    ),
    DocumentKind.RECEIPT_CERTIFICATE: _Facts("AE", Subject.RECEIPT, N_("certificate of receipt")),
    DocumentKind.YEAR_STATEMENT: _Facts("EA", Subject.YEAR, N_("yearly statement of receipts")),
    DocumentKind.TRACEABILITY: _Facts("FT", Subject.DONATION, N_("traceability sheet")),
    DocumentKind.PAYMENT_REQUEST: _Facts("AF", Subject.DONATION, N_("payment request")),
    DocumentKind.STATEMENT_OF_USE: _Facts(
        "CR", Subject.DONATION_YEAR, N_("financial statement of use")
    ),
    DocumentKind.ODA_SHEET: _Facts("AP", Subject.YEAR, N_("sheet for the yearly ODA return")),
    DocumentKind.FUND_REPORT: _Facts("RF", Subject.FUND, N_("report on the fund")),
    DocumentKind.PROJECT_SHEET: _Facts("FP", Subject.PROJECT, N_("project sheet")),
    DocumentKind.CONVENING: _Facts("CO", Subject.MEETING, N_("convening of the committee")),
    DocumentKind.MINUTES: _Facts("PV", Subject.MEETING, N_("minutes of the committee")),
    DocumentKind.DECISION_RECORD: _Facts("RC", Subject.DECISION, N_("record of a decision")),
}


# In what form a paper of the kit comes.
PAPER_ENDINGS = ("pdf", "docx")


class PaperKind(StrEnum):
    """A paper of the appeal kit of a fund."""

    APPEAL = "appeal"
    LEAFLET = "leaflet"
    BANK_DETAILS = "bank_details"
    DELIBERATION = "deliberation"
    AGREEMENT = "agreement"
    COMMITMENT = "commitment"
    REPUBLICAN_COMMITMENT = "republican_commitment"

    @property
    def label(self) -> str:
        """The paper's words, in the language of the moment."""
        return gettext(_PAPERS[self])

    @property
    def hint(self) -> str:
        """What it is for, in the language of the moment."""
        return gettext(_HINTS[self])

    @property
    def locales(self) -> tuple[Locale, ...]:
        """The languages that it comes in: what is a model under French law comes in French."""
        return LOCALES if self in _ENGLISH_FILES else ("fr",)

    def written_in(self, wanted: Locale) -> Locale:
        """Return the language that it comes in for who reads ``wanted``."""
        return wanted if wanted in self.locales else "fr"

    def file_name(self, wanted: Locale) -> str:
        """Return the name of its file in the language that it comes in, without an ending."""
        return (_ENGLISH_FILES if self.written_in(wanted) == "en" else _FILES)[self]


_PAPERS = {
    PaperKind.APPEAL: N_("Appeal letter"),
    PaperKind.LEAFLET: N_("Leaflet of the fund"),
    PaperKind.BANK_DETAILS: N_("Bank details of the fund"),
    PaperKind.DELIBERATION: N_("Model of a deliberation"),
    PaperKind.AGREEMENT: N_("Model of a grant agreement"),
    PaperKind.COMMITMENT: N_("Letter of commitment"),
    PaperKind.REPUBLICAN_COMMITMENT: N_("Republican commitment contract"),
}

_HINTS = {
    PaperKind.APPEAL: N_("what happened, what the fund does, how to take part"),
    PaperKind.LEAFLET: N_("one page to hand out: the crisis, the fund, its projects, the account"),
    PaperKind.BANK_DETAILS: N_("the dedicated account, and the reference to quote"),
    PaperKind.DELIBERATION: N_("for the council’s vote, with the articles that found it"),
    PaperKind.AGREEMENT: N_("compulsory above 23,000 € a year"),
    PaperKind.COMMITMENT: N_("where no agreement is needed"),
    PaperKind.REPUBLICAN_COMMITMENT: N_("subscribed by the association for every grant"),
}

_FILES = {
    PaperKind.APPEAL: "1-lettre-d-appel",
    PaperKind.LEAFLET: "2-presentation-du-fonds",
    PaperKind.BANK_DETAILS: "3-coordonnees-bancaires",
    PaperKind.DELIBERATION: "4-modele-de-deliberation",
    PaperKind.AGREEMENT: "5-modele-de-convention",
    PaperKind.COMMITMENT: "6-lettre-d-engagement",
    PaperKind.REPUBLICAN_COMMITMENT: "7-contrat-d-engagement-republicain",
}

_ENGLISH_FILES = {
    PaperKind.APPEAL: "1-appeal-letter",
    PaperKind.LEAFLET: "2-leaflet-of-the-fund",
    PaperKind.BANK_DETAILS: "3-bank-details",
    PaperKind.COMMITMENT: "6-letter-of-commitment",
}
