"""Whose money a donor's pages show: the reader's own, or that of one whose place it stands in.

A merged commune's rights are the new one's, and its gifts stay under its own name. Only what is
read can be a predecessor's: whatever is written is the reader's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, g, redirect, session, url_for

from fundtracker.web.portal.own import of_reader

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.web.portal.own import Own

_CHOICE = "stands_for"


def whose() -> Own:
    """Return the records that the reader chose; its own where that choice no longer holds."""
    chosen = session.get(_CHOICE)
    if not isinstance(chosen, int):
        return of_reader()
    own = of_reader(chosen)
    if own.follower is None:
        session.pop(_CHOICE)
    else:
        g.standing = own
    return own


def standing() -> dict[str, Own | None]:
    """Tell templates whose place the reader stands in, if this page shows another's money."""
    return {"standing": g.get("standing")}


def choose(own: Own, collectivity_id: int) -> Response:
    """Show the money of one that the reader follows from here on, or (its own id) its own."""
    if collectivity_id == own.collectivity.id:
        session.pop(_CHOICE, None)
    elif of_reader(collectivity_id).follower is None:
        abort(404)
    else:
        session[_CHOICE] = collectivity_id
    return redirect(url_for("portal.home"), code=303)
