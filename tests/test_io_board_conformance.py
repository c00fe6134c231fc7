"""The Modbus board passes the suite of its port, in each wiring, and on hardware if there is."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from devices.io_board.board_map import ContactPlace, ModbusBoardSettings
from devices.io_board.modbus_board import ModbusBoard
from devices.ports import Contact
from devices.status import Role
from kiosk.clock import SystemClock
from tests.conformance_io_board import IoBoardConformance
from tests.fakes.io_board_rig import WIRED, PtyRig, pty_rig


@dataclass(frozen=True)
class VirtualBench:
    rig: PtyRig

    @property
    def board(self) -> ModbusBoard:
        return self.rig.board

    def move_door(self, *, is_open: bool) -> None:
        self.rig.virtual.move(Contact.CABINET_DOOR, is_on=is_open)

    def sees_lit(self) -> set[str]:
        return self.rig.virtual.lit()


class TestAtFullSpeed(IoBoardConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[VirtualBench]:
        with pty_rig(tmp_path) as rig:
            yield VirtualBench(rig)


class TestAsItLeavesTheFactory(IoBoardConformance):
    """9600 baud, lamps between which other relays are, a door wired to a relay's own input."""

    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[VirtualBench]:
        lights = {Role.ID_READER: 3, Role.RECEIPT_PRINTER: 7}
        contacts = {Contact.CABINET_DOOR: ContactPlace(12, "coil")}
        settings = replace(WIRED, baud=9600, unit=17, lights=lights, contacts=contacts)
        with pty_rig(tmp_path, settings) as rig:
            yield VirtualBench(rig)


class TestThatKnowsOneCoilAtATime(IoBoardConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[VirtualBench]:
        with pty_rig(tmp_path) as rig:
            rig.virtual.tables.unknown_functions.add(15)
            yield VirtualBench(rig)


@dataclass(frozen=True)
class RealBench:
    board: ModbusBoard

    def move_door(self, *, is_open: bool) -> None:
        input(f"{'Open' if is_open else 'Close'} the cabinet door, then press Enter: ")

    def sees_lit(self) -> set[str]:
        return set(input("Slots that are lit (id-reader receipt-printer): ").split())


#: The options of the settings file, as JSON.
REAL_BOARD = os.environ.get("OPENHALL_IO_BOARD")

if REAL_BOARD is not None:

    @pytest.mark.hardware
    class TestReal(IoBoardConformance):
        @pytest.fixture
        def bench(self) -> Iterator[RealBench]:
            options = TypeAdapter(ModbusBoardSettings).validate_python(json.loads(REAL_BOARD))
            board = ModbusBoard(options, SystemClock())
            board.open()
            yield RealBench(board)
            board.close()
