"""The second factor: asked for at sign-in, set up and taken away on one's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from wtforms import PasswordField

from fundtracker.errors import RuleViolation
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.transaction import transaction
from fundtracker.users import attempts, invite, second
from fundtracker.users.attempts import Attempt
from fundtracker.users.errors import WrongPassword, WrongSecondCode
from fundtracker.users.models import User
from fundtracker.users.service import is_password
from fundtracker.web import entering, reading
from fundtracker.web.access import Permission, needs
from fundtracker.web.fields import LineField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.security_log import note
from fundtracker.web.urls import is_local

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug import Response

pages = Blueprint("second", __name__)


class CodeForm(Form):
    """A code of the phone, or a recovery code."""

    code = LineField(
        lazy_gettext("Code of your application, or a recovery code"),
        limit=40,
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none"},
    )


class SetUpForm(Form):
    """The first code of a phone."""

    code = LineField(
        lazy_gettext("Code that the application shows"),
        limit=40,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class RemoveForm(Form):
    """The button that takes a second factor away."""


class ProofForm(Form):
    """A factor of somebody who is signed in already."""

    code = LineField(
        lazy_gettext("Code of your application, or a recovery code"),
        limit=40,
        required=False,
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none"},
    )
    password = PasswordField(
        lazy_gettext("Password"),  # type: ignore[arg-type] # a lazy text is one
        render_kw={"autocomplete": "current-password"},
    )


@pages.route("/sign-in/second", methods=("GET", "POST"))
@needs(Permission.PUBLIC)
def ask() -> tuple[str, int] | Response:
    """Ask somebody who gave the first factor for the second."""
    found = entering.half_in()
    if found is None:
        return redirect(url_for("security.login"), code=303)
    user_id, wanted = found
    form = CodeForm()
    if form.is_sent() and _is_right(form, user_id, form.code.data or ""):
        return entering.let_in(user_id, wanted)
    return render_template("account/second_code.html", form=form), form.status


@pages.route("/account/second-factor", methods=("GET", "POST"))
@needs(Permission.OWN_ACCOUNT)
def set_up() -> tuple[str, int] | Response:
    """Show what a phone reads, and confirm it by its first code."""
    user_id = current_user.id
    if second.has_one(reading.session(), user_id):
        html = render_template(
            "account/second_factor.html",
            n_codes=second.n_recovery_codes(reading.session(), user_id),
        )
        return html, 200
    form = SetUpForm()
    if form.is_sent():
        wanted = second.SetSecondFactor(user_id=user_id)
        codes = form.record(
            lambda session, by: second.confirm(
                session, wanted, code=form.code.data or "", key=_key(), by=by
            ),
            {WrongSecondCode: "code"},
        )
        if codes is not None:
            # Shown this once, so not after a redirection: nothing keeps them.
            entering.prove()
            return render_template("account/recovery_codes.html", codes=codes), 200
    with transaction(reading.session()) as session:
        nonce = second.begin(session, user_id)
    secret = second.secret_of(user_id, nonce, key=_key())
    email = reading.session().get_one(User, user_id).email
    drawn = segno.make(second.address_of(secret, email), error="m").svg_inline(
        scale=4, svgclass="qr", lineclass=None, omitsize=True
    )
    html = render_template(
        "account/second_set_up.html",
        form=form,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        picture=Markup(drawn),  # noqa: S704 - drawn by the library from digits and letters
        is_needed=entering.lacks_second(current_user.role.moves_money),
    )
    return html, form.status


@pages.route("/account/second-factor/remove", methods=("GET", "POST"))
@needs(Permission.OWN_ACCOUNT)
def remove() -> tuple[str, int] | Response:
    """Take one's own second factor away: the old phone's, before a new one is set up."""
    if not entering.is_proved(entering.FRESH):
        return redirect(url_for(".prove", next=request.path), code=303)
    form = RemoveForm()
    if form.is_sent():
        wanted = second.RemoveSecondFactor(user_id=current_user.id)
        done = form.record(lambda session, by: second.remove(session, wanted, by=by).id)
        if done is not None:
            say(_("Second factor taken away."))
            return redirect(url_for(".set_up"), code=303)
    return render_template("account/second_remove.html", form=form), form.status


@pages.route("/account/proof", methods=("GET", "POST"))
@needs(Permission.OWN_ACCOUNT)
def prove() -> tuple[str, int] | Response:
    """Ask somebody who is signed in for a factor again, before what a thief must not do."""
    typed = request.args.get("next", "/")
    wanted = typed if is_local(typed) else "/"
    user_id = current_user.id
    by_code = second.has_one(reading.session(), user_id)
    form = ProofForm()
    if form.is_sent():
        right = (
            _is_right(form, user_id, form.code.data or "")
            if by_code
            else _has_password(form, user_id, form.password.data or "")
        )
        if right:
            entering.prove()
            return redirect(wanted, code=303)
    return render_template("account/proof.html", form=form, by_code=by_code), form.status


def _is_right(form: CodeForm | ProofForm, user_id: int, code: str) -> bool:
    """Use a code up; count the tries, and show the form again where it is wrong."""
    attempt = Attempt(email=str(user_id), address=request.remote_addr or "", what="second")
    with transaction(reading.session()) as session:
        attempts.begin(session, attempt)
    try:
        with transaction(reading.session()) as session:
            second.use(session, user_id, code, key=_key())
            attempts.forget(session, attempt)
            invite.came(session, session.get_one(User, user_id))
    except RuleViolation as refusal:
        note("second_factor_refused", user=user_id)
        form.refuse("code", refusal)
        return False
    return True


def _has_password(form: ProofForm, user_id: int, password: str) -> bool:
    user = reading.session().get_one(User, user_id)
    attempt = Attempt(email=user.email, address=request.remote_addr or "")
    with transaction(reading.session()) as session:
        attempts.begin(session, attempt)
    if not is_password(reading.session().get_one(User, user_id), password):
        form.refuse("password", WrongPassword())
        return False
    with transaction(reading.session()) as session:
        attempts.forget(session, attempt)
    return True


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


@pages.after_request
def _keep_secret(response: Response) -> Response:
    """Let no cache keep these pages: they show secrets once."""
    response.headers["Cache-Control"] = "no-store, private"
    return response


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(pages)
