"""Who signs in to the demonstration: one user of each role, all with one password."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fundtracker import clock
from fundtracker.funds.models import Fund
from fundtracker.parties.edit import SetConsent, set_consent
from fundtracker.parties.models import Collectivity, SuccessionKind
from fundtracker.parties.organisation import EditOrganisation, edit_organisation
from fundtracker.parties.queries import NAME
from fundtracker.parties.service import RecordSuccession, record_succession
from fundtracker.users.models import DONOR_ROLES, STAFF_ROLES, Role
from fundtracker.users.service import AddUser, create_user

if TYPE_CHECKING:
    from fundtracker.demo.stage import Stage

# Shown to whoever starts the demonstration: it opens nothing but fictitious books.
PASSWORD = "demonstration-2016"  # noqa: S105 - said above

ADDRESSES = {
    Role.ADMIN: "admin@demo.example",
    Role.MANAGER: "manager@demo.example",
    Role.ACCOUNTANT: "accountant@demo.example",
    Role.READER: "reader@demo.example",
    Role.AUDITOR: "auditor@demo.example",
    Role.LEAD: "lead@demo.example",
    Role.AGENT: "agent@demo.example",
}

_NAMES = {
    Role.ADMIN: "Administration (démonstration)",
    Role.MANAGER: "Gestion du fonds (démonstration)",
    Role.ACCOUNTANT: "Comptabilité (démonstration)",
    Role.READER: "Lecture (démonstration)",
    Role.AUDITOR: "Audit d’Équateur 2016 (démonstration)",
    Role.LEAD: "Responsable de l’équipe (démonstration)",
    Role.AGENT: "Membre de l’équipe (démonstration)",
}

# Whose people sign in: a collectivity that does not exist, and gave to four of the five funds.
DONOR = "Brindille-en-Fiction (fictive)"

# Who joined it.
MERGED = "Champ-Factice (fictive)"

# Which fund the auditor reads, and for how long.
AUDITED = "equateur-2016"
_AUDIT = timedelta(days=365)

# One in so many of the collectivities that do not exist keeps its amounts to itself.
_SILENT = 4
_INVENTED = "%(fictive)"


def add_people(stage: Stage) -> None:
    """Add the staff of the demonstration, the administrator first: it signs for the others."""
    for role in STAFF_ROLES:
        _add(stage, role)


def add_donors_people(stage: Stage) -> None:
    """Add a donor's people and an auditor; say which amounts may be published: no real donor's."""
    donor = stage.session.scalars(select(Collectivity).where(Collectivity.name == DONOR)).one()
    for role in DONOR_ROLES:
        _add(stage, role, collectivity_id=donor.id)
    audited = stage.session.scalars(select(Fund.id).where(Fund.code == AUDITED)).one()
    _add(stage, Role.AUDITOR, expires_on=clock.today() + _AUDIT, fund_ids=(audited,))
    invented = stage.session.scalars(
        select(Collectivity.id)
        .where(Collectivity.name.like(f"{_INVENTED}%"))
        .order_by(Collectivity.id)
    ).all()
    for rank, collectivity_id in enumerate(invented):
        publishes = rank % _SILENT != 0
        consent = SetConsent(collectivity_id=collectivity_id, publishes_amounts=publishes)
        set_consent(stage.session, consent, by=stage.sign())


def merge_donors(stage: Stage) -> None:
    """Let a commune that does not exist join the one whose people sign in: they read its pages."""
    merged, donor = (
        stage.session.scalars(select(Collectivity.id).where(Collectivity.name == name)).one()
        for name in (MERGED, DONOR)
    )
    wanted = RecordSuccession(
        kind=SuccessionKind.MERGER,
        predecessor_id=merged,
        successor_id=donor,
        effective_on=date(2023, 1, 1),
        reference="Arrêté préfectoral (fictif)",
    )
    record_succession(stage.session, wanted, by=stage.sign())


def _add(stage: Stage, role: Role, **fields: Any) -> None:  # noqa: ANN401 - of the request
    user = create_user(
        stage.session,
        AddUser(email=ADDRESSES[role], name=_NAMES[role], role=role, **fields),
        password=PASSWORD,
        by=stage.sign(Role.ADMIN),
    )
    stage.actors[role] = user.id


def describe_organisation(stage: Stage) -> None:
    """Say what documents state of the organisation: its address and who signs are fictitious."""
    edit_organisation(
        stage.session,
        EditOrganisation(
            version=0,
            name=NAME,
            legal_form="Association régie par la loi du 1er juillet 1901",
            address="1 rue de l’Exemple (fictive)\n00000 Ville-Exemple",
            email="fonds@demo.example",
            signatory="La présidence (fictive)",
        ),
        by=stage.sign(Role.ADMIN),
    )
