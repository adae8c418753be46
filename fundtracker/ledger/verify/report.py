"""What a verification says: findings, each a sentence, and how long its parts took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.errors import fill

if TYPE_CHECKING:
    from collections.abc import Sequence


class Finding:
    """Something that is not as it was written: a sentence, and its data for the code."""

    def __init__(self, sentence: str, **data: object) -> None:
        self.sentence = sentence
        self.data = data

    def message(self) -> str:
        """Return the sentence in the language of the moment."""
        return fill(self.sentence, self.data)

    def __repr__(self) -> str:
        return f"<Finding {self.message()}>"


@dataclass(frozen=True, slots=True)
class Head:
    """Where a book stands: what a document prints, and what a later anchor can name."""

    book_code: str
    number: int
    hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The outcome of a verification; seconds for counters and totals, and apart for the chain."""

    findings: Sequence[Finding]
    heads: Sequence[Head]
    sums_seconds: float
    chain_seconds: float

    @property
    def is_sound(self) -> bool:
        """Whether everything is as it was written."""
        return not self.findings

    @property
    def entries(self) -> int:
        """How many entries the books say they have."""
        return sum(head.number for head in self.heads)
