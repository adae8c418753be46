"""The kinds of collectivité that give, receive or ask for help."""

from __future__ import annotations

from enum import StrEnum

from fundtracker.i18n import N_, gettext


class CollectivityKind(StrEnum):
    """What a collectivité is in law; it decides the accounts its money goes through."""

    COMMUNE = "commune"
    EPCI = "epci"
    METROPOLE = "metropole"
    DEPARTEMENT = "departement"
    REGION = "region"
    OVERSEAS_COLLECTIVITY = "overseas_collectivity"
    SYNDICAT = "syndicat"
    CCAS = "ccas"
    PUBLIC_AGENCY = "public_agency"
    FOREIGN_AUTHORITY = "foreign_authority"
    NETWORK = "network"
    FOUNDATION = "foundation"

    @property
    def label(self) -> str:
        """The kind in the language of the moment."""
        return gettext(_LABELS[self])

    @property
    def is_in_register(self) -> bool:
        """Whether the register lists all of this kind: entering one by hand is the exception."""
        return self in _IN_REGISTER

    @property
    def is_public(self) -> bool:
        """Whether its money is public: accounts 741 and 194, not 7551 and 195 (ANC 2018-06)."""
        return self not in {CollectivityKind.NETWORK, CollectivityKind.FOUNDATION}


_IN_REGISTER = frozenset(
    {
        CollectivityKind.COMMUNE,
        CollectivityKind.EPCI,
        CollectivityKind.METROPOLE,
        CollectivityKind.DEPARTEMENT,
        CollectivityKind.REGION,
        CollectivityKind.OVERSEAS_COLLECTIVITY,
    }
)

_LABELS: dict[CollectivityKind, str] = {
    CollectivityKind.COMMUNE: N_("Commune"),
    CollectivityKind.EPCI: N_("Intercommunality (EPCI)"),
    CollectivityKind.METROPOLE: N_("Métropole"),
    CollectivityKind.DEPARTEMENT: N_("Département"),
    CollectivityKind.REGION: N_("Région"),
    CollectivityKind.OVERSEAS_COLLECTIVITY: N_("Overseas collectivity"),
    CollectivityKind.SYNDICAT: N_("Joint authority (syndicat)"),
    CollectivityKind.CCAS: N_("Social action centre (CCAS, CIAS)"),
    CollectivityKind.PUBLIC_AGENCY: N_("Public agency"),
    CollectivityKind.FOREIGN_AUTHORITY: N_("Foreign local authority"),
    CollectivityKind.NETWORK: N_("Network of local authorities"),
    CollectivityKind.FOUNDATION: N_("Foundation"),
}


class AidType(StrEnum):
    """How the yearly ODA return classes a gift to a fund (DAC, CRS codes of types of aid).

    Which one the ministry expects is not certain: the organisation says it, for all its donors.
    """

    FUND = "B03"
    PROJECT = "C01"

    @property
    def label(self) -> str:
        """The code and its words, in the language of the moment."""
        return f"{self.value}, {gettext(_AID_TYPES[self])}"


_AID_TYPES = {
    AidType.FUND: N_("contribution to a fund with a purpose"),
    AidType.PROJECT: N_("project"),
}
