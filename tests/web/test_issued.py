"""Issuing documents on pages, handing them to the donor, and checking them in public."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from PIL import Image
from sqlalchemy import select

from fundtracker import clock
from fundtracker.acts.service import Subject
from fundtracker.db import Database
from fundtracker.documents.models import PackBatch
from fundtracker.documents.pack_batch import KEPT
from fundtracker.documents.signing import Signer
from fundtracker.donations.models import Donation
from fundtracker.files.photos import keep_photo
from fundtracker.jobs.issuing import issue_due
from fundtracker.jobs.packing import Packer, pack_due
from fundtracker.outbox.models import Mail
from fundtracker.parties.contacts import AddContact, add_contact
from fundtracker.projects.kinds import NewsAudience
from fundtracker.projects.news import AddNews, Told, add_news
from fundtracker.transaction import transaction
from fundtracker.users.models import Role
from tests.signing_key import PASSPHRASE, write_key
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import HOSTILE, building, check_cost, gift_of, text_of
from tests.world import DECIDED, by, euros

SHEET = "/documents/new?kind=traceability&donation=1"
SignedIn = Callable[[Role], Reader]


@pytest.fixture
def nancy(fresh_database: Database) -> int:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        mine = gift_of(world, fund, "Nancy")
        world.receive(mine, euros(1000))
        world.allocate(world.project(fund), (mine, euros(400)), on=DECIDED)
        other = gift_of(world, fund, "Metz")
        world.receive(other, euros(30))
        assert mine.collectivity_id is not None
        return mine.collectivity_id


def _issue(reader: Reader, address: str = SHEET) -> str:
    answer = reader.send(address)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    return str(answer.location)


def _code(reader: Reader, address: str) -> str:
    page = reader.get(address)
    return page.partition('href="/check/')[2][:12]


def test_a_document_is_issued_shown_and_handed_out(
    nancy: int, app: Flask, signed_in: SignedIn
) -> None:
    manager = signed_in(Role.MANAGER)
    assert "Fiche de traçabilité · Nancy" in text_of(manager.get(SHEET))
    address = _issue(manager)
    said = text_of(check_cost(app, manager, address))
    assert "FT-" in said
    assert "valable" in said
    assert manager.client.get(f"{address}/file.pdf").data.startswith(b"%PDF")
    assert "FT-" in text_of(check_cost(app, manager, "/funds/sucre/documents"))
    assert "FT-" in text_of(manager.get(f"/collectivities/{nancy}"))
    assert manager.client.get("/funds/sucre/documents?format=csv").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "kind=donor_report&fund=sucre&collectivity=1",
        "kind=receipt_certificate&receipt=1",
        "kind=year_statement&collectivity=1&as_of=31/12/2016",
        "kind=donor_overview&collectivity=1",
        "kind=traceability&donation=1",
    ],
)
def test_every_kind_is_drafted_and_issued(nancy: int, signed_in: SignedIn, query: str) -> None:
    manager, reader = signed_in(Role.ACCOUNTANT), signed_in(Role.READER)
    assert reader.client.get(f"/documents/draft.pdf?{query}").data.startswith(b"%PDF")
    reader.get(f"/documents/new?{query}", status=403)
    address = _issue(manager, f"/documents/new?{query}")
    again = manager.send(f"/documents/new?{query}")
    assert again.status_code == 422
    assert "dit déjà la même chose" in text_of(again.get_data(as_text=True))
    assert manager.client.get(f"{address}/file.pdf").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "", "kind=x", "kind=traceability", "kind=traceability&donation=99",
        "kind=traceability&donation=x", "kind=donor_report&fund=nope&collectivity=1",
        "kind=donor_report&fund=sucre&collectivity=99", "kind=year_statement&collectivity=0",
        "kind=donor_overview", "kind=donor_overview&collectivity=99",
        "kind=traceability&donation=1&as_of=nope",
    ],
)  # fmt: skip
def test_what_names_nothing_is_not_found(nancy: int, admin: Reader, query: str) -> None:
    admin.get(f"/documents/new?{query}", status=404)
    admin.get(f"/documents/draft.pdf?{query}", status=404)


def test_a_receipt_that_is_none_is_refused(nancy: int, admin: Reader) -> None:
    admin.get("/documents/new?kind=receipt_certificate&receipt=99", status=422)
    empty = "/documents/new?kind=year_statement&collectivity=1&as_of=31/12/2015"
    assert admin.send(empty).status_code == 422


def test_the_code_tells_whether_a_document_counts(
    nancy: int, signed_in: SignedIn, visitor: Reader
) -> None:
    manager = signed_in(Role.MANAGER)
    address = _issue(manager)
    code = _code(manager, address)
    said = text_of(visitor.get(f"/check/{code}"))
    assert "Authentique" in said
    assert "Nancy" in said
    assert "1 000" not in said
    answer = visitor.client.get(f"/check?code={code[:4]}-{code[4:8].lower()} {code[8:]}")
    assert answer.status_code == 303
    assert "Authentique" in text_of(visitor.get(answer.location))
    withdrawn = manager.send(f"{address}/withdraw", reason="Erreur de destinataire")
    assert withdrawn.status_code == 303
    said = text_of(visitor.get(f"/check/{code}"))
    assert "ne vaut plus" in said
    assert "Erreur de destinataire" in said
    for wrong in ("000000000000", "x", "%20", "é", "a" * 500):
        assert "Aucun document ne porte ce code" in text_of(
            visitor.get(f"/check/{wrong}", status=404)
        )


def test_the_file_itself_is_known_and_a_changed_one_is_not(
    nancy: int, signed_in: SignedIn, visitor: Reader
) -> None:
    manager = signed_in(Role.MANAGER)
    content = manager.client.get(f"{_issue(manager)}/file.pdf").data

    def sent(file: bytes) -> tuple[int, str]:
        token = hidden_fields(visitor.get("/check"))["csrf_token"]
        answer = visitor.client.post(
            "/check", data={"csrf_token": token, "file": (io.BytesIO(file), "a.pdf")}
        )
        return answer.status_code, text_of(answer.get_data(as_text=True))

    assert sent(content)[0] == 200
    assert "Authentique" in sent(content)[1]
    assert sent(content + b" ") == (404, sent(content + b" ")[1])
    assert "modifié" in sent(content + b" ")[1]
    assert sent(b"")[0] == 422


def test_a_donor_has_its_own_issued_documents_alone(
    nancy: int, signed_in: SignedIn, donor: Callable[..., Reader]
) -> None:
    manager = signed_in(Role.MANAGER)
    _issue(manager)
    _issue(manager, "/documents/new?kind=traceability&donation=2")
    reader = donor(nancy)
    said = text_of(reader.get("/my/documents"))
    assert "FT-" in said
    assert "0002" not in said
    assert reader.client.get("/my/documents/1.pdf").data.startswith(b"%PDF")
    theirs, none = (text_of(reader.get(f"/my/documents/{it}.pdf", status=404)) for it in (2, 99))
    assert theirs == none


def test_names_in_documents_are_only_text(
    fresh_database: Database, signed_in: SignedIn, visitor: Reader
) -> None:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        gift = gift_of(world, fund, f"{HOSTILE} <b>evil 😀 مدينة")
        world.receive(gift, euros(10))
    manager = signed_in(Role.MANAGER)
    address = _issue(manager)
    page = visitor.get(f"/check/{_code(manager, address)}")
    assert "<script>alert" not in page
    assert manager.client.get(f"{address}/file.pdf").data.startswith(b"%PDF")


def _archive(reader: Reader, address: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(reader.client.get(address).data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_pack_has_every_document_of_the_year_issued_ones_as_issued(
    nancy: int, signed_in: SignedIn, donor: Callable[..., Reader]
) -> None:
    manager, reader = signed_in(Role.MANAGER), donor(nancy)
    address = f"/collectivities/{nancy}/documents.zip?as_of=31/12/2016"
    found = _archive(manager, address)
    assert set(found) == {
        "sommaire.txt", "EA-2016.pdf", "AP-2016.pdf", "AP-2016.csv", "SCDL-2016.csv",
        "sucre/RD.pdf", "sucre/FT-SUCRE-0001.pdf", "sucre/CR-SUCRE-0001.pdf",
        "sucre/AE-SUCRE-0001-1.pdf",
    }  # fmt: skip
    assert all(it.startswith(b"%PDF") for name, it in found.items() if name.endswith(".pdf"))
    assert found == _archive(manager, address)
    certificate = _issue(manager, "/documents/new?kind=receipt_certificate&receipt=1")
    _issue(manager)  # as of today: none of that year
    issued = manager.client.get(f"{certificate}/file.pdf").data
    mine = _archive(reader, "/my/documents/all.zip?as_of=31/12/2016")
    (name,) = [it for it in mine if it.startswith("sucre/AE")]
    assert name.endswith("0001-v1.pdf")
    assert "sucre/FT-SUCRE-0001.pdf" in mine
    assert mine[name] == issued
    assert "émis" in mine["sommaire.txt"].decode()
    assert "Metz" not in mine["sommaire.txt"].decode()
    assert reader.client.get("/my/documents/all.zip?as_of=x").status_code == 422


def test_a_fund_has_a_pack_with_its_photographs_and_so_have_its_donors(
    nancy: int, signed_in: SignedIn, fresh_database: Database
) -> None:
    with building(fresh_database) as world:
        sent = io.BytesIO()
        Image.new("RGB", (60, 40), "teal").save(sent, "PNG")
        for project_id, title in ((1, "Le chantier"), (None, "Le fonds")):
            told = Told(
                dated_on=date(2016, 12, 1),
                title=title,
                text="",
                audience=NewsAudience.DONORS,
                project_id=project_id,
                photo_sha256=keep_photo(world.session, sent.getvalue()).sha256,
                caption="Un réservoir",
            )
            add_news(world.session, AddNews(fund_id=1, told=told), by=by())
    manager = signed_in(Role.MANAGER)
    _issue(manager)
    address = "/funds/sucre/documents.zip"
    found = _archive(manager, address)
    names = "\n".join(found)
    assert found["sucre/RF.pdf"].startswith(b"%PDF")
    assert re.search(r"^sucre/FP-1-\S+\.pdf$", names, re.MULTILINE)
    assert re.search(r"^sucre/RC-2016-\S+\.pdf$", names, re.MULTILINE)
    assert re.search(r"^sucre/émis/FT-nancy-FT-\d{4}-0001-v1\.pdf$", names, re.MULTILINE)
    assert sum(it.startswith(b"\xff\xd8\xff") for it in found.values()) == 2
    assert "Le chantier. Un réservoir" in found["sommaire.txt"].decode()
    assert found == _archive(manager, address)
    assert not any("photos" in it for it in _archive(manager, f"{address}?as_of=1/11/2016"))
    assert manager.client.get(f"{address}?as_of=x").status_code == 422
    own = _archive(manager, f"/collectivities/{nancy}/documents.zip?as_of=31/12/2016")
    assert [it for it in own if it.endswith(".jpg")] == [it for it in found if it.endswith(".jpg")]
    later = _archive(manager, f"/collectivities/{nancy}/documents.zip?as_of=31/12/2018")
    assert not any(it.endswith(".jpg") for it in later)


def test_a_year_without_receipts_has_no_statement(nancy: int, signed_in: SignedIn) -> None:
    found = _archive(
        signed_in(Role.READER), f"/collectivities/{nancy}/documents.zip?as_of=31/12/2018"
    )
    assert "EA-2018.pdf" not in found
    assert "sucre/RD.pdf" in found


OF_A_FUND = (
    "/documents/new?kind=fund_report&fund=sucre",
    "/documents/new?kind=project_sheet&project=1",
    "/documents/new?kind=decision_record&decision=1",
)


@pytest.mark.parametrize("address", OF_A_FUND)
def test_a_document_of_a_fund_is_issued_listed_and_shown_to_its_donors(
    nancy: int, app: Flask, signed_in: SignedIn, address: str
) -> None:
    manager = signed_in(Role.MANAGER)
    issued = _issue(manager, address)
    text_of(check_cost(app, manager, issued))
    assert text_of(manager.get("/funds/sucre/documents")).count("valable") == 1
    number = issued.rsplit("/", 1)[1]
    code = _code(manager, issued)
    assert "valable" in text_of(manager.get(f"/check/{code}"))
    donor = signed_in(Role.LEAD)
    assert donor.client.get(f"/my/documents/{number}.pdf").status_code in {200, 404}


@pytest.mark.parametrize(
    "address",
    [
        "/documents/draft.pdf?kind=fund_report&fund=nowhere",
        "/documents/draft.pdf?kind=project_sheet&project=99",
        "/documents/draft.pdf?kind=decision_record&decision=x",
        "/documents/draft.pdf?kind=oda_sheet&collectivity=-1",
        "/documents/draft.pdf?kind=nothing",
        "/funds/sucre/kit/nothing.pdf",
        "/funds/sucre/kit/appeal.exe",
        "/funds/sucre/kit?donation=99",
        "/funds/sucre/kit?collectivity=abc",
        "/public/nowhere/kit.zip",
    ],
)
def test_a_document_about_nothing_is_not_found(
    nancy: int, signed_in: SignedIn, address: str
) -> None:
    assert nancy
    signed_in(Role.READER).get(address, status=404)


def test_what_cannot_be_drawn_says_why(nancy: int, signed_in: SignedIn) -> None:
    reader = signed_in(Role.READER)
    said = text_of(reader.get("/documents/draft.pdf?kind=payment_request&donation=1", status=422))
    assert "rien à appeler" in said
    reader.get(f"/collectivities/{nancy}/oda.csv?as_of=2015-12-31", status=422)
    reader.get(f"/collectivities/{nancy}/oda.csv?as_of=nonsense", status=422)


def test_the_kit_is_handed_out_to_staff_and_of_an_open_fund_to_everybody(
    nancy: int, app: Flask, signed_in: SignedIn
) -> None:
    reader = signed_in(Role.READER)
    said = text_of(check_cost(app, reader, "/funds/sucre/kit?donation=1"))
    assert "Nancy" in said
    for name in ("deliberation.docx", "agreement.pdf"):
        file = reader.client.get(f"/funds/sucre/kit/{name}?donation=1")
        assert file.status_code == 200
        assert "attachment" in file.headers["Content-Disposition"]
    whole = reader.client.get(f"/funds/sucre/kit.zip?collectivity={nancy}").data
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert len(archive.namelist()) == 14
    assert app.test_client().get("/public/sucre/kit.zip").status_code == 200


def test_the_organisation_is_described_by_administrators_and_kept_in_its_history(
    app: Flask, signed_in: SignedIn
) -> None:
    admin = signed_in(Role.ADMIN)
    said = admin.send("/organisation", name="CUF", siret="732 829 320 00074", address=HOSTILE)
    assert said.status_code == 303
    page = admin.get("/organisation")
    assert HOSTILE not in page
    assert "73282932000074" in page
    assert "Organisme modifié" in text_of(page)
    wrong = admin.send("/organisation", name="CUF", siret="123", rna="X1", email="nobody")
    assert wrong.status_code == 422
    check_cost(app, admin, "/organisation")
    signed_in(Role.MANAGER).get("/organisation", status=403)


def _batch(manager: Reader, kind: str = "donor_report") -> str:
    address = "/funds/sucre/documents/batch"
    first = manager.send(address, kind=kind, as_of="31/12/2016")
    assert first.status_code == 200
    warned = first.get_data(as_text=True)
    hidden = hidden_fields(warned)
    done = manager.client.post(address, data={**hidden, "kind": kind, "as_of": "31/12/2016"})
    assert done.status_code == 303
    return str(done.location)


def _work(app: Flask, database: Database) -> None:
    issue_due(database, app.extensions["files"])


def test_documents_for_all_donors_are_announced_issued_and_sent(
    nancy: int, app: Flask, fresh_database: Database, signed_in: SignedIn
) -> None:
    manager = signed_in(Role.MANAGER)
    said = text_of(
        manager.send(
            "/funds/sucre/documents/batch", kind="donor_report", as_of="31/12/2016"
        ).get_data(as_text=True)
    )
    assert "2 documents vont être émis" in said
    address = _batch(manager)
    assert "0 sur 2" in text_of(manager.get(address))
    assert "data-progress" in manager.get(address)
    _work(app, fresh_database)
    page = check_cost(app, manager, address)
    assert "2 sur 2" in text_of(page)
    assert "data-progress" not in page
    whole = manager.client.get(f"{address}/documents.zip").data
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert len(archive.namelist()) == 2
    assert "Sans adresse" in text_of(manager.get(f"{address}/send"))
    with building(fresh_database) as world:
        contact = AddContact(
            party=Subject(kind="collectivity", record_id=nancy), name="Zoé", email="z@example.org"
        )
        add_contact(world.session, contact, by=by())
    assert "z@example.org" in text_of(check_cost(app, manager, f"{address}/send"))
    assert manager.send(f"{address}/send").status_code == 303
    assert "Rien à envoyer" in text_of(manager.get(f"{address}/send"))
    with fresh_database.session() as session:
        mail = session.scalars(select(Mail)).one()
    assert "Nancy" in mail.subject
    assert "Metz" not in mail.text
    assert "rapport au donateur" in mail.text


def test_a_batch_is_cancelled(
    nancy: int, app: Flask, fresh_database: Database, signed_in: SignedIn
) -> None:
    assert nancy
    manager = signed_in(Role.MANAGER)
    address = _batch(manager)
    assert manager.send(f"{address}/cancel").status_code == 303
    _work(app, fresh_database)
    assert "annulé" in text_of(manager.get(address))
    manager.get("/batches/99", status=404)
    manager.get("/batches/99/documents.zip", status=404)


def test_nothing_to_issue_is_said(nancy: int, signed_in: SignedIn) -> None:
    assert nancy
    answer = signed_in(Role.MANAGER).send(
        "/funds/sucre/documents/batch", kind="donor_report", as_of="31/12/2015"
    )
    assert answer.status_code == 422
    assert "rien à émettre" in answer.get_data(as_text=True)


def test_documents_that_the_books_contradict_are_shown_and_issued_anew(
    nancy: int, app: Flask, fresh_database: Database, signed_in: SignedIn
) -> None:
    assert nancy
    manager = signed_in(Role.MANAGER)
    address = _issue(manager)
    assert "Rien à réémettre" in text_of(manager.get("/funds/sucre/documents/anew"))
    with building(fresh_database) as world:
        world.receive(world.session.get_one(Donation, 1), euros(5))
    assert "ne dit plus" in text_of(manager.get("/funds/sucre/documents"))
    check_cost(app, manager, "/funds/sucre/documents/anew")
    batch = manager.send("/funds/sucre/documents/anew")
    _work(app, fresh_database)
    assert "1 sur 1" in text_of(manager.get(str(batch.location)))
    assert "remplacé" in text_of(manager.get(address))
    assert "ne dit plus" not in text_of(manager.get("/funds/sucre/documents"))


def test_readers_issue_and_send_nothing(nancy: int, app: Flask, signed_in: SignedIn) -> None:
    assert nancy
    batch = _batch(signed_in(Role.MANAGER))
    reader = signed_in(Role.READER)
    reader.get(batch)
    for address in (
        f"{batch}/cancel", f"{batch}/send", "/funds/sucre/documents/anew",
        "/funds/sucre/documents/batch",
    ):  # fmt: skip
        reader.get(address, status=403)


def test_a_correction_says_which_issued_documents_it_contradicts(
    nancy: int, signed_in: SignedIn
) -> None:
    assert nancy
    admin = signed_in(Role.ADMIN)
    _issue(admin)
    typed = {"amount": "900", "on": "2/6/2016", "reason": "Erreur de saisie"}
    seen = admin.send("/funds/sucre/receipts/1/correct", **typed)
    said = text_of(seen.get_data(as_text=True))
    assert "1 document émis dira autre chose" in said
    assert "(Nancy)" in said
    other = admin.send("/funds/sucre/receipts/2/correct", **{**typed, "amount": "20"})
    assert "dira autre chose" not in text_of(other.get_data(as_text=True))


def test_the_texts_of_the_kit_are_seen_changed_and_refused_where_they_cannot_be_filled_in(
    nancy: int, app: Flask, signed_in: SignedIn
) -> None:
    assert nancy
    admin = signed_in(Role.ADMIN)
    assert "Lettre d’appel" in text_of(check_cost(app, admin, "/texts"))
    assert "[montant]" in text_of(check_cost(app, admin, "/texts/commitment/fr"))
    hostile = HOSTILE.replace("{y}", "y")
    own = f"# Titre\n\n{hostile} {{fonds}}"
    seen = admin.send("/texts/appeal/fr", text=own, preview="1").get_data(as_text=True)
    assert hostile not in seen
    assert "[nom du fonds]" in seen
    assert "(modifié)" not in text_of(admin.get("/texts"))
    wrong = admin.send("/texts/appeal/fr", text="# Titre {montan}")
    assert wrong.status_code == 422
    assert "{montan}" in wrong.get_data(as_text=True)
    assert admin.send("/texts/appeal/fr", text=own).status_code == 303
    assert "(modifié)" in text_of(admin.get("/texts"))
    assert "Texte d’un modèle modifié" in text_of(admin.get("/texts/appeal/fr"))
    assert "[name of the local authority]" in text_of(admin.get("/texts/appeal/en"))
    for nowhere in ("/texts/nothing/fr", "/texts/appeal/de", "/texts/deliberation/en"):
        admin.get(nowhere, status=404)
    signed_in(Role.MANAGER).get("/texts", status=403)


def test_paragraphs_are_seen_changed_and_refused_where_they_cannot_be_filled_in(
    nancy: int, app: Flask, signed_in: SignedIn
) -> None:
    assert nancy
    admin = signed_in(Role.ADMIN)
    address = "/texts/paragraphs/donor_report_opening/fr"
    assert "Ville-Exemple" in text_of(check_cost(app, admin, address))
    hostile = HOSTILE.replace("{", "(").replace("}", ")")
    seen = admin.send(address, text=f"{hostile} {{collectivite}}", preview="1")
    assert hostile not in seen.get_data(as_text=True)
    wrong = admin.send(address, text="Bonjour {nobody}")
    assert wrong.status_code == 422
    assert "{nobody}" in wrong.get_data(as_text=True)
    assert admin.send(address, text="Bonjour {collectivite}").status_code == 303
    assert "modifié" in text_of(check_cost(app, admin, "/texts"))
    assert admin.send(address, text="", first="1").status_code == 303
    assert "modifié" not in text_of(admin.get("/texts"))
    english = admin.get("/texts/paragraphs/donor_report_opening/en")
    assert "made possible" in english
    for wrong_address in ("/texts/paragraphs/nothing/fr", "/texts/paragraphs/letter_opening/de"):
        admin.get(wrong_address, status=404)
    signed_in(Role.MANAGER).get(address, status=403)


def _pack(app: Flask, database: Database) -> None:
    packer = Packer(
        database_url=database.url.render_as_string(hide_password=False),
        files=app.extensions["files"].root,
        shelf=app.extensions["packs"].root,
    )
    pack_due(database, packer)


def test_packs_for_all_donors_are_made_and_fetched(
    nancy: int, app: Flask, fresh_database: Database, signed_in: SignedIn
) -> None:
    assert nancy
    manager = signed_in(Role.MANAGER)
    address = "/funds/sucre/packs/new"
    early = manager.send(address, as_of="31/12/2015")
    assert early.status_code == 422
    assert "aucun dossier" in early.get_data(as_text=True)
    packs = str(manager.send(address, as_of="31/12/2016").location)
    assert "0 sur 3" in text_of(manager.get(packs))
    assert "data-progress" in manager.get(packs)
    manager.get(f"{packs}/all.zip", status=404)
    manager.get(f"{packs}/1.zip", status=404)
    _pack(app, fresh_database)
    said = check_cost(app, manager, packs)
    assert "3 sur 3" in text_of(said)
    assert "data-progress" not in said
    with zipfile.ZipFile(io.BytesIO(manager.client.get(f"{packs}/all.zip").data)) as archive:
        assert len(archive.namelist()) == 3
        (mine,) = [it for it in archive.namelist() if "nancy" in it]
        with zipfile.ZipFile(io.BytesIO(archive.read(mine))) as own:
            assert any("sucre/RD" in it for it in own.namelist())
    with manager.client.get(f"{packs}/2.zip") as answer:
        assert answer.data.startswith(b"PK")
    manager.get(f"{packs}/9.zip", status=404)
    manager.get("/packs/99", status=404)
    assert "Dossiers de 2016" in text_of(manager.get("/funds/sucre/documents"))
    with fresh_database.session() as session, transaction(session):
        batch = session.scalars(select(PackBatch)).one()
        batch.finished_at = clock.now() - KEPT - timedelta(minutes=1)
    assert "refaire" in text_of(manager.get(packs))
    manager.get(f"{packs}/1.zip", status=404)


def test_packs_are_cancelled_and_readers_only_fetch_them(
    nancy: int, app: Flask, fresh_database: Database, signed_in: SignedIn
) -> None:
    assert nancy
    manager = signed_in(Role.MANAGER)
    packs = str(manager.send("/funds/sucre/packs/new", as_of="31/12/2016").location)
    reader = signed_in(Role.READER)
    reader.get(packs)
    reader.get(f"{packs}/cancel", status=403)
    reader.get("/funds/sucre/packs/new", status=403)
    assert manager.send(f"{packs}/cancel").status_code == 303
    _pack(app, fresh_database)
    assert "annulé" in text_of(manager.get(packs))


def test_the_verification_says_who_signed_and_finds_a_changed_byte(
    nancy: int, app: Flask, signed_in: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nancy
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signer = Signer.of(write_key(tmp_path / "key.p12", key), PASSPHRASE)
    monkeypatch.setitem(app.extensions, "signer", signer)
    manager = signed_in(Role.MANAGER)
    address = _issue(manager)
    said = text_of(manager.get(f"/check/{_code(manager, address)}"))
    assert "Cités Unies France (essai)" in said
    assert "La signature est valable" in said
    with manager.client.get(f"{address}/file.pdf") as answer:
        file = bytearray(answer.data)
    file[len(file) // 2] ^= 1
    changed = manager.client.post(
        "/check",
        data={"csrf_token": manager.token(), "file": (io.BytesIO(bytes(file)), "a.pdf")},
    )
    assert changed.status_code == 404
    assert "modifié après sa signature" in text_of(changed.get_data(as_text=True))
