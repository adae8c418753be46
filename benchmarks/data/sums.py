"""What the ledger keeps beside its transfers: accounts with their counters, and totals."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fundtracker.ledger.models import (
    NONE,
    Account,
    AccountMonth,
    DonorTotal,
    ProjectTotal,
)

if TYPE_CHECKING:
    from benchmarks.data.loading import Loader
    from fundtracker.ledger.places import AccountKey


class OneAccount:
    """An account while its transfers are generated; amounts in cents."""

    __slots__ = ("book_id", "collectivity_id", "credits", "debits", "id", "key", "last", "months")

    def __init__(self, id_: int, book_id: int, key: AccountKey, collectivity_id: int) -> None:
        self.id = id_
        self.book_id = book_id
        self.key = key
        self.collectivity_id = collectivity_id
        self.debits = 0
        self.credits = 0
        self.last = ""
        self.months: dict[str, tuple[int, int]] = {}


class Sums:
    """Adds up transfers as the ledger does."""

    def __init__(self) -> None:
        self._accounts: dict[AccountKey, OneAccount] = {}
        self._totals: dict[tuple[int, int, str, int, str], list[int]] = defaultdict(lambda: [0, 0])

    def account(self, book_id: int, key: AccountKey, collectivity_id: int) -> OneAccount:
        """Return the account of an address, opened when first asked for."""
        account = self._accounts.get(key)
        if account is None:
            account = OneAccount(len(self._accounts) + 1, book_id, key, collectivity_id)
            self._accounts[key] = account
        return account

    def move(self, debit: OneAccount, credit: OneAccount, cents: int, day: str) -> None:
        """Add one transfer, dated ``day`` (ISO)."""
        debit.debits += cents
        credit.credits += cents
        month = f"{day[:7]}-01"
        for account, side in ((debit, 0), (credit, 1)):
            account.last = day
            account.months[month] = account.debits, account.credits
            key = account.key
            self._totals[
                account.book_id, account.collectivity_id, key.place, key.project_id or NONE, month
            ][side] += cents

    def write(self, loader: Loader) -> None:
        """Write the accounts with their months, and the two kept totals."""
        for key, it in self._accounts.items():
            loader.add(
                Account, it.id, it.book_id, key.place.value, key.donation_id, key.project_id,
                key.agreement_id, it.collectivity_id, it.debits, it.credits, it.last,
            )  # fmt: skip
            for month, counters in it.months.items():
                loader.add(AccountMonth, it.id, month, *counters)
        projects: dict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0])
        donors: dict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0])
        for (book, donor, place, project, month), both in self._totals.items():
            for sums in (
                projects[book, project, str(place), month],
                donors[book, donor, str(place)],
            ):
                sums[0] += both[0]
                sums[1] += both[1]
        for table, kept in ((ProjectTotal, projects), (DonorTotal, donors)):
            for total, both in kept.items():
                loader.add(table, *total, *both)
