"""Editing collectivities and partners: history keeps what they said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.revisions import Changes
from fundtracker.acts.service import Signature, Subject
from fundtracker.files.queries import get_photo
from fundtracker.parties.countries import parse_country, parse_department
from fundtracker.parties.errors import AlreadyKnown, KeptByRegister
from fundtracker.parties.identifiers import parse_siren, siret_of
from fundtracker.parties.models import Alias, Collectivity, Partner, PartnerKind
from fundtracker.parties.names import sort_key
from fundtracker.parties.queries import get_collectivity, get_partner

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.parties.kinds import CollectivityKind

# What the register says of those it lists.
OF_REGISTER = ("name", "kind", "department", "country")

_SIREN = 9
_ADDRESS = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class EditCollectivity:
    """What a collectivity is to say; ``version`` is the one that was edited."""

    collectivity_id: int
    version: int
    name: str
    kind: CollectivityKind
    siren: str = ""
    siret: str = ""
    department: str = ""
    country: str = "FR"
    is_adherent: bool = False
    publishes_amounts: bool | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SetConsent:
    """What a collectivity itself says of its amounts: whether they may be published."""

    collectivity_id: int
    publishes_amounts: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DescribeCollectivity:
    """What a collectivity says of itself, for letters and reports; ``version`` as above."""

    collectivity_id: int
    version: int
    address: str
    logo_sha256: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EditPartner:
    """What a partner is to say; ``version`` is the one that was edited."""

    partner_id: int
    version: int
    kind: PartnerKind
    name: str
    country: str = ""


def edit_collectivity(
    session: Session, request: EditCollectivity, *, by: Signature
) -> Collectivity:
    """Edit a collectivity. Where nothing differs there is no act.

    Raises ChangedMeanwhile, AlreadyKnown, InvalidSiren, InvalidSiret, SiretOfAnother,
    NoSuchDepartment, NoSuchCountry, or KeptByRegister on what the register says.
    """
    found = get_collectivity(session, request.collectivity_id)
    if acts.find_repeat(session, ActKind.EDIT_COLLECTIVITY, request, by=by) is not None:
        return found
    subject = Subject(kind="collectivity", record_id=found.id)
    revisions.check_version(session, subject, request.version)
    changes = revisions.differences(found, _facts(request))
    if found.register_code is not None and (
        set(OF_REGISTER) & set(changes.after) or changes.before.get("siren")
    ):
        raise KeptByRegister
    siren = changes.after.get("siren")
    known = siren and session.scalar(select(Collectivity).where(Collectivity.siren == siren))
    if known:
        raise AlreadyKnown(name=known.name)
    aliases = {text.line(it): None for it in request.aliases if it.strip()}
    old = aliases_of(session, found.id)
    names = Changes(before={}, after={})
    if set(aliases) != set(old):
        names = Changes(before={"aliases": old}, after={"aliases": list(aliases)})
    if not changes and not names:
        return found
    act = acts.record(session, ActKind.EDIT_COLLECTIVITY, request, by=by)
    for name, value in changes.after.items():
        setattr(found, name, value)
    if names:
        session.execute(delete(Alias).where(Alias.collectivity_id == found.id))
        session.add_all(
            Alias(collectivity_id=found.id, name=it, sort_key=sort_key(it)) for it in aliases
        )
    whole = Changes(
        before={**changes.before, **names.before}, after={**changes.after, **names.after}
    )
    revisions.revise(session, act, subject, whole)
    acts.concern(session, act, subject)
    return found


def set_consent(session: Session, request: SetConsent, *, by: Signature) -> Collectivity:
    """Record a collectivity's consent, or that it has none. Where nothing differs, no act."""
    found = get_collectivity(session, request.collectivity_id)
    if acts.find_repeat(session, ActKind.EDIT_COLLECTIVITY, request, by=by) is not None:
        return found
    changes = revisions.differences(found, {"publishes_amounts": request.publishes_amounts})
    if not changes:
        return found
    subject = Subject(kind="collectivity", record_id=found.id)
    act = acts.record(session, ActKind.EDIT_COLLECTIVITY, request, by=by)
    revisions.revise(session, act, subject, changes, found)
    acts.concern(session, act, subject)
    return found


def describe_collectivity(
    session: Session, request: DescribeCollectivity, *, by: Signature
) -> Collectivity:
    """Record a collectivity's address and logo. Where nothing differs, no act.

    Raises ChangedMeanwhile or NoSuchFile.
    """
    found = get_collectivity(session, request.collectivity_id)
    if acts.find_repeat(session, ActKind.EDIT_COLLECTIVITY, request, by=by) is not None:
        return found
    subject = Subject(kind="collectivity", record_id=found.id)
    revisions.check_version(session, subject, request.version)
    if request.logo_sha256 is not None:
        get_photo(session, request.logo_sha256)
    changes = revisions.differences(
        found,
        {
            "address": text.prose(request.address, limit=_ADDRESS) or None,
            "logo_sha256": request.logo_sha256,
        },
    )
    if not changes:
        return found
    act = acts.record(session, ActKind.EDIT_COLLECTIVITY, request, by=by)
    revisions.revise(session, act, subject, changes, found)
    acts.concern(session, act, subject)
    return found


def aliases_of(session: Session, collectivity_id: int) -> list[str]:
    """List the other names of a collectivity, sorted."""
    query = select(Alias.name).where(Alias.collectivity_id == collectivity_id)
    return list(session.scalars(query.order_by(Alias.sort_key, Alias.id)))


def _facts(request: EditCollectivity) -> dict[str, Any]:
    name = text.line(request.name)
    siren = parse_siren(request.siren) if request.siren.strip() else None
    siret = siret_of(siren, request.siret)
    return {
        "name": name,
        "sort_key": sort_key(name),
        "kind": request.kind,
        "siren": siren or (siret[:_SIREN] if siret else None),
        "siret": siret,
        "department": parse_department(request.department),
        "country": parse_country(request.country),
        "is_adherent": request.is_adherent,
        "publishes_amounts": request.publishes_amounts,
    }


def edit_partner(session: Session, request: EditPartner, *, by: Signature) -> Partner:
    """Edit a partner. Where nothing differs there is no act.

    Raises ChangedMeanwhile or NoSuchCountry.
    """
    found = get_partner(session, request.partner_id)
    if acts.find_repeat(session, ActKind.EDIT_PARTNER, request, by=by) is not None:
        return found
    subject = Subject(kind="partner", record_id=found.id)
    revisions.check_version(session, subject, request.version)
    name = text.line(request.name)
    values = {
        "kind": request.kind,
        "name": name,
        "sort_key": sort_key(name),
        "country": parse_country(request.country) if request.country.strip() else None,
    }
    changes = revisions.differences(found, values)
    if not changes:
        return found
    act = acts.record(session, ActKind.EDIT_PARTNER, request, by=by)
    revisions.revise(session, act, subject, changes, found)
    acts.concern(session, act, subject)
    return found
