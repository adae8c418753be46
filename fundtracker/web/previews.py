"""Forms that show what they will do before they do it; what is confirmed is what was shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from flask import request
from wtforms import HiddenField

from fundtracker.documents.outdated import made_outdated
from fundtracker.i18n import N_
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents
from fundtracker.position.act_preview import ActPreview, act_preview, amounts_of
from fundtracker.web import reading
from fundtracker.web.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from fundtracker.acts.service import Signature
    from fundtracker.errors import Refusal
    from fundtracker.position.amounts import Amounts

T = TypeVar("T")

# The button that does what the preview shows.
CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a donation that a preview shows before and after."""

    title: str
    of: Callable[[Amounts], Cents]

    @property
    def label(self) -> str:
        """Its words, in the language of the moment."""
        return _(self.title)


_FIGURES = (
    Figure(N_("Received"), lambda it: it.received),
    Figure(N_("Given back"), lambda it: Cents(it.returned + it.carried)),
    Figure(N_("Management fees"), lambda it: it.fees),
    Figure(N_("Unallocated"), lambda it: it.unallocated),
    Figure(N_("Allocated"), lambda it: it.allocated),
    Figure(N_("Paid out"), lambda it: it.paid_out),
    Figure(N_("Justified"), lambda it: it.justified_in_all),
)


class Rehearsed:
    """What an act would do, for the page to show before it is done."""

    preview: ActPreview | None = None
    # The issued documents that will say something else than the books.
    documents: Sequence[str] = ()
    before: Mapping[int, Amounts] = {}

    @property
    def columns(self) -> list[Figure]:
        """The figures that change; where none does, that of what was allocated."""
        if self.preview is None:
            return []
        pairs = [(was, self.preview.after[it]) for it, was in self.before.items()]
        changing = [it for it in _FIGURES if any(it.of(was) != it.of(will) for was, will in pairs)]
        return changing or [it for it in _FIGURES if it.title == "Allocated"]


class PreviewForm(Rehearsed, Form):
    """A form that is first rehearsed, and recorded when its preview is confirmed."""

    previewed = HiddenField()

    def confirm(
        self,
        write: Callable[[Session, Signature], T],
        blame: Mapping[type[Refusal], str] | None = None,
    ) -> T | None:
        """Rehearse ``write`` to show it; record it where that very preview was confirmed."""

        def look(session: Session, by: Signature) -> tuple[ActPreview, list[str]]:
            write(session, by)
            return act_preview(session, by.key), contradicted(session, by.key)

        seen_first = self.rehearse(look, blame)
        if seen_first is None:
            return None
        self.preview, self.documents = seen_first
        seen = hashlib.sha256(self.preview.content.encode()).hexdigest()
        if CONFIRM in request.form and self.previewed.data == seen:
            return self.record(write, blame)
        if CONFIRM in request.form and self.previewed.data:
            self.form_errors = [
                *self.form_errors,
                _("Something changed meanwhile: look at the preview again before confirming."),
            ]
            self.status = 409
        self.previewed.data = seen
        ids = [it.donation_id for it in self.preview.touched]
        self.before = amounts_of(reading.session(), ids)
        return None


def contradicted(session: Session, key: str) -> list[str]:
    """Name the issued documents that the act of a key makes say something else than the books."""
    return [
        f"{it.line.document.shown_number} ({it.line.about})" for it in made_outdated(session, key)
    ]
