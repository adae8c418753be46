"""What all forms share: the key by which they count once, and refusals beside their fields.

A form checks the shape of what was typed; the service decides. Its page answers 422 when shown
again, 409 when its key came back with other content; success redirects.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from flask import abort, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import func, select
from wtforms import Form as WTForm
from wtforms import HiddenField

from fundtracker import i18n
from fundtracker.acts import service as acts
from fundtracker.acts.errors import KeyReused
from fundtracker.acts.service import Signature
from fundtracker.errors import Conflict, RuleViolation
from fundtracker.funds.errors import NeedsConfirmation
from fundtracker.proposals import service as proposals
from fundtracker.transaction import rehearsal, transaction
from fundtracker.users.models import User
from fundtracker.web import reading
from fundtracker.web.errors import status_of
from fundtracker.web.said import say
from fundtracker.web.security_log import note
from fundtracker.web.uploads import FilesField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from fundtracker.errors import Refusal

T = TypeVar("T")

_PROPOSED = i18n.N_("Proposed: it is done once somebody else confirms it.")

_KEY = re.compile(r"[0-9a-f]{32}")
_SHOWN_AGAIN = 422


class _Messages:
    """WTForms' own sentences, through our catalogue."""

    def gettext(self, message: str) -> str:
        return i18n.gettext(message)

    def ngettext(self, singular: str, plural: str, num: int) -> str:
        return i18n.plural_form(singular, plural, num)


# Enough of an act's key to find it by, in the list of acts.
_SHOWN_KEY = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is wrong with a form, and the field that it is wrong with."""

    sentence: str
    field_id: str | None = None
    label: str = ""


class Form(WTForm):
    """A form that writes: shown with a fresh key, which makes a second click harmless."""

    # Filled from the record alone, beside one that was sent; ``edits`` says when.
    is_recorded = False

    key = HiddenField()
    # Which warnings the reader has seen: sent again with them, the form goes through.
    heeded = HiddenField()

    class Meta:
        """WTForms' settings."""

        def get_translations(self, _form: object) -> _Messages:
            """Speak the language of the request."""
            return _Messages()

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:  # noqa: ANN401 - WTForms'
            """Take what was posted, where something was and the form is to be filled from it."""
            if formdata is not None or form.is_recorded:
                return formdata
            return request.form if request.method == "POST" else None

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - WTForms'
        super().__init__(*arguments, **options)
        self.status = 200
        self.warnings: Sequence[str] = ()
        # The kinds of refusal that it was shown again for.
        self.refused: set[type[Refusal]] = set()
        if _KEY.fullmatch(self.key.data or "") is None:
            self.key.data = acts.new_key()

    @property
    def has_files(self) -> bool:
        """Whether the form must be sent in the way that carries files."""
        return any(isinstance(it, FilesField) for it in self)

    @property
    def faults(self) -> list[Fault]:
        """All that is wrong, the lines of lists included."""
        whole = [Fault(sentence=str(it)) for it in self.form_errors]
        return [*whole, *(it for field in self for it in _faults(field))]

    def is_sent(self) -> bool:
        """Tell whether the form was posted and has the right shape."""
        if request.method != "POST":
            return False
        if self.validate():
            return True
        self.status = _SHOWN_AGAIN
        return False

    def refuse(self, field: str | None, refusal: Refusal) -> None:
        """Show a refusal beside a field, or above the form where none is to blame."""
        message = refusal.message()
        self.refused.add(type(refusal))
        if field is None or field not in self:
            self.form_errors = [*self.form_errors, message]
        else:
            self[field].errors = [*self[field].errors, message]
        self.status = status_of(refusal)

    def signature(self) -> Signature:
        """Return who acts, and the key of this form."""
        return Signature(actor_id=current_user.id, key=self.key.data or acts.new_key())

    def heeds(self, warnings: Sequence[str]) -> bool:
        """Tell whether to go on: there is nothing to warn of, or the reader has seen just that.

        Otherwise the page shows the form again with the warnings; nothing is blocked by them. A
        second click is warned of nothing: what was recorded by the first would look odd to itself.
        """
        if not warnings or acts.is_known(reading.session(), self.key.data or ""):
            return True
        seen = hashlib.sha256("\n".join(warnings).encode()).hexdigest()
        if self.heeded.data == seen:
            return True
        self.warnings = warnings
        self.heeded.data = seen
        return False

    def record(
        self,
        write: Callable[[Session, Signature], T],
        blame: Mapping[type[Refusal], str] | None = None,
    ) -> T | None:
        """Run ``write`` in one transaction and return its result; None where it was refused.

        ``blame`` says beside which field a refusal belongs. Conflicts show the form again with
        what was typed; what is not found is left to the error page.
        """
        return self._write(transaction, write, blame)

    def rehearse(
        self,
        write: Callable[[Session, Signature], T],
        blame: Mapping[type[Refusal], str] | None = None,
    ) -> T | None:
        """Return what ``record`` would, and forget what was written: for a preview."""
        return self._write(rehearsal, write, blame)

    def _write(
        self,
        writing: Callable[[Session], AbstractContextManager[Session]],
        write: Callable[[Session, Signature], T],
        blame: Mapping[type[Refusal], str] | None,
    ) -> T | None:
        by = self.signature()
        if writing is rehearsal:
            by = replace(by, confirmed_by_id=_somebody_else(by))
        try:
            with writing(reading.session()) as session:
                done = write(session, by)
        except NeedsConfirmation as wanted:
            if writing is rehearsal:
                self.refuse(None, wanted)
                return None
            with transaction(reading.session()) as session:
                proposal_id = proposals.propose(session, wanted, by=by).id
            say(i18n.gettext(_PROPOSED))
            abort(redirect(url_for("staff.proposal", proposal_id=proposal_id), code=303))
        except (RuleViolation, Conflict) as refusal:
            fields = blame or {}
            field = next((name for kind, name in fields.items() if isinstance(refusal, kind)), None)
            self.refuse(field, refusal)
            if isinstance(refusal, KeyReused):
                # What was first sent stands. Sent again from here, this is a new act, knowingly.
                self.key.data = acts.new_key()
            return None
        if writing is not rehearsal:
            # The act says who and when; from where, the log says, for as long as it is kept.
            note("recorded", user=by.actor_id, act=by.key[:_SHOWN_KEY])
        return done


def _somebody_else(by: Signature) -> int | None:
    """Return who could confirm: a rehearsal does all of an act, and forgets it."""
    return reading.session().scalar(
        select(func.min(User.id)).where(User.id != by.actor_id, User.active)
    )


def _faults(field: Any) -> Iterator[Fault]:  # noqa: ANN401 - fields of fields
    """Give the faults of a field, or of the fields that it is made of."""
    for part in getattr(field, "entries", ()):
        yield from _faults(part)
    for part in getattr(field, "form", ()) if field.type == "FormField" else ():
        yield from _faults(part)
    # Those of a form within the form are its fields', by name: they were given above.
    for it in () if field.type == "FormField" else field.errors:
        if isinstance(it, str):
            yield Fault(sentence=it, field_id=field.id, label=str(field.label.text))


class AgreeForm(Form):
    """A button that does what the page says."""
