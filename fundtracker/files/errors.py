"""Refusals of files."""

from __future__ import annotations

from fundtracker.errors import NotFound, RuleViolation
from fundtracker.i18n import N_


class EmptyFile(RuleViolation):
    """A file without content."""

    sentence = N_("The file “%(name)s” is empty.")


class FileTooLarge(RuleViolation):
    """A file larger than there is room for."""

    sentence = N_("The file “%(name)s” is too large: %(n_limit)s MB at most.")


class ForbiddenKind(RuleViolation):
    """A file whose content is of no kind that is kept here."""

    sentence = N_(
        "The file “%(name)s” cannot be kept: it must be a PDF, an image (PNG, JPEG), a text or "
        "CSV file, or a document or spreadsheet (ODT, DOCX, ODS, XLSX) without macros."
    )


class NoSuchFile(NotFound):
    """No file of that hash."""

    sentence = N_("There is no such file.")


class DamagedFile(Exception):  # noqa: N818 - says what happened to the file
    """A stored file is missing, or its content is no longer what its hash says: restore it."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"the stored file {sha256} is missing or damaged")
        self.sha256 = sha256


class NoSuchAttachment(NotFound):
    """No attachment of that id, or it was taken away."""

    sentence = N_("There is no such document here any more.")


class NotAPhoto(RuleViolation):
    """A file that is no picture, or is damaged."""

    sentence = N_("This is not a photograph that can be read: send a JPEG, PNG or WebP file.")


class PhotoTooWide(RuleViolation):
    """More pixels than any camera takes."""

    sentence = N_("This picture is too large: %(n_width)s × %(n_height)s points.")
