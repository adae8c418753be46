"""Fields that read what people type, generously, and say in a sentence what they cannot take.

A field keeps the text as it was typed, to be shown again, and its value apart in ``data``;
``echo`` is what the text was read as.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from wtforms import Field, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput, html_params

from fundtracker import clock, text
from fundtracker.errors import RuleViolation
from fundtracker.i18n import N_, format_amount, format_date, format_number, format_quantity, gettext
from fundtracker.money import AmountFault, InvalidAmount, parse_amount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from enum import StrEnum

    from fundtracker.money import Cents

_MISSING = N_("Please fill this in.")

AMOUNT_FAULTS = {
    AmountFault.MISSING: N_("Type an amount."),
    AmountFault.NOT_A_NUMBER: N_("This is not an amount: type it like 1234.56."),
    AmountFault.AMBIGUOUS: N_(
        "This amount can be read in two ways: keep one separator, before the cents."
    ),
    AmountFault.TOO_PRECISE: N_(
        "An amount has two decimals at most; no point nor comma between thousands."
    ),
    AmountFault.NOT_POSITIVE: N_("The amount must be above zero."),
    AmountFault.TOO_LARGE: N_("This amount is too large: 100 million euros at most."),
}

# Longer than any date or amount that can be read; keeps what is parsed short.
_LONGEST = 60


class ParsedField(Field):
    """A field of one line whose text is read as something else."""

    widget = TextInput()

    def __init__(self, *arguments: Any, required: bool = True, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*arguments, **options)
        self.typed: str | None = None
        setattr(self.flags, "required" if required else "optional", True)

    def read(self, typed: str) -> Any:  # noqa: ANN401 - each field its own value
        """Return the value of a text that is not empty; raise ValueError with a sentence."""
        raise NotImplementedError

    def shown(self, value: Any) -> str:  # noqa: ANN401 - each field its own value
        """Return the text for a value that nobody typed yet."""
        raise NotImplementedError

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.shown(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the text that was sent."""
        self.typed = valuelist[0] if valuelist else ""
        self.data = None
        if not self.typed.strip():
            if self.flags.required:
                raise ValueError(gettext(self.missing))
            return
        self.data = self.read(self.typed[:_LONGEST])

    missing = _MISSING


class MoneyField(ParsedField):
    """An amount in euros, as people type it; ``data`` is in cents.

    With ``is_local`` it is in the hundredths of whatever currency the form names beside it.
    """

    missing = AMOUNT_FAULTS[AmountFault.MISSING]

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 - WTForms'
        allow_zero: bool = False,
        is_local: bool = False,
        **options: Any,  # noqa: ANN401 - WTForms'
    ) -> None:
        super().__init__(*arguments, **options)
        self.allow_zero = allow_zero
        self.is_local = is_local

    def read(self, typed: str) -> Cents:
        """Return the amount in cents."""
        try:
            return parse_amount(typed, allow_zero=self.allow_zero)
        except InvalidAmount as invalid:
            raise ValueError(gettext(AMOUNT_FAULTS[invalid.fault])) from invalid

    def shown(self, value: Cents) -> str:
        """Write cents without the sign of the euro, which stands beside the field."""
        return format_number(value)

    @property
    def echo(self) -> str | None:
        """The amount that was read, where that is not plain from what was typed."""
        if not self.typed or self.data is None:
            return None
        return format_number(self.data) if self.is_local else format_amount(self.data)


_NUMERIC = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})", re.ASCII)
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAYS = {
    "aujourd'hui": 0, "aujourdhui": 0, "auj": 0, "today": 0,
    "hier": 1, "yesterday": 1, "avant-hier": 2, "avant hier": 2,
}  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1900, 2199

NO_DATE = N_("This is not a date: type it like 03/02/2026.")
NO_SUCH_DAY = N_("There is no such day: check the day and the month.")


NUMBER_FAULTS = {
    **AMOUNT_FAULTS,
    AmountFault.MISSING: N_("Type a number."),
    AmountFault.NOT_A_NUMBER: N_("This is not a number: type it like 1234.5."),
    AmountFault.AMBIGUOUS: N_(
        "This number can be read in two ways: keep one separator, before the decimals."
    ),
    AmountFault.TOO_PRECISE: N_("A number has two decimals at most; no point between thousands."),
    AmountFault.NOT_POSITIVE: N_("The number must not be below zero."),
    AmountFault.TOO_LARGE: N_("This number is too large: 100 million at most."),
}


class NumberField(ParsedField):
    """A number of whatever unit, zero or more, as people type it; ``data`` is in hundredths."""

    missing = NUMBER_FAULTS[AmountFault.MISSING]

    def read(self, typed: str) -> int:
        """Return the number in hundredths."""
        try:
            return parse_amount(typed, allow_zero=True)
        except InvalidAmount as invalid:
            raise ValueError(gettext(NUMBER_FAULTS[invalid.fault])) from invalid

    def shown(self, value: int) -> str:
        """Write the number with no more decimals than it has."""
        return format_quantity(value)


class DateField(ParsedField):
    """A day as people type it in France: ``3/2/2026``, ``03022026``, ``2026-02-03``, ``hier``."""

    def read(self, typed: str) -> date:
        """Return the day."""
        return parse_date(typed)

    def shown(self, value: date) -> str:
        """Write a day as it can be typed."""
        return format_date(value, "short")

    @property
    def echo(self) -> str | None:
        """The day that was read, written out."""
        return format_date(self.data) if self.typed and self.data is not None else None


def parse_date(typed: str) -> date:
    """Read a day, day before month; raise ValueError with a sentence."""
    plain = typed.strip().lower().replace("\u2019", "'")
    if plain in _DAYS:
        return clock.today() - timedelta(days=_DAYS[plain])
    if match := _ISO.fullmatch(plain):
        year, month, day = map(int, match.groups())
    elif match := _NUMERIC.fullmatch(plain) or _DIGITS.fullmatch(plain):
        day, month, year = map(int, match.groups())
        year += 2000 if len(match[3]) == 2 else 0  # noqa: PLR2004 - 26 is 2026
    else:
        raise ValueError(gettext(NO_DATE))
    try:
        found = date(year, month, day)
    except ValueError as impossible:
        raise ValueError(gettext(NO_SUCH_DAY)) from impossible
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(gettext(NO_SUCH_DAY))
    return found


class _Cleaned:
    """Cleans a text once it was typed; what hides or is too long is refused, and kept as typed."""

    def pre_validate(self: Any, _form: object) -> None:
        """Replace the text with its clean form, or stop with the sentence of the refusal."""
        try:
            self.data = self.clean(self.data or "")
        except RuleViolation as refusal:
            # The field keeps at most what it could hold: ten thousand characters help nobody.
            self.data = (self.data or "")[: 4 * self.limit]
            raise StopValidation(refusal.message()) from refusal


class LineField(_Cleaned, StringField):
    """One line of text."""

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 - WTForms'
        limit: int = text.LINE_LIMIT,
        required: bool = True,
        **options: Any,  # noqa: ANN401 - WTForms'
    ) -> None:
        super().__init__(*arguments, **options)
        self.limit = limit
        self.required = required
        setattr(self.flags, "required" if required else "optional", True)

    def clean(self, typed: str) -> str:
        """Return the clean line; raise RuleViolation."""
        return text.line(typed, limit=self.limit, required=self.required)


class ProseField(_Cleaned, TextAreaField):
    """Paragraphs."""

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 - WTForms'
        limit: int = 4000,
        required: bool = False,
        **options: Any,  # noqa: ANN401 - WTForms'
    ) -> None:
        super().__init__(*arguments, **options)
        self.limit = limit
        self.required = required
        setattr(self.flags, "required" if required else "optional", True)

    def clean(self, typed: str) -> str:
        """Return the clean paragraphs; raise RuleViolation."""
        return text.prose(typed, limit=self.limit, required=self.required)


CHOOSE = N_("Choose one of the list.")
NOT_OFFERED = N_("This is not on the list any more: choose again.")
NOTHING = N_("– choose –")


class _Select:
    """Draws a select element: the options of a ChoiceField."""

    def __call__(self, field: ChoiceField, **attributes: object) -> Markup:
        attributes.setdefault("id", field.id)
        options = Markup("").join(
            Markup('<option value="{}"{}>{}</option>').format(
                value, Markup(" selected") if is_chosen else "", label
            )
            for value, label, is_chosen in field.options()
        )
        shown = Markup(html_params(name=field.name, **attributes))  # noqa: S704 - it escapes
        return Markup("<select {}>{}</select>").format(shown, options)


class ChoiceField(Field):
    """One of a few; ``data`` is the member or id, None where nothing was chosen.

    What is offered is said after the form was made, by ``offer``: it often comes from a query.
    """

    widget = _Select()

    def __init__(
        self,
        label: object = None,
        *,
        coerce: Callable[[str], Any] = str,
        blank: object = None,
        required: bool = True,
        **options: Any,  # noqa: ANN401 - WTForms'
    ) -> None:
        super().__init__(label, **options)  # type: ignore[arg-type] # a lazy text is one
        # By this name the templates know it.
        self.type = "SelectField"
        self.coerce = coerce
        self.blank = blank
        self.required = required
        self.offered: list[tuple[str, str]] = []
        self.typed: str | None = None
        setattr(self.flags, "required" if required else "optional", True)

    def offer(self, options: Iterable[tuple[object, str]]) -> None:
        """Offer values under labels, in their order."""
        self.offered = [(str(value), label) for value, label in options]

    def offer_members(self, members: Iterable[StrEnum]) -> None:
        """Offer members of an enumeration under their labels."""
        self.offer((it.value, it.label) for it in members)  # type: ignore[attr-defined] # ours all have labels

    def options(self) -> Iterator[tuple[str, str, bool]]:
        """Give value, label and whether chosen, after the line for nothing where there is one."""
        chosen = self.typed if self.typed is not None else str(self.data or "")
        if not self.required or not chosen:
            yield "", str(self.blank or gettext(NOTHING)), not chosen
        for value, label in self.offered:
            yield value, label, value == chosen

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was sent until it is known what was offered."""
        self.typed = valuelist[0] if valuelist else ""
        self.data = None

    def pre_validate(self, _form: object) -> None:
        """Take the value that was sent, if it is among those offered."""
        if not self.typed:
            if self.required:
                raise StopValidation(gettext(CHOOSE))
        elif self.typed in {value for value, _label in self.offered}:
            self.data = self.coerce(self.typed)
        else:
            raise StopValidation(gettext(NOT_OFFERED))


class SeveralField(SelectMultipleField):
    """Any of a few, each with its box; ``data`` are their ids."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: object = None, **options: Any) -> None:  # noqa: ANN401 - WTForms'
        super().__init__(label, coerce=int, **options)  # type: ignore[arg-type] # a lazy text is one
        # By this name the templates know it.
        self.type = "SelectMultipleCheckboxField"

    def offer(self, options: Iterable[tuple[int, str]]) -> None:
        """Offer ids under labels, in their order."""
        self.choices = list(options)
