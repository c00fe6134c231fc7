"""A card reader at the far end of a private pcscd, and its driver."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from devices.smart_card_reader.pcsc_reader import PcscCardReader, PcscSettings
from devices.smart_card_reader.port import ChipOutcome, ChipRead
from devices.virtual.pcscd import missing, private_socket
from devices.virtual.smart_card import VirtualSmartCardReader
from kiosk.clock import SystemClock

PATIENCE_SECONDS = 30.0
needs_pcscd = pytest.mark.skipif(bool(missing()), reason=missing() or "pcscd is there")


@dataclass(frozen=True, slots=True)
class CardRig:
    """Driver and virtual reader at the two ends of pcscd."""

    reader: PcscCardReader
    virtual: VirtualSmartCardReader
    cancelled: threading.Event = field(default_factory=threading.Event)

    def read(self, timeout_seconds: float = PATIENCE_SECONDS) -> ChipOutcome:
        return self.reader.read_card(timeout_seconds, self.cancelled)


def driver() -> PcscCardReader:
    """Not yet open."""
    return PcscCardReader(PcscSettings(service_socket=str(private_socket())), SystemClock())


@contextmanager
def virtual_reader() -> Iterator[VirtualSmartCardReader]:
    """The far end alone."""
    virtual = VirtualSmartCardReader(private_socket())
    try:
        virtual.start()
        yield virtual
    finally:
        virtual.stop()


@contextmanager
def card_rig() -> Iterator[CardRig]:
    """Both ends up, the driver open, no card in the slot."""
    with virtual_reader() as virtual:
        reader = driver()
        try:
            reader.open()
            yield CardRig(reader, virtual)
        finally:
            reader.close()


def records_of(outcome: ChipOutcome) -> dict[int, bytes]:
    """Values by record number, or a failed test."""
    assert isinstance(outcome, ChipRead), outcome
    return {record.number: bytes(record.value) for record in outcome.records}
