"""Letters of ours: written when what they tell of is recorded, and queued with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, url_for

from fundtracker import clock
from fundtracker.documents.issuer import Issuer
from fundtracker.documents.paragraphs.words import fields_of, words_of
from fundtracker.documents.send import attached
from fundtracker.i18n import current_locale, ngettext
from fundtracker.i18n import gettext as _
from fundtracker.outbox import service as outbox
from fundtracker.outbox.service import Letter
from fundtracker.web.urls import absolute

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.documents.send import Delivery
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


def documents(session: Session, delivery: Delivery) -> Letter:
    """Write the letter with which issued documents go to a donor."""
    fields = fields_of(Issuer.now(session), clock.today(), donor=delivery.donor)
    subject = ngettext(
        "%(num)s document about the gifts of %(donor)s",
        "%(num)s documents about the gifts of %(donor)s",
        len(delivery.documents),
        donor=delivery.donor,
    )
    values = {
        "donor": delivery.donor,
        "documents": delivery.documents,
        "site": absolute("/"),
        "address": absolute(url_for("portal.documents")),
        "check": absolute(url_for("public.check")),
        "subject": subject,
        "words": words_of(session, "letter", current_locale(), fields),
    }
    return Letter(
        recipient=delivery.recipient,
        subject=" ".join(subject.split()),
        text=render_template("mail/documents.txt", **values),
        html=render_template("mail/documents.html", **values),
        attachments=attached(delivery.documents),
    )


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
