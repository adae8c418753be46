"""What a sheet for the yearly ODA return says; amounts are in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.documents.donor_report.content import require_equal
from fundtracker.documents.marks import Marks
from fundtracker.money import Cents

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.parties.kinds import AidType

CHANNEL = "Cités Unies France"
# NGO based in a donor country, the parent of CUF's own channel.
PARENT_CHANNEL = "22000"
FLOW, FINANCE = "10", "110"


@dataclass(frozen=True, slots=True, kw_only=True)
class OdaPayment:
    """A payment that the donor made in the year."""

    paid_on: date
    fund: str
    reference: str
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class OdaLine:
    """The part of the year's payments that serves one purpose in one country.

    ``purpose`` is a code of the DAC (CRS); ``title`` names the projects.
    """

    fund: str
    country: str
    purpose: str
    title: str
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class OdaSheet(Marks):
    """One donor in one calendar year. Raises DoesNotAddUp unless lines and payments agree."""

    donor: str
    siren: str
    kind_of_donor: str
    # None: the ministry's guide of the year says which it is.
    aid_type: AidType | None
    payments: tuple[OdaPayment, ...]
    lines: tuple[OdaLine, ...]

    def __post_init__(self) -> None:
        require_equal(sum(it.amount for it in self.lines), self.total, "uses and payments")

    @property
    def total(self) -> Cents:
        """What the donor paid in the year."""
        return Cents(sum(it.amount for it in self.payments))
