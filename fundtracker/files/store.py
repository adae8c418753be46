"""The folder where files are kept, each under the hash of its content."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from fundtracker.files.errors import DamagedFile

# A scanned agreement of forty pages takes some ten megabytes.
LARGEST_MB = 20
_MB = 1_000_000


def hash_content(content: bytes) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class FileStore:
    """Files under a folder, two levels deep; written once each, whole or not at all."""

    def __init__(self, root: Path, *, largest_mb: int = LARGEST_MB) -> None:
        self.root = root
        self.largest_mb = largest_mb

    def admits(self, size: int) -> bool:
        """Tell whether a file of ``size`` bytes is small enough."""
        return size <= self.largest_mb * _MB

    def put(self, content: bytes) -> str:
        """Write content and return its hash; what is there already and sound is left alone."""
        sha256 = hash_content(content)
        path = self._path(sha256)
        if path.exists() and path.read_bytes() == content:
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the content of a hash; raise DamagedFile where it is missing or altered."""
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise DamagedFile(sha256) from None
        if hash_content(content) != sha256:
            raise DamagedFile(sha256)
        return content

    def _path(self, sha256: str) -> Path:
        if re.fullmatch("[0-9a-f]{64}", sha256) is None:
            message = "not a SHA-256 in hexadecimal"
            raise ValueError(message)
        return self.root / sha256[:2] / sha256


def _write(path: Path, content: bytes) -> None:
    """Write beside the place and rename, so that no reader nor crash meets half a file."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o440)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
