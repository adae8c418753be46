"""The published facts, and the collectivités that do not exist, read from ``data/``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fundtracker.donations.kinds import StepKind
from fundtracker.money import Cents
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.projects.kinds import ActionType, CofundingStage, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, kw_only=True, slots=True)
class FundFacts:
    """A fund as published; the fee alone is made up (basis points, cap in cents)."""

    code: str
    name: str
    territory: str
    crisis: str
    crisis_on: date
    crisis_text: str
    opened_on: date
    requested_by: str
    source: str
    description: str
    fee_bp: int
    fee_cap: Cents | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedDonor:
    """A collectivité that was named as a donor; ``amount`` in cents where one was published."""

    name: str
    kind: CollectivityKind
    register_code: str
    department: str
    stage: StepKind | None
    amount: Cents | None
    decided_on: date | None
    source: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InventedDonor:
    """A collectivité that does not exist; ``weight`` says how much it gives beside the others."""

    name: str
    kind: CollectivityKind
    weight: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectFacts:
    """A project as published; ``planned`` in cents where an amount of the fund was published."""

    key: str
    title: str
    country: str
    place: str
    action_type: ActionType
    theme: Theme
    purpose_code: str
    partner: str
    authority: str
    latitude: float
    longitude: float
    description: str
    results: str
    planned: Cents | None
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CofundingFacts:
    """Money published as given to a project beside the fund, in cents."""

    project: str
    cofunder: str
    amount: Cents
    stage: CofundingStage
    dated_on: date
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What was published of a fund on some day, word for word."""

    as_of: str
    donors: str
    collected: str
    source: str
    note: str


def fund(code: str) -> FundFacts:
    """Return the facts of one fund."""
    (row,) = _rows("funds", code, key="code")
    return FundFacts(
        code=code,
        name=row["name"],
        territory=row["territory"],
        crisis=row["crisis"],
        crisis_on=date.fromisoformat(row["crisis_on"]),
        crisis_text=row["crisis_text"],
        opened_on=date.fromisoformat(row["opened_on"]),
        requested_by=row["requested_by"],
        source=row["source"],
        description=row["description"],
        fee_bp=int(row["fee_bp"]),
        fee_cap=_cents(row["fee_cap"]),
    )


def named_donors(code: str) -> list[NamedDonor]:
    """List the collectivités that were named as donors of a fund."""
    return [
        NamedDonor(
            name=row["name"],
            kind=CollectivityKind(row["kind"]),
            register_code=row["register_code"],
            department=row["department"],
            stage=StepKind(row["stage"]) if row["stage"] else None,
            amount=_cents(row["amount"]),
            decided_on=date.fromisoformat(row["decided_on"]) if row["decided_on"] else None,
            source=row["source"],
            note=row["note"],
        )
        for row in _rows("donors", code)
    ]


def invented_donors() -> list[InventedDonor]:
    """List the collectivités that do not exist."""
    return [
        InventedDonor(
            name=row["name"], kind=CollectivityKind(row["kind"]), weight=int(row["weight"])
        )
        for row in _rows("invented")
    ]


def projects(code: str) -> list[ProjectFacts]:
    """List the projects of a fund."""
    return [
        ProjectFacts(
            key=row["key"],
            title=row["title"],
            country=row["country"],
            place=row["place"],
            action_type=ActionType(row["action_type"]),
            theme=Theme(row["theme"]),
            purpose_code=row["purpose_code"],
            partner=row["partner"],
            authority=row["authority"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            description=row["description"],
            results=f"{row['results']} Publié (au {row['published_on']})\u00a0: "
            f"{row['published_status']}.".strip(),
            planned=_cents(row["planned"]),
            source=row["source"],
        )
        for row in _rows("projects", code)
    ]


def cofunding(code: str) -> list[CofundingFacts]:
    """List what was published as given beside a fund."""
    return [
        CofundingFacts(
            project=row["project"],
            cofunder=row["cofunder"],
            amount=Cents(int(row["amount"]) * 100),
            stage=CofundingStage(row["stage"]),
            dated_on=date.fromisoformat(row["dated_on"]),
            source=row["source"],
        )
        for row in _rows("cofunding", code)
    ]


def published(code: str) -> list[Published]:
    """List what was published of a fund, in the order of its days."""
    return [
        Published(
            as_of=row["as_of"],
            donors=row["donors"],
            collected=row["collected"],
            source=row["source"],
            note=row["note"],
        )
        for row in _rows("published", code)
    ]


def _rows(name: str, code: str | None = None, *, key: str = "fund") -> Iterator[dict[str, str]]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if code is None or row[key] == code:
                yield row


def _cents(euros: str) -> Cents | None:
    return Cents(int(euros) * 100) if euros else None
