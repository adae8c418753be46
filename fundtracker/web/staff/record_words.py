"""What records, their fields and what these say are called, where acts tell of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fundtracker.committee.kinds import Presence
from fundtracker.i18n import N_, format_amount, format_date, format_percent
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.models import PartnerKind
from fundtracker.projects.kinds import ActionType, CofundingStage, NewsAudience, Theme
from fundtracker.users.models import Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    from fundtracker.position.acts_page import Change, Concerned

# What records are called that have no name of their own.
_RECORDS = {
    "partner_agreement": N_("agreement"), "partner": N_("partner"), "entry": N_("entry"),
    "expenditure": N_("expenditure"), "receipt": N_("receipt"), "contact": N_("contact"),
    "news": N_("news item"), "cofunding": N_("co-funding"), "share_link": N_("shared link"),
    "passkey": N_("passkey"), "issued_document": N_("document"), "donation_step": N_("step"),
    "document_batch": N_("batch of documents"), "pack_batch": N_("packs of documents"),
    "meeting": N_("meeting"), "indicator": N_("indicator"), "measurement": N_("measurement"),
    "milestone": N_("milestone"),
    "disbursement": N_("payment"), "book": N_("book"),
    "attachment": N_("attached file"), "succession": N_("succession"),
    "published_total": N_("published total"), "proposal": N_("proposal"),
    "paper_text": N_("text"), "organisation": N_("organisation"),
    "leftover_choice": N_("donor’s choice"), "fund_phase": N_("phase"),
    "fee_rule": N_("fee rule"), "decision": N_("decision"), "carry_over": N_("carry-over"),
}  # fmt: skip

# The fields that an edit may change, in the words of the form that changes them.
FIELDS = {
    "action_type": N_("Type of action"),
    "address": N_("Address"),
    "agenda": N_("Agenda"),
    "aid_type": N_("Type of aid in the yearly ODA return"),
    "aliases": N_("Other names"),
    "amount": N_("Amount"),
    "attendance": N_("Attendance"),
    "audience": N_("Who is told"),
    "baseline": N_("At first"),
    "beneficiary_id": N_("Beneficiary authority"),
    "bic": N_("BIC"),
    "budget": N_("Budget of origin"),
    "caption": N_("What it shows"),
    "chair": N_("Chair of the donors’ committee"),
    "cofunder": N_("Co-funder"),
    "confirm_above": N_("Two people above"),
    "country": N_("Country"),
    "crisis.description": N_("What happened"),
    "crisis.happened_on": N_("When it struck"),
    "crisis.name": N_("Crisis"),
    "dated_on": N_("Date"),
    "department": N_("Département"),
    "description": N_("Description"),
    "due_on": N_("Due on"),
    "earmark_action_type": N_("Earmarked for"),
    "earmark_project_id": N_("Earmarked for one project"),
    "email": N_("E-mail address"),
    "expires_on": N_("Until"),
    "fee_cap": N_("Its own fee, at most"),
    "fee_rate_bp": N_("Its own fee, where its agreement says so"),
    "file_sha256": N_("The signed agreement"),
    "function": N_("Function"),
    "fund_request.requested_by": N_("Who asked for the fund"),
    "fund_request.requested_on": N_("Asked on"),
    "fund_request.source": N_("Letter or source"),
    "funds": N_("Funds"),
    "guests": N_("Guests"),
    "held_on": N_("Day of the meeting"),
    "iban": N_("IBAN of the dedicated account"),
    "instalments": N_("Instalments"),
    "is_adherent": N_("Member of CUF"),
    "kind": N_("Kind"),
    "latitude": N_("Latitude"),
    "leftover_rule": N_("What becomes of what is left"),
    "legal_form": N_("Legal form"),
    "lines": N_("Budget"),
    "link": N_("Link to an article or a video"),
    "logo_sha256": N_("Logo or coat of arms"),
    "longitude": N_("Longitude"),
    "minutes": N_("What was said"),
    "name": N_("Name"),
    "note": N_("Note"),
    "opened_on": N_("Opened on"),
    "partner_id": N_("Carried out by"),
    "partners": N_("Further partners"),
    "phases": N_("Phases"),
    "phone": N_("Telephone"),
    "photo_sha256": N_("Photograph"),
    "place": N_("Place"),
    "planned": N_("Planned cost for the fund"),
    "project_id": N_("Project"),
    "publishes_amounts": N_("Its amounts may be published"),
    "purpose_code": N_("DAC purpose code"),
    "reached_on": N_("Reached on"),
    "reference": N_("Reference"),
    "results": N_("Results"),
    "rna": N_("RNA number"),
    "role": N_("Role"),
    "signatory": N_("Who signs"),
    "signatory_function": N_("As"),
    "siren": N_("SIREN"),
    "siret": N_("SIRET"),
    "source": N_("Source"),
    "stage": N_("Stage"),
    "starts_at": N_("Time"),
    "target": N_("Amount hoped for"),
    "territory": N_("Territory that was struck"),
    "text": N_("Text"),
    "theme": N_("Theme"),
    "title": N_("Title"),
    "unit": N_("Unit"),
    "votes": N_("Voices (for/against/abstained)"),
    "website": N_("Website"),
}

# Kept for sorting, and said by another field.
UNSAID = frozenset({"sort_key"})

_AMOUNTS = frozenset({"amount", "confirm_above", "fee_cap", "planned", "target"})
_CHOICES: Mapping[str, type[StrEnum]] = {
    "action_type": ActionType, "audience": NewsAudience, "budget": Theme,
    "earmark_action_type": ActionType, "role": Role, "stage": CofundingStage, "theme": Theme,
}  # fmt: skip
_NOTHING = "–"
_HASH = 12


def called(it: Concerned) -> str:
    """Name a record that an act concerns."""
    return it.name or f"{_(_RECORDS[it.kind]) if it.kind in _RECORDS else it.kind} {it.record_id}"


def told(changes: tuple[Change, ...]) -> list[tuple[str, str | None, str | None]]:
    """Say what an edit changed: the field, what it said and what it says; None where not kept."""
    return [
        (
            _(FIELDS[it.field]) if it.field in FIELDS else it.field,
            None if it.is_unkept else _said(it.field, it.before),
            None if it.is_unkept else _said(it.field, it.after),
        )
        for it in changes
        if it.field not in UNSAID and (it.is_unkept or it.before != it.after)
    ]


def _said(field: str, value: Any) -> str:  # noqa: ANN401, PLR0911 - of JSON; one kind a line
    if value is None or value in ("", []):
        return _NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _list(field, value)
    if field in _AMOUNTS:
        return format_amount(Cents(value))
    if field == "fee_rate_bp":
        return format_percent(value, 10_000)
    if field.endswith("_id"):
        return _("No %(number)s", number=value)
    if field.endswith("_sha256"):
        return str(value)[:_HASH]
    if field == "kind":
        return _kind(value)
    if field in _CHOICES:
        return str(getattr(_CHOICES[field](value), "label", value))
    return _day(value)


def _list(field: str, value: list[Any]) -> str:
    if field == "attendance":
        return ", ".join(f"{name} ({Presence(how).label})" for name, how in value)
    # Parts with parts of their own hold amounts; flat lists hold names or numbers of records.
    return ", ".join(_part(it) for it in value)


def _part(value: Any) -> str:  # noqa: ANN401 - of JSON
    if isinstance(value, list):
        return " · ".join(
            format_amount(Cents(it)) if isinstance(it, int) else _day(it)
            for it in value
            if it not in (None, "")
        )
    return _("No %(number)s", number=value) if isinstance(value, int) else str(value)


def _kind(value: str) -> str:
    for kinds in (CollectivityKind, PartnerKind):
        if value in set(kinds):
            return kinds(value).label
    return value


def _day(value: Any) -> str:  # noqa: ANN401 - of JSON
    try:
        return format_date(date.fromisoformat(value), "short")
    except (TypeError, ValueError):
        return str(value)
