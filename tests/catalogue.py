"""The French catalogue: collects the messages of code and templates, and keeps their French.

``make translations`` runs it. English is the language of the source and needs no catalogue.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FRENCH = ROOT / "fundtracker" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"

_SOURCES = ("fundtracker", "templates")
_METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
_OPTIONS = {"**.html": {"silent": "false"}, "**.txt": {"silent": "false"}}
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "N_": None}
_WIDTH = 100

Msgid = str | tuple[str, str]


def extract() -> set[Msgid]:
    """Return every message of code and templates: a text, or a pair where there is a plural."""
    return {
        (message[0], message[1]) if isinstance(message, tuple) else message
        for source in _SOURCES
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / source, _METHODS, _OPTIONS, keywords=_KEYWORDS
        )
    }


def read() -> Catalog:
    """Return the catalogue as it stands in the source; an empty one where there is none yet."""
    if not FRENCH.exists():
        return _empty()
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr")


def _empty() -> Catalog:
    return Catalog(
        locale="fr",
        header_comment="# FundTracker in French; `make translations` keeps the list of messages.",
        project="FundTracker",
        version="0.1.0",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="fr",
        fuzzy=False,
    )


def updated() -> Catalog:
    """Return the catalogue of today's messages, with the French that there is, and no other."""
    old = read()
    new = _empty()
    # The day of the first catalogue, so that the file changes only when its messages do.
    new.creation_date = new.revision_date = old.creation_date
    for msgid in extract():
        known = old.get(msgid if isinstance(msgid, str) else msgid[0])
        is_same = known is not None and known.id == msgid
        new.add(msgid, known.string if known is not None and is_same else None)
    return new


def write(catalogue: Catalog) -> None:
    """Write the catalogue, sorted and without places in the code, so that it merges well."""
    FRENCH.parent.mkdir(parents=True, exist_ok=True)
    with FRENCH.open("wb") as file:
        write_po(file, catalogue, width=_WIDTH, no_location=True, sort_output=True)


def is_translated(message: Message) -> bool:
    """Tell whether a message has its French, in both forms where it has two."""
    return all(forms(message.string))


def forms(text: object) -> tuple[str, ...]:
    """Return the singular, and the plural where there is one, of either side of a message."""
    return (text,) if isinstance(text, str) else tuple(text) if isinstance(text, tuple) else ("",)


def main() -> None:
    """Bring the catalogue up to date and say what still lacks its French."""
    catalogue = updated()
    write(catalogue)
    lacking = [m.id for m in catalogue if m.id and not is_translated(m)]
    print(f"{len(catalogue)} messages, {len(lacking)} without French")
    for msgid in lacking:
        print(f"  {msgid}")


if __name__ == "__main__":
    main()
