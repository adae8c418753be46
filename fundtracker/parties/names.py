"""Names of collectivités made comparable: how they sort, and how people look for them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from fundtracker.parties.kinds import CollectivityKind

# What decomposition leaves alone although readers type the plain letters.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "þ": "th"}
)
_SHORT_FORMS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ON = re.compile(r"(?<!\w)s\s?/\s?(?!s\b)")
_UNDER = re.compile(r"(?<!\w)s\s?/\s?s(?!\w)")

_ASCII_WORDS = re.compile(r"[0-9a-z]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_UNSEEN = frozenset({"Mn", "Me", "Cf"})

_OF = "(?:de la|de l|du|des|de|d)"
_AGGLO = "agglo(?:meration)?"
_ARTICLE = re.compile(r"(?:la|le|les|l) (?=.)")

_EPCI = frozenset({CollectivityKind.EPCI, CollectivityKind.METROPOLE})
_NO_KINDS: frozenset[CollectivityKind] = frozenset()

# In the trade's writing, after ``sort_key``. Where communes are called so (Ville-sur-Arce), the
# words count as a prefix only when followed by a "de".
_PREFIXES: tuple[tuple[re.Pattern[str], frozenset[CollectivityKind]], ...] = tuple(
    (re.compile(rf"(?:(?:la|le|les|l) )?(?:{words}) {of}(?=.)"), kinds)
    for words, of, kinds in (
        ("mairie", f"(?:{_OF} )?", frozenset({CollectivityKind.COMMUNE})),
        ("ville|commune|municipalite", f"{_OF} ", frozenset({CollectivityKind.COMMUNE})),
        (
            f"communaute (?:de communes?|d {_AGGLO}|urbaine)|com ?com|{_AGGLO}|c[acu]",
            f"(?:{_OF} )?",
            _EPCI,
        ),
        ("communaute|intercommunalite", f"{_OF} ", _EPCI),
        ("metropole|eurometropole", f"(?:{_OF} )?", frozenset({CollectivityKind.METROPOLE})),
        (
            "departement|conseil departemental|conseil general|cd|cg",
            f"(?:{_OF} )?",
            frozenset({CollectivityKind.DEPARTEMENT}),
        ),
        (
            "region|conseil regional|cr",
            f"(?:{_OF} )?",
            frozenset({CollectivityKind.REGION}),
        ),
        ("collectivite(?: territoriale| europeenne)?", f"{_OF} ", _NO_KINDS),
    )
)

_ABBREVIATIONS = {
    "CC": "Communauté de communes",
    "CA": "Communauté d'agglomération",
    "CU": "Communauté urbaine",
}


@dataclass(frozen=True, slots=True)
class WantedName:
    """A name without its prefixes, and the kinds that the prefix spoke of (none: any kind)."""

    key: str
    kinds: frozenset[CollectivityKind]


def sort_key(name: str) -> str:
    """Return ``name`` in plain lower-case words: no accent, ligature, punctuation or control.

    ``st`` and ``ste`` become ``saint`` and ``sainte``; letters of other scripts stay. A sort key is
    its own sort key.
    """
    text = _plain(name)
    if "/" in text:
        text = _ON.sub("sur ", _UNDER.sub("sous ", text))
    if text.isascii():
        words = _ASCII_WORDS.findall(text)
    else:
        words = "".join(char if char.isalnum() else " " for char in text).split()
    return " ".join([_SHORT_FORMS.get(word, word) for word in words])


def search_key(text: str) -> str:
    """Return the sort key without "Mairie de", "CC du", "Conseil départemental" and the like."""
    return wanted_name(text).key


def wanted_name(text: str) -> WantedName:
    """Read what somebody typed: the name itself, and the kinds its prefix asks for."""
    key = sort_key(text)
    kinds = _NO_KINDS
    # Twice, for "Mairie de la Ville de …"; the prefix nearest to the name says its kind.
    for _ in range(2):
        shorter, found = _without_prefix(key)
        if shorter == key:
            break
        key, kinds = shorter, found or kinds
    article = _ARTICLE.match(key)
    return WantedName(key=key[article.end() :] if article else key, kinds=kinds)


def full_name(name: str) -> str:
    """Write out the abbreviation that intercommunalities' names begin with: CC, CA or CU."""
    first, _, rest = name.partition(" ")
    return f"{_ABBREVIATIONS[first]} {rest}" if rest and first in _ABBREVIATIONS else name


def _without_prefix(key: str) -> tuple[str, frozenset[CollectivityKind]]:
    for pattern, kinds in _PREFIXES:
        match = pattern.match(key)
        if match:
            return key[match.end() :], kinds
    return key, _NO_KINDS


def _plain(name: str) -> str:
    """Fold case and accents, and drop what is not seen: marks, joiners, direction signs."""
    if name.isascii():
        return name.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    letters = _ACCENTS.sub("", folded.translate(_LETTERS))
    if letters.isascii():
        return letters
    return "".join(char for char in letters if unicodedata.category(char) not in _UNSEEN)
