"""Sealed files on disk, byte by byte: an offset is only said after it survived a sync.

Owns appending, measuring and proving digests. Must not open a seal. Names come from upload ids,
never from a sender's text.
"""

import hashlib
import os
from pathlib import Path
from uuid import UUID

from central.keys import sync_folder

_READ_BYTES = 1024 * 1024


class FileStore:
    """The folder of sealed files. All calls block: keep them off the event loop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)

    def create(self, upload_id: UUID) -> None:
        """An empty file whose name is durable; what a lost announcement left there is dropped."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        os.close(os.open(self._path(upload_id), flags, 0o600))
        sync_folder(self._folder)

    def size(self, upload_id: UUID) -> int:
        """How many bytes are on disk."""
        path = self._path(upload_id)
        return path.stat().st_size if path.exists() else 0

    def append(self, upload_id: UUID, offset: int, data: bytes) -> int:
        """Write ``data`` at ``offset``, sync, and say the new size."""
        descriptor = os.open(self._path(upload_id), os.O_WRONLY)
        try:
            written = 0
            while written < len(data):
                written += os.pwrite(descriptor, data[written:], offset + written)
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)
        return offset + len(data)

    def discard(self, upload_id: UUID) -> None:
        """Throw away a file that proved wrong."""
        self._path(upload_id).unlink(missing_ok=True)

    def digest(self, upload_id: UUID, algorithm: str) -> str:
        """The digest of the whole file as the contract writes it."""
        state = hashlib.new(algorithm)
        with self._path(upload_id).open("rb") as stream:
            while piece := stream.read(_READ_BYTES):
                state.update(piece)
        return f"{algorithm}:{state.hexdigest()}"

    def read(self, upload_id: UUID) -> bytes:
        """The whole sealed file."""
        return self._path(upload_id).read_bytes()

    def _path(self, upload_id: UUID) -> Path:
        return self._folder / f"{upload_id}.sealed"
