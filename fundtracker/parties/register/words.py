"""The words that an entry of the register is found by, and those that a search asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fundtracker.parties.names import sort_key, wanted_name
from fundtracker.parties.register.rows import SEPARATOR

if TYPE_CHECKING:
    from fundtracker.parties.kinds import CollectivityKind
    from fundtracker.parties.register.rows import RegisterRow

# In so many names that nothing is found by them alone.
SMALL_WORDS = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur"}
)
_FREQUENT_WORDS = frozenset({"saint", "sainte"})

_DEPARTMENT = re.compile(r"\d{2,3}|2[ab]|6ae")
_INSEE_CODE = re.compile(r"(?:\d{2}|2[ab])\d{3}")

# More than anybody types, less than would cost anything.
_LONGEST_TEXT = 200
_MOST_WORDS = 8
_SHORTEST_SELECTIVE = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A search as read: ``typed`` is its sort key and ``name`` the same without prefixes.

    Both leave the numbers of départements out. ``code`` is an INSEE code, or None.
    """

    typed: str
    name: str
    words: tuple[str, ...]
    departments: tuple[str, ...]
    kinds: frozenset[CollectivityKind]
    code: str | None

    @property
    def selective(self) -> str | None:
        """The word that the fewest entries can be expected to have; None if all are too short."""
        usual = [word for word in self.words if word not in _FREQUENT_WORDS] or self.words
        word = max(usual, key=len, default="")
        if len(word) < _SHORTEST_SELECTIVE:
            word = max(self.words, key=len, default="")
        return word if len(word) >= _SHORTEST_SELECTIVE else None


def read_wanted(text: str) -> Wanted:
    """Read what somebody typed in a search field, whatever it holds."""
    text = text[:_LONGEST_TEXT]
    asked = wanted_name(text)
    words = list(dict.fromkeys(asked.key.split()))[:_MOST_WORDS]
    departments = tuple(word for word in words if _DEPARTMENT.fullmatch(word))
    names = [word for word in words if word not in departments]
    return Wanted(
        typed=_without(sort_key(text), departments),
        name=_without(asked.key, departments),
        words=tuple([word for word in names if word not in SMALL_WORDS] or names),
        departments=departments,
        kinds=asked.kinds,
        code=asked.key.upper() if _INSEE_CODE.fullmatch(asked.key) else None,
    )


def words_of(row: RegisterRow) -> list[str]:
    """Return each word that ``row`` is found by, once, départements' numbers last."""
    words = sort_key(row.name).split()
    if row.other_names:
        words += sort_key(row.other_names).split()
    if row.department:
        words += _department_words(row.department, row.department_code)
    if row.other_departments:
        words += row.other_departments.lower().split(SEPARATOR)
    return list(dict.fromkeys(words))


@cache
def _department_words(name: str, code: str) -> list[str]:
    return [*sort_key(name).split(), code.lower()]


def _without(key: str, departments: tuple[str, ...]) -> str:
    return " ".join(word for word in key.split() if word not in departments)
