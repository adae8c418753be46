"""The papers of an appeal kit."""

from __future__ import annotations

from enum import StrEnum
from importlib import resources

from fundtracker.i18n import N_, gettext

ENDINGS = ("pdf", "docx")


class PaperKind(StrEnum):
    """A paper of the kit; its text stands in the file of its name."""

    APPEAL = "appeal"
    BANK_DETAILS = "bank_details"
    DELIBERATION = "deliberation"
    AGREEMENT = "agreement"
    COMMITMENT = "commitment"
    REPUBLICAN_COMMITMENT = "republican_commitment"

    @property
    def label(self) -> str:
        """The paper's words, in the language of the moment."""
        return gettext(_LABELS[self])

    @property
    def hint(self) -> str:
        """What it is for, in the language of the moment."""
        return gettext(_HINTS[self])

    @property
    def file_name(self) -> str:
        """The name of its file, in French as the paper is, without an ending."""
        return _FILES[self]

    @property
    def text(self) -> str:
        """Its text as it is written, with its fields."""
        folder = resources.files("fundtracker.documents.appeal_kit") / "texts"
        return (folder / f"{self.value}.txt").read_text(encoding="utf-8")


_LABELS = {
    PaperKind.APPEAL: N_("Appeal letter"),
    PaperKind.BANK_DETAILS: N_("Bank details of the fund"),
    PaperKind.DELIBERATION: N_("Model of a deliberation"),
    PaperKind.AGREEMENT: N_("Model of a grant agreement"),
    PaperKind.COMMITMENT: N_("Letter of commitment"),
    PaperKind.REPUBLICAN_COMMITMENT: N_("Republican commitment contract"),
}

_HINTS = {
    PaperKind.APPEAL: N_("what happened, what the fund does, how to take part"),
    PaperKind.BANK_DETAILS: N_("the dedicated account, and the reference to quote"),
    PaperKind.DELIBERATION: N_("for the council’s vote, with the articles that found it"),
    PaperKind.AGREEMENT: N_("compulsory above 23,000 € a year"),
    PaperKind.COMMITMENT: N_("where no agreement is needed"),
    PaperKind.REPUBLICAN_COMMITMENT: N_("subscribed by the association for every grant"),
}

_FILES = {
    PaperKind.APPEAL: "1-lettre-d-appel",
    PaperKind.BANK_DETAILS: "2-coordonnees-bancaires",
    PaperKind.DELIBERATION: "3-modele-de-deliberation",
    PaperKind.AGREEMENT: "4-modele-de-convention",
    PaperKind.COMMITMENT: "5-lettre-d-engagement",
    PaperKind.REPUBLICAN_COMMITMENT: "6-contrat-d-engagement-republicain",
}
