"""What became of a donor's money, in a few sentences: the same in the report and on pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.i18n import format_amount, ngettext
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fundtracker.money import Cents
    from fundtracker.position.amounts import Amounts


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in the language of the moment, with the amounts that its fields stand for."""

    template: str
    amounts: dict[str, str]

    def __str__(self) -> str:
        """Return the sentence as plain text."""
        return self.template % self.amounts


def summary(amounts: Amounts, n_projects: int, still_to_receive: Cents) -> Iterator[Sentence]:
    """Say what was given, and where it is; ``n_projects`` are those that it is allocated to."""
    yield _given(amounts)
    if amounts.allocated:
        text = ngettext(
            "%(allocated)s is allocated to %(num)s project: %(paid)s has been paid, of which"
            " %(justified)s is justified.",
            "%(allocated)s is allocated to %(num)s projects: %(paid)s has been paid, of which"
            " %(justified)s is justified.",
            n_projects,
            allocated="%(allocated)s",
            paid="%(paid)s",
            justified="%(justified)s",
        )
        yield _filled(
            text,
            allocated=amounts.allocated,
            paid=amounts.paid_out,
            justified=amounts.justified_in_all,
        )
    elif amounts.given:
        yield _filled(_("Nothing is allocated to a project yet."))
    for template, amount in (
        (_("%(amount)s is still to be allocated."), amounts.unallocated),
        (_("%(amount)s could not be recovered from a partner."), amounts.lost),
        (_("%(amount)s was returned."), amounts.returned),
        (_("%(amount)s was carried over to another fund."), amounts.carried_out),
        (_("%(amount)s is still to be received."), still_to_receive),
    ):
        if amount:
            yield _filled(template, amount=amount)


def _given(amounts: Amounts) -> Sentence:
    if not amounts.given:
        return _filled(_("Nothing has been received yet."))
    if amounts.brought:
        text = _(
            "Of %(given)s given, %(brought)s of it brought from another fund,"
            " %(fees)s covers management fees."
        )
        return _filled(text, given=amounts.given, brought=amounts.brought, fees=amounts.fees)
    if not amounts.fees:
        text = _("%(given)s was given, and no management fee was taken.")
        return _filled(text, given=amounts.given)
    text = _("Of %(given)s given, %(fees)s covers management fees.")
    return _filled(text, given=amounts.given, fees=amounts.fees)


def _filled(template: str, **amounts: Cents) -> Sentence:
    return Sentence(template, {name: format_amount(it) for name, it in amounts.items()})
