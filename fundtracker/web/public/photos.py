"""The photographs of what everybody is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.position.public_pages import launched
from fundtracker.projects.kinds import NewsAudience
from fundtracker.web import photos, reading
from fundtracker.web.access import Permission, needs
from fundtracker.web.public.blueprint import pages

if TYPE_CHECKING:
    from werkzeug import Response

# It is the same for ever; taken away, it is gone from caches by then.
_KEPT = 86_400


@pages.get("/public/<code>/photos/<photo>.jpg")
@needs(Permission.PUBLIC)
def photo(code: str, photo: str) -> Response:
    """Show a photograph that stands in the public news of a fund."""
    session = reading.session()
    response = photos.told_photo(
        session, launched(session, code), photo, audience=NewsAudience.EVERYBODY
    )
    response.headers["Cache-Control"] = f"public, max-age={_KEPT}"
    return response
