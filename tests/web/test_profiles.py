"""What a collectivity says of itself: its address on letters, its logo on reports."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.documents.drafting import draft
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.requests import Wanted
from fundtracker.donations.kinds import StepKind
from fundtracker.donations.record import RecordStep, record_step
from fundtracker.parties.models import Collectivity
from fundtracker.users.models import Role
from fundtracker.web import reading
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import HOSTILE, building, check_cost, gift_of, text_of
from tests.world import DECIDED, by, euros

OWN = "/my/profile/describe"
ADDRESS = "Place Stanislas\r\n54000 Nancy"


@pytest.fixture
def nancy(fresh_database: Database) -> int:
    with building(fresh_database) as world:
        gift = gift_of(world, world.fund(code="sucre"), "Nancy")
        world.receive(gift, euros(100))
        step = RecordStep(
            donation_id=gift.id, kind=StepKind.VOTED, amount=euros(300), dated_on=DECIDED
        )
        record_step(world.session, step, by=by())
        assert gift.collectivity_id is not None
        return gift.collectivity_id


def logo() -> tuple[BytesIO, str]:
    target = BytesIO()
    Image.new("RGBA", (200, 100), (20, 60, 120, 255)).save(target, "PNG")
    target.seek(0)
    return target, "blason.png"


def test_a_lead_says_where_letters_go_and_what_stands_on_reports(
    app: Flask, fresh_database: Database, nancy: int, donor: Callable[..., Reader]
) -> None:
    lead = donor(nancy)
    form = check_cost(app, lead, OWN)
    data = {**hidden_fields(form), "address": ADDRESS, "logo": logo()}
    assert lead.client.post(OWN, data=data).status_code == 303
    page = lead.get("/my/profile")
    assert "Place Stanislas 54000 Nancy" in text_of(page)
    assert 'src="/my/profile/logo.jpg"' in page
    shown = lead.client.get("/my/profile/logo.jpg")
    assert (shown.mimetype, shown.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    # Somebody was faster.
    stale = lead.client.post(OWN, data={**hidden_fields(form), "address": "Ailleurs"})
    assert stale.status_code == 409
    with app.test_request_context():
        session = reading.session()
        wanted = Wanted(
            kind=DocumentKind.DONOR_REPORT, collectivity_id=nancy, fund_id=1, as_of=DECIDED,
            locale="fr",
        )  # fmt: skip
        report = draft(session, wanted)
        assert report.content.donor.logo.caption == "Nancy"
        wanted = Wanted(
            kind=DocumentKind.PAYMENT_REQUEST, collectivity_id=nancy, fund_id=1, donation_id=1,
            as_of=DECIDED, locale="fr",
        )  # fmt: skip
        assert draft(session, wanted).content.donor_address == "Place Stanislas\n54000 Nancy"
        acts = session.query(Act).filter(Act.kind == "edit_collectivity").count()
    assert acts == 1


def test_an_agent_reads_it_and_another_donor_has_its_own(
    nancy: int, donor: Callable[..., Reader], fresh_database: Database
) -> None:
    assert donor(nancy).send(OWN, address=ADDRESS).status_code == 303
    with building(fresh_database) as world:
        metz = world.collectivity("Metz").id
    agent = donor(nancy, Role.AGENT)
    agent.get(OWN, status=403)
    assert "Place Stanislas" in agent.get("/my/profile")
    agent.get("/my/profile/logo.jpg", status=404)
    assert "Place Stanislas" not in donor(metz).get("/my/profile")


def test_the_staff_says_it_for_a_donor_that_does_not_sign_in(
    app: Flask, nancy: int, admin: Reader, fresh_database: Database
) -> None:
    address = f"/collectivities/{nancy}/describe"
    check_cost(app, admin, address)
    data = {**hidden_fields(admin.get(address)), "address": HOSTILE, "logo": logo()}
    assert admin.client.post(address, data=data).status_code == 303
    assert HOSTILE not in admin.get(address)
    # Without the box that keeps it, the logo goes.
    assert admin.send(address, address="").status_code == 303
    with fresh_database.session() as session:
        found = session.get_one(Collectivity, nancy)
        assert (found.address, found.logo_sha256) == (None, None)
    wrong = {**hidden_fields(admin.get(address)), "logo": (BytesIO(b"%PDF-1.7"), "a.png")}
    assert admin.client.post(address, data=wrong).status_code == 422
    assert admin.send(address, address="x" * 500).status_code == 422
    admin.get("/collectivities/999/describe", status=404)
