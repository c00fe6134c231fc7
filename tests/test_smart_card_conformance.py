"""The PC/SC reader passes the suite of its port, through the real pcscd and its real driver."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from devices.smart_card_reader.pcsc_reader import PcscCardReader, PcscSettings
from kiosk.clock import SystemClock
from tests.conformance_smart_card_reader import SmartCardReaderConformance
from tests.fakes.smart_card_rig import CardRig, card_rig, needs_pcscd


@dataclass(frozen=True)
class VirtualBench:
    rig: CardRig

    @property
    def reader(self) -> PcscCardReader:
        return self.rig.reader


@needs_pcscd
class TestVirtual(SmartCardReaderConformance):
    @pytest.fixture
    def bench(self) -> Iterator[VirtualBench]:
        with card_rig() as rig:
            yield VirtualBench(rig)


REAL_READER = os.environ.get("OPENHALL_SMART_CARD_READER")

if REAL_READER is not None:

    @dataclass(frozen=True)
    class RealBench:
        reader: PcscCardReader

        def lay(self) -> None:
            input("Put the office's test card in, then press Enter: ")

        def lift(self) -> None:
            input("Take the card out, then press Enter: ")

    @pytest.mark.hardware
    class TestReal(SmartCardReaderConformance):
        @pytest.fixture
        def bench(self) -> Iterator[RealBench]:
            reader = PcscCardReader(PcscSettings(REAL_READER), SystemClock())
            reader.open()
            yield RealBench(reader)
            reader.close()
