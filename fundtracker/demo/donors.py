"""Whose gifts: the collectivités that were named, and those that do not exist for the others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.demo.facts import InventedDonor, NamedDonor, invented_donors, named_donors
from fundtracker.demo.gifts import Gift, Way
from fundtracker.money import Cents
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.models import Collectivity, RegisterEntry
from fundtracker.parties.service import (
    AddCollectivity,
    ChooseCollectivity,
    add_collectivity,
    choose_collectivity,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from fundtracker.demo.fund import FundStage
    from fundtracker.demo.stage import Stage

# How much a collectivité of each kind gives, beside the others.
_WEIGHTS = {
    CollectivityKind.COMMUNE: 4,
    CollectivityKind.EPCI: 8,
    CollectivityKind.METROPOLE: 14,
    CollectivityKind.DEPARTEMENT: 12,
    CollectivityKind.CCAS: 2,
    CollectivityKind.NETWORK: 20,
}

_NOTE_NAMED = "Donateur publié, montants non publiés\u00a0: ceux-ci sont fictifs."
_NOTE_INVENTED = "Collectivité fictive, à la place d’un donateur dont le nom n’est pas publié."
_SMALLEST = 50_000
_ROUND_TO = 10_000


class Donors:
    """Takes collectivités over from the register, or adds them by hand, when first they give."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._ids: dict[str, int] = {}

    def named(self, donor: NamedDonor) -> Callable[[], int]:
        """Return what gives the id of a collectivité that was named."""

        def find() -> int:
            if donor.register_code:
                return self._choose(donor)
            return self._add(donor.name, donor.kind, department=donor.department)

        return find

    def invented(self, donor: InventedDonor) -> Callable[[], int]:
        """Return what gives the id of a collectivité that does not exist."""
        return lambda: self._add(f"{donor.name} (fictive)", donor.kind, alias=donor.name)

    def _choose(self, donor: NamedDonor) -> int:
        session = self._stage.session
        entry_id = session.scalars(
            select(RegisterEntry.id).where(
                RegisterEntry.kind == donor.kind, RegisterEntry.code == donor.register_code
            )
        ).one()
        known = session.scalar(
            select(Collectivity.id).where(
                Collectivity.kind == donor.kind, Collectivity.register_code == donor.register_code
            )
        )
        if known is not None:
            return known
        return choose_collectivity(
            session, ChooseCollectivity(register_entry_id=entry_id), by=self._stage.sign()
        ).id

    def _add(
        self, name: str, kind: CollectivityKind, *, department: str = "", alias: str = ""
    ) -> int:
        if name not in self._ids:
            added = add_collectivity(
                self._stage.session,
                AddCollectivity(
                    kind=kind,
                    name=name,
                    department=department,
                    country="DE" if kind is CollectivityKind.FOREIGN_AUTHORITY else "FR",
                    aliases=(alias,) if alias else (),
                ),
                by=self._stage.sign(),
            )
            self._ids[name] = added.id
        return self._ids[name]


def gifts_of_named(
    fund: FundStage, donors: Donors, *, total: Cents, since: date, days: int
) -> list[Gift]:
    """Plan the gifts of those who were named: published steps as published, the rest drawn."""
    named = named_donors(fund.code)
    amounts = _share(fund, total, [_WEIGHTS[it.kind] for it in named])
    gifts = []
    for donor, amount in zip(named, amounts, strict=True):
        starts_on = donor.decided_on or since + timedelta(days=fund.random.randint(0, days))
        is_large = donor.kind in {CollectivityKind.METROPOLE, CollectivityKind.DEPARTEMENT}
        gifts.append(
            Gift(
                donor=donors.named(donor),
                amount=donor.amount or amount,
                starts_on=starts_on,
                way=Way.PROMISED
                if donor.stage is not None and donor.stage.value == "promised"
                else Way.INSTALMENTS
                if is_large and fund.random.random() < 0.4  # noqa: PLR2004 - four in ten
                else Way.PAID,
                source=donor.source,
                note=" ".join(filter(None, (_note_of(donor), donor.note))),
                published=donor.stage,
                published_on=donor.decided_on,
                published_amount=donor.amount,
            )
        )
    return gifts


def _note_of(donor: NamedDonor) -> str:
    return f"{_NOTE_NAMED} Source\u00a0: {donor.source}." if donor.amount is None else ""


def gifts_of_invented(
    fund: FundStage,
    donors: Donors,
    number: int,
    *,
    total: Cents,
    since: date,
    days: int,
    ways: Sequence[Way],
) -> list[Gift]:
    """Plan gifts of collectivités that do not exist; ``ways`` first, the others are simply paid."""
    chosen = fund.random.sample(invented_donors(), number)
    amounts = _share(fund, total, [it.weight for it in chosen])
    all_ways = [*ways, *[Way.PAID] * (number - len(ways))]
    return [
        Gift(
            donor=donors.invented(donor),
            amount=amount,
            starts_on=since + timedelta(days=fund.random.randint(0, days)),
            way=way,
            note=_NOTE_INVENTED,
        )
        for donor, amount, way in zip(chosen, amounts, all_ways, strict=True)
    ]


def _share(fund: FundStage, total: Cents, weights: list[int]) -> list[Cents]:
    """Draw round amounts about in proportion to the weights, that come to about the total."""
    drawn = [weight * fund.random.uniform(0.7, 1.3) for weight in weights]
    unit = total / sum(drawn)
    return [Cents(max(_SMALLEST, round(it * unit / _ROUND_TO) * _ROUND_TO)) for it in drawn]
