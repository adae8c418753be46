"""Who runs the funds: what its letters, agreements and certificates say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.parties.contacts import parse_email
from fundtracker.parties.identifiers import parse_rna, parse_siret
from fundtracker.parties.queries import ONLY, organisation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.parties.kinds import AidType
    from fundtracker.parties.models import Organisation

SUBJECT = Subject(kind="organisation", record_id=ONLY)


@dataclass(frozen=True, kw_only=True, slots=True)
class EditOrganisation:
    """What the organisation says of itself; ``version`` is the one that was edited."""

    version: int
    name: str
    legal_form: str = ""
    address: str = ""
    siret: str = ""
    rna: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    signatory: str = ""
    signatory_function: str = ""
    aid_type: AidType | None = None


def edit_organisation(
    session: Session, request: EditOrganisation, *, by: Signature
) -> Organisation:
    """Edit what documents say of the organisation; issued ones keep what they said.

    Raises ChangedMeanwhile, InvalidSiret, InvalidRna or InvalidEmail.
    """
    found = organisation(session)
    if acts.find_repeat(session, ActKind.EDIT_ORGANISATION, request, by=by) is not None:
        return found
    revisions.check_version(session, SUBJECT, request.version)
    found = organisation(session)
    changes = revisions.differences(found, _facts(request))
    if not changes:
        return found
    act = acts.record(session, ActKind.EDIT_ORGANISATION, request, by=by)
    session.add(found)
    revisions.revise(session, act, SUBJECT, changes, found)
    acts.concern(session, act, SUBJECT)
    return found


def _facts(request: EditOrganisation) -> dict[str, Any]:
    def line(value: str) -> str:
        return text.line(value, required=False)

    return {
        "name": text.line(request.name),
        "legal_form": line(request.legal_form),
        "address": text.prose(request.address, limit=500),
        "siret": parse_siret(request.siret) if request.siret.strip() else None,
        "rna": parse_rna(request.rna) if request.rna.strip() else None,
        "email": parse_email(request.email),
        "phone": line(request.phone),
        "website": line(request.website),
        "signatory": line(request.signatory),
        "signatory_function": line(request.signatory_function),
        "aid_type": request.aid_type,
    }
