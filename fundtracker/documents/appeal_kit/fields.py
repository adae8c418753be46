"""The fields of an appeal kit: what the books know of a fund, a collectivity and its donation.

The articles are those of the code général des collectivités territoriales by which each council
decides; L. 1115-1 founds its action abroad, L. 1115-1-1 that of its water and waste budgets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.documents.issuer import Issuer
from fundtracker.donations.fees import Rate, rate_on
from fundtracker.funds.accounts import shown_iban
from fundtracker.funds.models import Appeal, Crisis, FeeRule, FundRequest
from fundtracker.i18n import format_amount, format_date, format_percent
from fundtracker.money import ZERO
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.position.donors import n_giving
from fundtracker.position.moments import Moment
from fundtracker.position.queries import position
from fundtracker.position.scopes import DonationScope, FundScope
from fundtracker.projects.kinds import ProjectKind, Theme
from fundtracker.projects.queries import projects_of

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.donations.models import Donation
    from fundtracker.funds.models import Fund
    from fundtracker.parties.models import Collectivity

_WHOLE = 10_000
_MOST_PROJECTS = 12

# The council, who presides over its administration, and the article by which it decides.
_COUNCILS = {
    CollectivityKind.COMMUNE: ("conseil municipal", "le maire", "L.\u00a02121-29"),
    CollectivityKind.EPCI: ("conseil communautaire", "le président", "L.\u00a05211-1"),
    CollectivityKind.METROPOLE: ("conseil de la métropole", "le président", "L.\u00a05211-1"),
    CollectivityKind.DEPARTEMENT: ("conseil départemental", "le président", "L.\u00a03211-1"),
    CollectivityKind.REGION: ("conseil régional", "le président", "L.\u00a04221-1"),
    CollectivityKind.SYNDICAT: ("comité syndical", "le président", "L.\u00a05711-1"),
}

# What is to be completed where a field is empty.
BLANKS = {
    "annee": "année",
    "appel_date": "de telle date",
    "article_assemblee": "article par lequel l’assemblée décide",
    "assemblee": "assemblée délibérante",
    "bic": "BIC",
    "collectivite": "nom de la collectivité",
    "contact": "courriel et téléphone",
    "crise": "ce qui est arrivé",
    "crise_description": "",
    "demande_phrase": "",
    "eau_considerant": "",
    "executif": "représentant légal",
    "fonds": "nom du fonds",
    "frais_phrase": "Règle des frais de gestion.",
    "iban": "IBAN du compte dédié",
    "jour": "date",
    "montant": "montant",
    "organisme": "nom de l’organisme",
    "projets_phrase": "",
    "organisme_adresse": "adresse",
    "organisme_forme": "forme juridique",
    "organisme_siret": "SIRET",
    "organisme_siret_texte": "SIRET",
    "reference": "donnée par l’association",
    "reliquat_phrase": "",
    "signataire": "nom",
    "signataire_fonction": "fonction",
    "siren_texte": "SIREN",
    "situation_phrase": "",
}


def fields(
    session: Session,
    fund: Fund,
    collectivity: Collectivity | None,
    donation: Donation | None,
    as_of: date,
) -> dict[str, str]:
    """Return the fields of a fund's papers, for a collectivity and its donation where named.

    Written in the language of the moment, which for these papers is French.
    """
    issuer = Issuer.now(session)
    crisis = session.get_one(Crisis, fund.crisis_id)
    council, executive, article = _COUNCILS.get(
        collectivity.kind if collectivity else CollectivityKind.NETWORK, ("", "", "")
    )
    when = crisis.happened_text or format_date(crisis.happened_on)
    return {
        "annee": str(as_of.year),
        "appel_date": _appeal(session, fund),
        "article_assemblee": article,
        "assemblee": council,
        "bic": fund.bic or "",
        "collectivite": collectivity.name if collectivity else "",
        "contact": ", ".join(filter(None, (issuer.email, issuer.phone))),
        "crise": f"{crisis.name} ({fund.territory}), {when}",
        "crise_description": crisis.description,
        "demande_phrase": _request(session, fund),
        "eau_considerant": _water(donation),
        "executif": executive,
        "fonds": fund.name,
        "frais_phrase": _fee(session, fund, as_of),
        "iban": shown_iban(fund.iban) if fund.iban else "",
        "jour": f"Le {format_date(as_of)}",
        "montant": _amount(session, fund, donation, as_of),
        "organisme": issuer.name,
        "organisme_adresse": ", ".join(issuer.address.splitlines()),
        "organisme_forme": issuer.legal_form,
        "organisme_siret": issuer.siret,
        "organisme_siret_texte": f"SIRET {issuer.siret}" if issuer.siret else "",
        "projets_phrase": _projects(session, fund),
        "reference": donation.reference if donation else "",
        "reliquat_phrase": f"{fund.leftover_rule.rstrip('.')}." if fund.leftover_rule else "",
        "signataire": issuer.signatory,
        "signataire_fonction": issuer.signatory_function,
        "siren_texte": f"SIREN {collectivity.siren}" if collectivity and collectivity.siren else "",
        "situation_phrase": _position(session, fund, as_of),
    }


def _appeal(session: Session, fund: Fund) -> str:
    found = session.scalar(
        select(Appeal).where(Appeal.fund_id == fund.id).order_by(Appeal.id).limit(1)
    )
    return f"du {format_date(found.launched_on)}" if found else ""


def _request(session: Session, fund: Fund) -> str:
    who = session.scalars(
        select(FundRequest.requested_by)
        .where(FundRequest.fund_id == fund.id, FundRequest.requested_by != "")
        .order_by(FundRequest.id)
    ).all()
    return f"L’aide est demandée par\u00a0: {', '.join(who)}." if who else ""


def _position(session: Session, fund: Fund, as_of: date) -> str:
    """Say how far the fund is; nothing before its first money."""
    it = position(session, FundScope(fund_id=fund.id, book_id=fund.book_id), as_of)
    if it.received <= 0:
        return ""
    n_donors = n_giving(session, fund, Moment(as_of))
    said = (
        f"Au {format_date(as_of)}, {n_donors} "
        f"{'donateur a' if n_donors == 1 else 'donateurs ont'} versé {format_amount(it.received)}"
    )
    if it.allocated <= 0:
        return f"{said}."
    used = f"{format_amount(it.allocated)} sont affectés à des projets"
    return f"{said}\u00a0; {used}, dont {format_amount(it.justified_in_all)} justifiés."


def _projects(session: Session, fund: Fund) -> str:
    """Name the projects of action and where they are."""
    named = [
        f"{it.title}{f' ({it.place})' if it.place else ''}"
        for it in projects_of(session, fund.id)
        if it.kind is ProjectKind.ACTION
    ]
    if not named:
        return ""
    first = named[:_MOST_PROJECTS]
    more = ", et d’autres" if len(named) > len(first) else ""
    said = "\u00a0; ".join(first)
    return f"Les projets\u00a0: {said}{more}."


def _water(donation: Donation | None) -> str:
    if donation is None or donation.budget is Theme.GENERAL:
        return ""
    return (
        "Considérant que la dépense est prise sur un budget annexe"
        f" ({donation.budget.label}), dans la limite de 1\u00a0% de ses ressources et pour des"
        " projets de même nature (article L.\u00a01115-1-1 du même code)\u00a0;"
    )


def _fee(session: Session, fund: Fund, as_of: date) -> str:
    rules = session.scalars(
        select(FeeRule).where(FeeRule.fund_id == fund.id).order_by(FeeRule.valid_from, FeeRule.id)
    )
    rates = [Rate(rate_bp=it.rate_bp, cap=it.cap, valid_from=it.valid_from) for it in rules]
    if not rates:
        return ""
    rate = rate_on(rates, as_of)
    if not rate.rate_bp:
        return "Aucun frais de gestion n’est prélevé."
    cap = f", dans la limite de {format_amount(rate.cap)} par subvention" if rate.cap else ""
    return f"Les frais de gestion sont de {format_percent(rate.rate_bp, _WHOLE)}{cap}."


def _amount(session: Session, fund: Fund, donation: Donation | None, as_of: date) -> str:
    if donation is None:
        return ""
    scope = DonationScope(book_id=fund.book_id, donation_id=donation.id)
    bound = position(session, scope, as_of).commitments
    amount = (bound.firm or bound.promised) if bound else ZERO
    return format_amount(amount) if amount else ""
