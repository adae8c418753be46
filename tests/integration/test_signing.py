"""Signing issued documents: what is signed holds, and one changed byte is found."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pikepdf import Pdf
from sqlalchemy.orm import Session

from fundtracker.documents.issue import IssueDocument, issue
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.requests import Wanted
from fundtracker.documents.signing import (
    NoSigningLibrary,
    Signature,
    Signer,
    WrongSigningKey,
    signature_of,
)
from fundtracker.files.store import FileStore
from tests.signing_key import NAME, PASSPHRASE, write_key
from tests.spending_world import site
from tests.world import World, by, euros


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return Signer.of(write_key(tmp_path_factory.mktemp("key") / "key.p12", key), PASSPHRASE)


def _issued(session: Session, store: FileStore, signer: Signer | None) -> bytes:
    here = site(World(session), euros(700))
    wanted = Wanted(
        kind=DocumentKind.DONOR_REPORT,
        as_of=date(2016, 12, 31),
        locale="fr",
        fund_id=here.fund.id,
        collectivity_id=here.gifts[0].collectivity_id,
    )
    document = issue(
        session, store, IssueDocument(wanted=wanted), site="https://x.example",
        signer=signer, by=by(),
    )  # fmt: skip
    return store.get(document.file_sha256)


def test_an_issued_document_is_signed_and_keeps_its_tags_and_figures(
    session: Session, tmp_path: Path, signer: Signer
) -> None:
    file = _issued(session, FileStore(tmp_path), signer)
    found = signature_of(file)
    assert found is not None
    assert (found.signed_by, found.is_intact, found.is_whole) == (NAME, True, True)
    with Pdf.open(BytesIO(file)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert list(pdf.attachments) == ["content.csv"]
        assert b"pdfaid" in pdf.Root.Metadata.read_bytes()
        (field,) = pdf.Root.AcroForm.Fields
        assert field.V.SubFilter == "/ETSI.CAdES.detached"


def test_it_is_signed_and_read_in_a_thread_that_runs_an_event_loop(signer: Signer) -> None:
    target = BytesIO()
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target)

    async def both() -> Signature | None:
        return signature_of(signer.sign(target.getvalue(), reason="here"))

    # In a thread without one: a test of pages may have left its browser's in this.
    with ThreadPoolExecutor(max_workers=1) as thread:
        found = thread.submit(lambda: asyncio.run(both())).result()
    assert found is not None
    assert (found.is_intact, found.is_whole) == (True, True)


def test_without_a_signer_it_is_issued_unsigned(session: Session, tmp_path: Path) -> None:
    assert signature_of(_issued(session, FileStore(tmp_path), None)) is None


def test_one_changed_bit_is_found_wherever_it_is(
    session: Session, tmp_path: Path, signer: Signer
) -> None:
    file = _issued(session, FileStore(tmp_path), signer)
    # Every part of it is met: the pages, the signature, the room that it leaves, the end.
    for place in range(7, len(file), len(file) // 60):
        changed = bytearray(file)
        changed[place] ^= 1
        found = signature_of(bytes(changed))
        assert found is None or not (found.is_intact and found.is_whole), place


def test_what_was_added_after_is_found(session: Session, tmp_path: Path, signer: Signer) -> None:
    file = _issued(session, FileStore(tmp_path), signer)
    with Pdf.open(BytesIO(file)) as pdf:
        pdf.Root.Added = True
        target = BytesIO()
        pdf.save(target)
    for other in (target.getvalue(), file + b"\n% more"):
        found = signature_of(other)
        assert found is not None
        assert not (found.is_intact and found.is_whole)


@pytest.mark.parametrize("content", [b"", b"/ByteRange", b"%PDF-1.7 /ByteRange nonsense"])
def test_what_is_no_signed_file_has_no_signature_that_holds(content: bytes) -> None:
    found = signature_of(content)
    assert found is None or not found.is_intact


def test_a_key_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    right = write_key(tmp_path / "right.p12", key)
    other = write_key(tmp_path / "other.p12", ec.generate_private_key(ec.SECP256R1()))
    nonsense = tmp_path / "nonsense.p12"
    nonsense.write_bytes(b"nothing")
    for path, passphrase in (
        (right, "wrong"), (other, PASSPHRASE), (nonsense, ""), (tmp_path / "nowhere", ""),
    ):  # fmt: skip
        with pytest.raises(WrongSigningKey):
            Signer.of(path, passphrase)


def test_without_the_library_a_key_is_refused_and_nothing_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(NoSigningLibrary):
        Signer.of(tmp_path / "key.p12", "")
    assert signature_of(b"%PDF /ByteRange") is None
