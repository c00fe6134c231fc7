"""Where a transcript listens: at the wire itself, whatever driver is above it.

Owns who hears the bytes of a transport. A transport asks for its tap once, when it is built; the
one who builds a driver says which tap that is. No tap may keep what it hears: bytes are masked
while they pass (``devices/transcript.py``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Tap(Protocol):
    """Hears what passes. Called on the driver's thread; must not block, raise or keep bytes."""

    def sent(self, data: bytes | bytearray | memoryview) -> None:
        """Bytes that the driver wrote."""
        ...

    def received(self, data: memoryview) -> None:
        """Bytes that came; the memory is the driver's."""
        ...


class _Deaf:
    """Hears nothing."""

    def sent(self, data: bytes | bytearray | memoryview) -> None:
        pass

    def received(self, data: memoryview) -> None:
        pass


_TAP: ContextVar[Tap] = ContextVar("tap", default=_Deaf())  # noqa: B039  (it has no state)


def tap_of_build() -> Tap:
    """The tap of the driver that is being built now."""
    return _TAP.get()


@contextmanager
def heard_by(tap: Tap) -> Iterator[None]:
    """Every transport that is made inside is heard by this tap."""
    token = _TAP.set(tap)
    try:
        yield
    finally:
        _TAP.reset(token)
