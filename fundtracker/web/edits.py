"""Forms that edit a record: what two people changed at once is shown side by side, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectMultipleField

from fundtracker.acts.errors import ChangedMeanwhile
from fundtracker.i18n import gettext as _
from fundtracker.web.asked import identity
from fundtracker.web.fields import ChoiceField
from fundtracker.web.forms import Form
from fundtracker.web.uploads import FilesField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field

    from fundtracker.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field in which what was typed differs from what the record says by now."""

    field_id: str
    label: str
    typed: str
    recorded: str


class EditForm(Form):
    """A form over a record at the version that the reader saw."""

    version = HiddenField()

    def __init__(self, *, version: int, is_recorded: bool = False, **options: Any) -> None:  # noqa: ANN401 - WTForms'
        # Read by ``wrap_formdata``: a form of what is recorded takes nothing of what was sent.
        self.is_recorded = is_recorded
        data = {**options.pop("data", {}), "version": str(version)}
        super().__init__(data=data, **options)
        self.is_outdated = False
        self.differences: Sequence[Difference] = ()

    @property
    def seen_version(self) -> int:
        """The version that the reader saw; one that nobody sent is none that there is."""
        seen = identity(self.version.data or "")
        return -1 if seen is None else seen

    def refuse(self, field: str | None, refusal: Refusal) -> None:
        """Show a refusal; notice the one that says that somebody was faster."""
        super().refuse(field, refusal)
        self.is_outdated = self.is_outdated or isinstance(refusal, ChangedMeanwhile)

    def compare(self, recorded: Self) -> None:
        """Show both versions; sent again, the form replaces the one that is ``recorded``."""
        self.version.data = recorded.version.data
        self.differences = [
            Difference(
                field_id=mine.id,
                label=str(mine.label.text),
                typed=_text(mine),
                recorded=_text(theirs),
            )
            for mine, theirs in zip(self, recorded, strict=True)
            if not isinstance(mine, HiddenField | FilesField) and _text(mine) != _text(theirs)
        ]


def _text(field: Field) -> str:
    if isinstance(field, BooleanField):
        return _("yes") if field.data else _("no")
    if isinstance(field, ChoiceField):
        return next((label for _value, label, chosen in field.options() if chosen), "")
    if isinstance(field, FieldList):
        return "\n".join(line for it in field if (line := _text(it)))
    if isinstance(field, FormField):
        return " · ".join(text for it in field.form if (text := _text(it)))
    if isinstance(field, SelectMultipleField):
        return ", ".join(
            label for _value, label, chosen, _attributes in field.iter_choices() if chosen
        )
    shown: Any = field
    return str(shown._value())  # noqa: SLF001 - WTForms' own name for what is shown
