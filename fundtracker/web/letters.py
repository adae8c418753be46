"""Letters of ours: written when what they tell of is recorded, and queued with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, url_for

from fundtracker.i18n import gettext as _
from fundtracker.outbox import service as outbox
from fundtracker.outbox.service import Letter
from fundtracker.web.urls import absolute

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.users.links import Secrets
    from fundtracker.users.models import User


def invitation(session: Session, user: User, link: Secrets, *, of: str) -> None:
    """Tell somebody that they may sign in; ``of`` is whose people they join."""
    subject = _("Your access to the solidarity funds of Cités Unies France")
    _queue(session, user, subject, "invitation", link, of=of)


def sign_in(session: Session, user: User, link: Secrets) -> None:
    """Send somebody the link, and the code, that sign them in."""
    _queue(session, user, _("Sign in to FundTracker"), "sign_in", link)


def new_password(session: Session, user: User, link: Secrets) -> None:
    """Send somebody the link by which they choose a new password."""
    _queue(session, user, _("Choose a new password"), "new_password", link)


def _queue(
    session: Session, user: User, subject: str, name: str, link: Secrets, **values: str
) -> None:
    values |= {
        "name": user.name,
        "address": absolute(url_for("by_mail.enter", token=link.token)),
        "site": absolute("/"),
        "code": link.code,
        "subject": subject,
    }
    letter = Letter(
        recipient=user.email,
        subject=subject,
        text=render_template(f"mail/{name}.txt", **values),
        html=render_template(f"mail/{name}.html", **values),
    )
    outbox.queue(session, letter)
