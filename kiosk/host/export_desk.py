"""What staff take along: files written into the folder of the settings, one after the other.

Owns the folder, the thread, the rule that a file is whole or not there, and how many stay. The
thread is one of its own, because the folder may be a slow stick or far away; the hub's loop never
waits for it. Must not know what is in a file: whoever asks brings the writer.
"""

import contextlib
import errno
import logging
import os
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

#: A folder that hangs (a stick pulled out) must not hold up the end of the host.
CLOSE_SECONDS = 5.0
#: Of each kind: bundles, frames of a device. A technician looks at the last few; a bundle is a few
#: megabytes, and nobody else ever tidies up here. By number, not by age: a clock that jumps ahead
#: makes every file old.
KEPT_FILES = 10
#: What is one of ours: what it is of (with the terminal's name), when it was made, its ending.
_STAMP = "[0-9]{8}-[0-9]{6}"
_NAME = re.compile(rf"(?P<of>.+-){_STAMP}(?P<ending>\.[a-z.]+)")
_HALF = ".part"
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
        #: Over as soon as somebody is told so: the thread itself may be a moment longer about.
        self._is_writing = threading.Event()

    def begin(
        self, name: str, write: Callable[[Path], None], done: Callable[[Export], None]
    ) -> bool:
        """Write a file. ``done`` is called once, on the thread. False while another is written."""
        if self._is_writing.is_set():
            return False
        self._is_writing.set()
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
            self._is_writing.clear()
            done(outcome)

    def _write(self, name: str, write: Callable[[Path], None]) -> Export:
        partial = self._folder / f".{name}{_HALF}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write(partial)
            os.replace(partial, self._folder / name)
        except OSError as refused:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            log.error("export_not_written error=%s", errno.errorcode.get(refused.errno or 0, "-"))
            return NotExported("disk-full" if refused.errno in _FULL else "not-writable")
        self._tidy_up(name)
        return Exported(name)

    def _tidy_up(self, made: str) -> None:
        """A copy that somebody has begun is finished all the same: deleting takes the name, and the
        bytes stay until the last reader has closed the file.
        """  # noqa: D205
        with contextlib.suppress(OSError):  # then with the next one
            for name in outdated(os.listdir(self._folder), made):
                with contextlib.suppress(OSError):  # gone meanwhile, or no file
                    (self._folder / name).unlink()


def outdated(names: Iterable[str], made: str) -> list[str]:
    """Of the names in a folder: those of the kind of ``made`` that are too many, oldest first, and
    what a killed host left half written. Never ``made`` itself, nor anything that is not ours.
    """  # noqa: D205
    kind = _NAME.fullmatch(made)
    if kind is None:
        return []
    ours = re.compile(re.escape(kind["of"]) + _STAMP + re.escape(kind["ending"]))
    names = set(names) - {made}
    others = sorted(name for name in names if ours.fullmatch(name))
    halves = sorted(
        name
        for name in names
        if name.startswith(".") and name.endswith(_HALF) and ours.fullmatch(name[1 : -len(_HALF)])
    )
    return [*others[: max(0, len(others) - KEPT_FILES + 1)], *halves]
