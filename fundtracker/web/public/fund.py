"""A fund as everybody sees it."""

from __future__ import annotations

from flask import render_template

from fundtracker.funds.accounts import shown_iban
from fundtracker.funds.states import FundState
from fundtracker.money import ZERO
from fundtracker.position.public_pages import PAGE, public_fund
from fundtracker.projects.kinds import ActionType
from fundtracker.web import asked, pictures, reading
from fundtracker.web.public.blueprint import page

# Who may still give.
_OPEN = frozenset({FundState.COLLECTING})


@page("/public/<code>")
def fund(code: str) -> str:
    """Show a fund: its crisis, its money, its projects, its donors, and how to give."""
    wanted = asked.number("donors")
    shown = public_fund(reading.session(), code, page=wanted)
    n_pages = max(1, -(-shown.n_donors // PAGE))
    return render_template(
        "public/fund.html",
        shown=shown,
        fund=shown.fund,
        stages=pictures.stages(shown.amounts, ZERO),
        over_time=pictures.over_time(shown.over_time),
        bars={
            it.project.id: pictures.bar(it.amounts, it.project.planned, f"bar-{it.project.id}")
            for it in shown.projects
        },
        map=pictures.places(it.project for it in shown.projects),
        tones=pictures.TONES,
        action_types=list(ActionType),
        project_titles={it.project.id: it.project.title for it in shown.projects},
        takes_donations=shown.fund.state in _OPEN,
        iban=shown_iban(shown.fund.iban) if shown.fund.iban else None,
        page=min(wanted, n_pages),
        pages=n_pages,
    )
