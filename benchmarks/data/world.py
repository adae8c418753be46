"""Funds, projects, donors, agreements and donations: what the money of a benchmark stands on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from benchmarks.data.spec import FIRST_DAY
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.models import Act, ActSubject
from fundtracker.db import SHA256_LENGTH, instant_text
from fundtracker.donations.kinds import DonationKind, StepKind
from fundtracker.donations.models import Donation, DonationStage, DonationStep
from fundtracker.funds.models import Crisis, Decision, FeeRule, Fund, FundStateChange
from fundtracker.funds.states import DecisionBody, FundState
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.models import Collectivity, Partner, PartnerKind
from fundtracker.parties.names import search_key
from fundtracker.projects.kinds import ActionType, ProjectKind, ProjectStatus, Theme
from fundtracker.projects.models import Project, ProjectStatusChange
from fundtracker.spending.models import AgreementProject, PartnerAgreement

if TYPE_CHECKING:
    from random import Random

    from benchmarks.data.loading import Loader
    from benchmarks.data.spec import Spec

OPENED = FIRST_DAY.isoformat()
RATE_BP = 800
# Who signed in and did it all; made by the service, with a password that opens.
ACTOR_ID = 1

_STEPS_PER_ACT = 1000
# Written by the driver: on PostgreSQL a number would not do.
_YES, _NO = True, False


@dataclass(slots=True)
class FundOf:
    """A fund while its history is generated; ids of its projects and (id, donor) of its gifts."""

    id: int
    code: str
    projects: list[int]
    donations: list[tuple[int, int]]
    last_number: int = 0
    last_hash: str = "0" * SHA256_LENGTH


@dataclass(slots=True)
class Acts:
    """Gives each act its id, key and request hash, and writes it with its subjects."""

    loader: Loader
    last: int = 0
    request_hash: str = ""
    key: str = ""
    at: datetime = field(default_factory=lambda: datetime.combine(FIRST_DAY, time(9), UTC))

    def record(
        self,
        kind: ActKind,
        day: date,
        *subjects: tuple[str, int],
        decision_id: int | None = None,
    ) -> int:
        """Write an act of a day and return its id."""
        self.last += 1
        self.key = f"{self.last:032x}"
        self.request_hash = hashlib.sha256(self.key.encode()).hexdigest()
        self.at = datetime.combine(day, time(9, 0, 0, self.last % 1_000_000), UTC)
        self.loader.add(
            Act, self.last, instant_text(self.at), kind.value, ACTOR_ID, None, "", decision_id,
            self.key, self.request_hash,
        )  # fmt: skip
        for line, (name, record_id) in enumerate(subjects, start=1):
            self.loader.add(ActSubject, self.last, line, name, record_id)
        return self.last


def build(loader: Loader, acts: Acts, spec: Spec, random: Random) -> list[FundOf]:
    """Write everything but the money, and return the funds; the first one is measured."""
    for donor in range(1, spec.donors + 1):
        name = f"Ville de Saint-Exemple-{donor:04}"
        loader.add(
            Collectivity, donor, CollectivityKind.COMMUNE.value, name, search_key(name), None,
            None, None, f"{donor % 95 + 1:02}", "FR", _YES, None, None, None,
        )  # fmt: skip
    for partner in range(1, spec.projects + 1):
        name = f"Association {partner:02}"
        kind = PartnerKind.IMPLEMENTING_PARTNER.value
        loader.add(Partner, partner, kind, name, search_key(name), "FR")
    funds = [_fund(loader, acts, spec, number) for number in range(1, spec.funds + 1)]
    _donations(loader, acts, spec, funds, random)
    return funds


def _fund(loader: Loader, acts: Acts, spec: Spec, number: int) -> FundOf:
    code = f"fonds-{number:02}"
    loader.add(Crisis, number, f"Séisme {number}", OPENED, "1er janvier 2020", "")
    loader.add(
        Fund, number, code, f"Fonds de solidarité n° {number}", number, number, "Équateur",
        FundState.IMPLEMENTING.value, OPENED, None, None, None, None, None, None, "",
    )  # fmt: skip
    act = acts.record(ActKind.OPEN_FUND, FIRST_DAY, ("fund", number))
    state = FundState.IMPLEMENTING.value
    loader.add(FundStateChange, number, number, state, OPENED, "", act)
    act = acts.record(ActKind.RECORD_DECISION, FIRST_DAY, ("decision", number))
    loader.add(
        Decision, number, number, DecisionBody.COMMITTEE.value, OPENED, f"D-{number:02}",
        "Programme et frais de gestion", None, None,
    )  # fmt: skip
    act = acts.record(ActKind.SET_FEE_RULE, FIRST_DAY, ("fee_rule", number), ("fund", number))
    loader.add(FeeRule, number, number, OPENED, RATE_BP, None, _NO, number, act)
    first = (number - 1) * spec.projects + 1
    projects = list(range(first, first + spec.projects))
    for project in projects:
        _project(loader, acts, number, project, partner=project - first + 1)
    return FundOf(id=number, code=code, projects=projects, donations=[])


def _project(loader: Loader, acts: Acts, fund: int, project: int, *, partner: int) -> None:
    """Write a project and the agreement under which its money is paid: both have one id."""
    action_type = list(ActionType)[project % len(ActionType)].value
    loader.add(
        Project, project, fund, ProjectKind.ACTION.value, action_type,
        f"Reconstruction d’une école, tranche {project}", "Équateur", "Sucre", None, None,
        Theme.GENERAL.value, ProjectStatus.UNDER_WAY.value, "", None, "", "", None, None, None,
        None,
    )  # fmt: skip
    act = acts.record(ActKind.ADD_PROJECT, FIRST_DAY, ("project", project))
    status = ProjectStatus.UNDER_WAY.value
    loader.add(ProjectStatusChange, project, project, status, OPENED, "", act)
    subjects = (("partner_agreement", project), ("partner", partner), ("project", project))
    act = acts.record(ActKind.SIGN_AGREEMENT, FIRST_DAY, *subjects)
    amount = 100_000_000_00
    reference = f"CONV-{project:03}"
    loader.add(PartnerAgreement, project, fund, partner, reference, amount, OPENED, None, act)
    loader.add(AgreementProject, project, project)


def _donations(loader: Loader, acts: Acts, spec: Spec, funds: list[FundOf], random: Random) -> None:
    """Give the first fund its donations; donor 1 gives to every fund, the rest to one each."""
    half = spec.donors // 2
    donors = [index % half + 1 for index in range(spec.donations)]
    if spec.donations > half:
        donors = [index % spec.donors + 1 for index in range(spec.donations)]
    plan = [(funds[0], donor) for donor in donors]
    others = funds[1:]
    plan += [(fund, 1) for fund in others]
    plan += [(others[donor % len(others)], donor) for donor in range(half + 1, spec.donors + 1)]
    act = 0
    recorded_at = instant_text(acts.at)
    for donation, (fund, donor) in enumerate(plan, start=1):
        if donation % _STEPS_PER_ACT == 1:
            act = acts.record(ActKind.RECORD_STEP, FIRST_DAY, ("donation", donation))
        number = len(fund.donations) + 1
        loader.add(
            Donation, donation, fund.id, number, DonationKind.GIFT.value, donor,
            f"{fund.code.upper()}-{number:04}", Theme.GENERAL.value, None, None, None, None, None,
            None, "", recorded_at,
        )  # fmt: skip
        amount = random.randrange(5_000_00, 50_000_00, 100_00)
        loader.add(
            DonationStep, donation, donation, StepKind.VOTED.value, amount, OPENED,
            f"Délibération {donation}", None, None, None, None, recorded_at, act,
        )  # fmt: skip
        loader.add(DonationStage, donation, OPENED, None, 0, amount, 0)
        fund.donations.append((donation, donor))
