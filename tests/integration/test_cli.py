from __future__ import annotations

import json
import os
import socket
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import inspect, select

from fundtracker import schema
from fundtracker.cli import program
from fundtracker.cli.speech import language_of
from fundtracker.db import Database
from fundtracker.demo.people import PASSWORD
from fundtracker.documents.models import PaperText
from tests.integration.conftest import Demonstration

Run = Callable[..., Result]


def _runner(url: str, instance: Path) -> Run:
    environment = {
        "FUNDTRACKER_DATABASE_URL": url,
        "FUNDTRACKER_INSTANCE": str(instance),
        "FUNDTRACKER_SECRET_KEY": "a secret",
        "FUNDTRACKER_PASSWORD_SALT": "some salt",
        "FUNDTRACKER_DEMONSTRATION": "",
        "LC_ALL": "en_GB.UTF-8",
        "PORT": "",
    }

    def run(*arguments: object, typed: str = "") -> Result:
        result = CliRunner().invoke(
            program, [str(it) for it in arguments], input=typed, env=environment
        )
        # Whatever goes wrong is said in a sentence.
        assert "Traceback" not in result.stderr
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


@pytest.fixture
def shown(demonstration: Demonstration) -> Run:
    """Commands on the demonstration: those that only read."""
    return _runner(demonstration.url, demonstration.files.parent)


@pytest.fixture
def empty(empty_database: Database, tmp_path: Path) -> Run:
    """Commands on a database without any table."""
    return _runner(_url(empty_database), tmp_path)


@pytest.fixture
def fresh(fresh_database: Database, tmp_path: Path) -> Run:
    """Commands on a migrated database without records."""
    return _runner(_url(fresh_database), tmp_path)


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that another program serves on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def _url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "fr_BE.UTF-8", "LANG": "en_GB.UTF-8"}, "fr"),
    ],
)
def test_the_shell_decides_the_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_the_help_names_every_command_with_its_sentence() -> None:
    result = CliRunner().invoke(program, ["--help"], env={"LC_ALL": "en_GB.UTF-8"})
    assert result.exit_code == 0
    for name in program.commands:
        assert f"\n  {name} " in result.stdout
    assert "Traceback" not in result.output


@pytest.mark.parametrize("name", sorted(program.commands))
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(program, [name, "--help"], env={"LC_ALL": "en_GB.UTF-8"})
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: fundtracker {name}")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["positions"], "There is no command “positions”."),
        (["position"], "Missing: FUND."),
        (["position", "x", "--colour"], "There is no option --colour."),
        (["position", "x", "--as-of", "2017-13-01"], "“2017-13-01” is not a day"),
        (["report", "donor", "a", "b"], "Missing: -o."),
        (["serve", "--port", "99999999"], "--port: "),
    ],
)
def test_a_wrong_command_is_answered_in_a_sentence(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(program, arguments, env={"LC_ALL": "en_GB.UTF-8"})
    assert result.exit_code == 2
    assert said in result.stderr
    assert "--help” says how." in result.stderr


def test_init_makes_the_database_ready_and_may_be_run_again(empty: Run) -> None:
    assert "run “fundtracker init” first" in empty("position", "equateur-2016").stderr
    first = empty("init")
    assert first.exit_code == 0
    assert "collectivités are in the register" in first.stdout
    second = empty("init")
    assert (second.exit_code, second.stdout) == (0, "The database is ready.\n")
    assert "There is no fund “equateur-2016”." in empty("position", "equateur-2016").stderr


def test_a_database_that_does_not_answer_is_said_so(tmp_path: Path) -> None:
    for url in ("postgresql+psycopg://nobody@127.0.0.1:1/none", "nonsense", "what://ever"):
        result = _runner(url, tmp_path)("verify")
        assert result.exit_code == 1
        assert "The database does not answer" in result.stderr


def test_a_user_is_created_with_a_password_asked_for_twice(fresh: Run) -> None:
    typed = "une phrase de passe\nune phrase de passe\n"
    arguments = ("create-user", "Ada@Example.org", "--role", "manager", "--name", "Une personne")
    result = fresh(*arguments, typed=typed)
    assert result.exit_code == 0
    assert "ada@example.org can sign in (fund manager)." in result.stdout
    again = fresh(*arguments, typed=typed)
    assert (again.exit_code, again.stderr.count("already signs in here")) == (1, 1)


@pytest.mark.parametrize(
    ("email", "typed", "said"),
    [
        ("a@example.org", "une phrase de passe\nune autre phrase\n", "are not the same"),
        ("a@example.org", "court\ncourt\n", "12 characters at least"),
        ("nobody", "une phrase de passe\nune phrase de passe\n", "is not an e-mail address"),
    ],
)
def test_a_user_is_refused_in_a_sentence(fresh: Run, email: str, typed: str, said: str) -> None:
    result = fresh("create-user", email, typed=typed)
    assert result.exit_code == 1
    assert said in result.stderr


def test_the_position_of_a_fund_is_shown_as_of_a_day(shown: Run) -> None:
    now = shown("position", "equateur-2016")
    assert now.exit_code == 0
    assert now.stdout.startswith("Demonstration: fictitious amounts")
    assert "Équateur 2016" in now.stdout
    before = shown("position", "equateur-2016", "--as-of", "19/04/2016")
    received = next(it for it in before.stdout.splitlines() if it.strip().startswith("Received"))
    assert received.endswith("€0.00")


def test_a_donor_report_is_drawn_the_same_each_time(shown: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    for file in (first, second):
        arguments = ("--as-of", "2022-12-31", "--language", "en", "-o", file)
        result = shown("report", "donor", "equateur-2016", "grenoble", *arguments)
        assert result.exit_code == 0
    assert first.read_bytes().startswith(b"%PDF-")
    assert first.read_bytes() == second.read_bytes()


def test_a_donor_is_told_of_all_funds_at_once(shown: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.pdf"
    assert shown("report", "overview", "grenoble", "--language", "en", "-o", file).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    result = shown("report", "overview", "nobody at all", "-o", tmp_path / "no.pdf")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_a_report_is_refused_in_a_sentence(shown: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    for arguments in (("nowhere", "grenoble"), ("equateur-2016", "nobody at all")):
        result = shown("report", "donor", *arguments, "-o", file)
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1
    result = shown("report", "donor", "equateur-2016", "grenoble", "-o", tmp_path / "no" / "x.pdf")
    assert (result.exit_code, "cannot be written" in result.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_verify_prints_anchors_that_verify_accepts(shown: Run) -> None:
    result = shown("verify")
    assert result.exit_code == 0
    assert "everything is as it was written" in result.stdout
    anchor = result.stdout.splitlines()[0]
    assert shown("verify", "--anchor", anchor).exit_code == 0
    book, number, _hash = anchor.split(":")
    wrong = shown("verify", "--anchor", f"{book}:{number}:{'0' * 64}")
    assert wrong.exit_code == 1
    assert "It was rewritten" in wrong.stderr
    assert shown("verify", "--anchor", "nonsense").exit_code == 1


def test_the_journal_is_printed_and_its_balances_written(shown: Run, tmp_path: Path) -> None:
    file = tmp_path / "balances.csv"
    result = shown("journal", "liban-2020", "--balances", file)
    assert result.exit_code == 0
    assert "(liban-2020-1) receipt" in result.stdout
    assert "equateur-2016" not in result.stdout
    assert file.read_text().startswith("account,balance\n")
    assert "equateur-2016" in shown("journal").stdout
    assert shown("journal", "nowhere").exit_code == 1


def test_a_port_in_use_is_said_before_anything_is_done(empty: Run, taken_port: int) -> None:
    result = empty("demo", "--port", taken_port)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Port {taken_port} is in use")
    assert result.stdout == ""


def test_the_demonstration_is_not_mixed_with_other_records(fresh: Run) -> None:
    fresh("create-user", "a@example.org", typed=f"{PASSWORD}\n{PASSWORD}\n")
    result = fresh("demo", "--no-serve")
    assert result.exit_code == 1
    assert "needs an empty one" in result.stderr


def test_the_demonstration_is_kept_by_a_second_start(shown: Run) -> None:
    result = shown("demo", "--no-serve")
    assert (result.exit_code, "was there already" in result.stdout) == (0, True)


def test_a_backup_comes_back_in_another_database(
    shown: Run, empty: Run, tmp_path: Path, demonstration: Demonstration
) -> None:
    backup, again = tmp_path / "backup.zip", tmp_path / "again.zip"
    written = shown("backup", backup)
    assert written.exit_code == 0
    assert oct(backup.stat().st_mode & 0o777) == "0o600"
    # First into SQLite, then from there into an empty database of the kind at hand.
    other = _runner(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "other")
    assert other("restore", backup).exit_code == 0
    assert other("backup", again).exit_code == 0
    restored = empty("restore", again)
    assert restored.exit_code == 0
    assert "Restored and verified" in restored.stdout
    assert empty("verify").stdout == shown("verify").stdout == other("verify").stdout
    assert _content(backup) == _content(again)
    papers = sorted(it.name for it in demonstration.files.rglob("*") if it.is_file())
    assert sorted(it.name for it in (tmp_path / "files").rglob("*") if it.is_file()) == papers
    # New rows are numbered after those that came back.
    typed = "une phrase de passe\nune phrase de passe\n"
    assert empty("create-user", "new@example.org", typed=typed).exit_code == 0
    full = empty("restore", backup)
    assert (full.exit_code, "already holds records" in full.stderr) == (1, True)


def _content(archive: Path) -> dict[str, object]:
    with zipfile.ZipFile(archive) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    del manifest["made_at"]
    return {"manifest": manifest, **members}


def test_a_backup_never_replaces_another(fresh: Run, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    file.write_bytes(b"precious")
    result = fresh("backup", file)
    assert (result.exit_code, "is there already" in result.stderr) == (1, True)
    assert file.read_bytes() == b"precious"


def test_a_backup_is_refused_where_a_stored_file_is_missing(
    demonstration: Demonstration, tmp_path: Path
) -> None:
    result = _runner(demonstration.url, tmp_path)("backup", tmp_path / "backup.zip")
    assert (result.exit_code, "is missing or altered" in result.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def small_backup(fresh: Run, tmp_path: Path) -> Path:
    """A backup of a database with one user."""
    fresh("create-user", "a@example.org", typed=f"{PASSWORD}\n{PASSWORD}\n")
    file = tmp_path / "small.zip"
    assert fresh("backup", file).exit_code == 0
    return file


def _rewritten(archive: Path, change: Callable[[str, bytes], bytes]) -> Path:
    path = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return path


def test_a_newer_backup_is_refused(small_backup: Path, empty: Run) -> None:
    def newer(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        return json.dumps(json.loads(content) | {"revision": "9999"}).encode()

    result = empty("restore", _rewritten(small_backup, newer))
    assert (result.exit_code, "newer version" in result.stderr) == (1, True)


def test_a_damaged_backup_is_refused_and_nothing_is_done(
    small_backup: Path, empty: Run, empty_database: Database, tmp_path: Path
) -> None:
    whole = small_backup.read_bytes()
    damaged = tmp_path / "damaged.zip"
    middle = len(whole) // 2
    for content in (whole[:middle], whole[:-10], b"", b"no archive", _flipped(whole)):
        damaged.write_bytes(content)
        result = empty("restore", damaged)
        assert result.exit_code == 1
        assert "or it is damaged: nothing was done" in result.stderr
    assert inspect(empty_database.engine).get_table_names() == []
    assert "There is no file" in empty("restore", tmp_path / "none.zip").stderr


def _flipped(content: bytes) -> bytes:
    place = content.index(b"tables/user.jsonl") + len(b"tables/user.jsonl") + 40
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def test_a_backup_that_fell_short_of_rows_is_refused(small_backup: Path, empty: Run) -> None:
    def shorter(name: str, content: bytes) -> bytes:
        return content.splitlines(keepends=True)[0] if name == "tables/user.jsonl" else content

    result = empty("restore", _rewritten(small_backup, shorter))
    assert (result.exit_code, "is damaged" in result.stderr) == (1, True)


def test_a_backup_whose_amounts_were_rewritten_is_not_kept(
    demonstration: Demonstration, shown: Run, empty: Run, empty_database: Database, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.zip"
    assert shown("backup", backup).exit_code == 0

    def richer(name: str, content: bytes) -> bytes:
        if name.startswith("tables/register_"):
            return content
        if name != "tables/transfer.jsonl":
            return content
        head, first, *rest = content.splitlines(keepends=True)
        columns = json.loads(head)
        row = dict(zip(columns, json.loads(first), strict=True))
        row["amount"] += 1
        return b"".join([head, json.dumps(list(row.values())).encode() + b"\n", *rest])

    for archive in (_rewritten(backup, richer), _rewritten(_earlier(backup), richer)):
        result = empty("restore", archive)
        assert result.exit_code == 1
        assert "is not as it was written; nothing was kept" in result.stderr
        assert set(inspect(empty_database.engine).get_table_names()) <= {"alembic_version"}


def _earlier(backup: Path) -> Path:
    """Make an archive one of revision 0025, before accounts were kept as their months ended."""
    new, old = ("account_month", "milestone", "paper_text"), "donor_month"
    columns = ["book_id", "collectivity_id", "place", "month", "debits", "credits"]
    path = backup.with_name("earlier.zip")
    with zipfile.ZipFile(backup) as its, zipfile.ZipFile(path, "w") as earlier:
        manifest = json.loads(its.read("manifest.json"))
        rows = {name: n for name, n in manifest["tables"].items() if name not in new}
        manifest |= {"revision": "0025", "tables": rows | {old: 0, "paper_text": 1}}
        for name in its.namelist():
            if name not in {"manifest.json", *(f"tables/{it}.jsonl" for it in new)}:
                earlier.writestr(name, its.read(name))
        earlier.writestr(f"tables/{old}.jsonl", json.dumps(columns) + "\n")
        # Papers had French texts alone.
        own = '["kind", "text"]\n["appeal", "# Appel"]\n'
        earlier.writestr("tables/paper_text.jsonl", own)
        earlier.writestr("manifest.json", json.dumps(manifest))
    return path


def test_a_backup_of_an_earlier_version_is_brought_up_to_date_and_proven(
    shown: Run, empty: Run, empty_database: Database, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.zip"
    assert shown("backup", backup).exit_code == 0
    restored = empty("restore", _earlier(backup))
    assert restored.exit_code == 0
    assert "Restored and verified" in restored.stdout
    assert schema.current(empty_database) == schema.latest()
    assert empty("verify").stdout == shown("verify").stdout
    with empty_database.session() as session:
        assert session.scalars(select(PaperText.locale)).all() == ["fr"]


def test_the_register_is_refused_where_the_file_is_something_else(
    fresh: Run, tmp_path: Path
) -> None:
    file = tmp_path / "register.tgz"
    file.write_bytes(os.urandom(100))
    result = fresh("register-refresh", file)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_a_letter_that_came_back_is_read_from_the_mail_server(empty: Run) -> None:
    empty("init")
    assert "0 addresses marked" in empty("take-bounce", typed="Subject: Hello\n\nHello").stdout
