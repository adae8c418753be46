"""Who is due documents of a fund: whoever's money came to it, by whichever way."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from fundtracker.committee.meetings import Convene, Said, convene
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.documents.for_donors import for_donors
from fundtracker.documents.kinds import DocumentKind
from fundtracker.donations.give_back import CarryOverTo, carry_over
from fundtracker.position.own_pages import next_meeting
from tests.spending_world import site
from tests.world import DECIDED, World, by, euros

END = date(2016, 12, 31)


def test_whoever_let_money_be_carried_over_is_due_what_others_are(
    session: Session,
) -> None:
    here = site(World(session), euros(700), euros(300))
    there, gift = here.world.fund(), here.gifts[0]
    here.world.receive(gift, euros(50))
    carried = carry_over(
        session,
        CarryOverTo(
            donation_id=gift.id,
            to_fund_id=there.id,
            amount=euros(50),
            on=DECIDED,
            decision_id=here.world.decision(here.fund).id,
            consent="délibération",
        ),
        by=by(),
    )

    def due(kind: DocumentKind, as_of: date = END) -> list[int | None]:
        found = for_donors(session, there, kind, as_of, locale="fr")
        return [it.wanted.collectivity_id for it in found]

    for kind in (DocumentKind.DONOR_REPORT, DocumentKind.TRACEABILITY):
        assert due(kind) == [gift.collectivity_id]
    assert due(DocumentKind.DONOR_REPORT, DECIDED - timedelta(days=1)) == []
    assert due(DocumentKind.RECEIPT_CERTIFICATE) == []
    meeting = convene(
        session,
        Convene(fund_id=there.id, said=Said(held_on=END, place="Paris", agenda="Affectations")),
        by=by(),
    )
    donor, other = (it.collectivity_id for it in here.gifts)
    assert donor is not None
    assert other is not None
    assert next_meeting(session, there, donor, END) == meeting
    assert next_meeting(session, there, other, END) is None
    taken_back = Reverse(
        fund_id=there.id, numbers=(carried.to_number,), on=DECIDED, reason="Erreur"
    )
    reverse(session, taken_back, by=by())
    assert due(DocumentKind.DONOR_REPORT) == []
    assert next_meeting(session, there, donor, END) is None
