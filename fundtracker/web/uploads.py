"""Files that people send with a form: kept at once, so that a form shown again still has them.

Where this installation keeps its files and packs, and what signs those that it issues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from flask import current_app, request
from markupsafe import Markup
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import html_params

from fundtracker.documents import signing
from fundtracker.documents.pack_shelf import PackShelf
from fundtracker.errors import RuleViolation
from fundtracker.files.errors import NoSuchFile
from fundtracker.files.kinds import MediaType
from fundtracker.files.photos import keep_photo
from fundtracker.files.queries import get_file, get_photo
from fundtracker.files.service import keep
from fundtracker.files.store import FileStore
from fundtracker.i18n import N_, gettext
from fundtracker.transaction import transaction
from fundtracker.web import reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from config import Settings
    from fundtracker.documents.signing import Signer

# A request of several scanned papers; one file alone is bounded by the store.
MAX_BODY = 64 * 1024 * 1024

_TAKES_FILES = "takes_files"
_MISSING = N_("Choose a file.")
_ACCEPTED = ",".join(suffix for kind in MediaType for suffix in kind.suffixes)


def init_app(app: Flask, settings: Settings) -> None:
    """Keep files under the installation's folder; let forms that take files be large."""
    app.extensions["files"] = FileStore(settings.instance / "files")
    app.extensions["packs"] = PackShelf(settings.instance / "packs")
    app.extensions["signer"] = signing.named(settings.signing_key, settings.signing_passphrase)
    app.before_request(_make_room)


def takes_files(view: Any) -> Any:  # noqa: ANN401 - any view
    """Let the form of a view be as large as files are."""
    setattr(view, _TAKES_FILES, True)
    return view


def store() -> FileStore:
    """Return where this installation keeps its files."""
    found: FileStore = current_app.extensions["files"]
    return found


def signer() -> Signer | None:
    """Return what signs the documents of this installation, if anything does."""
    found: Signer | None = current_app.extensions["signer"]
    return found


def shelf() -> PackShelf:
    """Return where packs lie until they are fetched."""
    found: PackShelf = current_app.extensions["packs"]
    return found


def _make_room() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, _TAKES_FILES, False):
        request.max_content_length = MAX_BODY


class Kept(Protocol):
    """A file that is kept: what is drawn of it."""

    @property
    def sha256(self) -> str:
        """Its hash."""

    @property
    def name(self) -> str:
        """What it was called where it came from."""


class _Drop:
    """Draws the files that are kept already, and the place to choose or drop others."""

    def __call__(self, field: FilesField, **attributes: Any) -> Markup:  # noqa: ANN401 - HTML's
        attributes = {"id": field.id, **attributes, "accept": field.accepted}
        if field.limit > 1:
            attributes["multiple"] = True
        kept = Markup("").join(
            Markup(
                '<li><label><input class="form-check-input" type="checkbox" name="{0}-kept" '
                'value="{1}" checked> {2}</label></li>'
            ).format(field.name, it.sha256, it.name)
            for it in field.kept
        )
        listed = Markup('<ul class="kept-files">{}</ul>').format(kept) if kept else Markup()
        shown = Markup(html_params(type="file", name=field.name, **attributes))  # noqa: S704 - it escapes
        return Markup('{}<span class="drop"><input {}></span>').format(listed, shown)


class FilesField(Field):
    """Files of a form; ``data`` are their hashes, in the order in which they came.

    What is sent is kept before the rest of the form is judged, and comes back with it.
    """

    widget = _Drop()
    accepted = _ACCEPTED

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 - WTForms'
        limit: int = 1,
        required: bool = False,
        **options: Any,  # noqa: ANN401 - WTForms'
    ) -> None:
        super().__init__(*arguments, **options)
        self.limit = limit
        self.kept: list[Kept] = []
        self.data: tuple[str, ...] = ()
        setattr(self.flags, "required" if required else "optional", True)

    @property
    def first(self) -> str | None:
        """The hash of the one file; None where none was sent."""
        return self.data[0] if self.data else None

    @property
    def is_filled(self) -> bool:
        """Whether the form that it is part of was sent."""
        return request.method == "POST"

    def begin_with(self, files: Iterable[Kept]) -> None:
        """Show files that are kept already, in a form that was not sent."""
        for it in files:
            self._add(it)
        self.data = tuple(it.sha256 for it in self.kept)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was sent, beside what was kept before; refuse what cannot be kept."""
        del valuelist
        self.data = ()
        sent = [it for it in request.files.getlist(self.name) if it.filename]
        refused = []
        for sha256 in request.form.getlist(f"{self.name}-kept")[: self.limit]:
            try:
                self._add(self._known(sha256[:64]))
            except NoSuchFile:
                continue
        if self.limit == 1 and sent:
            self.kept = []
        for it in sent[: self.limit]:
            try:
                self._add(self._keep(it.stream.read(), it.filename or ""))
            except RuleViolation as refusal:
                refused.append(refusal.message())
        if len(sent) > self.limit:
            refused.append(gettext(_TOO_MANY) % {"limit": self.limit})
        self.data = tuple(it.sha256 for it in self.kept)
        if refused:
            raise ValueError(" ".join(refused))

    def _known(self, sha256: str) -> Kept:
        """Return what was kept before; raise NoSuchFile."""
        return get_file(reading.session(), sha256)

    def _keep(self, content: bytes, name: str) -> Kept:
        """Keep what was sent, in a transaction of its own: no act, and harmless if dropped."""
        with reading.database().session() as own:
            with transaction(own) as session:
                file = keep(session, store(), content, name=name)
            own.refresh(file)
            own.expunge(file)
            return file

    def _add(self, file: Kept) -> None:
        if all(it.sha256 != file.sha256 for it in self.kept):
            self.kept.append(file)

    def pre_validate(self, _form: object) -> None:
        """Ask for a file where there must be one."""
        if self.flags.required and not self.data and not self.process_errors:
            raise StopValidation(gettext(_MISSING))


_TOO_MANY = N_("At most %(limit)s files at once.")


class PhotoField(FilesField):
    """One photograph, kept small and written anew."""

    accepted = "image/jpeg,image/png,image/webp"

    def _known(self, sha256: str) -> Kept:
        return get_photo(reading.session(), sha256)

    def _keep(self, content: bytes, name: str) -> Kept:
        del name
        with reading.database().session() as own:
            with transaction(own) as session:
                photo = keep_photo(session, content)
            own.refresh(photo)
            own.expunge(photo)
            return photo
