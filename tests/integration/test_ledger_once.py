"""An act happens once: the same key with the same content, or with other content."""

from __future__ import annotations

import pytest
from sqlalchemy import func, insert, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.acts import service as acts
from fundtracker.acts.errors import KeyReused
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.models import Act
from fundtracker.acts.service import Signature, Subject, new_key, request_hash
from fundtracker.donations.receive import ReceivePayment, receive
from fundtracker.ledger.models import Entry
from fundtracker.users.models import Role, User
from tests.builders import FIRST, SECOND, Asked
from tests.world import World, euros


def _acts(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(Act)).one()


def test_a_key_unheard_of_stands_for_nothing(session: Session) -> None:
    assert acts.find_repeat(session, ActKind.RECEIVE, Asked(), by=Signature()) is None


def test_the_same_key_and_content_give_the_first_result(session: Session) -> None:
    by = Signature(key="k")
    act = acts.record(session, ActKind.RECEIVE, Asked(), by=by)
    acts.concern(session, act, Subject(kind="receipt", record_id=7))
    acts.concern(session, act, Subject(kind="fund", record_id=8))
    repeat = acts.find_repeat(session, ActKind.RECEIVE, Asked(), by=by)
    assert repeat is act
    assert acts.result_id(session, act) == 7


@pytest.mark.parametrize(
    ("kind", "request_"),
    [(ActKind.RECEIVE, Asked(what="else")), (ActKind.REFUND, Asked())],
    ids=["content", "kind"],
)
def test_the_same_key_with_something_else_is_refused(
    session: Session, kind: ActKind, request_: Asked
) -> None:
    by = Signature(key="k")
    acts.record(session, ActKind.RECEIVE, Asked(), by=by)
    with pytest.raises(KeyReused):
        acts.find_repeat(session, kind, request_, by=by)


def test_the_database_admits_a_key_once(session: Session) -> None:
    act = acts.record(session, ActKind.RECEIVE, Asked(), by=Signature(key="k"))
    # SQLite's trigger refuses before the unique key is asked; nobody writes there at the same time.
    with pytest.raises((KeyReused, IntegrityError)), session.begin_nested():
        acts.record(session, ActKind.RECEIVE, Asked(), by=Signature(key="k"))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            insert(Act).values(
                at=act.at, kind=act.kind, key="k", request_hash=act.request_hash, reason=""
            )
        )
    assert _acts(session) == 1


def test_an_act_reads_the_same_from_the_session_and_from_the_database(session: Session) -> None:
    act = acts.record(session, ActKind.RECEIVE, Asked(), by=Signature(key="k"), reason="Pourquoi")
    assert not inspect(act).expired_attributes
    said = {it.key: getattr(act, it.key) for it in inspect(Act).column_attrs}
    session.expire(act)
    assert {name: getattr(act, name) for name in said} == said


def test_an_act_taken_back_is_no_hindrance_to_the_next(session: Session) -> None:
    nested = session.begin_nested()
    taken_back = acts.record(session, ActKind.RECEIVE, Asked(), by=Signature(key="k"))
    nested.rollback()
    act = acts.record(session, ActKind.RECEIVE, Asked(), by=Signature(key="k"))
    assert taken_back is not act
    assert session.get_one(Act, act.id) is act
    assert _acts(session) == 1


def test_nobody_confirms_their_own_act(session: Session) -> None:
    user = User(
        email="a@example.org",
        name="A",
        password="x",
        role=Role.ADMIN,
        fs_uniquifier="a",
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    by = Signature(actor_id=user.id, confirmed_by_id=user.id)
    with pytest.raises(IntegrityError, match="two_pairs_of_eyes"), session.begin_nested():
        acts.record(session, ActKind.RECEIVE, Asked(), by=by)


def test_a_form_sent_twice_receives_once(session: Session) -> None:
    world = World(session)
    gift = world.gift(world.fund())
    request = ReceivePayment(donation_id=gift.id, amount=euros(100), received_on=FIRST)
    by = Signature(key=new_key())
    first = receive(session, request, by=by)
    before = _acts(session)
    assert receive(session, request, by=by).id == first.id
    other = ReceivePayment(donation_id=gift.id, amount=euros(100), received_on=SECOND)
    with pytest.raises(KeyReused):
        receive(session, other, by=by)
    assert _acts(session) == before
    assert session.scalars(select(func.count()).select_from(Entry)).one() == 1


def test_a_request_is_hashed_by_its_content_alone() -> None:
    one = ReceivePayment(donation_id=1, amount=euros(1), received_on=FIRST)
    same = ReceivePayment(amount=euros(1), received_on=FIRST, donation_id=1)
    assert request_hash(ActKind.RECEIVE, one) == request_hash(ActKind.RECEIVE, same)
    assert request_hash(ActKind.RECEIVE, one) != request_hash(ActKind.REFUND, one)
