"""From the territories of the source to the collectivités of the register."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, TypedDict

from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.register import exceptions
from fundtracker.parties.register.rows import SEPARATOR, RegisterRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class _Territory(TypedDict, total=False):
    """A territory as the package writes it, in the keys that are used here."""

    code: str
    nom: str
    type: str
    typeLiaison: int
    siren: str
    departement: str
    region: str
    population: int
    chefLieu: str
    membres: list[_Territory]


@dataclass(frozen=True, kw_only=True)
class Territories:
    """The lists of the package."""

    communes: list[_Territory]
    intercommunalities: list[_Territory]
    departments: list[_Territory]
    regions: list[_Territory]

    @cached_property
    def current(self) -> dict[str, _Territory]:
        """The communes of today by code."""
        return {it["code"]: it for it in self.communes if it["type"] == "commune-actuelle"}

    @cached_property
    def department_names(self) -> dict[str, str]:
        """The names of départements by code."""
        return {it["code"]: it["nom"] for it in self.departments}

    @cached_property
    def region_names(self) -> dict[str, str]:
        """The names of régions by code."""
        return {it["code"]: it["nom"] for it in self.regions}

    @cached_property
    def former_names(self) -> dict[str, list[str]]:
        """The names of former communes by the code of the one that took them over."""
        former = sorted(
            (it["chefLieu"], it["nom"])
            for it in self.communes
            if it["type"] in {"commune-deleguee", "commune-associee"}
        )
        return {
            code: [name for _, name in them if name != self.current[code]["nom"]]
            for code, them in groupby(former, key=lambda pair: pair[0])
        }


def build_rows(territories: Territories) -> list[RegisterRow]:
    """Return the register in a fixed order. Raises KeyError where the package says too little."""
    return [
        *_regions(territories),
        *_departments(territories),
        *_overseas(territories),
        *sorted(_intercommunalities(territories), key=lambda row: row.code),
        *sorted(_communes(territories), key=lambda row: row.code),
    ]


def _communes(all_: Territories) -> Iterator[RegisterRow]:
    for it in all_.current.values():
        if it["departement"] not in exceptions.COMMUNES_WITHOUT_COUNCIL:
            yield RegisterRow(
                kind=CollectivityKind.COMMUNE,
                code=it["code"],
                name=it["nom"],
                other_names=SEPARATOR.join(all_.former_names.get(it["code"], [])),
                siren=it.get("siren", ""),
                department_code=it["departement"],
                department=all_.department_names[it["departement"]],
                region=all_.region_names[it["region"]],
                population=it.get("population"),
            )


def _intercommunalities(all_: Territories) -> Iterator[RegisterRow]:
    for it in all_.intercommunalities:
        members = [all_.current[member["code"]] for member in it["membres"]]
        # The source does not say the seat: the département where most of its people live.
        inhabitants: Counter[str] = Counter()
        for member in members:
            inhabitants[member["departement"]] += member.get("population", 0)
        main, *others = sorted(inhabitants, key=lambda code: (-inhabitants[code], code))
        is_metropole = it["type"] in {"METRO", "MET69"}
        yield RegisterRow(
            kind=CollectivityKind.METROPOLE if is_metropole else CollectivityKind.EPCI,
            code=it["code"],
            name=_clean(it["nom"]),
            siren=it["code"],
            department_code=main,
            department=all_.department_names[main],
            other_departments=SEPARATOR.join(others),
            region=all_.region_names[_region_of(all_, main)],
            population=_population(members),
        )


def _departments(all_: Territories) -> Iterator[RegisterRow]:
    skipped = exceptions.DEPARTMENTS_WITHOUT_COLLECTIVITY | exceptions.OVERSEAS_COLLECTIVITIES
    lyon = {
        member["code"]
        for it in all_.intercommunalities
        if it["code"] == exceptions.METROPOLE_DE_LYON
        for member in it["membres"]
    }
    for it in all_.departments:
        # An overseas territory is listed as a région of the same code too.
        if it["code"] in skipped or it["region"] == it["code"]:
            continue
        outside = lyon if it["code"] == exceptions.RHONE else set()
        yield RegisterRow(
            kind=CollectivityKind.DEPARTEMENT,
            code=it["code"],
            name=exceptions.DEPARTMENT_NAMES.get(
                it["code"], f"Département {_LINKS[it['typeLiaison']]}{it['nom']}"
            ),
            department_code=it["code"],
            department=it["nom"],
            region=all_.region_names[it["region"]],
            population=_population(
                commune
                for commune in all_.current.values()
                if commune["departement"] == it["code"] and commune["code"] not in outside
            ),
        )
    for joined in exceptions.JOINED_DEPARTMENTS:
        main, *others = joined.departments
        yield RegisterRow(
            kind=joined.kind,
            code=joined.code,
            name=joined.name,
            other_names=SEPARATOR.join(all_.department_names[it] for it in joined.departments),
            department_code=main,
            department=all_.department_names[main],
            other_departments=SEPARATOR.join(others),
            region=all_.region_names[_region_of(all_, main)],
            population=_population(
                it for it in all_.current.values() if it["departement"] in joined.departments
            ),
        )


def _regions(all_: Territories) -> Iterator[RegisterRow]:
    overseas = {it["code"] for it in all_.departments if it["region"] == it["code"]}
    for it in all_.regions:
        code = it["code"]
        if code in overseas or code in exceptions.REGIONS_WITHOUT_COLLECTIVITY:
            continue
        yield RegisterRow(
            kind=CollectivityKind.REGION,
            code=code,
            name=exceptions.REGION_NAMES.get(code, f"Région {it['nom']}"),
            other_names=SEPARATOR.join(exceptions.REGION_OTHER_NAMES.get(code, ())),
            region=it["nom"],
            population=_population(
                commune for commune in all_.current.values() if commune["region"] == code
            ),
        )


def _overseas(all_: Territories) -> Iterator[RegisterRow]:
    for it in all_.departments:
        if it["code"] in exceptions.OVERSEAS_COLLECTIVITIES:
            yield RegisterRow(
                kind=CollectivityKind.OVERSEAS_COLLECTIVITY,
                code=it["code"],
                name=it["nom"],
                department_code=it["code"],
                department=it["nom"],
                region=it["nom"],
                population=_population(
                    commune
                    for commune in all_.current.values()
                    if commune["departement"] == it["code"]
                ),
            )


def _region_of(all_: Territories, department: str) -> str:
    return next(it["region"] for it in all_.departments if it["code"] == department)


def _population(communes: Iterable[_Territory]) -> int | None:
    """Add up the inhabitants; None where the source says nothing of them."""
    return sum(it.get("population", 0) for it in communes) or None


# INSEE's code of the article that a name takes (TNCC), after "département".
_LINKS = ("de ", "d'", "du ", "de la ", "des ", "de l'", "des ", "de las ", "de los ")


def _clean(name: str) -> str:
    """Give a quoted name the quotation marks of the language, and single spaces."""
    quoted = re.sub(r"''(.+?)''|\"(.+?)\"", lambda it: f"«\u00a0{it[1] or it[2]}\u00a0»", name)
    return re.sub(r" {2,}", " ", quoted)
