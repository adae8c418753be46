"""Where packs lie until they are fetched: a folder for each batch, emptied after a week.

They are made of what is kept elsewhere, so they are neither hashed nor backed up.
"""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class PackShelf:
    """Archives under a folder, by batch and rank; each is there whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, batch_id: int, rank: int, content: bytes) -> None:
        """Lay a pack on the shelf, in place of what lies there."""
        path = self.path(batch_id, rank)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(content)
        unfinished.replace(path)

    def path(self, batch_id: int, rank: int) -> Path:
        """Return where a pack lies, if it does."""
        return self._folder(batch_id) / f"{rank}.zip"

    def clear(self, batch_id: int) -> None:
        """Take all packs of a batch off the shelf."""
        shutil.rmtree(self._folder(batch_id), ignore_errors=True)

    def together(self, batch_id: int, names: Iterable[tuple[int, str]]) -> Iterator[bytes]:
        """Give one archive of packs, each under its name, piece by piece: it may be large."""
        sink = _Sink()
        with zipfile.ZipFile(sink, "w") as archive:
            for rank, name in names:
                # Packs are compressed already.
                archive.write(self.path(batch_id, rank), name)
                yield sink.taken()
        yield sink.taken()

    def _folder(self, batch_id: int) -> Path:
        return self.root / str(batch_id)


class _Sink:
    """Holds what was written since it was last taken."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._n_written = 0

    def write(self, piece: bytes) -> int:
        self._held += piece
        self._n_written += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._n_written

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def close(self) -> None:
        """Keep what is held: it can still be taken."""

    def taken(self) -> bytes:
        piece, self._held = bytes(self._held), bytearray()
        return piece
