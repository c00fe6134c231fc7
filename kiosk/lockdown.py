"""What a process that sees personal data forbids itself before it sees any. A leaf: imports nobody.

Owns the kernel's switches, the last words of a crash and the last step of an orderly end. Must not
know what the process does.
"""

import contextlib
import ctypes
import logging
import os
import resource
import sys
import threading
from types import TracebackType
from typing import NoReturn

from kiosk.errors import trace_of

log = logging.getLogger(__name__)

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_SIGKILL = 9


def refuse_inspection() -> None:
    """No core file, and no look into the memory by another process of the same user."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def die_with_parent() -> None:
    """The kernel kills this process when the thread that started it ends, however that ends."""
    _prctl(_PR_SET_PDEATHSIG, _SIGKILL)


def keep_last_words_plain() -> None:
    """A crash is told by type and place. The text of an exception may quote the citizen."""
    sys.excepthook = _crashed
    threading.excepthook = lambda end: _crashed(end.exc_type, end.exc_value, end.exc_traceback)
    sys.unraisablehook = lambda end: _crashed(end.exc_type, end.exc_value, end.exc_traceback)
    # A log call that fails would print its arguments.
    logging.raiseExceptions = False


def leave(code: int) -> NoReturn:
    """End now; all that had to be closed is closed.

    Python would take its modules apart first. That keeps what they hold for seconds more, and it
    goes on under threads that hang in a device: a native library then aborts the process, or counts
    what is left of its own into the log (zxing-cpp, by nanobind: whatever ``gc.freeze`` has set
    aside or such a thread still holds).
    """
    logging.shutdown()
    # A process that was started with a closed stream has none.
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _crashed(
    kind: type[BaseException], _: BaseException | None, trace: TracebackType | None
) -> None:
    log.critical("process_crashed error=%s at=%s", kind.__name__, trace_of(trace))


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
