"""The money of a benchmark: sixty months of receipts, fees, allocations, payments, expenses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.data.sums import Sums
from benchmarks.data.world import RATE_BP, Acts, FundOf
from fundtracker.acts.kinds import ActKind
from fundtracker.db import instant_text
from fundtracker.donations.models import Receipt
from fundtracker.ledger.chain import Sealed, seal
from fundtracker.ledger.models import Book, Entry, Transfer
from fundtracker.ledger.places import AccountKey, Place, Purpose
from fundtracker.money import share
from fundtracker.spending.models import Disbursement, Expenditure, ExpenditureEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from random import Random

    from benchmarks.data.loading import Loader
    from benchmarks.data.spec import Spec

# A transfer: where to, where from, how many cents, whose.
Line = tuple[AccountKey, AccountKey, int, int]


@dataclass(slots=True)
class Gift:
    """What one donation of a batch received, and what of it goes how far, in cents."""

    donation: int
    donor: int
    amount: int
    fee: int
    shares: tuple[tuple[int, int], tuple[int, int]]

    @property
    def paid(self) -> int:
        """The part of the first share that is paid to the partner."""
        return self.shares[0][1] * 6 // 10

    @property
    def justified(self) -> int:
        """The part of that which is justified."""
        return self.paid * 7 // 10


class History:
    """Writes entries as ``ledger.service.post`` would have, one act after another."""

    def __init__(self, loader: Loader, acts: Acts, spec: Spec, random: Random) -> None:
        self._loader = loader
        self._acts = acts
        self._spec = spec
        self._random = random
        self._sums = Sums()
        self._received: dict[int, int] = defaultdict(int)
        self._fees: dict[int, int] = defaultdict(int)
        self._ids = 0

    def write(self, funds: Sequence[FundOf]) -> None:
        """Write the whole history of each fund, then its book, the accounts and the totals."""
        for fund in funds:
            is_measured = fund is funds[0]
            gifts = self._spec.gifts if is_measured else len(fund.donations)
            paid = [it for it in fund.donations if it[0] % self._spec.paid_every == 0]
            size = min(self._spec.batch if is_measured else len(paid) // 4, len(paid)) or 1
            n_batches = gifts // size
            for batch in range(n_batches):
                day = self._spec.day(batch, n_batches)
                first = batch * size
                self._batch(fund, day, [paid[(first + at) % len(paid)] for at in range(size)])
            self._loader.add(Book, fund.id, fund.code, fund.last_number, fund.last_hash, None)
        self._sums.write(self._loader)

    def _batch(self, fund: FundOf, day: date, donations: Iterable[tuple[int, int]]) -> None:
        gifts = [self._receive(fund, day, donation, donor) for donation, donor in donations]
        for share_ in (0, 1):
            for project, some in _by_project(gifts, share_).items():
                self._allocate(fund, day, project, some, share_)
        for project, some in _by_project(gifts, 0).items():
            self._disburse(fund, day, project, some)
            self._justify(fund, day, project, some)

    def _receive(self, fund: FundOf, day: date, donation: int, donor: int) -> Gift:
        amount = self._random.randrange(200_00, 2_000_00)
        self._received[donation] += amount
        fee = share(self._received[donation], RATE_BP) - self._fees[donation]  # type: ignore[arg-type]
        self._fees[donation] += fee
        self._ids += 1
        act = self._acts.record(
            ActKind.RECEIVE, day, ("receipt", self._ids), ("donation", donation)
        )
        unallocated = AccountKey(Place.UNALLOCATED, donation)
        number = self._entry(
            fund, act, Purpose.RECEIPT, day,
            [(unallocated, AccountKey(Place.DONOR, donation), amount, donor)],
        )  # fmt: skip
        fees = AccountKey(Place.FEES, donation)
        self._entry(fund, act, Purpose.MANAGEMENT_FEE, day, [(fees, unallocated, fee, donor)])
        self._loader.add(Receipt, self._ids, donation, fund.id, number, "", "", None, act)
        first = donation % len(fund.projects)
        second = (first + 1 + donation // len(fund.projects) % 7) % len(fund.projects)
        left = amount - fee
        shares = (fund.projects[first], left * 5 // 10), (fund.projects[second], left * 3 // 10)
        return Gift(donation, donor, amount, fee, shares)

    def _allocate(
        self, fund: FundOf, day: date, project: int, gifts: Sequence[Gift], share_: int
    ) -> None:
        act = self._acts.record(
            ActKind.ALLOCATE,
            day,
            ("entry", fund.last_number + 1),
            ("project", project),
            *(("donation", it.donation) for it in gifts),
            decision_id=fund.id,
        )
        lines = [
            (
                AccountKey(Place.HELD, it.donation, project),
                AccountKey(Place.UNALLOCATED, it.donation),
                it.shares[share_][1],
                it.donor,
            )
            for it in gifts
        ]
        self._entry(fund, act, Purpose.ALLOCATION, day, lines)

    def _disburse(self, fund: FundOf, day: date, project: int, gifts: Sequence[Gift]) -> None:
        self._ids += 1
        subjects = (("disbursement", self._ids), ("partner_agreement", project))
        act = self._acts.record(ActKind.DISBURSE, day, *subjects, ("project", project))
        lines = [
            (
                AccountKey(Place.ADVANCED, it.donation, project, project),
                AccountKey(Place.HELD, it.donation, project),
                it.paid,
                it.donor,
            )
            for it in gifts
        ]
        number = self._entry(fund, act, Purpose.DISBURSEMENT, day, lines)
        self._loader.add(
            Disbursement, self._ids, project, project, None, fund.id, number, "", None, None, act
        )

    def _justify(self, fund: FundOf, day: date, project: int, gifts: Sequence[Gift]) -> None:
        self._ids += 1
        subjects = (("expenditure", self._ids), ("partner_agreement", project))
        act = self._acts.record(ActKind.ACCEPT_EXPENDITURE, day, *subjects, ("project", project))
        lines = [
            (
                AccountKey(Place.JUSTIFIED, it.donation, project, project),
                AccountKey(Place.ADVANCED, it.donation, project, project),
                it.justified,
                it.donor,
            )
            for it in gifts
        ]
        amount = sum(it.justified for it in gifts)
        number = self._entry(fund, act, Purpose.EXPENDITURE, day, lines)
        on = day.isoformat()
        self._loader.add(
            Expenditure, self._ids, project, project, "Entreprise", "Travaux", f"F-{self._ids}",
            on, on, amount, amount, None, None, None, None, act,
        )  # fmt: skip
        self._loader.add(ExpenditureEntry, fund.id, number, self._ids)

    def _entry(
        self, fund: FundOf, act: int, purpose: Purpose, day: date, lines: Sequence[Line]
    ) -> int:
        """Seal and write one entry with its transfers; return its number."""
        fund.last_number += 1
        number, previous = fund.last_number, fund.last_hash
        fund.last_hash = seal(
            Sealed(
                previous_hash=previous,
                book_code=fund.code,
                number=number,
                purpose=purpose.value,
                effective_on=day,
                recorded_at=self._acts.at,
                piece_reference=None,
                piece_on=None,
                act_id=act,
                actor_id=1,
                confirmed_by_id=None,
                key=self._acts.key,
                request_hash=self._acts.request_hash,
                memo_hash=None,
                files=(),
                reverses=None,
                transfers=[(debit, credit, cents) for debit, credit, cents, _ in lines],
            )
        )
        on = day.isoformat()
        self._loader.add(
            Entry, fund.id, number, purpose.value, on, instant_text(self._acts.at), act, None,
            None, None, None, previous, fund.last_hash,
        )  # fmt: skip
        for line, (debit_key, credit_key, cents, donor) in enumerate(lines, start=1):
            debit = self._sums.account(fund.id, debit_key, donor)
            credit = self._sums.account(fund.id, credit_key, donor)
            self._sums.move(debit, credit, cents, on)
            self._loader.add(Transfer, fund.id, number, line, debit.id, credit.id, cents, on)
        return number


def _by_project(gifts: Sequence[Gift], share_: int) -> dict[int, list[Gift]]:
    found: dict[int, list[Gift]] = defaultdict(list)
    for gift in gifts:
        found[gift.shares[share_][0]].append(gift)
    return found
