"""Edits of records: their history keeps both versions, and nobody overwrites unseen."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.errors import ChangedMeanwhile
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.models import Revision
from fundtracker.acts.service import Signature, Subject
from fundtracker.db import Database
from fundtracker.funds.models import Decision
from fundtracker.transaction import rehearsal, transaction
from tests.builders import Asked
from tests.world import DECIDED, World


def _edit(session: Session, decision: Decision, subject_text: str) -> None:
    subject = Subject(kind="decision", record_id=decision.id)
    changes = revisions.differences(
        decision, {"subject": subject_text, "decided_on": decision.decided_on}
    )
    act = acts.record(session, ActKind.EDIT_DECISION, Asked(what=subject_text), by=Signature())
    revisions.revise(session, act, subject, changes, decision)


def test_an_edit_keeps_what_was_said_before_and_counts_the_version(session: Session) -> None:
    world = World(session)
    decision = world.decision(world.fund())
    subject = Subject(kind="decision", record_id=decision.id)
    assert revisions.version_of(session, subject) == 0
    _edit(session, decision, "Plan amendé")
    _edit(session, decision, "Plan adopté")
    assert decision.subject == "Plan adopté"
    assert revisions.version_of(session, subject) == 2
    last, first = revisions.history(session, subject)
    assert (first.before, first.after) == ({"subject": "Décision"}, {"subject": "Plan amendé"})
    assert (last.version, last.before["subject"]) == (2, "Plan amendé")


def test_only_what_differs_is_a_change(session: Session) -> None:
    world = World(session)
    decision = world.decision(world.fund())
    assert not revisions.differences(decision, {"subject": "Décision", "decided_on": DECIDED})
    changes = revisions.differences(decision, {"subject": "Autre", "decided_on": DECIDED})
    assert changes
    assert (changes.before, changes.after) == ({"subject": "Décision"}, {"subject": "Autre"})


def test_an_edit_of_a_version_that_is_no_more_is_refused(session: Session) -> None:
    world = World(session)
    decision = world.decision(world.fund())
    subject = Subject(kind="decision", record_id=decision.id)
    revisions.check_version(session, subject, 0)
    _edit(session, decision, "Plan amendé")
    revisions.check_version(session, subject, 1)
    for shown in (0, 2, -1):
        with pytest.raises(ChangedMeanwhile):
            revisions.check_version(session, subject, shown)


def test_the_history_of_edits_is_never_rewritten(session: Session) -> None:
    world = World(session)
    decision = world.decision(world.fund())
    _edit(session, decision, "Plan amendé")
    kept = session.query(Revision).one()
    kept.after = '{"subject":"Autre"}'
    with pytest.raises(IntegrityError, match="append-only"):
        session.flush()


def test_a_rehearsal_does_everything_and_keeps_nothing(fresh_database: Database) -> None:
    with fresh_database.session() as reading:
        with rehearsal(reading) as session:
            fund = World(session).fund(code="essai")
            assert session.get(type(fund), fund.id) is fund
        with transaction(reading) as session:
            assert session.query(type(fund)).count() == 0
            World(session).fund(code="essai")
    with fresh_database.session() as session:
        assert session.query(type(fund)).count() == 1
