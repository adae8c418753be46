"""Setting by which day something is expected of a donation; it is dropped once that has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.donations.expected import is_answered
from fundtracker.donations.kinds import Expected, StepKind
from fundtracker.donations.lock import lock_donation
from fundtracker.donations.models import DonationExpectation

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act


_DROP = delete(DonationExpectation).where(
    DonationExpectation.donation_id == bindparam("donation"),
    DonationExpectation.kind.in_(bindparam("kinds", expanding=True)),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Expect:
    """What is expected of a donation and by which day; nothing, where ``kind`` is None."""

    donation_id: int
    kind: Expected | None
    due_on: date | None = None
    note: str = ""


def expect(session: Session, request: Expect, *, by: Signature) -> int:
    """Set or drop what is expected of a donation; return the donation's id."""
    donation, _fund, _book = lock_donation(session, request.donation_id)
    if acts.find_repeat(session, ActKind.EXPECT, request, by=by) is not None:
        return donation.id
    act = acts.record(session, ActKind.EXPECT, request, by=by, reason=text.prose(request.note))
    keep(session, act, donation.id, request.kind, request.due_on, request.note)
    acts.concern(session, act, Subject(kind="donation", record_id=donation.id))
    return donation.id


def keep(
    session: Session,
    act: Act,
    donation_id: int,
    kind: Expected | None,
    due_on: date | None,
    note: str = "",
) -> None:
    """Write what is expected from now on; nothing without a kind and a day."""
    found = session.get(DonationExpectation, donation_id)
    if kind is None or due_on is None:
        if found is not None:
            session.delete(found)
            session.flush()
        return
    if found is None:
        found = DonationExpectation(donation_id=donation_id)
        session.add(found)
    found.kind, found.due_on, found.act_id = kind, due_on, act.id
    found.note = text.line(note, required=False)
    session.flush()


def answer(session: Session, donation_id: int, step: StepKind | None) -> None:
    """Drop what was expected where a step, or (None) a payment, answers it."""
    over = [Expected.PAYMENT]
    if step is not None:
        over = [kind for kind in Expected if is_answered(kind, step)]
    # Past the ORM, which would ask for it first: most often there is none.
    session.connection().execute(_DROP, {"donation": donation_id, "kinds": over})
