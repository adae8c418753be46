"""What others made is as it was taken, with its licence beside it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

import fundtracker

PACKAGE = Path(fundtracker.__path__[0])
LIST = PACKAGE.parent / "docs" / "vendored.md"
ROW = re.compile(r"^\| `([^`]+)` \| (\d+) \|.*\(`([^`]+)`\) \| `([0-9a-f]{64})` \|$", re.MULTILINE)
ROWS = ROW.findall(LIST.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "size", "licence", "digest"), ROWS, ids=lambda it: it[:60])
def test_a_vendored_file_is_the_one_on_the_list(
    name: str, size: str, licence: str, digest: str
) -> None:
    content = (PACKAGE / name).read_bytes()
    assert len(content) == int(size)
    assert hashlib.sha256(content).hexdigest() == digest
    assert (PACKAGE / name).with_name(licence).is_file()


def test_the_list_names_every_vendored_file() -> None:
    folders = ("static/vendor", "static/fonts", "documents/fonts")
    carried = {
        str(path.relative_to(PACKAGE).as_posix())
        for folder in folders
        for path in (PACKAGE / folder).iterdir()
        if "LICENSE" not in path.name and path.suffix != ".scss"
    }
    assert carried == {name for name, *_rest in ROWS}
