"""An input/output board and its driver: over a pty in real time, or in memory in none."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from devices.io_board.board_map import ContactPlace, GaugePlace, ModbusBoardSettings
from devices.io_board.modbus_board import ModbusBoard
from devices.ports import Contact
from devices.status import Role
from devices.transport.memory import Line, MemoryTransport, whole
from devices.virtual.io_board import VirtualIoBoard
from devices.virtual.modbus_tables import Tables, sealed
from kiosk.clock import SystemClock
from tests.fakes.skipping_clock import SkippingClock

#: A box with everything in it. Door and tamper loops are closed while all is well.
WIRED = ModbusBoardSettings(
    port="nowhere",
    baud=115200,
    unit=1,
    contacts={
        Contact.CABINET_DOOR: ContactPlace(0, inverted=True),
        Contact.TAMPER: ContactPlace(1, inverted=True),
        Contact.PROXIMITY: ContactPlace(2),
        Contact.UPS_POWERING: ContactPlace(3),
        Contact.UPS_LOW: ContactPlace(4),
    },
    temperature=GaugePlace(0),
    lights={
        Role.ID_READER: 0,
        Role.QR_SCANNER: 1,
        Role.DOCUMENT_SCANNER: 2,
        Role.RECEIPT_PRINTER: 3,
        Role.LICENCE_PRINTER: 4,
        Role.PAGE_SCANNER: 5,
        Role.SMART_CARD_READER: 6,
    },
)


@dataclass(frozen=True, slots=True)
class PtyRig:
    """Driver and virtual board at the two ends of a pty."""

    board: ModbusBoard
    virtual: VirtualIoBoard


@contextmanager
def pty_rig(folder: Path, settings: ModbusBoardSettings = WIRED) -> Iterator[PtyRig]:
    """Both ends up, the driver open."""
    clock = SystemClock()
    settings = replace(settings, port=str(folder / "io-board"))
    virtual = VirtualIoBoard(settings, clock)
    board = ModbusBoard(settings, clock)
    virtual.start()
    try:
        board.open()
        yield PtyRig(board, virtual)
    finally:
        board.close()
        virtual.stop()


class MemoryRig:
    """The driver alone on a clock that skips all waiting, and a board's memory to play with.

    ``spoil`` turns the right answer to a request into what arrives instead.
    """

    def __init__(self, settings: ModbusBoardSettings = WIRED, line: Line = whole) -> None:
        self.clock = SkippingClock()
        self.tables = Tables()
        self.tables.inputs[:2] = [True, True]
        self.spoil = lambda request, answer: answer
        self.transport = MemoryTransport(self._answer, self.clock, line)
        self.board = ModbusBoard(settings, self.clock, self.transport)

    def open(self) -> "MemoryRig":
        self.board.open()
        return self

    def functions(self) -> list[int]:
        """The function codes of everything that was asked."""
        return [request[1] for request in self.transport.requests]

    def _answer(self, request: bytes) -> bytes:
        right = sealed(self.tables.answer(request[:-2]))
        spoilt: bytes = self.spoil(request[:-2], right)
        return spoilt
