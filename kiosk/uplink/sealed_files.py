"""Sealed files beside the outbox: scans on their way, readable by the platform only.

Owns the bytes on disk: written whole or not at all (write, sync, rename, sync the folder); must
not know which case they belong to. A file becomes part of a case only by a row of the outbox.
"""

import errno
import hashlib
import os
from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from kiosk.uplink.database import DiskFullError

_READ_BYTES = 1024 * 1024
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class SealedFiles:
    """A folder of sealed files, one per upload id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, upload_id: UUID, sealed: bytes | bytearray | memoryview) -> None:
        """Durable when it returns; DiskFullError leaves nothing behind."""
        part = self._folder / f"{upload_id}.part"
        try:
            _write_synced(part, sealed)
            part.rename(self._path(upload_id))
            self._sync_folder()
        except OSError as error:
            part.unlink(missing_ok=True)
            if error.errno in _NO_ROOM:
                raise DiskFullError(str(error)) from error
            raise

    def read(self, upload_id: UUID, offset: int, size: int) -> bytes:
        """A piece of a file; shorter at its end."""
        with self._path(upload_id).open("rb") as file:
            file.seek(offset)
            return file.read(size)

    def size(self, upload_id: UUID) -> int | None:
        """The size on disk, or None when there is no such file."""
        try:
            return self._path(upload_id).stat().st_size
        except FileNotFoundError:
            return None

    def digest(self, upload_id: UUID) -> str | None:
        """What is really on the disk, as the contract writes digests."""
        running = hashlib.sha256()
        try:
            with self._path(upload_id).open("rb") as file:
                while piece := file.read(_READ_BYTES):
                    running.update(piece)
        except OSError:
            return None
        return f"sha256:{running.hexdigest()}"

    def remove(self, upload_ids: Collection[UUID]) -> None:
        """Delete; what is gone already is no error."""
        for upload_id in upload_ids:
            self._path(upload_id).unlink(missing_ok=True)
        if upload_ids:
            self._sync_folder()

    def sweep(self, wanted: Collection[UUID]) -> int:
        """Delete what no case wants: half-written parts and drafts of visits that ended."""
        names = {self._path(upload_id).name for upload_id in wanted}
        orphans = [entry for entry in self._folder.iterdir() if entry.name not in names]
        for orphan in orphans:
            orphan.unlink(missing_ok=True)
        return len(orphans)

    def _path(self, upload_id: UUID) -> Path:
        return self._folder / f"{upload_id}.sealed"

    def _sync_folder(self) -> None:
        fd = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def _write_synced(path: Path, data: bytes | bytearray | memoryview) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
