"""The tables of collectivities, partners and contacts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import SHA256_LENGTH, Base, BigId, text_enum
from fundtracker.i18n import N_, gettext
from fundtracker.parties.columns import SortKey
from fundtracker.parties.kinds import AidType, CollectivityKind
from fundtracker.parties.register.models import RegisterEntry

__all__ = [
    "Alias",
    "Collectivity",
    "Contact",
    "Organisation",
    "Partner",
    "PartnerKind",
    "RegisterEntry",
    "Succession",
    "SuccessionKind",
]


class PartnerKind(StrEnum):
    """What a partner does in a project."""

    BENEFICIARY_AUTHORITY = "beneficiary_authority"
    IMPLEMENTING_PARTNER = "implementing_partner"
    COFUNDER = "cofunder"

    @property
    def label(self) -> str:
        """What the partner does, in the language of the moment."""
        return gettext(_PARTNER_LABELS[self])


_PARTNER_LABELS = {
    PartnerKind.BENEFICIARY_AUTHORITY: N_("Local authority that is helped"),
    PartnerKind.IMPLEMENTING_PARTNER: N_("Partner that carries projects out"),
    PartnerKind.COFUNDER: N_("Co-funder"),
}


class SuccessionKind(StrEnum):
    """How one collectivity follows another."""

    MERGER = "merger"
    SPLIT = "split"
    RENAMING = "renaming"

    @property
    def label(self) -> str:
        """How one follows the other, in the language of the moment."""
        return gettext(_SUCCESSION_LABELS[self])


_SUCCESSION_LABELS = {
    SuccessionKind.MERGER: N_("Merger"),
    SuccessionKind.SPLIT: N_("Split"),
    SuccessionKind.RENAMING: N_("Renaming"),
}


class Collectivity(Base):
    """A local authority or other public or collective body that gives, or may give."""

    __tablename__ = "collectivity"

    id: Mapped[BigId]
    kind: Mapped[CollectivityKind] = mapped_column(text_enum(CollectivityKind, "kind"))
    name: Mapped[str]
    # Unaccented and lower case: how lists are ordered and names are found, on both databases.
    sort_key: Mapped[SortKey] = mapped_column(index=True)
    siren: Mapped[str | None] = mapped_column(String(9))
    siret: Mapped[str | None] = mapped_column(String(14))
    # The register's key: INSEE code, or SIREN for an EPCI. None where entered by hand.
    register_code: Mapped[str | None] = mapped_column(String(9))
    department: Mapped[str | None] = mapped_column(String(3))
    country: Mapped[str] = mapped_column(String(2), default="FR")
    is_adherent: Mapped[bool] = mapped_column(default=False)
    # Whether its amounts may be published: None until it was asked.
    publishes_amounts: Mapped[bool | None]
    # As on an envelope, line by line, under its name.
    address: Mapped[str | None]
    logo_sha256: Mapped[str | None] = mapped_column(
        String(SHA256_LENGTH), ForeignKey("photo.sha256")
    )

    __table_args__ = (
        CheckConstraint("siren IS NULL OR length(siren) = 9", name="siren"),
        CheckConstraint("siret IS NULL OR length(siret) = 14", name="siret"),
        Index(
            "uq_collectivity_siren",
            "siren",
            unique=True,
            sqlite_where=text("siren IS NOT NULL"),
            postgresql_where=text("siren IS NOT NULL"),
        ),
        Index(
            "uq_collectivity_register",
            "kind",
            "register_code",
            unique=True,
            sqlite_where=text("register_code IS NOT NULL"),
            postgresql_where=text("register_code IS NOT NULL"),
        ),
    )


class Alias(Base):
    """Another name under which a collectivity is known."""

    __tablename__ = "alias"

    id: Mapped[BigId]
    collectivity_id: Mapped[int] = mapped_column(ForeignKey("collectivity.id"), index=True)
    name: Mapped[str]
    sort_key: Mapped[SortKey] = mapped_column(index=True)


class Succession(Base):
    """From a date on, one collectivity stands where another stood; history keeps the old name."""

    __tablename__ = "succession"

    id: Mapped[BigId]
    kind: Mapped[SuccessionKind] = mapped_column(text_enum(SuccessionKind, "kind"))
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("collectivity.id"), index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("collectivity.id"), index=True)
    effective_on: Mapped[date]
    reference: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (CheckConstraint("predecessor_id <> successor_id", name="two_parties"),)


class Partner(Base):
    """A body that carries a project out, hosts it, or funds it beside the fund."""

    __tablename__ = "partner"

    id: Mapped[BigId]
    kind: Mapped[PartnerKind] = mapped_column(text_enum(PartnerKind, "kind"))
    name: Mapped[str]
    sort_key: Mapped[SortKey] = mapped_column(index=True)
    country: Mapped[str | None] = mapped_column(String(2))


class Organisation(Base):
    """Who runs the funds and issues every document: one row, none until it was described."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    legal_form: Mapped[str]
    address: Mapped[str]
    siret: Mapped[str | None] = mapped_column(String(14))
    # Of the national directory of associations: W and nine digits.
    rna: Mapped[str | None] = mapped_column(String(10))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str]
    website: Mapped[str]
    # Who signs its letters, and as what.
    signatory: Mapped[str]
    signatory_function: Mapped[str]
    # What its donors declare their gifts as; None: the ministry's guide of the year says it.
    aid_type: Mapped[AidType | None] = mapped_column(text_enum(AidType, "aid_type"))

    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("siret IS NULL OR length(siret) = 14", name="siret"),
        CheckConstraint("rna IS NULL OR length(rna) = 10", name="rna"),
    )


class Contact(Base):
    """Somebody to write to at a collectivity or at a partner."""

    __tablename__ = "contact"

    id: Mapped[BigId]
    collectivity_id: Mapped[int | None] = mapped_column(ForeignKey("collectivity.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    name: Mapped[str]
    function: Mapped[str]
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))

    __table_args__ = (
        CheckConstraint("(collectivity_id IS NULL) <> (partner_id IS NULL)", name="one_party"),
    )
