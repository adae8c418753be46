"""What is kept as a file, under which name, and how it reaches the disk."""

from __future__ import annotations

import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.files.errors import DamagedFile
from fundtracker.files.kinds import MediaType, recognise
from fundtracker.files.names import clean_name
from fundtracker.files.store import FileStore, hash_content

PDF = b"%PDF-1.7\n..."
PNG = b"\x89PNG\r\n\x1a\n...."
JPEG = b"\xff\xd8\xff\xe0..."
CONTENT_TYPES = (
    '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{}.main+xml"/>'
    "</Types>"
)


def archive(**members: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def office(main_part: str, **others: str) -> bytes:
    return archive(**{"[Content_Types].xml": CONTENT_TYPES.format(main_part)}, **others)


WORD = "wordprocessingml.document"
EXCEL = "spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "facture.pdf", MediaType.PDF),
        (PDF, "facture.exe", MediaType.PDF),
        (PNG, "reçu.png", MediaType.PNG),
        (JPEG, "photo", MediaType.JPEG),
        (archive(mimetype=MediaType.ODT.value), "a.odt", MediaType.ODT),
        (archive(mimetype=MediaType.ODS.value), "a.ods", MediaType.ODS),
        (office(WORD), "a.docx", MediaType.DOCX),
        (office(EXCEL), "a.xlsx", MediaType.XLSX),
        ("à payer : 5 €".encode(), "note.txt", MediaType.TEXT),
        ("à payer : 5 €".encode("cp1252"), "note.TXT", MediaType.TEXT),
        (b"a;b\r\n1;2\r\n", "compte.csv", MediaType.CSV),
        (b"\xef\xbb\xbfa;b", "compte.csv", MediaType.CSV),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, name: str, kind: MediaType) -> None:
    assert recognise(content, name) is kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00\x03", "facture.pdf"),
        (b"\x7fELF\x02\x01\x01\x00", "note.txt"),
        (b"#!/bin/sh\nrm", "note.txt"),
        (b"<!DOCTYPE html><p>", "note.txt"),
        (b"  <svg onload=alert(1)>", "a.csv"),
        (b"bonjour <script>alert(1)</script>", "note.txt"),
        (b"<?xml version='1.0'?>", "note.txt"),
        (b"{\\rtf1 ...}", "note.txt"),
        (b"bonjour", "note.html"),
        (b"bonjour", "note"),
        (b"GIF89a", "a.gif"),
        (b" %PDF-1.7", "a.pdf"),
        (archive(a="b"), "a.zip"),
        (archive(a="b"), "a.docx"),
        (archive(mimetype="application/epub+zip"), "a.odt"),
        (office("presentationml.presentation"), "a.pptx"),
        (office(WORD, **{"word/vbaProject.bin": "x"}), "a.docx"),
        (office(EXCEL, **{"xl/vbaProject.bin": "x"}), "a.xlsx"),
        (archive(mimetype=MediaType.ODT.value, **{"Basic/Standard/a.xml": "x"}), "a.odt"),
        (b"PK\x03\x04 not an archive", "a.docx"),
        (office(WORD)[:-30], "a.docx"),
    ],
)
def test_other_content_is_of_no_kind_whatever_its_name(content: bytes, name: str) -> None:
    assert recognise(content, name) is None


def test_an_archive_that_unpacks_to_a_flood_is_refused() -> None:
    assert recognise(office(WORD, **{"word/a.xml": "0" * 1000}), "a.docx") is MediaType.DOCX
    buffer = BytesIO(office(WORD))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as file, file.open("b", "w") as part:
        for _ in range(301):
            part.write(b"0" * 1_000_000)
    assert recognise(buffer.getvalue(), "a.docx") is None


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("facture.pdf", "facture.pdf"),
        ("FACTURE.PDF", "FACTURE.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\facture.pdf", "facture.pdf"),
        ("facture\x00\r\n.pdf", "facture.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe.pdf"),
        ("<img src=x>.pdf", "_img src=x_.pdf"),
        ('a"b.pdf', "a_b.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        (".pdf", "pdf.pdf"),
        ("  délibération   n°  3 .pdf ", "délibération n° 3.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("e\u0301tat.pdf", "état.pdf"),
    ],
)
def test_a_hostile_name_becomes_harmless(name: str, cleaned: str) -> None:
    assert clean_name(name, MediaType.PDF) == cleaned


def test_a_name_of_ten_thousand_characters_is_cut_and_keeps_its_ending() -> None:
    cleaned = clean_name("x" * 10_000 + ".jpeg", MediaType.JPEG)
    assert len(cleaned) < 130
    assert cleaned.endswith(".jpeg")


@given(st.text(), st.sampled_from(MediaType))
def test_any_name_is_one_visible_name_of_its_kind(name: str, kind: MediaType) -> None:
    cleaned = clean_name(name, kind)
    assert cleaned.endswith(kind.suffixes)
    assert not set(cleaned) & set('<>:"/\\|?*%')
    assert not any(unicodedata.category(it).startswith("C") for it in cleaned)
    assert cleaned == cleaned.strip(" .")


def test_what_is_put_is_got_back_under_its_hash(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    sha256 = store.put(PDF)
    assert sha256 == hash_content(PDF)
    assert store.get(sha256) == PDF
    assert store.put(PDF) == sha256
    assert [it.name for it in tmp_path.rglob("*") if it.is_file()] == [sha256]


def test_an_altered_or_missing_file_is_never_given_out_and_is_healed_by_its_content(
    tmp_path: Path,
) -> None:
    store = FileStore(tmp_path)
    sha256 = store.put(PDF)
    path = tmp_path / sha256[:2] / sha256
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.7 other")
    with pytest.raises(DamagedFile):
        store.get(sha256)
    store.put(PDF)
    assert store.get(sha256) == PDF
    path.unlink()
    with pytest.raises(DamagedFile):
        store.get(sha256)


def test_a_write_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        FileStore(tmp_path).put(PDF)
    assert [it for it in tmp_path.rglob("*") if it.is_file()] == []


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_only_a_hash_names_a_stored_file(tmp_path: Path, sha256: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        FileStore(tmp_path).get(sha256)
