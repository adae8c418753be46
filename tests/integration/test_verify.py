"""Verification finds what is done past the triggers, and names it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select, text

from fundtracker import clock
from fundtracker.db import Database
from fundtracker.files.models import StoredFile
from fundtracker.ledger.chain import seal
from fundtracker.ledger.errors import NoSuchBook
from fundtracker.ledger.models import Account, Book, Entry
from fundtracker.ledger.places import Place
from fundtracker.ledger.verify import Finding, Report, chain, parse_anchor, verify
from fundtracker.projects.models import Project
from tests.builders import FIRST, SECOND, Ledger, unguarded
from tests.sessions import isolated_session
from tests.spending_world import Site, site
from tests.world import World, euros


@dataclass
class Books:
    """A project under way: receipts 1 and 2, allocation 3, payment 4, expenditure 5, in order.

    Entries 3, 4 and 5 have two lines each. Beside it: a gift and a project that nothing touches,
    and another fund with one receipt.
    """

    site: Site

    def __post_init__(self) -> None:
        world = self.site.world
        self.session = world.session
        self.site.disburse(euros(60))
        self.site.accept(euros(30))
        self.idle_gift = world.gift(self.site.fund)
        self.idle_project: Project = world.project(self.site.fund)
        self.other = Ledger(world)
        self.other.post(self.other.receipt(500, memo="un mot"))
        self.session.flush()

    @property
    def book(self) -> Book:
        return self.session.get_one(Book, self.site.fund.book_id)

    def tamper(self, *statements: str) -> None:
        """Run statements past the triggers; ``{names}`` are filled in."""
        gift = self.site.gifts[0]
        names = {
            "book": self.book.id,
            "other": self.other.book.id,
            "gift": gift.id,
            "owner": gift.collectivity_id,
            "project": self.site.project.id,
            "idle_gift": self.idle_gift.id,
            "idle_donor": self.idle_gift.collectivity_id,
            "idle_project": self.idle_project.id,
            **{place.value: self._account(place) for place in (Place.DONOR, Place.UNALLOCATED)},
            "held": self._account(Place.HELD),
            "stray": self.session.scalars(
                select(Account.id).where(Account.book_id == self.other.book.id).limit(1)
            ).one(),
        }
        unguarded(self.session, *(it.format(**names) for it in statements))

    def _account(self, place: Place) -> int:
        return self.session.scalars(
            select(Account.id).where(
                Account.donation_id == self.site.gifts[0].id, Account.place == place
            )
        ).one()

    def verify(self, *anchors: str) -> Report:
        return verify(self.session, self.book.code, [parse_anchor(it) for it in anchors])

    def found(self) -> list[Finding]:
        return list(self.verify().findings)

    def anchor(self, number: int) -> str:
        entry = self.session.get_one(Entry, (self.book.id, number))
        return f"{self.book.code}:{number}:{entry.hash[:12]}"


@pytest.fixture(scope="module")
def built(database: Database) -> Iterator[Books]:
    """Books built once for all tests of this module."""
    with contextmanager(isolated_session)(database) as session:
        yield Books(site(World(session), euros(100), euros(50)))


@pytest.fixture
def books(built: Books) -> Iterator[Books]:
    """The books, whatever a test does to them undone after it."""
    savepoint = built.session.begin_nested()
    yield built
    savepoint.rollback()


def _broken(books: Books) -> list[tuple[str, object]]:
    """What the chain says: sentences and the number of the entry."""
    sentences = {value for name, value in vars(chain).items() if name.isupper()}
    found = [it for it in books.found() if it.sentence in sentences]
    return [(it.sentence, it.data["n_number"]) for it in found]


def test_books_that_nobody_touched_are_sound(books: Books) -> None:
    report = verify(books.session)
    assert report.is_sound
    assert report.entries == 6
    assert [(it.number, it.hash) for it in report.heads if it.book_code == books.book.code] == [
        (5, books.book.last_hash)
    ]


def test_reversals_fees_and_files_are_sound(books: Books) -> None:
    session, ledger = books.session, books.other.beside()
    sha256 = "a" * 64
    session.add(StoredFile(sha256=sha256, name="f", media_type="x", size=1, stored_at=clock.now()))
    session.flush()
    receipt = replace(ledger.receipt(1000, SECOND, "mot"), files=[sha256])
    ledger.post(receipt, ledger.fee(80, SECOND))
    ledger.post(ledger.receipt(10, FIRST))
    ledger.reverse(2, on=SECOND)
    assert not verify(session).findings


_LINE = "UPDATE transfer SET {0} WHERE book_id = {{book}} AND number = 3 AND line = {1}"
_COLUMNS = "book_id, number, {}, debit_account_id, credit_account_id, amount, effective_on"


@pytest.mark.parametrize(
    ("statements", "sentence", "number"),
    [
        pytest.param([_LINE.format("amount = amount + 1", 1)], chain.CHANGED, 3, id="amount"),
        pytest.param(
            ["DELETE FROM transfer WHERE book_id = {book} AND number = 3 AND line = 2"],
            chain.CHANGED,
            3,
            id="last line deleted",
        ),
        pytest.param(
            ["DELETE FROM transfer WHERE book_id = {book} AND number = 3 AND line = 1"],
            chain.MISNUMBERED,
            3,
            id="first line deleted",
        ),
        pytest.param(
            ["DELETE FROM transfer WHERE book_id = {book} AND number = 1"],
            chain.CHANGED,
            1,
            id="only line deleted",
        ),
        pytest.param(
            [
                (f"INSERT INTO transfer ({_COLUMNS.format('line')}) SELECT"
                f" {_COLUMNS.format('3')} FROM transfer"
                " WHERE book_id = {book} AND number = 3 AND line = 1")
            ],
            chain.CHANGED,
            3,
            id="line inserted",
        ),
        pytest.param(
            [
                "UPDATE transfer SET line = 9 WHERE book_id = {book} AND number = 3 AND line = 1",
                "UPDATE transfer SET line = 1 WHERE book_id = {book} AND number = 3 AND line = 2",
                "UPDATE transfer SET line = 2 WHERE book_id = {book} AND number = 3 AND line = 9",
            ],
            chain.CHANGED,
            3,
            id="lines swapped",
        ),
        pytest.param(
            [_LINE.format("debit_account_id = credit_account_id, credit_account_id = {held}", 1)],
            chain.CHANGED,
            3,
            id="sides swapped",
        ),
        pytest.param(
            [_LINE.format("credit_account_id = {stray}", 2)], chain.STRAY, 3, id="stray account"
        ),
        pytest.param(
            [_LINE.format("effective_on = '2016-09-30'", 2)], chain.MISDATED, 3, id="line's date"
        ),
        pytest.param(
            [
                ("UPDATE entry SET effective_on = '2016-09-30' WHERE book_id = {book}"
                " AND number = 3"),
                ("UPDATE transfer SET effective_on = '2016-09-30' WHERE book_id = {book}"
                " AND number = 3"),
            ],
            chain.CHANGED,
            3,
            id="date",
        ),
        pytest.param(
            ["UPDATE entry SET purpose = 'release' WHERE book_id = {book} AND number = 3"],
            chain.CHANGED,
            3,
            id="purpose",
        ),
        pytest.param(
            [("UPDATE act SET actor_id = NULL, key = 'x' WHERE id IN (SELECT act_id FROM entry"
             " WHERE book_id = {book} AND number = 2)")],
            chain.CHANGED,
            2,
            id="act",
        ),
        pytest.param(
            [("DELETE FROM act WHERE id IN (SELECT act_id FROM entry WHERE book_id = {book}"
             " AND number = 2)")],
            chain.CHANGED,
            2,
            id="act deleted",
        ),
        pytest.param(
            [("UPDATE account SET donation_id = {idle_gift}, collectivity_id = {idle_donor}"
             " WHERE id = {held}")],
            chain.CHANGED,
            3,
            id="account given to another donation",
        ),
        pytest.param(
            ["UPDATE account SET project_id = {idle_project} WHERE id = {held}"],
            chain.CHANGED,
            3,
            id="account given to another project",
        ),
        pytest.param(
            ["DELETE FROM transfer WHERE book_id = {book} AND number = 2",
             "DELETE FROM entry WHERE book_id = {book} AND number = 2"],
            chain.MISSING,
            2,
            id="entry deleted",
        ),
        pytest.param(
            ["DELETE FROM transfer WHERE book_id = {book} AND number = 5",
             "DELETE FROM entry WHERE book_id = {book} AND number = 5"],
            chain.ENDS,
            4,
            id="tail cut",
        ),
        pytest.param(
            ["DELETE FROM entry WHERE book_id = {book} AND number = 5"],
            chain.ORPHANED,
            5,
            id="lines left behind",
        ),
        pytest.param(
            [("UPDATE book SET last_hash = previous_hash FROM entry"
             " WHERE book.id = {book} AND entry.book_id = {book} AND entry.number = 5")],
            chain.UNSEALED,
            5,
            id="last hash",
        ),
    ],
)  # fmt: skip
def test_what_was_changed_is_found_and_the_first_bad_entry_named(
    books: Books, statements: list[str], sentence: str, number: int
) -> None:
    books.tamper(*statements)
    assert _broken(books) == [(sentence, number)]
    # It stays in its book: the other one has nothing to hide.
    assert verify(books.session, books.other.book.code).is_sound


@pytest.mark.parametrize("number", [1, 3, 4])
def test_an_entry_sealed_anew_no_longer_carries_the_next(books: Books, number: int) -> None:
    books.tamper(
        f"UPDATE entry SET piece_reference = 'autre' WHERE book_id = {{book}} AND number = {number}"
    )
    assert _broken(books) == [(chain.CHANGED, number)]
    _seal_anew(books, [number])
    assert _broken(books) == [(chain.UNLINKED, number + 1)]


def _seal_anew(books: Books, numbers: list[int]) -> None:
    """Work out entries' hashes as posting would, each upon the one before, and the book's."""
    book = books.book
    for number in numbers:
        (entry,) = [
            it for it in books.session.execute(chain._entries(book.id)) if it.number == number
        ]
        lines, files = (
            [it for it in books.session.execute(query) if it.number == number]
            for query in (chain._lines(book.id), chain._files(book.id))
        )
        content = chain._content(book, entry, lines, files)
        books.tamper(
            f"UPDATE entry SET hash = '{seal(content)}' WHERE book_id = {book.id}"
            f" AND number = {number}",
            f"UPDATE entry SET previous_hash = '{seal(content)}' WHERE book_id = {book.id}"
            f" AND number = {number + 1} AND {number + 1} IN ({', '.join(map(str, numbers))})",
        )
        if number == book.last_number:
            books.tamper(f"UPDATE book SET last_hash = '{seal(content)}' WHERE id = {book.id}")


def test_a_tail_rewritten_in_everything_is_found_by_an_anchor_alone(books: Books) -> None:
    anchors = [books.anchor(number) for number in (1, 2, 5)]
    books.tamper(
        "UPDATE transfer SET amount = amount + 100 WHERE book_id = {book} AND number = 2",
        *_one_euro_more(books),
    )
    _seal_anew(books, [2, 3, 4, 5])
    assert not books.verify().findings
    gone = books.verify(*anchors).findings
    assert [it.data["n_number"] for it in gone] == [2, 5]


def _one_euro_more(books: Books) -> list[str]:
    second = books.site.gifts[1]
    statements = []
    for place, side in (("donor", "credits"), ("unallocated", "debits")):
        statements += [
            (
                f"UPDATE account SET {side}_posted = {side}_posted + 100"
                f" WHERE donation_id = {second.id} AND place = '{place}'"
            ),
            (
                f"UPDATE project_total SET {side} = {side} + 100 WHERE book_id = {{book}}"
                f" AND place = '{place}' AND month = '2016-06-01'"
            ),
            (
                f"UPDATE donor_total SET {side} = {side} + 100 WHERE book_id = {{book}}"
                f" AND place = '{place}' AND collectivity_id = {second.collectivity_id}"
            ),
            (
                f"UPDATE account_month SET {side} = {side} + 100 WHERE month >= '2016-06-01'"
                " AND account_id = (SELECT id FROM account"
                f" WHERE donation_id = {second.id} AND place = '{place}')"
            ),
        ]
    return statements


def test_a_tail_cut_with_all_its_traces_is_found_by_an_anchor_alone(books: Books) -> None:
    """A receipt taken back from the other book, as if it had never come."""
    ledger = books.other
    anchor = f"{ledger.book.code}:1:{ledger.book.last_hash[:12]}"
    books.tamper(
        "DELETE FROM account_month WHERE account_id IN"
        " (SELECT id FROM account WHERE book_id = {other})",
        *(
            f"DELETE FROM {table} WHERE book_id = {{other}}"
            for table in (
                "entry_memo", "transfer", "entry", "account", "project_total", "donor_total",
            )
        ),
        f"UPDATE book SET last_number = 0, last_hash = '{'0' * 64}' WHERE id = {{other}}",
    )  # fmt: skip
    assert verify(books.session).is_sound
    (gone,) = verify(books.session, anchors=[parse_anchor(anchor)]).findings
    assert gone.data["n_number"] == 1


def _said(books: Books) -> list[str]:
    return [it.message() for it in books.found()]


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        (
            (
                "UPDATE account SET (debits_posted, credits_posted) ="
                " (debits_posted + 1, credits_posted + 1) WHERE id = {unallocated}"
            ),
            ["unallocated:donation-{gift}", "donor_total"],
        ),
        (
            "UPDATE account SET last_moved_on = '2016-01-01' WHERE id = {held}",
            ["held:donation-{gift}:project-{project}"],
        ),
        (
            "UPDATE account SET last_moved_on = NULL WHERE id = {held}",
            ["held:donation-{gift}:project-{project}"],
        ),
        (
            (
                "UPDATE project_total SET debits = debits + 1 WHERE book_id = {book}"
                " AND place = 'advanced' AND month = '2016-11-01'"
            ),
            ["advanced, mois 2016-11"],
        ),
        (
            "DELETE FROM project_total WHERE book_id = {book} AND place = 'justified'",
            ["justified, mois 2016-12"],
        ),
        (
            (
                "UPDATE project_total SET month = '2016-10-02' WHERE book_id = {book}"
                " AND place = 'justified'"
            ),
            ["justified, mois 2016-10", "justified, mois 2016-12"],
        ),
        (
            (
                "UPDATE donor_total SET credits = credits - 1 WHERE book_id = {book}"
                " AND place = 'donor' AND collectivity_id = {owner}"
            ),
            ["donor"],
        ),
        (
            (
                "INSERT INTO donor_total (book_id, collectivity_id, place, debits, credits)"
                " VALUES ({book}, {idle_donor}, 'held', 5, 0)"
            ),
            ["held"],
        ),
        (
            (
                "UPDATE account_month SET credits = credits + 1 WHERE account_id = {held}"
                " AND month = '2016-11-01'"
            ),
            ["held:donation-{gift}:project-{project} indique, pour la fin de 2016-11"],
        ),
        (
            "DELETE FROM account_month WHERE account_id = {unallocated} AND month = '2016-06-01'",
            ["unallocated:donation-{gift} indique, pour la fin de 2016-06"],
        ),
        (
            (
                "INSERT INTO account_month (account_id, month, debits, credits)"
                " SELECT account_id, '2017-03-01', debits + 1, credits FROM account_month"
                " WHERE account_id = {held} AND month = '2016-11-01'"
            ),
            ["held:donation-{gift}:project-{project} indique, pour la fin de 2017-03"],
        ),
    ],
)
def test_a_counter_or_total_that_was_altered_is_named(
    books: Books, statement: str, names: list[str]
) -> None:
    books.tamper(statement)
    gift = books.site.gifts[0].id
    said = _said(books)
    assert len(said) == len(names)
    for name in names:
        wanted = name.format(gift=gift, project=books.site.project.id).replace("donor_total", "")
        assert any(wanted in sentence for sentence in said), said


def test_an_account_below_zero_is_named(books: Books) -> None:
    """A line between two accounts of a donation, with counters that agree with it."""
    ledger = books.other
    books.tamper(
        "UPDATE transfer SET amount = 700 WHERE book_id = {book} AND number = 1",
    )
    short = [it for it in books.found() if "short" in it.data]
    # 100.00 came in and was allocated whole: of 7.00 only, 93.00 are missing.
    assert [(it.data["short"], str(it.data["n_account"])[:11]) for it in short] == [
        (euros(93), "unallocated")
    ]
    assert verify(books.session, ledger.book.code).is_sound


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account SET book_id = {other} WHERE id = {held}",
        "UPDATE account SET collectivity_id = {idle_donor} WHERE id = {held}",
        "UPDATE donation SET collectivity_id = {idle_donor} WHERE id = {gift}",
        "UPDATE project SET fund_id = fund_id + 1 WHERE id = {project}",
        "UPDATE fund SET book_id = {other} + 1000 WHERE book_id = {book}",
        "UPDATE partner_agreement SET fund_id = fund_id + 1",
        "DELETE FROM agreement_project",
    ],
)
def test_what_an_account_stands_on_was_moved_away(books: Books, statement: str) -> None:
    books.tamper(statement)
    found = verify(books.session).findings
    assert any("does not stand where" in it.sentence for it in found)


def test_a_memo_that_was_rewritten_is_named_and_one_erased_is_not(books: Books) -> None:
    books.tamper("UPDATE entry_memo SET memo = 'autre' WHERE book_id = {other}")
    (found,) = verify(books.session).findings
    assert found.data == {"book": books.other.book.code, "n_number": 1}
    books.session.execute(text("DELETE FROM entry_memo"))
    assert verify(books.session).is_sound


def test_an_anchor_holds_when_nothing_changed_and_says_so_when_it_does_not(books: Books) -> None:
    assert books.verify(*(books.anchor(number) for number in range(1, 6))).is_sound
    wrong = f"{books.book.code}:3:{'f' * 64}"
    missing = f"{books.book.code}:6:{'f' * 12}"
    assert [it.data["n_number"] for it in books.verify(wrong, missing).findings] == [3, 6]


def test_a_book_that_is_not_there_is_said_so(books: Books) -> None:
    with pytest.raises(NoSuchBook):
        verify(books.session, "nulle-part")
    with pytest.raises(NoSuchBook):
        books.verify(f"nulle-part:1:{'f' * 12}")


def test_findings_are_sentences(books: Books) -> None:
    books.tamper(_LINE.format("amount = amount + 1", 1))
    for sentence in _said(books):
        assert sentence.startswith(f"Livre {books.book.code}")
        assert sentence.endswith(".")
