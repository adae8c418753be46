"""Signing in by the organisation's own accounts: OpenID Connect, where the settings name an issuer.

Who may sign in is said here all the same: the issuer says whose address it is, verified, and only
somebody who was added under that address gets in. A second factor that was set up here is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, abort, current_app, redirect, request, session, url_for
from joserfc.errors import JoseError
from requests.exceptions import RequestException
from sqlalchemy import select

from fundtracker.i18n import gettext as _
from fundtracker.transaction import transaction
from fundtracker.users import attempts, invite
from fundtracker.users.attempts import Attempt
from fundtracker.users.models import User
from fundtracker.web import entering, reading
from fundtracker.web.access import Permission, needs
from fundtracker.web.said import say
from fundtracker.web.security_log import note
from fundtracker.web.urls import is_local

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug import Response

    from config import Settings

pages = Blueprint("oidc", __name__)

_WANTED = "oidc_wanted"
# What an issuer's answer, or none, raises.
_FAULTS = (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError)
_PATIENCE = 10


def _issuer() -> Any:  # noqa: ANN401 - Authlib's client
    client = current_app.extensions["oidc"]
    if client is None:
        abort(404)
    return client


@pages.get("/sign-in/accounts")
@needs(Permission.PUBLIC)
def begin() -> Response:
    """Lead to the issuer's own page: it asks for whatever it asks for."""
    client = _issuer()
    wanted = request.args.get("next", "")
    session[_WANTED] = wanted if is_local(wanted) else ""
    back = url_for(".come_back", _external=True)
    try:
        found: Response = client.authorize_redirect(back)
    except _FAULTS as fault:
        return _refused(fault)
    return found


@pages.get("/sign-in/accounts/back")
@needs(Permission.PUBLIC)
def come_back() -> Response:
    """Sign in whom the issuer names, where they were added here under that address."""
    client = _issuer()
    attempt = Attempt(email="oidc", address=request.remote_addr or "", what="oidc")
    with transaction(reading.session()) as writing:
        attempts.begin(writing, attempt, most_of_account=attempts.MOST_OF_ADDRESS)
    try:
        # Checks state, nonce, issuer, audience, dates and signature.
        claims = client.authorize_access_token().get("userinfo") or {}
    except _FAULTS as fault:
        return _refused(fault)
    wanted = str(session.pop(_WANTED, ""))
    email = str(claims.get("email", "")).strip().lower()
    # An issuer that lets people type any address would let anybody in.
    is_verified = claims.get("email_verified") in {True, "true"}
    with transaction(reading.session()) as writing:
        user = writing.scalar(select(User).where(User.email == email)) if is_verified else None
        if user is not None and user.active:
            attempts.forget(writing, attempt)
            invite.came(writing, user)
            user_id = user.id
        else:
            user_id = None
    if user_id is None:
        note("oidc_unknown")
        say(_("Nobody was added here under the address of this account: ask an administrator."))
        return redirect(url_for("security.login"), code=303)
    return entering.enter(user_id, wanted)


def _refused(fault: Exception) -> Response:
    """Say that it did not work; why is for the log, without anything of the answer itself."""
    note("oidc_refused", fault=type(fault).__name__)
    say(_("The other service did not let you in: try again, or sign in another way."))
    return redirect(url_for("security.login"), code=303)


def init_app(app: Flask, settings: Settings) -> None:
    """Register the pages, and the issuer where there is one."""
    app.register_blueprint(pages)
    app.extensions["oidc"] = None
    if not settings.oidc_issuer:
        return
    oauth: Any = OAuth(app)
    app.extensions["oidc"] = oauth.register(
        "oidc",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "timeout": _PATIENCE,
        },
    )
