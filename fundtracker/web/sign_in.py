"""Signing in and out, by Flask-Security over our users: one role each, one reading session."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from flask import abort, after_this_request, request
from flask_login import user_logged_out
from flask_security import LoginForm, RoleMixin, Security, UserDatastore
from sqlalchemy import bindparam, select
from wtforms import EmailField, PasswordField

from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.transaction import transaction
from fundtracker.users import attempts, invite, second
from fundtracker.users import service as users
from fundtracker.users.attempts import Attempt
from fundtracker.users.models import User
from fundtracker.web import entering, reading
from fundtracker.web.security_log import note
from fundtracker.web.signed_in import SignedIn
from fundtracker.web.urls import is_local

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Select
    from werkzeug import Response

    from config import Settings


# passlib refuses longer ones by an exception of its own.
_LONGEST_PASSWORD = 4096

_REFUSED = 422


@cache
def _user_by(name: str) -> Select[User]:
    """Return the statement that finds a user, built once: every page asks for one."""
    return select(User).where(getattr(User, name) == bindparam("wanted"))


class Datastore(UserDatastore):
    """Finds users in the session of the request; writes nothing, our services do."""

    def __init__(self) -> None:
        super().__init__(SignedIn, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **identity: Any) -> SignedIn | None:  # noqa: ANN401, ARG002, FBT001, FBT002 - Flask-Security's
        """Find the user of an address, or of the mark in the session's cookie."""
        ((name, value),) = identity.items()
        wanted = str(value).strip().lower() if name == "email" else value
        user = reading.session().scalar(_user_by(name), {"wanted": wanted})
        return SignedIn(user) if user is not None else None

    def put(self, model: object) -> object:
        """Write nothing: signing in only reads."""
        return model

    def commit(self) -> None:
        """Commit nothing, likewise."""


class SignInForm(LoginForm):
    """Address and password; whatever is wrong, one sentence, which tells nobody who is known."""

    email = EmailField(lazy_gettext("E-mail address"))  # type: ignore[arg-type] # a lazy text is one
    password = PasswordField(lazy_gettext("Password"))  # type: ignore[arg-type]
    # Sessions end with the browser; the button is the page's.
    remember = None  # type: ignore[assignment]
    submit = None  # type: ignore[assignment]

    def validate(self, **arguments: Any) -> bool:  # noqa: ANN401 - Flask-Security's
        """Accept the right password of an active user; raise TooManyAttempts before any is read."""
        # No password of ours is that long, and hashing one is no work for a stranger to give.
        typed = self.password.data or ""
        self.password.data = typed if len(typed) <= _LONGEST_PASSWORD else ""
        # A link that leads elsewhere is forgotten: the right password still opens the home page.
        if not is_local(self.next.data or ""):
            self.next.data = ""
        attempt = Attempt(email=self.email.data or "", address=request.remote_addr or "")
        with transaction(reading.session()) as session:
            attempts.begin(session, attempt)
        accepted: bool = super().validate(**arguments)
        if accepted:
            assert isinstance(self.user, SignedIn)
            user_id = self.user.id
            with transaction(reading.session()) as session:
                attempts.forget(session, attempt)
                invite.came(session, session.get_one(User, user_id))
            if second.has_one(reading.session(), user_id):
                # Flask-Security would let them in with this factor alone.
                abort(entering.ask_second(user_id, self.next.data or ""))
        else:
            note("sign_in_refused", account=attempt.account_hash[:12])
            after_this_request(_refuse)
            self.email.errors = []
            self.password.errors = []
            self.form_errors = [_("This address and this password do not go together.")]
        return accepted


def _refuse(response: Response) -> Response:
    """Answer as every form does that is refused; Flask-Security would say that all is well."""
    response.status_code = _REFUSED
    return response


def init_app(app: Flask, settings: Settings) -> None:
    """Set Flask-Security up: sign-in and sign-out, nothing else."""
    app.config.update(
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_POST_LOGOUT_VIEW="/sign-in",
        SECURITY_FLASH_MESSAGES=False,
        SECURITY_PASSWORD_SALT=settings.password_salt,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - a name
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},
        # A request that reads cannot renew a hash: `users.service` makes them all.
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=users.HASH_OPTIONS,
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
    )
    security = Security(app, Datastore(), login_form=SignInForm)
    security.want_json(lambda _request: False)
    user_logged_out.connect(_end_sessions, app)


def _end_sessions(_app: Flask, user: Any) -> None:  # noqa: ANN401 - Flask-Login's proxy
    if not user.is_authenticated:
        return
    user_id: int = user.id
    with transaction(reading.session()) as session:
        users.end_sessions(session, user_id)
    after_this_request(_clear)


def _clear(response: Response) -> Response:
    """Let a shared computer forget what it was shown (W3C, Clear Site Data)."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
