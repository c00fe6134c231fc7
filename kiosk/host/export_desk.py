"""What staff take along: files written into the folder of the settings, one after the other.

Owns the folder, the thread and the rule that a file is whole or not there. The thread is one of
its own, because the folder may be a slow stick or far away; the hub's loop never waits for it.
Must not know what is in a file: whoever asks brings the writer.
"""

import contextlib
import errno
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

#: A folder that hangs (a stick pulled out) must not hold up the end of the host.
CLOSE_SECONDS = 5.0
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Exported:
    """The file lies in the folder, under this name."""

    name: str


@dataclass(frozen=True, slots=True)
class NotExported:
    """Nothing was left behind. A keyword: ``disk-full``, ``not-writable``, ``not-made``."""

    reason: str


Export = Exported | NotExported


class ExportDesk:
    """``begin`` and ``close`` are called in the hub's loop; files are written elsewhere."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread: threading.Thread | None = None

    def begin(
        self, name: str, write: Callable[[Path], None], done: Callable[[Export], None]
    ) -> bool:
        """Write a file. ``done`` is called once, on the thread. False while another is written."""
        if self._thread is not None and self._thread.is_alive():
            return False
        self._thread = threading.Thread(
            target=self._run, args=(name, write, done), name="export", daemon=True
        )
        self._thread.start()
        return True

    def close(self) -> None:
        """Let the file in hand be finished."""
        if self._thread is not None:
            self._thread.join(CLOSE_SECONDS)

    def _run(
        self, name: str, write: Callable[[Path], None], done: Callable[[Export], None]
    ) -> None:
        outcome: Export = NotExported("not-made")
        try:
            outcome = self._write(name, write)
        finally:
            done(outcome)

    def _write(self, name: str, write: Callable[[Path], None]) -> Export:
        partial = self._folder / f".{name}.part"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write(partial)
            os.replace(partial, self._folder / name)
        except OSError as refused:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            log.error("export_not_written error=%s", errno.errorcode.get(refused.errno or 0, "-"))
            return NotExported("disk-full" if refused.errno in _FULL else "not-writable")
        return Exported(name)
