"""What is kept of whoever signs in: shown to them, with how long, and handed out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template
from flask_login import current_user

from fundtracker.users.models import User
from fundtracker.users.own_data import data_of
from fundtracker.web import reading
from fundtracker.web.access import Permission, needs

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

pages = Blueprint("own_data", __name__)


@pages.get("/account/data")
@needs(Permission.OWN_ACCOUNT)
def shown() -> str:
    """Say what is kept, for what, and how long."""
    return render_template("account/data.html")


@pages.get("/account/data.json")
@needs(Permission.OWN_ACCOUNT)
def own() -> Response:
    """Hand out all that is kept of whoever asks."""
    session = reading.session()
    return handed_out(session, session.get_one(User, current_user.id))


def handed_out(session: Session, user: User) -> Response:
    """Answer with all that is kept of somebody, as a file."""
    content = json.dumps(data_of(session, user), ensure_ascii=False, indent=1)
    response = Response(content, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="account-{user.id}.json"'
    return response


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(pages)
