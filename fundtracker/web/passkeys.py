"""Signing in by a passkey, and keeping one's passkeys.

A script asks the device and puts its answer into a form: what comes is checked here alone.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from wtforms import HiddenField

from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.transaction import transaction
from fundtracker.users import attempts, invite, passkeys
from fundtracker.users.attempts import Attempt
from fundtracker.users.errors import PasskeyRefused
from fundtracker.users.models import User
from fundtracker.users.passkeys import AddPasskey, Asked, RemovePasskey, Site
from fundtracker.web import entering, reading
from fundtracker.web.access import Permission, needs
from fundtracker.web.fields import LineField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.security_log import note

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug import Response as Answer

    from config import Settings

pages = Blueprint("passkeys", __name__)

_LARGEST = 2**62

# The challenges that were last given out, to sign in and to add a key.
_TO_ENTER, _TO_ADD = "passkey_enter", "passkey_add"


class AddForm(Form):
    """A new key, and what its owner calls it."""

    name = LineField(lazy_gettext("What you call this device"), limit=60)
    # What the device answered, put in by the script.
    credential = HiddenField()


class EnterForm(Form):
    """The answer of a device that has a key."""

    credential = HiddenField()


class RemoveForm(Form):
    """The button that takes a key away."""


@pages.post("/sign-in/passkey/options")
@needs(Permission.PUBLIC)
def ask() -> Response:
    """Say what a device is asked that has a key."""
    return _given(passkeys.ask(_site()), _TO_ENTER)


@pages.post("/sign-in/passkey")
@needs(Permission.PUBLIC)
def enter() -> Answer:
    """Sign in whom a device's answer names."""
    attempt = Attempt(email="passkey", address=request.remote_addr or "", what="passkey")
    with transaction(reading.session()) as writing:
        attempts.begin(writing, attempt, most_of_account=attempts.MOST_OF_ADDRESS)
    challenge = _challenge(_TO_ENTER)
    answer = request.form.get("credential", "")
    try:
        with transaction(reading.session()) as writing:
            user = passkeys.use(writing, answer=answer, challenge=challenge, site=_site())
            invite.came(writing, user)
            user_id = user.id
    except PasskeyRefused as refusal:
        note("passkey_refused")
        say(refusal.message())
        return redirect(url_for("security.login"), code=303)
    return entering.let_in(user_id, request.form.get("next", ""), by_device=True)


@pages.route("/account/passkeys", methods=("GET", "POST"))
@needs(Permission.OWN_ACCOUNT)
def own() -> tuple[str, int] | Answer:
    """List one's keys, and add one."""
    if not entering.is_proved(entering.AT_LEISURE if request.method == "POST" else entering.FRESH):
        return redirect(url_for("second.prove", next=request.path), code=303)
    user_id = current_user.id
    form = AddForm()
    if form.is_sent():
        wanted = AddPasskey(user_id=user_id, name=form.name.data or "")
        challenge = _challenge(_TO_ADD)
        done = form.record(
            lambda writing, by: passkeys.add(
                writing,
                wanted,
                answer=form.credential.data or "",
                challenge=challenge,
                site=_site(),
                by=by,
            )
        )
        if done is not None:
            say(_("Passkey added: you can sign in with it."))
            return redirect(url_for(".own"), code=303)
    found = passkeys.passkeys_of(reading.session(), user_id)
    return render_template("account/passkeys.html", form=form, passkeys=found), form.status


@pages.post("/account/passkeys/options")
@needs(Permission.OWN_ACCOUNT)
def ask_for_new() -> Response:
    """Say what a device is asked that is to make a key."""
    reader = reading.session()
    key = str(current_app.config["SECRET_KEY"])
    user = reader.get_one(User, current_user.id)
    return _given(passkeys.ask_for_new(reader, user, _site(), key=key), _TO_ADD)


@pages.route("/account/passkeys/<int:passkey_id>/remove", methods=("GET", "POST"))
@needs(Permission.OWN_ACCOUNT)
def remove(passkey_id: int) -> tuple[str, int] | Answer:
    """Take one of one's keys away."""
    passkey_id = min(passkey_id, _LARGEST)
    user_id = current_user.id
    found = passkeys.get_passkey(reading.session(), user_id, passkey_id)
    form = RemoveForm()
    if form.is_sent():
        wanted = RemovePasskey(user_id=user_id, passkey_id=passkey_id)
        done = form.record(lambda writing, by: passkeys.remove(writing, wanted, by=by))
        if done is not None:
            say(_("Passkey removed."))
            return redirect(url_for(".own"), code=303)
    return render_template("account/passkey_remove.html", form=form, passkey=found), form.status


def _site() -> Site:
    """Say where our pages are: as set, else as the request was addressed."""
    settings: Settings = current_app.extensions["settings"]
    parts = urlsplit(settings.url or request.host_url)
    return Site(host=parts.hostname or "", origin=f"{parts.scheme}://{parts.netloc}")


def _given(asked: Asked, name: str) -> Response:
    session[name] = b64encode(asked.challenge).decode()
    return Response(asked.options, mimetype="application/json")


def _challenge(name: str) -> bytes:
    """Return the challenge that was last given out, once: an answer is good for one try."""
    found = session.pop(name, "")
    return b64decode(found) if found else b"none was given"


@pages.after_request
def _keep_secret(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store, private"
    return response


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(pages)
