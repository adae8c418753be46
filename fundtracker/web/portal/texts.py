"""A paragraph about the gift, ready to paste: for the council, and for the town's magazine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template

from fundtracker.i18n import LOCALES, format_date, ngettext, use_locale
from fundtracker.i18n import gettext as _
from fundtracker.position.summary import summary
from fundtracker.web import asked
from fundtracker.web.portal.blueprint import page

if TYPE_CHECKING:
    from fundtracker.i18n import Locale
    from fundtracker.position.statement import Position
    from fundtracker.projects.models import Project
    from fundtracker.web.asked import Day
    from fundtracker.web.portal.own import Own, OwnFund


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What both paragraphs speak of."""

    donor: str
    fund: str
    crisis: str
    position: Position
    n_all_donors: int
    projects: list[Project]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Both paragraphs in one language."""

    locale: Locale
    council: str
    magazine: str


@page("/funds/<code>/text")
def text(own: Own, code: str) -> tuple[str, int]:
    """Show the paragraphs, in French and in English, as of a day."""
    day = asked.day()
    found = own.fund(code)
    facts = _facts(own, found, day)
    html = render_template(
        "portal/text.html",
        fund=found.fund,
        day=day,
        languages={"fr": _("In French"), "en": _("In English")},
        texts=[_texts(facts, locale) for locale in LOCALES],
    )
    return html, day.status


def _facts(own: Own, found: OwnFund, day: Day) -> Facts:
    gifts = own.gifts(day.on, found.fund)
    whole = own.whole(found, day.on)
    return Facts(
        donor=own.collectivity.name,
        fund=found.fund.name,
        crisis=found.crisis.name,
        position=own.position_in(found.fund, gifts, whole),
        n_all_donors=whole.n_donors,
        projects=[it.project for it in own.shares(gifts, day.on) if it.amounts.allocated],
    )


def _texts(facts: Facts, locale: Locale) -> Texts:
    with use_locale(locale):
        return Texts(locale=locale, council=_for_council(facts), magazine=_for_magazine(facts))


def _for_council(facts: Facts) -> str:
    """Say every figure, and the entry that it was taken at: what a council puts on record."""
    position = facts.position
    bound, seal = position.commitments, position.seal
    assert bound is not None  # a collectivity holds whole donations
    assert seal is not None  # one fund has one book
    return " ".join(
        [
            _(
                "%(donor)s supports the solidarity fund “%(fund)s”, run by Cités Unies France"
                " (%(crisis)s).",
                donor=facts.donor,
                fund=facts.fund,
                crisis=facts.crisis,
            ),
            *map(str, summary(position, len(facts.projects), bound.still_to_receive)),
            _(
                "Position on %(day)s, at entry No %(number)s (%(hash)s) of the fund’s journal.",
                day=format_date(position.as_of),
                number=seal.entry_number,
                hash=seal.short_hash,
            ),
        ]
    )


def _for_magazine(facts: Facts) -> str:
    """Say what was done and where, for those who read no figures."""
    if facts.position.given:
        first = ngettext(
            "After the crisis “%(crisis)s”, %(donor)s gave through the solidarity fund of Cités"
            " Unies France, as did %(num)s collectivity in all.",
            "After the crisis “%(crisis)s”, %(donor)s gave through the solidarity fund of Cités"
            " Unies France, as did %(num)s collectivities in all.",
            facts.n_all_donors,
            crisis=facts.crisis,
            donor=facts.donor,
        )
    else:
        first = _(
            "After the crisis “%(crisis)s”, %(donor)s joins the solidarity fund of Cités Unies"
            " France.",
            crisis=facts.crisis,
            donor=facts.donor,
        )
    # What the fund itself costs is no project to tell of.
    projects = [it for it in facts.projects if it.action_type]
    if projects:
        first += " " + ngettext(
            "Our money takes part in %(num)s project:",
            "Our money takes part in %(num)s projects:",
            len(projects),
        )
    return "\n".join([first, *map(_line, projects)])


def _line(project: Project) -> str:
    return _(
        "– %(project)s (%(place)s): %(status)s",
        project=project.title,
        place=", ".join(filter(None, (project.place, project.country))),
        status=project.status.label,
    )
