"""Meetings of the demonstration's committees: one that was held, one that is to come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import clock
from fundtracker.committee.kinds import Presence
from fundtracker.committee.meetings import Convene, Said, convene
from fundtracker.committee.minutes import (
    RecordMinutes,
    Seat,
    Vote,
    decided_at,
    record_minutes,
)
from fundtracker.donations.models import Donation, Receipt
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Entry
from fundtracker.users.models import Role

if TYPE_CHECKING:
    from fundtracker.committee.models import Meeting
    from fundtracker.demo.stage import Stage

_AGENDA = "Situation du fonds\nAvancement des projets\nAffectations proposées\nQuestions diverses"
_PLACE = "Siège de l’association et visioconférence (réunion fictive)"
_GUESTS = "Un représentant du partenaire local (invité fictif)"
_SAID = (
    "L’association présente la situation du fonds et l’avancement des projets.\n"
    "Les membres demandent que les pièces justificatives soient jointes à chaque point d’étape.\n"
    "La date de la prochaine réunion sera fixée avec les membres."
)
# How the demonstration's members took part, over and over.
_TURNS = (
    Presence.PRESENT, Presence.PRESENT, Presence.REPRESENTED, Presence.PRESENT, Presence.EXCUSED,
    Presence.PRESENT, Presence.ABSENT,
)  # fmt: skip


def convene_committees(stage: Stage) -> None:
    """Convene the committee of a fund twice, and write down how the first meeting went."""
    soon = clock.today() + timedelta(days=21)
    for code, day in (("equateur-2016", date(2018, 3, 15)), ("equateur-2016", soon)):
        fund = stage.session.scalars(select(Fund).where(Fund.code == code)).one()
        said = Said(
            held_on=day,
            starts_at="14:30",
            place=_PLACE,
            agenda=_AGENDA,
            link="https://visio.example.org/comite",
        )
        wanted = Convene(fund_id=fund.id, said=said)
        meeting = convene(stage.session, wanted, by=stage.sign(Role.MANAGER))
        if day < clock.today():
            _write_down(stage, meeting)


def _write_down(stage: Stage, meeting: Meeting) -> None:
    paid = (
        select(Donation.collectivity_id)
        .join(Receipt, Receipt.donation_id == Donation.id)
        .join(Entry, (Entry.book_id == Receipt.book_id) & (Entry.number == Receipt.number))
        .where(Donation.fund_id == meeting.fund_id, Entry.effective_on <= meeting.held_on)
        .distinct()
        .order_by(Donation.collectivity_id)
    )
    members = [it for it in stage.session.scalars(paid) if it is not None]
    seats = tuple(
        Seat(collectivity_id=it, presence=_TURNS[number % len(_TURNS)])
        for number, it in enumerate(members)
    )
    voices = sum(it.presence in {Presence.PRESENT, Presence.REPRESENTED} for it in seats)
    wanted = RecordMinutes(
        meeting_id=meeting.id,
        version=0,
        said=_SAID,
        guests=_GUESTS,
        seats=seats,
        votes=tuple(
            Vote(decision_id=it.id, n_for=voices - 1, n_abstained=1)
            for it in decided_at(stage.session, meeting)
        ),
    )
    record_minutes(stage.session, wanted, by=stage.sign(Role.MANAGER))
