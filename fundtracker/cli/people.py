"""Adding somebody who signs in."""

from __future__ import annotations

import click

from fundtracker.acts.service import Signature
from fundtracker.cli import opening
from fundtracker.cli.speech import Spoken, say
from fundtracker.errors import RuleViolation
from fundtracker.i18n import N_
from fundtracker.i18n import gettext as _
from fundtracker.parties.named import named
from fundtracker.transaction import transaction
from fundtracker.users.models import DONOR_ROLES, STAFF_ROLES, Role
from fundtracker.users.service import AddUser
from fundtracker.users.service import create_user as add_user


class PasswordsDiffer(RuleViolation):
    """Two passwords typed that are not the same."""

    sentence = N_("The two passwords are not the same: nothing was done.")


@click.command(
    "create-user",
    cls=Spoken,
    help=N_(
        "Add somebody who signs in with EMAIL and a password.\n\n"
        "The password is asked for, twice: at least twelve characters."
    ),
)
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice([role.value for role in (*STAFF_ROLES, *DONOR_ROLES)]),
    default=Role.READER.value,
    help=N_(
        "What the person is there for: admin, manager, accountant or reader (by default);"
        " lead or agent at the collectivity named."
    ),
)
@click.option("--name", default="", metavar="NAME", help=N_("The person’s name, as shown."))
@click.option(
    "--collectivity",
    default="",
    metavar="COLLECTIVITY",
    help=N_("Of a lead or an agent, whose money they see: its name or SIREN."),
)
def create_user(email: str, role: str, name: str, collectivity: str) -> None:
    """Ask for a password twice and add a user."""
    with opening.database(opening.settings()) as database:
        password = click.prompt(_("Password"), hide_input=True)
        if click.prompt(_("The same again"), hide_input=True) != password:
            raise PasswordsDiffer
        with database.session() as session, transaction(session):
            donor = named(session, collectivity) if collectivity else None
            user = add_user(
                session,
                AddUser(
                    email=email,
                    name=name or email.partition("@")[0],
                    role=Role(role),
                    collectivity_id=donor.id if donor else None,
                ),
                password=password,
                by=Signature(),
            )
            added, role_label = user.email, user.role.label
    say(_("%(email)s can sign in (%(role)s).", email=added, role=role_label))
