"""How the figures are made: their definitions, the rules used, how to check them, the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.documents.page import COLUMN
from fundtracker.documents.parts import decision_text, heading, title
from fundtracker.documents.tables import Column, Row, table
from fundtracker.documents.typography import BODY, paragraph, prose
from fundtracker.documents.wording import LINE, printable
from fundtracker.i18n import format_amount, format_date, format_percent
from fundtracker.i18n import gettext as _
from fundtracker.position.figures import FIGURES, OUTSIDE, WHOLE

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.donor_report.content import DonorReport, FeeTerms

_WHOLE_BP = 10_000


def method_section(report: DonorReport) -> list[Flowable]:
    """Return the definitions, the rules, the way to verify, and the sources."""
    story = title(_("Method and definitions"), "method", 260)
    text = _(
        "Every euro of the fund is always in exactly one place. Each figure below has one name and"
        " one definition, the same on the pages, in this report and in the exports."
    )
    story.append(paragraph(text, BODY))
    story += definitions_table()
    story += heading(_("Whose money pays"), "rule", 90)
    story += [paragraph(text, BODY) for text in _rules(report.fee)]
    story += heading(_("How to check"), "check", 140)
    story += [paragraph(text, BODY) for text in _checks(report)]
    return [*story, *_sources(report)]


def definitions_table() -> list[Flowable]:
    """Return what each figure is called and means, as a table."""
    columns = [Column(_("Figure"), 142), Column(_("Definition"), COLUMN - 142)]
    return table(columns, [Row(pair) for pair in definitions()], tight=True)


def definitions() -> list[tuple[str, str]]:
    """Return the name and the definition of each figure, in the order of the statement."""
    keys = [*OUTSIDE, *(key for key, _depth, _sign in WHOLE)]
    given = _("Received, and what came with the donor’s consent from another fund.")
    return [(_("Given"), given), *((FIGURES[key].name, FIGURES[key].definition) for key in keys)]


def _rules(fee: FeeTerms | None) -> list[str]:
    texts = [
        _(
            "When a project’s money is paid or spent, each donor that has money there bears a part"
            " in proportion to what it has left there, to the cent: each part is rounded down, and"
            " the cents that remain go to the largest remainders. The parts are stored at that"
            " moment and never worked out again: a donor that comes later changes nothing. Where"
            " a decision chooses otherwise, its parts are stored instead."
        )
    ]
    if fee is not None:
        rate = format_percent(fee.rate_bp, _WHOLE_BP)
        text = _("The management fee is %(rate)s of what is received", rate=rate)
        if fee.cap is not None:
            text += _(", at most %(cap)s", cap=format_amount(fee.cap))
        decided = printable(decision_text(fee.decision), LINE)
        texts.append(f"{text} ({decided})." if decided else f"{text}.")
    return texts


def _checks(report: DonorReport) -> list[str]:
    seal = report.seal
    return [
        _(
            "The figures were taken on %(day)s at entry no. %(number)s of the book %(book)s. The"
            " entries are numbered without a gap; none is ever changed or deleted, a mistake is"
            " corrected by its reversal. Each one bears the hash (SHA-256) of the one before, so"
            " that nothing earlier can be altered unseen.",
            day=format_date(report.as_of),
            number=seal.entry_number,
            book=report.book,
        ),
        _(
            "To check, ask CUF for the fund’s journal up to this entry: its hash must begin with"
            " %(hash)s. In the product: %(command)s",
            hash=seal.short_hash,
            command=f"fundtracker verify --anchor {report.book}:{seal.entry_number}:"
            f"{seal.short_hash}",
        ),
    ]


def _sources(report: DonorReport) -> list[Flowable]:
    if not report.sources:
        return []
    story = heading(_("Published facts"), "sources", 110)
    text = _(
        "What others published of this fund, as they published it. Published totals differ with"
        " their date and mix stages; they are in none of the figures above."
    )
    story.append(prose(text, BODY))
    columns = [
        Column(_("Published on"), 66),
        Column(_("Fact"), 205),
        Column(_("Source"), COLUMN - 271),
    ]
    rows = [
        Row(
            (
                printable(source.dated),
                printable(source.fact, LINE * 2),
                printable(source.address, LINE * 2),
            )
        )
        for source in report.sources
    ]
    return [*story, *table(columns, rows, tight=True)]
