"""Wires without hardware, for tests of drivers: whole, byte by byte, lossy, delayed.

Owns when and how mangled bytes arrive; what they say comes from the ``Peer`` given. Time is the
injected clock's alone, so that a three-second silence costs a test nothing.
"""

import random
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from devices.status import DeviceGoneError
from devices.transport.tap import tap_of_build
from devices.transport.transport import NOT_OPEN, UNPLUGGED
from kiosk.clock import Clock

#: The device: what it answers to one write.
Peer = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One piece of an answer and how long after the write it arrives."""

    data: bytes
    delay_seconds: float = 0.0


#: How an answer travels.
Line = Callable[[bytes], Iterable[Delivery]]


def whole(answer: bytes) -> Iterable[Delivery]:
    """All at once."""
    return [Delivery(answer)] if answer else []


def byte_by_byte(answer: bytes) -> Iterable[Delivery]:
    """One byte for each read."""
    return [Delivery(bytes([value])) for value in answer]


def delayed(delay_seconds: float, line: Line = whole) -> Line:
    """Everything later by ``delay_seconds``."""

    def travel(answer: bytes) -> Iterable[Delivery]:
        return [
            replace(piece, delay_seconds=piece.delay_seconds + delay_seconds)
            for piece in line(answer)
        ]

    return travel


def lossy(rate: float, seed: int) -> Line:
    """Each byte gets lost with probability ``rate``; the same seed loses the same bytes."""
    chance = random.Random(seed)  # noqa: S311 - repeatable noise, not a secret

    def travel(answer: bytes) -> Iterable[Delivery]:
        return whole(bytes(value for value in answer if chance.random() >= rate))

    return travel


def noisy(length: int, seed: int, line: Line = whole) -> Line:
    """``length`` random bytes before each answer."""
    chance = random.Random(seed)  # noqa: S311 - repeatable noise, not a secret

    def travel(answer: bytes) -> Iterable[Delivery]:
        return [*whole(chance.randbytes(length)), *line(answer)]

    return travel


class MemoryTransport:
    """A wire to a function in the same process."""

    def __init__(self, peer: Peer, clock: Clock, line: Line = whole) -> None:
        self.peer = peer
        self.line = line
        self.requests: list[bytes] = []
        self.opened = 0
        self.plugged = True
        self._clock = clock
        self._is_open = self._is_severed = False
        self._arriving: list[tuple[float, bytes]] = []
        self._tap = tap_of_build()

    @property
    def is_open(self) -> bool:
        return self._is_open

    def open(self) -> None:
        self._require_plugged()
        self._arriving.clear()
        self._is_open = True
        self.opened += 1

    def close(self) -> None:
        self._is_open = False

    def sever(self) -> None:
        self._is_open, self._is_severed = False, True

    def write(self, data: bytes | bytearray | memoryview, deadline: float) -> None:
        self._require_open()
        request = bytes(data)
        self._tap.sent(request)
        self.requests.append(request)
        now = self._clock.monotonic()
        for piece in self.line(self.peer(request)):
            self._arriving.append((now + piece.delay_seconds, piece.data))
        self._arriving.sort(key=lambda arrival: arrival[0])

    def read_into(self, target: memoryview, deadline: float) -> int:
        self._require_open()
        due = min(self._arriving[0][0], deadline) if self._arriving else deadline
        self._clock.wait(threading.Event(), due - self._clock.monotonic())
        self._require_open()
        if not self._arriving or self._arriving[0][0] > self._clock.monotonic():
            return 0
        at, data = self._arriving.pop(0)
        count = min(len(target), len(data))
        target[:count] = data[:count]
        self._tap.received(target[:count])
        if data[count:]:
            self._arriving.insert(0, (at, data[count:]))
        return count

    def _require_open(self) -> None:
        self._require_plugged()
        if not self._is_open:
            raise DeviceGoneError(NOT_OPEN)

    def _require_plugged(self) -> None:
        if self._is_severed:
            raise DeviceGoneError(NOT_OPEN)
        if not self.plugged:
            raise DeviceGoneError(UNPLUGGED)
