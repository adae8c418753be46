"""Tables of the register: its edition, its entries, and the words they are found by."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import BIG_ID, Base, BigId, Sha256, text_enum
from fundtracker.parties.columns import SortKey
from fundtracker.parties.kinds import CollectivityKind


class RegisterEdition(Base):
    """The edition that is loaded; one row at most."""

    __tablename__ = "register_edition"

    sha256: Mapped[Sha256] = mapped_column(primary_key=True)
    version: Mapped[str]
    year: Mapped[int]


class RegisterEntry(Base):
    """One collectivité of the register, as its source has it.

    ``code`` is INSEE's, or the SIREN for intercommunalities; ``other_names`` are former communes
    and départements that it took over. ``search_text`` holds all words it is found by, each
    between spaces. ``population`` is that of its communes.
    """

    __tablename__ = "register_entry"
    __table_args__ = (UniqueConstraint("code", "kind"),)

    id: Mapped[BigId]
    kind: Mapped[CollectivityKind] = mapped_column(text_enum(CollectivityKind, "kind"))
    code: Mapped[str]
    name: Mapped[str]
    other_names: Mapped[str]
    sort_key: Mapped[SortKey] = mapped_column(index=True)
    search_key: Mapped[SortKey] = mapped_column(index=True)
    search_text: Mapped[SortKey]
    siren: Mapped[str | None] = mapped_column(index=True)
    department_code: Mapped[str | None]
    department: Mapped[str | None]
    region: Mapped[str | None]
    population: Mapped[int | None]
    year: Mapped[int]


class RegisterWord(Base):
    """A word that an entry is found by: of its names, or the name or number of a département."""

    __tablename__ = "register_word"

    word: Mapped[SortKey] = mapped_column(primary_key=True)
    # Without an index: words are only ever replaced all together, before their entries.
    entry_id: Mapped[int] = mapped_column(BIG_ID, ForeignKey("register_entry.id"), primary_key=True)
