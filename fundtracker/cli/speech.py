"""How the command line speaks: its language, its help, and its refusals in one sentence."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from config import MissingSetting
from fundtracker.errors import Refusal
from fundtracker.i18n import gettext as _
from fundtracker.i18n import use_locale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fundtracker.i18n import Locale

REFUSED = 1
WRONGLY_CALLED = 2
INTERRUPTED = 130


def language_of(environment: Mapping[str, str]) -> Locale:
    """Return the language of a shell: French where it says so, else English."""
    spoken = next(
        (environment[it] for it in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(it)), ""
    )
    return "fr" if spoken.lower().startswith("fr") else "en"


def say(sentence: str) -> None:
    """Write a line to the standard output."""
    click.echo(sentence)


class Spoken(click.Command):
    """A command whose help, given as a message, is translated when it is shown."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage:") + " ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(self.help or ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then what an option always is: a way to ask for this help."""
        rows = [
            (record[0], _(it.help or ""))
            for it in self.get_params(ctx)
            if isinstance(it, click.Option) and it.name != "_click_default_help"
            if (record := it.get_help_record(ctx)) is not None
        ]
        with formatter.section(_("Options")):
            formatter.write_dl([*rows, ("--help", _("Show this help."))])

    def get_short_help_str(self, limit: int = 200) -> str:  # noqa: ARG002
        """Return the first sentence of what the command does."""
        return _(self.help or "").split("\n\n", maxsplit=1)[0]


class SpokenGroup(Spoken, click.Group):
    """Commands under one name."""

    def __init__(self, name: str, *, help: str, commands: Sequence[click.Command]) -> None:  # noqa: A002 - click's own name
        super().__init__(name, help=help, commands=list(commands), no_args_is_help=True)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """List the commands in the order in which somebody needs them."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands alone: a group has no option but its help."""
        with formatter.section(_("Commands")):
            formatter.write_dl(
                [(name, self.commands[name].get_short_help_str()) for name in self.commands]
            )


class Program(SpokenGroup):
    """The whole: sets the language, and turns refusals into a sentence and an exit code."""

    def main(self, args: Sequence[str] | None = None, *_args: Any, **_extra: Any) -> Any:  # noqa: ANN401 - click's own signature
        """Run one command and leave with its exit code."""
        with use_locale(language_of(os.environ)):
            sys.exit(self._run(list(sys.argv[1:] if args is None else args)))

    def _run(self, args: list[str]) -> int:
        try:
            code = super().main(args, prog_name="fundtracker", standalone_mode=False)
        except click.UsageError as error:
            return _wrongly_called(error)
        except click.Abort:
            click.echo(err=True)
            return INTERRUPTED
        except Refusal as refusal:
            click.echo(refusal.message(), err=True)
            return REFUSED
        except MissingSetting as missing:
            click.echo(_("The setting %(name)s is missing.", name=missing), err=True)
            return REFUSED
        return code if isinstance(code, int) else 0


def _wrongly_called(error: click.UsageError) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return WRONGLY_CALLED
    path = error.ctx.command_path if error.ctx is not None else "fundtracker"
    click.echo(_fault(error), err=True)
    click.echo(_("“%(command)s --help” says how.", command=path), err=True)
    return WRONGLY_CALLED


def _fault(error: click.UsageError) -> str:
    match error:
        case click.MissingParameter():
            return _("Missing: %(name)s.", name=_name(error))
        case click.NoSuchOption():
            return _("There is no option %(name)s.", name=error.option_name)
        case click.BadParameter():
            return _("%(name)s: %(fault)s", name=_name(error), fault=error.message)
        case click.exceptions.NoSuchCommand():
            return _("There is no command “%(name)s”.", name=error.command_name)
        case _:
            return error.format_message()


def _name(error: click.BadParameter) -> str:
    parameter = error.param
    if isinstance(parameter, click.Option):
        return parameter.opts[0]
    return parameter.make_metavar(error.ctx) if parameter is not None and error.ctx else "?"
