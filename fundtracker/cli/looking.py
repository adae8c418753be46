"""Looking into the books from a shell: a fund's position, and whether all is as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fundtracker import clock
from fundtracker.cli import opening, options
from fundtracker.cli.speech import REFUSED, Spoken, say
from fundtracker.donations.verify import verify as verify_all
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import N_, format_amount, format_date, ngettext
from fundtracker.i18n import gettext as _
from fundtracker.ledger.verify import parse_anchor
from fundtracker.position.queries import position as position_of
from fundtracker.position.scopes import FundScope

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.position.statement import Line

_MARK = N_("Demonstration: fictitious amounts, except those marked “published”")
_NAME_WIDTH = 40
_AMOUNT_WIDTH = 18


@click.command(
    cls=Spoken,
    help=N_(
        "Show where the money of FUND is.\n\n"
        "What is promised, voted and agreed stands apart: it is in no total."
    ),
)
@click.argument("fund")
@options.as_of
def position(fund: str, as_of: date | None) -> None:
    """Print the position of a fund as of a day."""
    with opening.reading() as (session, its):
        found = get_fund(session, fund)
        scope = FundScope(fund_id=found.id, book_id=found.book_id)
        statement = position_of(session, scope, as_of or clock.today())
        if its.is_demonstration:
            say(_(_MARK))
        say(found.name)
        assert statement.seal is not None
        say(
            _(
                "As of %(day)s, at entry no. %(number)s (%(hash)s…)",
                day=format_date(statement.as_of),
                number=statement.seal.entry_number,
                hash=statement.seal.short_hash,
            )
        )
        for line in statement.lines():
            say(_row(line))


def _row(line: Line) -> str:
    name = f"{'  ' * line.depth}{line.figure.name}"
    mark = "·" if line.is_outside else " "
    return f"{mark} {name:<{_NAME_WIDTH}}{format_amount(line.amount):>{_AMOUNT_WIDTH}}"


@click.command(
    cls=Spoken,
    help=N_(
        "Check that every book is as it was written.\n\n"
        "Works the balances, the totals, the chain of entries and what the steps of donations come "
        "to out again. With --anchor, a "
        "number and hash printed on a document are checked too. Exit code 1 where something is "
        "wrong."
    ),
)
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    metavar="BOOK:NUMBER:HASH",
    help=N_("What a document prints of a book; may be repeated."),
)
@click.pass_context
def verify(ctx: click.Context, anchors: tuple[str, ...]) -> None:
    """Verify all books and print their heads."""
    wanted = [parse_anchor(it) for it in anchors]
    with opening.reading() as (session, _its):
        report = verify_all(session, anchors=wanted)
    for head in report.heads:
        say(f"{head.book_code}:{head.number}:{head.hash}")
    if report.is_sound:
        say(
            ngettext(
                "%(num)s entry: everything is as it was written.",
                "%(num)s entries: everything is as it was written.",
                report.entries,
            )
        )
        return
    for finding in report.findings:
        click.echo(finding.message(), err=True)
    ctx.exit(REFUSED)
