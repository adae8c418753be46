"""Column types of names, so that both databases sort and search them alike."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import Text
from sqlalchemy.orm import mapped_column

# Compared code point by code point: a language's collation would neither serve a range of
# prefixes from an index nor sort as SQLite does. ``names.sort_key`` has done what it would do.
KEY_TEXT = Text().with_variant(Text(collation="C"), "postgresql")

# To be used in annotations: ``sort_key: Mapped[SortKey]``.
SortKey = Annotated[str, mapped_column(KEY_TEXT)]
