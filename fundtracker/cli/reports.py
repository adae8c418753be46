"""Documents drawn from a shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundtracker import clock
from fundtracker.cli import opening, options
from fundtracker.cli.files import write_whole
from fundtracker.cli.speech import Spoken, SpokenGroup, say
from fundtracker.documents.donor_report import render
from fundtracker.documents.donor_report.gather import gather
from fundtracker.documents.drafting import draft
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.requests import Wanted
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import DEFAULT_LOCALE, LOCALES, N_, use_locale
from fundtracker.i18n import gettext as _
from fundtracker.parties.named import named

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.i18n import Locale


_language = click.option(
    "--language",
    type=click.Choice(LOCALES),
    default=DEFAULT_LOCALE,
    help=N_("The language of the report: fr (by default) or en."),
)
_output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help=N_("The PDF file to write."),
)


@click.command(
    cls=Spoken,
    help=N_(
        "Draw what became of COLLECTIVITY’s money in FUND, as a PDF.\n\n"
        "COLLECTIVITY is a SIREN or a name. The same books and day give the same file."
    ),
)
@click.argument("fund")
@click.argument("collectivity")
@options.as_of
@_language
@_output
def donor(fund: str, collectivity: str, as_of: date | None, language: Locale, output: Path) -> None:
    """Write a donor report to a file."""
    with opening.reading() as (session, its), use_locale(language):
        report = gather(
            session,
            get_fund(session, fund),
            named(session, collectivity),
            as_of or clock.today(),
            is_demonstration=its.is_demonstration,
        )
        content = render(report)
    write_whole(output, content)
    say(_("Written: %(file)s", file=output))


@click.command(
    cls=Spoken,
    help=N_(
        "Draw what became of COLLECTIVITY’s money in all funds, as a PDF.\n\n"
        "COLLECTIVITY is a SIREN or a name. The same books and day give the same file."
    ),
)
@click.argument("collectivity")
@options.as_of
@_language
@_output
def overview(collectivity: str, as_of: date | None, language: Locale, output: Path) -> None:
    """Write the report to a donor over all funds to a file."""
    with opening.reading() as (session, its):
        wanted = Wanted(
            kind=DocumentKind.DONOR_OVERVIEW,
            as_of=as_of or clock.today(),
            locale=language,
            collectivity_id=named(session, collectivity).id,
        )
        content = draft(session, wanted, is_demonstration=its.is_demonstration).file
    write_whole(output, content)
    say(_("Written: %(file)s", file=output))


report = SpokenGroup("report", help=N_("Draw a document."), commands=[donor, overview])
