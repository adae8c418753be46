"""What partners are paid and what they spend, and what CUF spends itself; papers all fictitious."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from fundtracker.demo.fund import COSTS, FundStage, euros
from fundtracker.demo.papers import keep_paper
from fundtracker.ledger.places import Place
from fundtracker.ledger.queries import available
from fundtracker.money import Cents
from fundtracker.spending.agreements import PlannedInstalment, SignAgreement, sign_agreement
from fundtracker.spending.direct import SpendDirectly, spend_directly
from fundtracker.spending.disburse import Disburse, disburse
from fundtracker.spending.justify import AcceptExpenditure, accept_expenditure
from fundtracker.spending.queries import instalments_of
from fundtracker.spending.records import Paper
from fundtracker.spending.refund import RefundByPartner, refund_by_partner
from fundtracker.spending.write_off import WriteOff, write_off
from fundtracker.users.models import Role

if TYPE_CHECKING:
    from fundtracker.spending.models import Disbursement, Expenditure


@dataclass(frozen=True, slots=True)
class Local:
    """A local currency and how many units the partner's bank gave for one euro."""

    currency: str
    rate: float


def sign(fund: FundStage, key: str, partner: str, projects: list[str], *parts: float) -> None:
    """Sign an agreement with a partner for projects; its instalments in euros are the amount."""
    reference = f"Convention {fund.stage.today.year}-{fund.stage.paper():03} (fictive)"
    file = keep_paper(fund.stage, "Convention de partenariat", reference, partner)
    conditions = ["à la signature", *["sur justification de la tranche précédente"] * len(parts)]
    agreement = sign_agreement(
        fund.session,
        SignAgreement(
            fund_id=fund.id,
            partner_id=fund.partner(partner),
            project_ids=tuple(fund.projects[it] for it in projects),
            reference=reference,
            amount=euros(sum(parts)),
            signed_on=fund.stage.today,
            instalments=tuple(
                PlannedInstalment(amount=euros(part), condition=condition)
                for part, condition in zip(parts, conditions, strict=False)
            ),
            file_sha256=file,
        ),
        by=fund.stage.sign(Role.ADMIN),
    )
    fund.agreements[key] = agreement.id


def pay(
    fund: FundStage,
    agreement: str,
    project: str,
    amount: float,
    *,
    rank: int | None = None,
    local: Local | None = None,
) -> Disbursement:
    """Pay euros to a partner for a project, as the instalment of that rank where one is named."""
    return _pay(fund, agreement, project, euros(amount), rank=rank, local=local)


def pay_rest(fund: FundStage, agreement: str, project: str) -> None:
    """Pay all that CUF holds for a project, to the cent."""
    held = available(fund.session, Place.HELD, fund.projects[project])
    _pay(fund, agreement, project, Cents(sum(it.left for it in held)))


def _pay(
    fund: FundStage,
    agreement: str,
    project: str,
    amount: Cents,
    *,
    rank: int | None = None,
    local: Local | None = None,
) -> Disbursement:
    agreement_id = fund.agreements[agreement]
    ranks = {it.rank: it.instalment_id for it in instalments_of(fund.session, agreement_id)}
    return disburse(
        fund.session,
        Disburse(
            agreement_id=agreement_id,
            project_id=fund.projects[project],
            amount=amount,
            paid_on=fund.stage.today,
            instalment_id=None if rank is None else ranks[rank],
            bank_reference=f"VIR FICTIF {fund.stage.paper():05}",
            currency=local.currency if local else None,
            local_amount=Cents(round(amount * local.rate)) if local else None,
        ),
        by=fund.stage.sign(Role.ACCOUNTANT),
    )


def justify(
    fund: FundStage,
    agreement: str,
    project: str,
    heading: str,
    amount: float,
    *,
    currency: str | None = None,
) -> Expenditure:
    """Accept what a partner spent, in euros or in a local currency."""
    return _justify(fund, agreement, project, heading, euros(amount), currency=currency)


def justify_rest(fund: FundStage, agreement: str, project: str, heading: str) -> None:
    """Accept an expenditure of all that the partner still has to justify, to the cent."""
    project_id, agreement_id = fund.projects[project], fund.agreements[agreement]
    advanced = available(fund.session, Place.ADVANCED, project_id, agreement_id)
    _justify(fund, agreement, project, heading, Cents(sum(it.left for it in advanced)))


def _justify(
    fund: FundStage,
    agreement: str,
    project: str,
    heading: str,
    amount: Cents,
    *,
    currency: str | None = None,
) -> Expenditure:
    reference, paper, supplier = _voucher(fund, heading, amount, currency)
    return accept_expenditure(
        fund.session,
        AcceptExpenditure(
            agreement_id=fund.agreements[agreement],
            project_id=fund.projects[project],
            supplier=supplier,
            heading=heading,
            piece_reference=reference,
            incurred_on=fund.stage.today - timedelta(days=fund.random.randint(8, 60)),
            accepted_on=fund.stage.today,
            document_total=amount,
            amount=None if currency else amount,
            currency=currency,
            local_amount=amount if currency else None,
            files=(paper,),
        ),
        by=fund.stage.sign(),
    )


def spend(
    fund: FundStage,
    heading: str,
    amount: float,
    *,
    project: str = COSTS,
    total: float | None = None,
) -> Expenditure:
    """Spend euros directly, for the fund's own costs where no project is named."""
    reference, paper, supplier = _voucher(fund, heading, euros(total or amount), None)
    return spend_directly(
        fund.session,
        SpendDirectly(
            project_id=fund.projects[project],
            supplier=supplier,
            heading=heading,
            piece_reference=reference,
            incurred_on=fund.stage.today,
            paid_on=fund.stage.today,
            amount=euros(amount),
            document_total=euros(total or amount),
            files=(paper,),
        ),
        by=fund.stage.sign(Role.ACCOUNTANT),
    )


def spend_rest(fund: FundStage, heading: str, *, project: str = COSTS) -> None:
    """Spend directly all that CUF holds for a project, to the cent."""
    held = available(fund.session, Place.HELD, fund.projects[project])
    spend(fund, heading, sum(it.left for it in held) / 100, project=project)


def _voucher(
    fund: FundStage, heading: str, amount: Cents, currency: str | None
) -> tuple[str, Paper, str]:
    number = fund.stage.paper()
    reference = f"Facture {fund.stage.today.year}-{number:03} (fictive)"
    supplier = f"Fournisseur fictif n°\u00a0{number % 17 + 1}"
    total = f"{amount / 100:.2f} {currency or 'EUR'}".replace(".", ",")
    sha256 = keep_paper(
        fund.stage, "Facture", reference, supplier, heading, f"Total\u00a0: {total}"
    )
    return reference, Paper(sha256=sha256), supplier


def give_back(fund: FundStage, agreement: str, project: str, amount: float, reason: str) -> None:
    """Record euros that came back from a partner."""
    refund_by_partner(
        fund.session,
        RefundByPartner(
            agreement_id=fund.agreements[agreement],
            project_id=fund.projects[project],
            amount=euros(amount),
            received_on=fund.stage.today,
            bank_reference=f"VIR FICTIF {fund.stage.paper():05}",
            reason=reason,
        ),
        by=fund.stage.sign(Role.ACCOUNTANT),
    )


def give_up(
    fund: FundStage, agreement: str, project: str, amount: float, decision: int, reason: str
) -> None:
    """Give up euros that a partner will neither justify nor give back."""
    write_off(
        fund.session,
        WriteOff(
            agreement_id=fund.agreements[agreement],
            project_id=fund.projects[project],
            amount=euros(amount),
            on=fund.stage.today,
            decision_id=decision,
            reason=reason,
        ),
        by=fund.stage.sign(Role.ADMIN),
    )
