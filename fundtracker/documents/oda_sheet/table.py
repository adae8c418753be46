"""The lines of a sheet for the yearly ODA return as a CSV file, as spreadsheets take it."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from fundtracker.documents.oda_sheet.content import CHANNEL, FINANCE, FLOW, PARENT_CHANNEL
from fundtracker.i18n import use_locale
from fundtracker.projects.purposes import purpose_label
from fundtracker.text import harmless

if TYPE_CHECKING:
    from fundtracker.documents.oda_sheet.content import OdaSheet

# The form's own words, in French: it is filled in on a French site.
COLUMNS = (
    "annee", "pays", "canal", "canal_parent", "type_flux", "type_financement", "type_aide",
    "secteur_cad", "secteur", "montant_verse_eur", "fonds", "projet",
)  # fmt: skip


def to_csv(sheet: OdaSheet) -> bytes:
    """Return one row per line to declare, euros with a point; no cell is taken for a formula."""
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    with use_locale("fr"):
        for it in sheet.lines:
            cells = (
                str(sheet.as_of.year), it.country, CHANNEL, PARENT_CHANNEL, FLOW, FINANCE,
                sheet.aid_type.value if sheet.aid_type else "",
                it.purpose, purpose_label(it.purpose).removeprefix(f"{it.purpose} "),
                f"{it.amount // 100}.{it.amount % 100:02}", it.fund, it.title,
            )  # fmt: skip
            writer.writerow([harmless(cell) for cell in cells])
    return target.getvalue().encode("utf-8-sig")
