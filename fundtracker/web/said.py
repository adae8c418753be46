"""What was just done, said on the next page, with the way back where there is one."""

from __future__ import annotations

from flask import flash, session
from markupsafe import Markup

from fundtracker.i18n import gettext as _

# Where Flask keeps what is to be said, and how much of it: in the cookie of the session, which
# browsers drop beyond 4 kB. Whoever sends forms and looks at no page would be told ever more.
_KEPT = "_flashes"
_MOST = 4


def say(message: str, *, undo: str | None = None) -> None:
    """Say on the next page that something was recorded; ``undo`` is where it is taken back.

    Of what nobody looked at, the last few are said.
    """
    if undo is not None:
        message = Markup('{} <a href="{}">{}</a>').format(message, undo, _("Undo"))
    flash(message)
    session[_KEPT] = session[_KEPT][-_MOST:]
