"""A donor's grants of a year as it must publish them: SCDL « subventions » 2.1.1.

https://schema.data.gouv.fr/scdl/subventions/2.1.1/ names the columns; publishing is a duty above
23,000 € (décret nº 2017-779).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from fundtracker.donations.kinds import StepKind
from fundtracker.donations.models import Donation, Receipt
from fundtracker.donations.steps import commitment
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Entry
from fundtracker.parties.queries import organisation
from fundtracker.position import step_lines
from fundtracker.text import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from fundtracker.parties.models import Collectivity
    from fundtracker.position.step_lines import StepLine

_back = aliased(Entry)

COLUMNS = (
    "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire",
    "idBeneficiaire", "rnaBeneficiaire", "objet", "montant", "nature", "conditionsVersement",
    "datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention", "dispositifAide",
)  # fmt: skip
_PAPERS = (StepKind.AGREED, StepKind.VOTED)


def to_csv(session: Session, collectivity: Collectivity, as_of: date) -> bytes:
    """Return a row for each grant that the donor paid in the year of ``as_of``, up to that day.

    Cells that are not known (a SIRET, a date) are empty: nothing is guessed.
    """
    paid = _payments(session, collectivity.id, as_of)
    steps = step_lines.of_many(session, [donation.id for donation, _ in paid])
    its = organisation(session)
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for (donation, fund), days in paid.items():
        mine = [it for it in steps[donation.id] if it.dated_on <= as_of and not it.is_replaced]
        paper = _paper(mine)
        firm = commitment(step_lines.plain(mine), as_of).firm
        cells = (
            collectivity.name,
            collectivity.siret or "",
            paper.dated_on.isoformat() if paper else "",
            paper.reference if paper else "",
            its.name,
            its.siret or "",
            its.rna or "",
            f"Fonds de solidarité {fund.name}",
            f"{firm // 100}.{firm % 100:02}" if firm else "",
            "aide en numéraire",
            "unique" if len(days) == 1 else "échelonné",
            days[0].isoformat() if len(days) == 1 else f"{days[0]}_{days[-1]}",
            "",
            "non",
            "",
            "",
        )
        writer.writerow([harmless(cell) for cell in cells])
    return target.getvalue().encode("utf-8-sig")


def _paper(steps: Sequence[StepLine]) -> StepLine | None:
    """Return the agreement, or else the vote, that binds the donor."""
    for kind in _PAPERS:
        found = [it for it in steps if it.kind is kind]
        if found:
            return found[-1]
    return None


def _payments(
    session: Session, collectivity_id: int, as_of: date
) -> dict[tuple[Donation, Fund], list[date]]:
    """Find the days on which each donation was paid in the year, taken back ones left out."""
    taken_back = (
        select(_back.number)
        .where(_back.book_id == Entry.book_id, _back.reverses_number == Entry.number)
        .exists()
    )
    rows = session.execute(
        select(Donation, Fund, Entry.effective_on)
        .join(Fund, Fund.id == Donation.fund_id)
        .join(Receipt, Receipt.donation_id == Donation.id)
        .join(Entry, (Entry.book_id == Receipt.book_id) & (Entry.number == Receipt.number))
        .where(
            Donation.collectivity_id == collectivity_id,
            Entry.effective_on.between(date(as_of.year, 1, 1), as_of),
            ~taken_back,
        )
        .order_by(Donation.id, Entry.effective_on)
    )
    found: dict[tuple[Donation, Fund], list[date]] = defaultdict(list)
    for donation, fund, day in rows:
        found[donation, fund].append(day)
    return found
