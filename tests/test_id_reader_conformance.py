"""Every SAM adapter passes the suite of its port: on a pty in real time, on USB and HID buses in
memory in none, and on hardware when there is.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.id_reader.sam_reader import SamReader
from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.virtual.synthetic_card import DECK
from kiosk.clock import SystemClock
from tests.conformance_id_reader import IdReaderConformance
from tests.fakes.id_reader_rig import PtyRig, pty_rig
from tests.fakes.id_reader_wires import WIRES, WireRig, wire_rig


@dataclass(frozen=True)
class VirtualBench:
    rig: PtyRig

    @property
    def reader(self) -> SamSerialReader:
        return self.rig.reader

    def lay(self) -> None:
        self.rig.virtual.lay(DECK["resident"])

    def lift(self) -> None:
        self.rig.virtual.lift()


@dataclass(frozen=True)
class WireBench:
    rig: WireRig

    @property
    def reader(self) -> SamReader:
        return self.rig.reader

    def lay(self) -> None:
        self.rig.virtual.lay(DECK["resident"])

    def lift(self) -> None:
        self.rig.virtual.lift()


@dataclass(frozen=True)
class RealBench:
    reader: SamSerialReader

    def lay(self) -> None:
        input("Lay a specimen card on the reader, then press Enter: ")

    def lift(self) -> None:
        input("Take the card away, then press Enter: ")


class TestVirtual(IdReaderConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[VirtualBench]:
        with pty_rig(tmp_path) as rig:
            yield VirtualBench(rig)


class TestPackets(IdReaderConformance):
    @pytest.fixture(params=WIRES)
    def bench(self, request: pytest.FixtureRequest) -> Iterator[WireBench]:
        rig = wire_rig(request.param)
        rig.reader.open()
        yield WireBench(rig)
        rig.reader.close()


REAL_PORT = os.environ.get("OPENHALL_ID_READER")

if REAL_PORT is not None:

    @pytest.mark.hardware
    class TestReal(IdReaderConformance):
        @pytest.fixture
        def bench(self) -> Iterator[RealBench]:
            reader = SamSerialReader(SamSerialSettings(REAL_PORT), SystemClock())
            reader.open()
            yield RealBench(reader)
            reader.close()
