"""A paper's text, its fields filled in: titles, paragraphs, points, and lines of a table.

A text is written in paragraphs, apart by empty lines. ``# `` begins a title, ``## `` a heading,
``- `` a point, ``| `` a line of a table (its two cells apart by ``: ``), ``> `` a note and ``~ ``
a line on the right. ``{name}`` is a field; what no field fills stands between brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fundtracker.documents.errors import UnknownField
from fundtracker.documents.wording import printable
from fundtracker.i18n import current_locale, gettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fundtracker.documents.kinds import PaperKind
    from fundtracker.documents.news import Photograph
    from fundtracker.i18n import Locale

_FIELD = re.compile(r"\{([a-z_]+)\}")
_LONGEST = 4_000


class BlockKind(StrEnum):
    """What a block of a paper is."""

    TITLE = "# "
    HEADING = "## "
    POINT = "- "
    FACT = "| "
    NOTE = "> "
    RIGHT = "~ "
    TEXT = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a block; ``is_open`` where they say what is to be completed."""

    text: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a title, a point or a line; a fact has its label apart."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that is filled in: what it is, for whom, its blocks, photographs under its title."""

    kind: PaperKind
    locale: Locale
    title: str
    fund: str
    collectivity: str
    is_demonstration: bool
    blocks: tuple[Block, ...]
    photos: tuple[Photograph, ...] = ()


def paper(
    kind: PaperKind,
    text: str,
    fields: Mapping[str, str],
    blanks: Mapping[str, str],
    *,
    is_demonstration: bool = False,
    photos: tuple[Photograph, ...] = (),
) -> Paper:
    """Fill in a text, which is in the language of the moment.

    ``blanks`` say what is to be completed where a field is empty. Raises UnknownField for a name
    that neither has.
    """
    blocks = tuple(_blocks(text, fields, blanks))
    title = next((it for it in blocks if it.kind is BlockKind.TITLE), None)
    return Paper(
        kind=kind,
        locale=current_locale(),
        title="".join(it.text for it in title.pieces) if title else kind.label,
        fund=fields.get("fonds", ""),
        collectivity=fields.get("collectivite", ""),
        is_demonstration=is_demonstration,
        blocks=blocks,
        photos=photos,
    )


def made_up() -> str:
    """Say that a paper is the demonstration's, in the language of the moment."""
    return gettext("Demonstration: amounts and bank details are made up")


def _blocks(text: str, fields: Mapping[str, str], blanks: Mapping[str, str]) -> Iterator[Block]:
    for kind, words in _paragraphs(text):
        label, found = "", words
        if kind is BlockKind.FACT:
            label, _, found = words.partition(": ")
        pieces = tuple(_pieces(found, fields, blanks))
        yield Block(kind, pieces, label)


def _paragraphs(text: str) -> Iterator[tuple[BlockKind, str]]:
    """Give the paragraphs; marked lines stand alone, others run on until an empty line."""
    running: list[str] = []
    for line in [*text.splitlines(), ""]:
        kind = next(
            (it for it in BlockKind if it.value and line.startswith(it.value)), BlockKind.TEXT
        )
        if kind is BlockKind.TEXT and line.strip():
            running.append(line.strip())
            continue
        if running:
            yield BlockKind.TEXT, " ".join(running)
            running = []
        if line.strip():
            yield kind, line[len(kind.value) :].strip()


def _pieces(text: str, fields: Mapping[str, str], blanks: Mapping[str, str]) -> Iterator[Piece]:
    end = 0
    for match in _FIELD.finditer(text):
        name = match[1]
        if name not in fields and name not in blanks:
            raise UnknownField(name=name[:40])
        if match.start() > end:
            yield Piece(text[end : match.start()])
        if value := fields.get(name, ""):
            yield Piece(printable(value, _LONGEST))
        elif blank := blanks.get(name, name):
            yield Piece(f"[{blank}]", is_open=True)
        end = match.end()
    if end < len(text):
        yield Piece(text[end:])
