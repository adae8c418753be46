"""Adding collectivities and partners, and recording who follows whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.parties.countries import parse_country, parse_department
from fundtracker.parties.errors import AlreadyKnown, NoSuchCollectivity, SuccessionLoop
from fundtracker.parties.identifiers import parse_siren, siret_of
from fundtracker.parties.models import (
    Alias,
    Collectivity,
    Partner,
    PartnerKind,
    RegisterEntry,
    Succession,
    SuccessionKind,
)
from fundtracker.parties.names import sort_key

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.parties.kinds import CollectivityKind


@dataclass(frozen=True, kw_only=True, slots=True)
class ChooseCollectivity:
    """A collectivity of the register that is to give."""

    register_entry_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AddCollectivity:
    """A collectivity entered by hand: one that the register does not list."""

    kind: CollectivityKind
    name: str
    siren: str = ""
    siret: str = ""
    department: str = ""
    country: str = "FR"
    is_adherent: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class AddPartner:
    """A body that carries out, hosts or co-funds projects."""

    kind: PartnerKind
    name: str
    country: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordSuccession:
    """From a day on, one collectivity stands where another stood."""

    kind: SuccessionKind
    predecessor_id: int
    successor_id: int
    effective_on: date
    reference: str


def choose_collectivity(
    session: Session, request: ChooseCollectivity, *, by: Signature
) -> Collectivity:
    """Take a collectivity over from the register; the one that is there already, if it is."""
    entry = session.get(RegisterEntry, request.register_entry_id)
    if entry is None:
        raise NoSuchCollectivity
    known = session.scalar(
        select(Collectivity).where(
            Collectivity.kind == entry.kind, Collectivity.register_code == entry.code
        )
    )
    if known is not None:
        return known
    repeat = acts.find_repeat(session, ActKind.ADD_COLLECTIVITY, request, by=by)
    if repeat is not None:
        return session.get_one(Collectivity, acts.result_id(session, repeat))
    collectivity = Collectivity(
        kind=entry.kind,
        name=entry.name,
        sort_key=entry.sort_key,
        siren=entry.siren,
        register_code=entry.code,
        department=entry.department_code,
    )
    return _keep(session, collectivity, request, by=by)


def add_collectivity(session: Session, request: AddCollectivity, *, by: Signature) -> Collectivity:
    """Add a collectivity by hand.

    Raises AlreadyKnown, InvalidSiren, InvalidSiret, SiretOfAnother, NoSuchDepartment or
    NoSuchCountry. A SIRET alone says the SIREN too.
    """
    repeat = acts.find_repeat(session, ActKind.ADD_COLLECTIVITY, request, by=by)
    if repeat is not None:
        return session.get_one(Collectivity, acts.result_id(session, repeat))
    name = text.line(request.name)
    siren = parse_siren(request.siren) if request.siren.strip() else None
    siret = siret_of(siren, request.siret)
    siren = siren or (siret[:9] if siret else None)
    known = siren and session.scalar(select(Collectivity).where(Collectivity.siren == siren))
    if known:
        raise AlreadyKnown(name=known.name)
    collectivity = Collectivity(
        kind=request.kind,
        name=name,
        sort_key=sort_key(name),
        siren=siren,
        siret=siret,
        department=parse_department(request.department),
        country=parse_country(request.country),
        is_adherent=request.is_adherent,
    )
    kept = _keep(session, collectivity, request, by=by)
    session.add_all(
        Alias(collectivity_id=kept.id, name=text.line(alias), sort_key=sort_key(alias))
        for alias in request.aliases
    )
    session.flush()
    return kept


def _keep(
    session: Session,
    collectivity: Collectivity,
    request: ChooseCollectivity | AddCollectivity,
    *,
    by: Signature,
) -> Collectivity:
    session.add(collectivity)
    act = acts.record(session, ActKind.ADD_COLLECTIVITY, request, by=by)
    acts.concern(session, act, Subject(kind="collectivity", record_id=collectivity.id))
    return collectivity


def add_partner(session: Session, request: AddPartner, *, by: Signature) -> Partner:
    """Add a partner; raise NoSuchCountry."""
    repeat = acts.find_repeat(session, ActKind.ADD_PARTNER, request, by=by)
    if repeat is not None:
        return session.get_one(Partner, acts.result_id(session, repeat))
    name = text.line(request.name)
    country = parse_country(request.country) if request.country else None
    partner = Partner(kind=request.kind, name=name, sort_key=sort_key(name), country=country)
    session.add(partner)
    act = acts.record(session, ActKind.ADD_PARTNER, request, by=by)
    acts.concern(session, act, Subject(kind="partner", record_id=partner.id))
    return partner


def record_succession(session: Session, request: RecordSuccession, *, by: Signature) -> Succession:
    """Record a merger, a split or a renaming; donations stay under the name that gave them.

    Raises SuccessionLoop where the successor already stood before the predecessor.
    """
    repeat = acts.find_repeat(session, ActKind.RECORD_SUCCESSION, request, by=by)
    if repeat is not None:
        return session.get_one(Succession, acts.result_id(session, repeat))
    for collectivity_id in (request.predecessor_id, request.successor_id):
        if session.get(Collectivity, collectivity_id) is None:
            raise NoSuchCollectivity
    if request.predecessor_id in {
        request.successor_id,
        *_successors(session, request.successor_id),
    }:
        raise SuccessionLoop
    act = acts.record(session, ActKind.RECORD_SUCCESSION, request, by=by)
    succession = Succession(
        kind=request.kind,
        predecessor_id=request.predecessor_id,
        successor_id=request.successor_id,
        effective_on=request.effective_on,
        reference=text.line(request.reference),
        act_id=act.id,
    )
    session.add(succession)
    session.flush()
    acts.concern(
        session,
        act,
        Subject(kind="succession", record_id=succession.id),
        Subject(kind="collectivity", record_id=request.predecessor_id),
        Subject(kind="collectivity", record_id=request.successor_id),
    )
    return succession


def _successors(session: Session, collectivity_id: int) -> set[int]:
    found: set[int] = set()
    front = {collectivity_id}
    while front:
        front = (
            set(
                session.scalars(
                    select(Succession.successor_id).where(Succession.predecessor_id.in_(front))
                )
            )
            - found
        )
        found |= front
    return found
