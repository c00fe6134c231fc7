"""A virtual input/output board at the far end of a pty: real Modbus RTU, real wiring, real faults.

Owns the board's thread, the switches that hands move and its faults on demand. It is wired as the
settings say, because whoever wires a box follows the same list; nothing here is imported by a
driver.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from devices.io_board.board_map import ModbusBoardSettings
from devices.ports import Contact
from devices.virtual.modbus_tables import BROADCAST, Tables, sealed, take_request
from devices.virtual.pty_wire import PtyDevice
from kiosk.clock import Clock

#: Looks like the head of an answer to a read of inputs, with more to come.
NOISE = bytes.fromhex("0001023F55AA00")
#: A box in a hall: warm, and well below anything that matters.
ROOM_CELSIUS, HOT_CELSIUS = 31.5, 63.0


@dataclass(frozen=True, slots=True)
class Fault:
    """How one answer goes wrong. ``function`` narrows it to one function code."""

    name: str
    function: int | None = None
    before: bytes = b""
    cut_after: int | None = None
    delay_seconds: float = 0.0
    spoils_crc: bool = False
    unit: int | None = None
    code: int | None = None
    is_silent: bool = False
    is_late: bool = False


class VirtualIoBoard(PtyDevice):
    """Everything public may be called from any thread."""

    def __init__(self, settings: ModbusBoardSettings, clock: Clock) -> None:
        super().__init__(Path(settings.port), clock, settings.baud, "virtual-io-board")
        self._settings = settings
        self.tables = Tables()
        self._faults: list[Fault] = []
        self._is_stuck = False
        self._held_back = b""
        self._requests: list[bytes] = []
        self._lock = threading.Lock()
        self._heard = bytearray()
        self._calm_down()

    # --- what a hand can do -------------------------------------------------------------------

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What the dock offers, by name."""
        return {
            "open-door": lambda: self.move(Contact.CABINET_DOOR, is_on=True),
            "close-door": lambda: self.move(Contact.CABINET_DOOR, is_on=False),
            "tamper": lambda: self.move(Contact.TAMPER, is_on=True),
            "end-tamper": lambda: self.move(Contact.TAMPER, is_on=False),
            "come-near": lambda: self.move(Contact.PROXIMITY, is_on=True),
            "go-away": lambda: self.move(Contact.PROXIMITY, is_on=False),
            "mains-off": lambda: self.move(Contact.UPS_POWERING, is_on=True),
            "battery-low": self.run_battery_down,
            "mains-on": self.restore_mains,
            "heat": lambda celsius=HOT_CELSIUS: self.heat(celsius),
            "cool": lambda: self.heat(ROOM_CELSIUS),
            "unplug": self.unplug,
            "plug": self.plug,
            "forget-lights": self.forget_lights,
            "silent": self.silent,
            "spoil-crc": self.spoil_crc,
            "other-unit": self.answer_as,
            "refuse": self.refuse,
            "garble": self.garble,
            "cut": self.cut,
            "late": self.late,
            "delay": self.delay,
            "stick": self.stick,
            "heal": self.heal,
        }

    def move(self, contact: Contact, *, is_on: bool) -> None:
        """Move a switch; one that is not wired moves nothing."""
        place = self._settings.contacts.get(contact)
        if place is None:
            return
        with self._lock:
            table = self.tables.coils if place.table == "coil" else self.tables.inputs
            table[place.address] = is_on is not place.inverted

    def run_battery_down(self) -> None:
        """The mains is away, and the battery nearly empty."""
        self.move(Contact.UPS_POWERING, is_on=True)
        self.move(Contact.UPS_LOW, is_on=True)

    def restore_mains(self) -> None:
        """The mains is back; the battery is taken for charged."""
        self.move(Contact.UPS_POWERING, is_on=False)
        self.move(Contact.UPS_LOW, is_on=False)

    def heat(self, celsius: float) -> None:
        """Warm the box to this."""
        gauge = self._settings.temperature
        if gauge is None:
            return
        counts = round(celsius * gauge.counts_per_degree) & 0xFFFF
        is_holding = gauge.table == "holding-register"
        with self._lock:
            table = self.tables.holding if is_holding else self.tables.registers
            table[gauge.address] = counts

    def forget_lights(self) -> None:
        """The board loses its power for an instant: all relays fall off."""
        with self._lock:
            self.tables.coils[:] = [False] * len(self.tables.coils)
        self._calm_down()

    def silent(self, times: int = 1, function: int | None = None) -> None:
        """The next questions are not answered."""
        self._arm(Fault("silent", function, is_silent=True), times)

    def spoil_crc(self, times: int = 1, function: int | None = None) -> None:
        """The next answers have a wrong CRC."""
        self._arm(Fault("bad-crc", function, spoils_crc=True), times)

    def answer_as(self, unit: int = 9, times: int = 1, function: int | None = None) -> None:
        """The next answers come from another unit on the same line."""
        self._arm(Fault("other-unit", function, unit=unit), times)

    def refuse(self, code: int = 4, times: int = 1, function: int | None = None) -> None:
        """The next answers are this exception."""
        self._arm(Fault(f"exception-{code}", function, code=code), times)

    def garble(self, noise: bytes = NOISE, times: int = 1, function: int | None = None) -> None:
        """Noise in front of the next answers."""
        self._arm(Fault("garbage", function, before=noise), times)

    def cut(self, after_bytes: int = 4, times: int = 1, function: int | None = None) -> None:
        """The next answers end too soon."""
        self._arm(Fault("cut", function, cut_after=after_bytes), times)

    def late(self, times: int = 1, function: int | None = None) -> None:
        """The next answers come only in front of the answer to the question after."""
        self._arm(Fault("late", function, is_late=True), times)

    def delay(self, seconds: float = 1.0, times: int = 1, function: int | None = None) -> None:
        """The next answers take their time."""
        self._arm(Fault("delayed", function, delay_seconds=seconds), times)

    def stick(self) -> None:
        """Hear everything, answer nothing."""
        self._is_stuck = True

    def heal(self) -> None:
        """No fault any more; every switch as it is when nothing is wrong."""
        with self._lock:
            self._faults.clear()
            self._held_back = b""
            self.tables.unknown_functions.clear()
            self.tables.stuck_coils.clear()
        self._is_stuck = False
        self._calm_down()

    def _calm_down(self) -> None:
        for contact in self._settings.contacts:
            self.move(contact, is_on=False)
        self.heat(ROOM_CELSIUS)

    # --- what an eye can see ------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """For the dock and for tests."""
        gauge = self._settings.temperature
        with self._lock:
            tables = self.tables
            where = {"coil": tables.coils, "discrete-input": tables.inputs}
            contacts = {
                str(contact): where[place.table][place.address] is not place.inverted
                for contact, place in self._settings.contacts.items()
            }
            lit = [str(r) for r, coil in self._settings.lights.items() if tables.coils[coil]]
            celsius = None
            if gauge is not None:
                is_holding = gauge.table == "holding-register"
                celsius = (tables.holding if is_holding else tables.registers)[gauge.address]
            return {
                "plugged": self._wire.is_plugged,
                "contacts": contacts,
                "lit": sorted(lit),
                "celsius": celsius / gauge.counts_per_degree
                if gauge is not None and celsius is not None
                else None,
                "stuck": self._is_stuck,
                "faults": [fault.name for fault in self._faults],
                "requests": len(self._requests),
            }

    def lit(self) -> set[str]:
        """The slots that shine."""
        lit = self.state()["lit"]
        assert isinstance(lit, list)  # noqa: S101
        return set(lit)

    def requests(self) -> list[bytes]:
        """Everything that was asked, without CRC."""
        with self._lock:
            return list(self._requests)

    # --- the board's own thread ---------------------------------------------------------------

    def _arm(self, fault: Fault, times: int) -> None:
        with self._lock:
            self._faults.extend([fault] * times)

    def _hear(self, data: bytes) -> None:
        self._heard += data
        while (request := take_request(self._heard)) is not None:
            self._answer(request)

    def _lose_line(self) -> None:
        """The cable of the data only: the board keeps its power and its lamps."""
        self._heard.clear()

    def _answer(self, request: bytes) -> None:
        with self._lock:
            self._requests.append(request)
            if self._is_stuck or request[0] not in (self._settings.unit, BROADCAST):
                return
            fault = self._take_fault(request[1])
            if fault is not None and fault.code is not None:
                body = bytes([request[0], request[1] | 0x80, fault.code])
            else:
                body = self.tables.answer(request)
            if request[0] == BROADCAST or (fault is not None and fault.is_silent):
                return
            answer, self._held_back = self._held_back + _distorted(body, fault), b""
            if fault is not None and fault.is_late:
                self._held_back = answer
                return
        if fault is not None:
            self._wire.pause_until(self._clock.monotonic() + fault.delay_seconds)
        self._wire.write(answer)

    def _take_fault(self, function: int) -> Fault | None:
        for index, fault in enumerate(self._faults):
            if fault.function is None or fault.function == function:
                return self._faults.pop(index)
        return None


def _distorted(body: bytes, fault: Fault | None) -> bytes:
    if fault is None:
        return sealed(body)
    if fault.unit is not None:
        body = bytes([fault.unit]) + body[1:]
    frame = sealed(body)
    if fault.spoils_crc:
        frame = frame[:-1] + bytes([frame[-1] ^ 0x01])
    return (fault.before + frame)[: fault.cut_after]
