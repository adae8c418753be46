"""Photographs: read, turned upright, made small and written anew, without what a camera added.

What is kept is never the file that was sent: nothing hidden in it (a place, a face's name, a
program) is handed on, and colours are those that screens and PDFs agree on (sRGB).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageCms, ImageOps

from fundtracker import clock
from fundtracker.db import lock_text
from fundtracker.files.errors import EmptyFile, FileTooLarge, NotAPhoto, PhotoTooWide
from fundtracker.files.models import Photo
from fundtracker.files.store import LARGEST_MB, hash_content

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# As wide as a page is drawn on a good screen; some 200 kB.
LONGEST_SIDE = 1280
_QUALITY = 82
# What a telephone of these years takes at most, twice over: beyond, it is a trap.
_MOST_PIXELS = 220_000_000
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A photograph as it is kept: a JPEG in sRGB, and its size in pixels."""

    content: bytes
    width: int
    height: int


def prepared(content: bytes) -> Prepared:
    """Write a photograph anew. Raises EmptyFile, FileTooLarge, NotAPhoto or PhotoTooWide. Pure."""
    if not content:
        raise EmptyFile(name="–")
    if len(content) > LARGEST_MB * _MB:
        raise FileTooLarge(name="–", n_limit=LARGEST_MB)
    try:
        with warnings.catch_warnings():
            # Its own warning of size comes after ours, which is lower.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
                return _anew(opened)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPhoto from error


def _anew(opened: Image.Image) -> Prepared:
    width, height = opened.size
    if width * height > _MOST_PIXELS:
        raise PhotoTooWide(n_width=width, n_height=height)
    # A JPEG is read at a fraction of its size where that is enough.
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image = _in_srgb(ImageOps.exif_transpose(opened))
    # Comments and profiles would be written with it.
    image.info = {}
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    target = BytesIO()
    image.save(target, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return Prepared(target.getvalue(), *image.size)


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return an image in the colours of sRGB, on white where it was transparent."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            found = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError):
            found = None
        if found is not None:
            return found
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        seen = image.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(ground, seen).convert("RGB")
    return image.convert("RGB")


def keep_photo(session: Session, content: bytes) -> Photo:
    """Keep a photograph, once. Raises what ``prepared`` does."""
    found = prepared(content)
    sha256 = hash_content(found.content)
    lock_text(session, sha256)
    known = session.get(Photo, sha256)
    if known is not None:
        return known
    photo = Photo(
        sha256=sha256,
        content=found.content,
        width=found.width,
        height=found.height,
        stored_at=clock.now(),
    )
    session.add(photo)
    session.flush()
    return photo
