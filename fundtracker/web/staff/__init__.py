"""The staff's pages: one module for each, registered together."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from fundtracker.web.staff.blueprint import pages

if TYPE_CHECKING:
    from flask import Flask

_MODULES = (
    "work",
    "funds",
    "fund",
    "fund_facts",
    "fund_fees",
    "fund_forms",
    "fund_phases",
    "fund_state",
    "donations",
    "new_donation",
    "donation",
    "donation_forms",
    "other_money",
    "leftovers",
    "settle",
    "steps",
    "receipts",
    "allocate",
    "projects",
    "project_forms",
    "project_follow",
    "indicators",
    "milestones",
    "news",
    "release",
    "substitute",
    "decisions",
    "meetings",
    "minutes",
    "agreements",
    "agreement_forms",
    "payments",
    "expenditures",
    "expenditure_forms",
    "expenditure_correction",
    "partner_returns",
    "fee_withdrawal",
    "journal",
    "entries",
    "corrections",
    "donors",
    "collectivities",
    "collectivity_forms",
    "collectivity_people",
    "partners",
    "contacts",
    "periods",
    "users",
    "user_forms",
    "user_acts",
    "acts",
    "reports",
    "issued",
    "batches",
    "packs",
    "sending",
    "kits",
    "organisation",
    "texts",
    "proposals",
    "files",
)


def init_app(app: Flask) -> None:
    """Register every page of the staff."""
    for name in _MODULES:
        import_module(f"{__name__}.{name}")
    app.register_blueprint(pages)
