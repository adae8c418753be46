"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fundtracker.errors import RuleViolation
from fundtracker.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator


class NotWritable(RuleViolation):
    """A file that cannot be written where it was asked for."""

    sentence = N_("%(file)s cannot be written: %(reason)s.")


@contextmanager
def writing_whole(path: Path, *, mode: int = 0o644) -> Iterator[Path]:
    """Yield a temporary file beside ``path`` that takes its place once all went well."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    except OSError as error:
        raise NotWritable(file=path, reason=error.strerror) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except OSError as error:
        raise NotWritable(file=path, reason=error.strerror) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write content to a file, replacing what was there; raise NotWritable."""
    with writing_whole(path) as temporary:
        temporary.write_bytes(content)
