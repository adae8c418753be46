"""The last step of every way in: the second factor, where somebody has one, and the session."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app, redirect, session, url_for
from flask_login import current_user
from flask_security.utils import login_user

from fundtracker import clock
from fundtracker.users import second
from fundtracker.users.models import User
from fundtracker.web import reading
from fundtracker.web.signed_in import SignedIn
from fundtracker.web.urls import is_local

if TYPE_CHECKING:
    from werkzeug import Response

    from config import Settings

# Who gave the first factor, when, and where to afterwards.
_HALF = "half_in"
_PATIENCE = timedelta(minutes=10)

# Whether the session began with a passkey.
BY_DEVICE = "by_device"

# When somebody last gave a factor: asked again before what a stolen session must not do.
PROVED = "proved"
FRESH = timedelta(minutes=30)
# A form that was opened in time may be filled in at leisure.
AT_LEISURE = timedelta(hours=2)


def enter(user_id: int, wanted: str = "") -> Response:
    """Sign somebody in who gave the first factor, or ask for the second one."""
    if second.has_one(reading.session(), user_id):
        return ask_second(user_id, wanted)
    return let_in(user_id, wanted)


def ask_second(user_id: int, wanted: str = "") -> Response:
    """Lead somebody who gave the first factor to the page of the second."""
    session[_HALF] = [user_id, int(clock.now().timestamp()), wanted if is_local(wanted) else ""]
    return redirect(url_for("second.ask"), code=303)


def half_in() -> tuple[int, str] | None:
    """Return who gave the first factor lately, and what they wanted; None where nobody did."""
    found = session.get(_HALF)
    if not isinstance(found, list):
        return None
    user_id, at, wanted = found
    if clock.now().timestamp() - at > _PATIENCE.total_seconds():
        session.pop(_HALF, None)
        return None
    return int(user_id), str(wanted)


def let_in(user_id: int, wanted: str = "", *, by_device: bool = False) -> Response:
    """Begin the session of somebody who gave all that is asked, whoever was here before.

    ``by_device``: a passkey, which is two factors in one.
    """
    session.pop(_HALF, None)
    user = reading.session().get_one(User, user_id)
    login_user(SignedIn(user))
    # After the session began, which forgot how the one before had been.
    session[BY_DEVICE] = by_device
    return redirect(wanted if wanted and is_local(wanted) else "/", code=303)


def prove() -> None:
    """Note that somebody who is signed in has just given a factor."""
    session[PROVED] = int(clock.now().timestamp())


def is_proved(within: timedelta) -> bool:
    """Tell whether whoever is signed in has given a factor lately, or need not."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.is_strict:
        return True
    proved: int = session.get(PROVED, 0)
    return clock.now().timestamp() - proved <= within.total_seconds()


def lacks_second(needs_one: bool) -> bool:  # noqa: FBT001 - of the role
    """Tell whether whoever is signed in must set a second factor up first."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.is_strict or not needs_one:
        return False
    if session.get(BY_DEVICE, False):
        return False
    return not second.has_one(reading.session(), current_user.id)
