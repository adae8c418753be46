"""Donor reports of every size, from which the tests and a look at the pages are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from fundtracker.documents.donor_report import (
    AllocationLine,
    Cofunding,
    DecisionReference,
    Donor,
    DonorReport,
    FeeTerms,
    Gift,
    PaymentLine,
    ProjectSheet,
    Source,
    SpendingLine,
    StepLine,
)
from fundtracker.donations.kinds import StepKind
from fundtracker.funds.states import DecisionBody, Origin
from fundtracker.ledger.places import Purpose
from fundtracker.money import Cents, split
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.position.amounts import Amounts
from fundtracker.position.scopes import CollectivityInFundScope, FundScope
from fundtracker.position.statement import Commitments, Position, Seal
from fundtracker.projects.kinds import ActionType, CofundingStage, ProjectStatus

FICTITIOUS, PUBLISHED = Origin.FICTITIOUS, Origin.PUBLISHED
COMMITTEE = DecisionReference(
    body=DecisionBody.COMMITTEE, decided_on=date(2017, 3, 14), reference="CD-2017-01"
)
AS_OF = date(2021, 12, 31)
SEAL = Seal(214, "3fa9c17b20de" * 5)
SCOPE = CollectivityInFundScope(fund_id=1, book_id=1, collectivity_id=7)
HOSTILE = "<script>alert(1)</script> <b>gras</b> & <font color='red'>\u202eabc\u202c\x00\x07 %(x)s"


def euros(amount: float) -> Cents:
    return Cents(round(amount * 100))


def position(**amounts: Any) -> Position:  # noqa: ANN401 - balances, and the commitments
    """The statement of the sample's collectivity."""
    commitments = amounts.pop("commitments", Commitments())
    return Position(scope=SCOPE, as_of=AS_OF, seal=SEAL, commitments=commitments, **amounts)


FUND = Position(
    scope=FundScope(fund_id=1, book_id=1),
    as_of=AS_OF,
    seal=SEAL,
    commitments=Commitments(
        promised=euros(168_000),
        voted=euros(161_500),
        agreed=euros(142_000),
        firm=euros(161_500),
        still_to_receive=euros(6_500),
    ),
    received=euros(155_000),
    returned=euros(2_000),
    carried=euros(3_000),
    fees_kept=euros(2_400),
    fees_withdrawn=euros(9_600),
    unallocated=euros(8_000),
    held=euros(21_000),
    advanced=euros(34_000),
    justified=euros(70_000),
    spent=euros(4_200),
    lost=euros(800),
)


def _report(**changes: Any) -> DonorReport:  # noqa: ANN401 - any field of the report
    fields = {
        "locale": "fr",
        "issuer": "Cités Unies France",
        "fund_name": "Fonds de solidarité Équateur 2016",
        "crisis": "Séisme de magnitude 7,8 du 16 avril 2016, côte nord de l’Équateur",
        "donor": Donor(
            name="Ville de Grenoble", kind=CollectivityKind.COMMUNE,
            siren="213801855", place="Isère",
        ),
        "book": "equateur-2016",
        "starts_on": date(2016, 5, 2),
        "fund_statement": FUND,
        "n_fund_donors": 28,
        "n_fund_projects": 3,
        "fee": FeeTerms(rate_bp=800, cap=euros(4_000), decision=COMMITTEE),
    }  # fmt: skip
    return DonorReport(**{**fields, **changes})


def tiny(**changes: Any) -> DonorReport:  # noqa: ANN401 - any field of the report
    """One gift received, nothing allocated."""
    statement = position(received=euros(2_500), fees_kept=euros(200), unallocated=euros(2_300))
    step = StepLine(
        kind=Purpose.RECEIPT, dated_on=date(2016, 7, 1), amount=euros(2_500), reference="VIR 77"
    )
    gift = Gift(reference="EQUATEUR-2016-0003", steps=(step,))
    fields = {"gifts": (gift,), "allocations": (), "projects": (), "statement": statement}
    return _report(**{**fields, **changes})


def normal(**changes: Any) -> DonorReport:  # noqa: ANN401 - any field of the report
    """A gift by steps, three projects, payments and expenses: a demonstration's figures."""
    commitments = Commitments(
        voted=euros(5_000), agreed=euros(22_000), firm=euros(22_000), still_to_receive=euros(2_000)
    )
    statement = position(
        commitments=commitments, received=euros(20_000), fees_kept=euros(400),
        fees_withdrawn=euros(1_200),
        unallocated=euros(3_400), held=euros(3_000), advanced=euros(2_600),
        justified=euros(8_500), spent=euros(900),
    )  # fmt: skip
    fields = {
        "gifts": (_gift(),),
        "allocations": _allocations(),
        "projects": (_water(), _training(), _costs()),
        "statement": statement,
        "sources": _sources(),
        "demonstration": True,
    }
    return _report(**{**fields, **changes})


def _gift() -> Gift:
    def step(
        kind: StepKind | Purpose,
        day: date,
        amount: float,
        reference: str,
        **others: Any,  # noqa: ANN401
    ) -> StepLine:
        origin = others.pop("origin", FICTITIOUS)
        return StepLine(
            kind=kind, dated_on=day, amount=euros(amount), reference=reference, origin=origin,
            **others,
        )  # fmt: skip

    return Gift(
        reference="EQUATEUR-2016-0007",
        to_receive=euros(2_000),
        restriction="Budget de l’eau : pour des projets d’eau seulement (CGCT, art. L1115-1-1).",
        steps=(
            step(StepKind.PROMISED, date(2016, 5, 2), 25_000, "courrier du maire", is_live=False),
            step(
                StepKind.VOTED, date(2016, 5, 23), 5_000,
                "délibération unanime du conseil municipal", origin=PUBLISHED,
            ),
            step(StepKind.AGREED, date(2016, 6, 30), 22_000, "convention 2016-118"),
            step(StepKind.CALLED, date(2016, 7, 4), 22_000, "appel de fonds 2016-031"),
            step(Purpose.RECEIPT, date(2016, 7, 21), 15_000, "VIR 4471"),
            step(Purpose.RECEIPT, date(2017, 1, 9), 5_000, "VIR 5120"),
        ),
    )  # fmt: skip


def _allocations() -> tuple[AllocationLine, ...]:
    def line(
        project: int, day: date, amount: float, purpose: Purpose = Purpose.ALLOCATION
    ) -> AllocationLine:
        return AllocationLine(
            project_id=project, dated_on=day, amount=euros(amount), purpose=purpose,
            decision=COMMITTEE, origin=FICTITIOUS,
        )  # fmt: skip

    return (
        line(1, date(2017, 3, 20), 11_000),
        line(2, date(2017, 3, 20), 4_500),
        line(3, date(2017, 3, 20), 900),
        line(1, date(2018, 11, 6), -1_400, Purpose.RELEASE),
    )


def _water() -> ProjectSheet:
    intal = "Municipalité de Sucre, compte du marché INTAL"
    return ProjectSheet(
        project_id=1,
        title="Système d’alimentation en eau potable de Sucre",
        action_type=ActionType.CRISIS_RESPONSE,
        status=ProjectStatus.SLOWED,
        status_since=date(2020, 4, 2),
        status_reason="Les chantiers sont restés fermés pendant l’épidémie de Covid-19 ; les"
        " travaux ont repris en février 2021 dans les trois localités.",
        country="Équateur",
        place="Sucre, province de Manabí",
        partner="Département de Meurthe-et-Moselle",
        authority="Municipalité de Sucre",
        description="Après le séisme, l’eau était livrée par camion. Un point de captage, une"
        " station de traitement et un réseau desservent La Laguna de Charapotó, San Francisco"
        " et Las Coronas, soit environ deux mille habitants.",
        results="Marché public signé avec l’entreprise INTAL le 18 décembre 2020 ; travaux"
        " démarrés en février 2021. Environ 1 000 habitants sont attendus à La Laguna et"
        " 1 000 à Las Coronas.",
        n_donors=24,
        donor=Amounts(held=euros(1_000), advanced=euros(2_100), justified=euros(6_500)),
        whole=Amounts(
            held=euros(14_000), advanced=euros(26_000), justified=euros(52_000), lost=euros(800)
        ),
        payments=(
            PaymentLine(
                dated_on=date(2018, 4, 12), payee=intal, reference="tranche 1",
                amount=euros(40_000), donor_amount=euros(4_400), origin=FICTITIOUS,
            ),
            PaymentLine(
                dated_on=date(2021, 2, 26), payee=intal, reference="tranche 2",
                amount=euros(38_800), donor_amount=euros(4_200), origin=FICTITIOUS,
            ),
        ),
        spending=(
            SpendingLine(
                dated_on=date(2018, 9, 3), label="Études topographiques et hydrauliques",
                supplier="Hidroestudios", reference="FAC-0117", amount=euros(18_250.40),
                donor_amount=euros(2_007.55), origin=FICTITIOUS,
            ),
            SpendingLine(
                dated_on=date(2021, 3, 30), label="Conduites, vannes et raccords",
                supplier="INTAL", reference="FAC-2021-88", amount=euros(33_749.60),
                donor_amount=euros(4_492.45), origin=FICTITIOUS,
            ),
        ),
        cofunding=(
            Cofunding(
                cofunder="Agence française de développement", amount=euros(700_000),
                stage=CofundingStage.AGREED, dated_on=date(2018, 2, 22), origin=PUBLISHED,
            ),
        ),
    )  # fmt: skip


def _training() -> ProjectSheet:
    return ProjectSheet(
        project_id=2,
        title="Formation à la potabilisation de l’eau et remise de kits",
        action_type=ActionType.CAPACITY_BUILDING,
        status=ProjectStatus.UNDER_WAY,
        status_since=date(2021, 5, 24),
        country="Équateur",
        place="Esmeraldas, Sucre, Loja",
        partner="FIRE (association de secouristes)",
        description="Quatre à cinq jours de formation des équipes municipales, suivis de la"
        " remise de kits de potabilisation.",
        n_donors=11,
        donor=Amounts(held=euros(2_000), advanced=euros(500), justified=euros(2_000)),
        whole=Amounts(held=euros(7_000), advanced=euros(8_000), justified=euros(18_000)),
        payments=(
            PaymentLine(
                dated_on=date(2021, 5, 3), payee="FIRE", reference="tranche unique",
                amount=euros(26_000), donor_amount=euros(2_500), origin=FICTITIOUS,
            ),
        ),
        spending=(
            SpendingLine(
                dated_on=date(2021, 6, 18), label="Kits de potabilisation", supplier="FIRE",
                reference="2021-14", amount=euros(18_000), donor_amount=euros(2_000),
                origin=FICTITIOUS,
            ),
        ),
    )  # fmt: skip


def _costs() -> ProjectSheet:
    return ProjectSheet(
        project_id=3,
        title="Mission d’identification et frais bancaires",
        action_type=None,
        status=ProjectStatus.COMPLETED,
        n_donors=20,
        donor=Amounts(spent=euros(900)),
        whole=Amounts(spent=euros(4_200)),
        spending=(
            SpendingLine(
                dated_on=date(2017, 5, 2), label="Mission sur place, mars 2017",
                supplier="Agence de voyages", amount=euros(4_200), donor_amount=euros(900),
                origin=FICTITIOUS,
            ),
        ),
    )  # fmt: skip


def _sources() -> tuple[Source, ...]:
    return (
        Source(
            fact="Le conseil municipal de Grenoble a voté 5 000 € à l’unanimité.",
            dated="23/05/2016",
            address="https://www.gre-mag.fr/breves/grenoble-apporte-une-aide-a-lequateur/",
        ),
        Source(
            fact="28 collectivités ont soit abondé le fonds, soit exprimé une volonté de le"
            " faire ; plus de 150 000 €.",
            dated="22/02/2018",
            address="https://jumelages-partenariats.com/dossiers.php?n=1798&art=FONDS_DE_"
            "SOLIDARITÉ_DES_COLLECTIVITÉS_POUR_L’EQUATEUR",
        ),
    )


def huge(projects: int = 40, lines: int = 1_000, **changes: Any) -> DonorReport:  # noqa: ANN401
    """Many projects with long names and, in the first, ``lines`` expenses."""
    counts = [lines] + [3] * (projects - 1)
    sheets = tuple(_large(number, count) for number, count in enumerate(counts, start=1))
    spent = Cents(sum(sheet.donor.justified for sheet in sheets))
    held = Cents(sum(sheet.donor.held for sheet in sheets))
    statement = position(
        received=Cents(spent + held + euros(10_000)), fees_kept=euros(6_000),
        unallocated=euros(4_000), held=held, justified=spent,
    )  # fmt: skip
    allocations = tuple(
        AllocationLine(
            project_id=sheet.project_id,
            dated_on=date(2017, 3, 20) + timedelta(days=sheet.project_id),
            amount=sheet.donor.allocated,
            purpose=Purpose.ALLOCATION,
            decision=COMMITTEE,
        )
        for sheet in sheets
    )
    fields = {
        "gifts": (
            Gift(
                reference="EQUATEUR-2016-0019",
                steps=(
                    StepLine(
                        kind=Purpose.RECEIPT, dated_on=date(2016, 7, 1), amount=statement.received
                    ),
                ),
            ),
        ),
        "donor": Donor(
            name="Communauté d’agglomération de Saint-Quentin-en-Yvelines et des communes de la"
            " vallée de Chevreuse",
            kind=CollectivityKind.EPCI,
        ),
        "allocations": allocations,
        "projects": sheets,
        "statement": statement,
        "n_fund_projects": projects,
    }
    return _report(**{**fields, **changes})


def _large(number: int, lines: int) -> ProjectSheet:
    total = euros(1_000 * number + 37.13 * lines)
    parts = split(total, [7 + index % 11 for index in range(lines)])
    types = (*ActionType,)
    return ProjectSheet(
        project_id=number,
        title=f"Projet n° {number} : reconstruction des équipements municipaux, des réseaux d’eau"
        " et des écoles primaires de la région côtière",
        action_type=types[number % 3],
        status=ProjectStatus.COMPLETED,
        country="Équateur",
        place="Manabí",
        partner="Association des municipalités équatoriennes",
        description="Une description assez longue pour que la césure serve. " * 6,
        n_donors=number,
        donor=Amounts(held=euros(12.34 * number), justified=total),
        whole=Amounts(held=euros(40 * number), justified=Cents(total * 3)),
        payments=(
            PaymentLine(
                dated_on=date(2018, 1, 5), payee="Association des municipalités équatoriennes",
                amount=Cents(total * 3), donor_amount=total,
            ),
        ),
        spending=tuple(
            SpendingLine(
                dated_on=date(2018, 2, 1) + timedelta(days=index % 700),
                label=f"Facture de matériaux de construction, lot {index + 1}, livraison sur site",
                supplier="Constructora del Pacífico S. A.",
                amount=Cents(part * 3),
                donor_amount=part,
            )
            for index, part in enumerate(parts)
        ),
    )  # fmt: skip


def hostile(**changes: Any) -> DonorReport:  # noqa: ANN401 - any field of the report
    """Markup, control characters, direction marks and a name of 10,000 characters everywhere."""
    long = HOSTILE + "W" * 10_000
    it = normal()
    water = it.projects[0]
    payments = tuple(replace(line, payee=long, reference=HOSTILE) for line in water.payments)
    spending = tuple(
        replace(line, label=long, supplier=HOSTILE, reference=long) for line in water.spending
    )
    sheet = replace(
        water, title=long, country=HOSTILE, place=HOSTILE, partner=long, authority=HOSTILE,
        status_reason=HOSTILE, description=long, results=HOSTILE, payments=payments,
        spending=spending, cofunding=tuple(replace(c, cofunder=long) for c in water.cofunding),
    )  # fmt: skip
    gift = it.gifts[0]
    steps = tuple(replace(step, reference=long) for step in gift.steps)
    decision = replace(COMMITTEE, reference=long)
    fields = {
        "issuer": HOSTILE,
        "fund_name": HOSTILE,
        "crisis": long,
        "donor": Donor(name=long, kind=CollectivityKind.COMMUNE, place=HOSTILE),
        "gifts": (
            replace(gift, reference=HOSTILE, restriction=long, frozen_reason=HOSTILE, steps=steps),
        ),
        "allocations": tuple(replace(line, decision=decision) for line in it.allocations),
        "projects": (sheet, *it.projects[1:]),
        "fee": FeeTerms(rate_bp=800, decision=decision),
        "sources": (Source(fact=long, dated=HOSTILE, address=long),),
    }
    return normal(**{**fields, **changes})
