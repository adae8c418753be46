"""The page of a fund: position, stages, flow, donors, projects and decisions, as of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, url_for
from sqlalchemy import select

from fundtracker.charts.flow import Flow, FlowLine, FlowNode
from fundtracker.funds.errors import NoSuchFund
from fundtracker.funds.models import Crisis, Fund
from fundtracker.funds.queries import decisions_of
from fundtracker.i18n import gettext as _
from fundtracker.i18n import ngettext
from fundtracker.position.fund_page import FundPage, fund_page
from fundtracker.projects.kinds import ActionType
from fundtracker.web import asked, pictures, reading
from fundtracker.web.access import Permission, may
from fundtracker.web.staff.blueprint import page
from fundtracker.web.urls import address_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.position.flow import FlowSource


@page("/funds/<code>")
def fund(code: str) -> tuple[str, int]:
    """Show a fund."""
    session = reading.session()
    found, crisis = _fund(session, code)
    day = asked.day()
    shown = fund_page(session, found, day.on)
    bound = shown.position.commitments
    assert bound is not None  # a fund holds whole donations
    html = render_template(
        "staff/fund.html",
        fund=found,
        crisis=crisis,
        day=day,
        page=shown,
        position=shown.position,
        bound=bound,
        stages=pictures.stages(shown.position, bound.still_to_receive, _places(code)),
        flow=pictures.flow(_flow(code, shown)),
        bars={
            it.project_id: pictures.bar(it.amounts, it.planned, f"bar-{it.project_id}")
            for it in shown.projects
        },
        action_types=list(ActionType),
        decisions=decisions_of(session, found.id),
    )
    return html, day.status


def _fund(session: Session, code: str) -> tuple[Fund, Crisis]:
    row = session.execute(
        select(Fund, Crisis).join(Crisis, Crisis.id == Fund.crisis_id).where(Fund.code == code)
    ).one_or_none()
    if row is None:
        raise NoSuchFund(code=code[:40])
    return row[0], row[1]


def _places(code: str) -> dict[str, str]:
    """Say where each part of the stages bar leads: to the rows that make it up."""
    return {
        "unallocated": url_for(".donations", code=code, state="unallocated"),
        "fees": url_for(".journal", code=code, purpose="management_fee"),
        "held": "#projects",
        "advanced": "#projects",
        "justified": "#projects",
        "lost": "#projects",
    }


def _flow(code: str, shown: FundPage) -> Flow:
    """Name and link what flows: donors, uses and projects."""
    projects = {it.project_id: it for it in shown.projects}
    sources = {_key(it.source): it.source for it in shown.flow.lines}
    lines = []
    for it in shown.flow.lines:
        if it.project_id is None:
            assert it.use is not None  # one or the other
            use = it.use.value
        else:
            action_type = projects[it.project_id].action_type
            use = action_type.value if action_type else "fund_costs"
        lines.append(
            FlowLine(
                donor=_key(it.source),
                use=use,
                amount=it.amount,
                project=None if it.project_id is None else str(it.project_id),
            )
        )
    used = {it.project_id for it in shown.flow.lines}
    return Flow(
        donors=tuple(_donor(key, it, shown.flow.n_others) for key, it in sources.items()),
        projects=tuple(
            FlowNode(
                key=str(it.project_id),
                label=it.title,
                href=address_of("staff.project", code=code, project_id=it.project_id),
            )
            for it in shown.projects
            if it.project_id in used
        ),
        lines=tuple(lines),
    )


def _key(source: FlowSource) -> str:
    return "rest" if source.collectivity_id is None else str(source.collectivity_id)


def _donor(key: str, source: FlowSource, n_others: int) -> FlowNode:
    if source.collectivity_id is None:
        label = (
            ngettext("%(num)s other donor", "%(num)s other donors", n_others)
            if n_others
            else _("Other money")
        )
        return FlowNode(key=key, label=label)
    href = address_of("staff.collectivity", collectivity_id=source.collectivity_id)
    return FlowNode(key=key, label=source.name or "", href=href if may(Permission.READ) else None)
