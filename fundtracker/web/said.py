"""What was just done, said on the next page, with the way back where there is one."""

from __future__ import annotations

from flask import flash
from markupsafe import Markup

from fundtracker.i18n import gettext as _


def say(message: str, *, undo: str | None = None) -> None:
    """Say on the next page that something was recorded; ``undo`` is where it is taken back."""
    if undo is None:
        flash(message)
        return
    flash(Markup('{} <a href="{}">{}</a>').format(message, undo, _("Undo")))
