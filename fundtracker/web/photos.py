"""Answers that are photographs: small, written anew, the same for ever under their hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from fundtracker.files.errors import NoSuchFile
from fundtracker.files.queries import get_photo
from fundtracker.projects.news import photo_is_told
from fundtracker.web import papers

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.files.models import Photo
    from fundtracker.projects.kinds import NewsAudience


def told_photo(
    session: Session, fund_id: int, sha256: str, *, audience: NewsAudience | None = None
) -> Response:
    """Show a photograph of a fund's news, to an audience; raise NoSuchFile."""
    papers.check_name(sha256)
    if not photo_is_told(session, fund_id, sha256, audience=audience):
        raise NoSuchFile
    return shown(get_photo(session, sha256))


def shown(photo: Photo) -> Response:
    """Answer with a photograph."""
    response = Response(photo.content, mimetype="image/jpeg")
    response.set_etag(photo.sha256)
    return response
