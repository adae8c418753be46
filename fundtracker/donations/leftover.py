"""What a donor wants done with what is left of its gift: recorded, dated, its last wish counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import clock, text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.donations.errors import ChosenInTheFuture, FundToNeeded, SameFund
from fundtracker.donations.kinds import Leftover
from fundtracker.donations.lock import lock_donation
from fundtracker.donations.models import LeftoverChoice
from fundtracker.files.queries import get_file
from fundtracker.funds.lock import check_moves_money
from fundtracker.funds.queries import get_fund_by_id

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class ChooseLeftover:
    """A donor's choice, by which letter; the fund that it is to go to where it is carried over."""

    donation_id: int
    choice: Leftover
    dated_on: date
    to_fund_id: int | None = None
    reference: str = ""
    file_sha256: str | None = None


def choose_leftover(session: Session, request: ChooseLeftover, *, by: Signature) -> LeftoverChoice:
    """Record a donor's choice. Raises FundToNeeded, SameFund, FundClosed or ChosenInTheFuture."""
    donation, _fund, _book = lock_donation(session, request.donation_id)
    repeat = acts.find_repeat(session, ActKind.CHOOSE_LEFTOVER, request, by=by)
    if repeat is not None:
        return session.get_one(LeftoverChoice, acts.result_id(session, repeat))
    if request.dated_on > clock.today():
        raise ChosenInTheFuture
    if (request.choice is Leftover.CARRY_OVER) != (request.to_fund_id is not None):
        raise FundToNeeded
    if request.to_fund_id == donation.fund_id:
        raise SameFund
    if request.to_fund_id is not None:
        check_moves_money(get_fund_by_id(session, request.to_fund_id))
    if request.file_sha256 is not None:
        get_file(session, request.file_sha256)
    act = acts.record(session, ActKind.CHOOSE_LEFTOVER, request, by=by)
    choice = LeftoverChoice(
        donation_id=donation.id,
        choice=request.choice,
        to_fund_id=request.to_fund_id,
        dated_on=request.dated_on,
        reference=text.line(request.reference, required=False),
        file_sha256=request.file_sha256,
        act_id=act.id,
    )
    session.add(choice)
    session.flush()
    acts.concern(
        session,
        act,
        Subject(kind="leftover_choice", record_id=choice.id),
        Subject(kind="donation", record_id=donation.id),
    )
    return choice
