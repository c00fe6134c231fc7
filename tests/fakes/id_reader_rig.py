"""A SAM reader's driver and a virtual reader: over a pty in real time, or in memory in none."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.ports import CardOutcome, CardRead
from devices.transport.memory import Line, MemoryTransport, whole
from devices.virtual.id_reader import VirtualIdReader
from devices.virtual.sam import Sam, take_requests
from kiosk.clock import SystemClock
from kiosk.identity.documents import Person, read_person
from tests.fakes.skipping_clock import SkippingClock

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class PtyRig:
    """Driver and virtual reader at the two ends of a pty."""

    reader: SamSerialReader
    virtual: VirtualIdReader
    cancelled: threading.Event = field(default_factory=threading.Event)

    def read(self, timeout_seconds: float = PATIENCE_SECONDS) -> CardOutcome:
        return self.reader.read_card(timeout_seconds, self.cancelled)


@contextmanager
def pty_rig(folder: Path) -> Iterator[PtyRig]:
    """Both ends up, the driver open."""
    clock = SystemClock()
    virtual = VirtualIdReader(folder / "id-reader", clock)
    reader = SamSerialReader(SamSerialSettings(str(folder / "id-reader")), clock)
    virtual.start()
    try:
        reader.open()
        yield PtyRig(reader, virtual)
    finally:
        reader.close()
        virtual.stop()


class MemoryRig:
    """Driver and SAM in one process on a clock that skips all waiting."""

    def __init__(self, line: Line = whole) -> None:
        self.sam = Sam()
        self.clock = SkippingClock()
        self.transport = MemoryTransport(self._peer, self.clock, line)
        self.reader = SamSerialReader(SamSerialSettings("memory"), self.clock, self.transport)
        self.cancelled = threading.Event()

    def read(self, timeout_seconds: float = 10.0) -> CardOutcome:
        return self.reader.read_card(timeout_seconds, self.cancelled)

    def asked(self) -> list[bytes]:
        """CMD PARA of every request so far."""
        return [request[7:9] for request in self.transport.requests]

    def _peer(self, request: bytes) -> bytes:
        return b"".join(self.sam.answer(item) for item in take_requests(bytearray(request)))


def person_of(outcome: CardOutcome) -> Person:
    """The whole person, or a failed test."""
    assert isinstance(outcome, CardRead)
    person = read_person(outcome.payload)
    assert isinstance(person, Person)
    return person
