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
from fundtracker.i18n import N_, format_amount, format_date, format_percent, ngettext
from fundtracker.i18n import gettext as _
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

_MAYOR, _PRESIDENT = N_("the mayor"), N_("the president")
# The council, who presides over its administration, and the article by which it decides. Councils
# and articles are French law's, and stand in papers that are French.
_COUNCILS = {
    CollectivityKind.COMMUNE: ("conseil municipal", _MAYOR, "L.\u00a02121-29"),
    CollectivityKind.EPCI: ("conseil communautaire", _PRESIDENT, "L.\u00a05211-1"),
    CollectivityKind.METROPOLE: ("conseil de la métropole", _PRESIDENT, "L.\u00a05211-1"),
    CollectivityKind.DEPARTEMENT: ("conseil départemental", _PRESIDENT, "L.\u00a03211-1"),
    CollectivityKind.REGION: ("conseil régional", _PRESIDENT, "L.\u00a04221-1"),
    CollectivityKind.SYNDICAT: ("comité syndical", _PRESIDENT, "L.\u00a05711-1"),
}

_BLANKS = {
    "annee": N_("the year"),
    "appel_date": N_("of such a day"),
    "article_assemblee": N_("article by which the council decides"),
    "assemblee": N_("deliberating council"),
    "bic": N_("BIC"),
    "collectivite": N_("name of the local authority"),
    "contact": N_("e-mail and telephone"),
    "crise": N_("what happened"),
    "crise_description": "",
    "demande_phrase": "",
    "eau_considerant": "",
    "executif": N_("legal representative"),
    "fonds": N_("name of the fund"),
    "frais_phrase": N_("Rule of the management fee."),
    "iban": N_("IBAN of the dedicated account"),
    "jour": N_("the date"),
    "montant": N_("the amount"),
    "organisme": N_("name of the organisation"),
    "projets_phrase": "",
    "organisme_adresse": N_("the address"),
    "organisme_forme": N_("its legal form"),
    "organisme_siret": N_("SIRET"),
    "organisme_siret_texte": N_("SIRET"),
    "reference": N_("given by the organisation"),
    "reliquat_phrase": "",
    "signataire": N_("the name"),
    "signataire_fonction": N_("the function"),
    "siren_texte": N_("SIREN"),
    "situation_phrase": "",
}


def blanks() -> dict[str, str]:
    """Return what is to be completed where a field is empty, in the language of the moment."""
    return {name: _(words) for name, words in _BLANKS.items()}


def fields(
    session: Session,
    fund: Fund,
    collectivity: Collectivity | None,
    donation: Donation | None,
    as_of: date,
) -> dict[str, str]:
    """Return the fields of a fund's papers, for a collectivity and its donation where named.

    Written in the language of the moment; what staff typed, as they typed it.
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
        "executif": _(executive),
        "fonds": fund.name,
        "frais_phrase": _fee(session, fund, as_of),
        "iban": shown_iban(fund.iban) if fund.iban else "",
        "jour": _("Written on %(date)s", date=format_date(as_of)),
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
    return _("of %(date)s", date=format_date(found.launched_on)) if found else ""


def _request(session: Session, fund: Fund) -> str:
    who = session.scalars(
        select(FundRequest.requested_by)
        .where(FundRequest.fund_id == fund.id, FundRequest.requested_by != "")
        .order_by(FundRequest.id)
    ).all()
    return _("Help is asked for by: %(who)s.", who=", ".join(who)) if who else ""


def _position(session: Session, fund: Fund, as_of: date) -> str:
    """Say how far the fund is; nothing before its first money."""
    it = position(session, FundScope(fund_id=fund.id, book_id=fund.book_id), as_of)
    if it.received <= 0:
        return ""
    n_donors = n_giving(session, fund, Moment(as_of))
    said = ngettext(
        "As of %(date)s, %(num)s donor has paid %(amount)s.",
        "As of %(date)s, %(num)s donors have paid %(amount)s.",
        n_donors,
        date=format_date(as_of),
        amount=format_amount(it.received),
    )
    if it.allocated <= 0:
        return said
    used = _(
        "Of this, %(allocated)s are allocated to projects; %(justified)s are justified by now.",
        allocated=format_amount(it.allocated),
        justified=format_amount(it.justified_in_all),
    )
    return f"{said} {used}"


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
    if len(named) > len(first):
        first.append(_("and others"))
    return _("The projects: %(names)s.", names=_("; ").join(first))


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
        return _("No management fee is taken.")
    percent = format_percent(rate.rate_bp, _WHOLE)
    if not rate.cap:
        return _("The management fee is %(percent)s.", percent=percent)
    return _(
        "The management fee is %(percent)s, %(cap)s at most for each grant.",
        percent=percent,
        cap=format_amount(rate.cap),
    )


def _amount(session: Session, fund: Fund, donation: Donation | None, as_of: date) -> str:
    if donation is None:
        return ""
    scope = DonationScope(book_id=fund.book_id, donation_id=donation.id)
    bound = position(session, scope, as_of).commitments
    amount = (bound.firm or bound.promised) if bound else ZERO
    return format_amount(amount) if amount else ""
