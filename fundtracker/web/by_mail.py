"""Signing in by a link or a code sent by mail, being invited, and choosing a new password.

Whoever asks is told the same for every address, known or not. A link opens a page with a button: a
program that looks at the links of a mail, as scanners do, uses none up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from sqlalchemy import select
from wtforms import EmailField

from fundtracker.errors import RuleViolation
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.outbox import service as outbox
from fundtracker.transaction import transaction
from fundtracker.users import attempts, invite, links
from fundtracker.users.attempts import Attempt
from fundtracker.users.models import Purpose, User
from fundtracker.web import entering, letters, reading
from fundtracker.web.access import Permission, needs
from fundtracker.web.fields import LineField
from fundtracker.web.forms import Form
from fundtracker.web.passwords import PASSWORD_FAULTS, Twice
from fundtracker.web.security_log import note

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from config import Settings

pages = Blueprint("by_mail", __name__)

# Of letters to one address within a quarter of an hour.
_MOST_LETTERS = 3

_ASKED = "asked_for"
_LONGEST = 254


class AskForm(Form):
    """To whom a letter is to go."""

    email = EmailField(
        lazy_gettext("E-mail address"),  # type: ignore[arg-type] # a lazy text is one
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


class CodeForm(Form):
    """The code of the letter."""

    code = LineField(
        lazy_gettext("Code of the mail"),
        limit=40,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class EnterForm(Form):
    """The button that signs in."""


@pages.route("/sign-in/by-mail", methods=("GET", "POST"))
@needs(Permission.PUBLIC)
def ask() -> tuple[str, int] | Response:
    """Send a link and a code that sign somebody in."""
    return _ask(Purpose.SIGN_IN)


@pages.route("/sign-in/forgotten", methods=("GET", "POST"))
@needs(Permission.PUBLIC)
def forgotten() -> tuple[str, int] | Response:
    """Send a link by which somebody chooses a new password."""
    return _ask(Purpose.NEW_PASSWORD)


def _ask(purpose: Purpose) -> tuple[str, int] | Response:
    _check_mail()
    form = AskForm()
    if form.is_sent():
        email = (form.email.data or "").strip()[:_LONGEST]
        if "@" in email:
            _send(purpose, email)
            session[_ASKED] = email
            where = ".code" if purpose is Purpose.SIGN_IN else ".on_its_way"
            return redirect(url_for(where), code=303)
        form.email.errors = [_("Type the e-mail address with which you sign in.")]
        form.status = 422
    return render_template("account/ask.html", form=form, purpose=purpose), form.status


def _send(purpose: Purpose, email: str) -> None:
    attempt = Attempt(email=email, address=request.remote_addr or "", what="letter")
    with transaction(reading.session()) as writing:
        attempts.begin(writing, attempt, most_of_account=_MOST_LETTERS)
        user = writing.scalar(select(User).where(User.email == email.lower()))
        if user is not None and user.active:
            _write(writing, user, purpose)
            return
        # An address that nobody has costs what another costs: its answer tells nothing.
        with writing.begin_nested() as undone:
            nobody = writing.scalar(select(User).order_by(User.id).limit(1))
            if nobody is not None:
                _write(writing, nobody, purpose)
            undone.rollback()


def _write(writing: Session, user: User, purpose: Purpose) -> None:
    link = links.make(writing, user, purpose)
    write = letters.sign_in if purpose is Purpose.SIGN_IN else letters.new_password
    write(writing, user, link)


@pages.route("/sign-in/by-mail/code", methods=("GET", "POST"))
@needs(Permission.PUBLIC)
def code() -> tuple[str, int] | Response:
    """Say that a letter is on its way, and take the code that it bears."""
    _check_mail()
    email = session.get(_ASKED)
    if not isinstance(email, str):
        return redirect(url_for(".ask"), code=303)
    form = CodeForm()
    if form.is_sent():
        attempt = Attempt(email=email, address=request.remote_addr or "", what="code")
        with transaction(reading.session()) as writing:
            attempts.begin(writing, attempt)
        try:
            with transaction(reading.session()) as writing:
                user = links.use_code(writing, email, form.code.data or "")
                attempts.forget(writing, attempt)
                invite.came(writing, user)
                user_id = user.id
        except RuleViolation as refusal:
            note("mailed_code_refused", account=attempt.account_hash[:12])
            form.refuse("code", refusal)
        else:
            return _enter(user_id)
    return render_template("account/code.html", form=form, email=email), form.status


@pages.get("/sign-in/forgotten/sent")
@needs(Permission.PUBLIC)
def on_its_way() -> str | Response:
    """Say that a letter is on its way."""
    _check_mail()
    email = session.get(_ASKED)
    if not isinstance(email, str):
        return redirect(url_for(".forgotten"), code=303)
    return render_template("account/on_its_way.html", email=email)


@pages.route("/enter/<token>", methods=("GET", "POST"))
@needs(Permission.PUBLIC)
def enter(token: str) -> tuple[str, int] | Response:
    """Show what a link of a letter opens, and do it when asked."""
    user, purpose = links.look(reading.session(), token)
    if purpose is Purpose.SIGN_IN:
        return _sign_in(token, user)
    form = Twice()
    if form.is_sent() and form.is_same():
        try:
            with transaction(reading.session()) as writing:
                password = form.password.data or ""
                user_id = invite.accept(writing, token, purpose, password=password).id
        except RuleViolation as refusal:
            form.refuse(PASSWORD_FAULTS.get(type(refusal)), refusal)
        else:
            return _enter(user_id)
    user, purpose = links.look(reading.session(), token)
    html = render_template("account/choose_password.html", form=form, user=user, purpose=purpose)
    return html, form.status


def _sign_in(token: str, user: User) -> tuple[str, int] | Response:
    form = EnterForm()
    if form.is_sent():
        with transaction(reading.session()) as writing:
            found = links.use(writing, token, Purpose.SIGN_IN)
            invite.came(writing, found)
            user_id = found.id
        return _enter(user_id)
    return render_template("account/enter.html", form=form, user=user), form.status


def _enter(user_id: int) -> Response:
    session.pop(_ASKED, None)
    return entering.enter(user_id)


@pages.get("/demonstration/mails")
@needs(Permission.PUBLIC)
def mails() -> str:
    """Show the last letters: in the demonstration nobody else would read them."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.is_demonstration:
        abort(404)
    return render_template("account/mails.html", mails=outbox.latest(reading.session(), limit=20))


@pages.after_request
def _keep_secret(response: Response) -> Response:
    """Let no cache keep these pages, and no other site see their addresses: they open accounts."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _check_mail() -> None:
    settings: Settings = current_app.extensions["settings"]
    if not settings.has_mail:
        abort(404)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(pages)
