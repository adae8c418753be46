"""Money in integer cents: the type, the split that adds up, and the reading of typed amounts."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Sequence

Cents = NewType("Cents", int)

ZERO = Cents(0)

# A single act above a hundred million euros is a typing mistake: the largest fund so far held two.
LARGEST_AMOUNT = Cents(100_000_000_00)

_SPACES = "[ \u00a0\u202f\u2009]"
_AMOUNT = re.compile(
    rf"(?P<sign>[-\u2212]?)(?P<whole>[0-9]{{1,3}}(?:{_SPACES}[0-9]{{3}})+|[0-9]+)"
    rf"(?:[.,](?P<decimals>[0-9]+))?{_SPACES}*(?P<thousand>[kK])?{_SPACES}*(?i:€|eur|euros?)?"
)


class AmountFault(StrEnum):
    """What is wrong with a typed amount."""

    MISSING = "missing"
    NOT_A_NUMBER = "not_a_number"
    AMBIGUOUS = "ambiguous"
    TOO_PRECISE = "too_precise"
    NOT_POSITIVE = "not_positive"
    TOO_LARGE = "too_large"


class InvalidAmount(ValueError):  # noqa: N818 - what a form answers, not a failure
    """A typed amount that cannot be taken; ``fault`` says why."""

    def __init__(self, fault: AmountFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def parse_amount(text: str, *, allow_zero: bool = False) -> Cents:
    """Read an amount as people type it (``1 234,56``, ``1234.56 €``, ``5 k€``), in cents.

    Raises InvalidAmount: a point and a comma together are AMBIGUOUS, and what could be thousands
    as well as decimals (``1.234``) is TOO_PRECISE: nothing is guessed.
    """
    text = text.strip(" \t\r\n\u00a0\u202f\u2009")
    if not text:
        raise InvalidAmount(AmountFault.MISSING)
    if re.search(r"[0-9][.,][0-9]+[.,]", text):
        raise InvalidAmount(AmountFault.AMBIGUOUS)
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise InvalidAmount(AmountFault.NOT_A_NUMBER)
    cents = _cents_of(match)
    if cents < 0 or (cents == 0 and not allow_zero):
        raise InvalidAmount(AmountFault.NOT_POSITIVE)
    if cents > LARGEST_AMOUNT:
        raise InvalidAmount(AmountFault.TOO_LARGE)
    return Cents(cents)


def _cents_of(match: re.Match[str]) -> int:
    decimals = match["decimals"] or ""
    places = 5 if match["thousand"] else 2
    if len(match["whole"]) > 12:  # noqa: PLR2004 - beyond any amount; keeps int() cheap
        raise InvalidAmount(AmountFault.TOO_LARGE)
    if len(decimals) > places:
        raise InvalidAmount(AmountFault.TOO_PRECISE)
    whole = int(re.sub(_SPACES, "", match["whole"]))
    cents = int(f"{whole}{decimals.ljust(places, '0')}")
    return -cents if match["sign"] else cents


def split(total: Cents, weights: Sequence[int]) -> list[Cents]:
    """Share ``total`` in proportion to ``weights`` by largest remainder; the parts add up to it.

    Ties go to the earlier weight, so the order of the caller decides (donation id, in this
    product). No part exceeds its weight when ``total`` does not exceed their sum. Raises
    ValueError when a weight is negative or all are zero.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or min(weights) < 0:
        message = "a split needs a total of zero or more and weights, none negative, not all zero"
        raise ValueError(message)
    floors = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    missing = total - sum(floors)
    for index in sorted(range(len(weights)), key=lambda i: (-remainders[i], i))[:missing]:
        floors[index] += 1
    return [Cents(part) for part in floors]


def share(amount: Cents, rate_bp: int) -> Cents:
    """``rate_bp`` basis points (1/10,000) of ``amount``, rounded half up to the cent."""
    return Cents((amount * rate_bp * 2 + 10_000) // 20_000)
