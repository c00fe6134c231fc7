"""The host's memory over months: what the start made is set aside, what a visit used given back.

Owns when Python and malloc tidy up. Left alone they hardly do: a full collection waits until a
quarter as many objects are new as there are old ones (some twenty thousand), and only that empties
Python's lists of spare tuples and frames; malloc keeps what was freed below something that lives.
Neither is a leak, and both creep for hours (benchmarks/devices.md). With what the start made set
aside, giving back takes two milliseconds instead of sixty.
"""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: glibc's; other C libraries have none and need none.
_malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


@contextmanager
def set_aside() -> Iterator[None]:
    """What lives now is looked at by no collection inside."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        # Else what libraries made is still there when they look, at the end of the process.
        gc.unfreeze()


def give_back() -> None:
    """Collect, empty the spare lists, and return free pages to the kernel."""
    gc.collect()
    if _malloc_trim is not None:
        _malloc_trim(0)
