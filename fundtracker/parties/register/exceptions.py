"""Where the map of France and its collectivités differ: what the source does not tell.

The source lists territories. Some of them have no collectivité of their own, having been joined
to another one; some are listed twice, as département and as région, or as commune besides.
"""

from __future__ import annotations

from dataclasses import dataclass

from fundtracker.parties.kinds import CollectivityKind

# Same territory and same collectivité as the commune of Paris (CGCT L2512-1, since 2019).
# Bas-Rhin and Haut-Rhin: Alsace (CGCT L3431-1, 2021); both parts of Corse (CGCT L4421-1, 2018);
# Martinique and Guyane: one collectivité instead of two (CGCT L7111-1 and L7211-1, 2015).
DEPARTMENTS_WITHOUT_COLLECTIVITY = frozenset({"75", "67", "68", "2A", "2B", "972", "973"})

# Mayotte has one collectivité, listed as the département.
REGIONS_WITHOUT_COLLECTIVITY = frozenset({"06"})

# Southern lands and Clipperton: districts without inhabitants or council. Saint-Barthélemy and
# Saint-Martin: the commune is the overseas collectivity itself (CGCT LO6211-1, LO6311-1, 2007).
COMMUNES_WITHOUT_COUNCIL = ("984", "989", "977", "978")

OVERSEAS_COLLECTIVITIES = frozenset({"975", "977", "978", "986", "987", "988"})

# The Métropole de Lyon took over the département on its territory (CGCT L3611-1, 2015).
METROPOLE_DE_LYON = "200046977"
RHONE = "69"

# INSEE gives these an article that the départements themselves do not use.
DEPARTMENT_NAMES = {
    "41": "Département de Loir-et-Cher",
    "47": "Département de Lot-et-Garonne",
    "82": "Département de Tarn-et-Garonne",
    "84": "Département de Vaucluse",
}
REGION_NAMES = {
    "94": "Collectivité de Corse",
    "02": "Collectivité territoriale de Martinique",
    "03": "Collectivité territoriale de Guyane",
}
REGION_OTHER_NAMES = {
    "94": ("Corse-du-Sud", "Haute-Corse", "Collectivité territoriale de Corse"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class JoinedDepartments:
    """A collectivité with the powers of a département over several of the map's départements."""

    kind: CollectivityKind
    code: str
    name: str
    departments: tuple[str, ...]


# Code of INSEE's list of collectivités with the powers of a département.
JOINED_DEPARTMENTS = (
    JoinedDepartments(
        kind=CollectivityKind.DEPARTEMENT,
        code="6AE",
        name="Collectivité européenne d'Alsace",
        departments=("67", "68"),
    ),
)
