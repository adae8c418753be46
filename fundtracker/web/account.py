"""One's own account, for everybody who signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from wtforms import PasswordField

from fundtracker.i18n import lazy_gettext
from fundtracker.transaction import transaction
from fundtracker.users import attempts, manage, second
from fundtracker.users.attempts import Attempt
from fundtracker.users.errors import WrongPassword
from fundtracker.web import reading
from fundtracker.web.access import Permission, needs
from fundtracker.web.passwords import PASSWORD_FAULTS, Twice

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug import Response

pages = Blueprint("account", __name__)

_BLAME = {**PASSWORD_FAULTS, WrongPassword: "present"}


class OwnPasswordForm(Twice):
    """One's own new password."""

    present = PasswordField(
        lazy_gettext("Present password"),  # type: ignore[arg-type] # a lazy text is one
        render_kw={"autocomplete": "current-password"},
    )


@pages.route("/account", methods=("GET", "POST"))
@needs(Permission.OWN_ACCOUNT)
def account() -> tuple[str, int] | Response:
    """Show one's own account, and change one's password."""
    form = OwnPasswordForm()
    if form.is_sent() and form.is_same():
        # Whoever found a session open does not try the password out here either.
        attempt = Attempt(email=current_user.email, address=request.remote_addr or "")
        with transaction(reading.session()) as session:
            attempts.begin(session, attempt)
        wanted = manage.SetPassword(user_id=current_user.id)
        done = form.record(
            lambda session, by: (
                manage.change_own_password(
                    session,
                    wanted,
                    present=form.present.data or "",
                    password=form.password.data or "",
                    by=by,
                ).id
            ),
            _BLAME,
        )
        if WrongPassword not in form.refused:
            with transaction(reading.session()) as session:
                attempts.forget(session, attempt)
        if done is not None:
            # Every session ended, this one too: the new password opens the next.
            return redirect(url_for("security.login"), code=303)
    has_second = second.has_one(reading.session(), current_user.id)
    html = render_template("account/account.html", form=form, has_second=has_second)
    return html, form.status


def init_app(app: Flask) -> None:
    """Register the pages of accounts."""
    app.register_blueprint(pages)
