"""An input/output board on a serial line of Modbus RTU: what the box feels, which slots are lit.

Owns the order of questions, the doubt about a switch that bounces, and the lights that are wanted:
a board that lost its power, or that went away while lamps burnt, is set right when it is asked
again. Must not know why a slot is lit, nor whom an open door concerns.
"""

import contextlib
import threading
from typing import assert_never

from devices.inspection import Inspection
from devices.io_board.board_map import (
    Block,
    BoardMap,
    ModbusBoardSettings,
    Reading,
    Table,
    board_map,
)
from devices.io_board.condition import condition, reason_of
from devices.io_board.line import ModbusLine
from devices.io_board.protocol import (
    ExceptionCode,
    Question,
    Read,
    Refused,
    Values,
    WriteCoil,
    WriteCoils,
    Written,
)
from devices.ports import BoxInputs, LightsOutcome, LightsRefused, LightsSet
from devices.status import (
    Actor,
    Attention,
    DeviceGoneError,
    DeviceStatus,
    Ready,
    Role,
    State,
    Unavailable,
)
from devices.transport.serial_port import SerialSettings, SerialTransport
from devices.transport.transport import Transport
from kiosk.clock import Clock

#: The board does not know what the settings say it has.
MAP_REFUSED = "map-refused"
BOARD_FAILED = "board-failed"
#: It said yes to a lamp, and the lamp's coil says no.
LIGHTS_STUCK = "lights-stuck"

#: Contacts bounce for some 10 ms; a change counts once two looks agree.
BOUNCE_SECONDS = 0.05
MOST_LOOKS = 4


class _RefusedError(Exception):
    """The board answered with an exception; how it goes on is decided where it was asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ModbusBoard:
    """Implements ``devices.ports.IoBoard``. Used by one worker thread only."""

    def __init__(
        self, settings: ModbusBoardSettings, clock: Clock, transport: Transport | None = None
    ) -> None:
        self._map: BoardMap = board_map(settings)
        self._warm_celsius, self._clock = settings.warm_celsius, clock
        self._transport = transport or SerialTransport(
            SerialSettings(settings.port, settings.baud, settings.parity), clock
        )
        self._line = ModbusLine(self._transport, settings.unit, clock)
        self._never = threading.Event()
        self._wanted: frozenset[Role] = frozenset()
        self._settled: BoxInputs | None = None
        self._status: DeviceStatus | None = None
        #: Cheap boards know function 5 only.
        self._knows_many = True
        self._is_answering = False

    # --- Device -------------------------------------------------------------------------------

    def open(self) -> None:
        self._transport.open()
        self._settled = None
        try:
            self._mend_lights()
        except _RefusedError:
            return  # the probe that follows says so
        except DeviceGoneError:
            self.close()
            raise

    def close(self) -> None:
        # A board that fell silent would only hold up the way back.
        if self._transport.is_open and self._is_answering and self._wanted:
            self._darken()
        self._transport.close()

    def sever(self) -> None:
        self._transport.sever()

    def capabilities(self) -> frozenset[str]:
        felt = {f"senses-{contact}" for contact in self._map.contacts}
        felt |= {"senses-temperature"} if self._map.temperature is not None else set()
        return frozenset(felt | {f"lights-{role}" for role in self._map.lights})

    def probe(self) -> DeviceStatus:
        now = self._clock.wall()
        before = reason_of(self._status) if self._status is not None else ""
        try:
            status = condition(self._settled_inputs(), self._warm_celsius, before, now)
            lights = self._mend_lights()
            if isinstance(lights, LightsRefused) and isinstance(status, Ready):
                status = Attention(lights.reason, Actor.TECHNICIAN, now)
        except _RefusedError as refused:
            status = Unavailable(State.HARDWARE_ERROR, refused.reason, Actor.TECHNICIAN, now)
        if self._status is None or not _says_the_same(status, self._status):
            self._status = status
        return self._status

    def inspect(self) -> Inspection:
        """Every input by its name, and which slots have a lamp."""
        try:
            inputs = self._inputs()
        except _RefusedError as refused:
            return Inspection({}, refused.reason)
        facts = {str(name): "on" if is_on else "off" for name, is_on in inputs.contacts.items()}
        if inputs.temperature_celsius is not None:
            facts["temperature-celsius"] = f"{inputs.temperature_celsius:.1f}"
        if self._map.lights:
            facts["lights"] = " ".join(sorted(self._map.lights))
        return Inspection(facts)

    # --- IoBoard ------------------------------------------------------------------------------

    def read_inputs(self) -> BoxInputs:
        try:
            return self._inputs()
        except _RefusedError as refused:
            raise DeviceGoneError(refused.reason) from refused

    def set_lights(self, lit: frozenset[Role]) -> LightsOutcome:
        self._wanted = lit & self._map.lights.keys()
        try:
            return self._mend_lights()
        except _RefusedError as refused:
            return LightsRefused(refused.reason)

    # --- inputs -------------------------------------------------------------------------------

    def _settled_inputs(self) -> BoxInputs:
        """Inputs of which two looks in a row say the same; at a switch that chatters, the last."""
        last = self._settled
        inputs = self._inputs()
        looks = 1
        while last is None or inputs.contacts != last.contacts:
            if looks == MOST_LOOKS:
                break
            self._clock.wait(self._never, BOUNCE_SECONDS)
            last, inputs = inputs, self._inputs()
            looks += 1
        self._settled = inputs
        return inputs

    def _inputs(self) -> BoxInputs:
        blocks = self._map.input_blocks
        found = {place: value for block in blocks for place, value in self._read(block).items()}
        return self._map.inputs(Reading(found))

    def _read(self, block: Block) -> dict[tuple[Table, int], int]:
        match self._ask(Read(block)):
            case Values(values=values):
                places = range(block.address, block.address + block.count)
                return {(block.table, at): v for at, v in zip(places, values, strict=True)}
            case _:  # never: only a read answers a read
                raise DeviceGoneError("answers-garbled")

    # --- lights -------------------------------------------------------------------------------

    def _mend_lights(self) -> LightsOutcome:
        """Ask what is lit; where that is not what is wanted, write it and ask again."""
        block = self._map.light_block
        if block is None:
            return LightsSet(frozenset())
        lit = self._lit(block)
        if lit != self._wanted:
            self._write_lights(block)
            lit = self._lit(block)
        return LightsSet(lit) if lit == self._wanted else LightsRefused(LIGHTS_STUCK)

    def _lit(self, block: Block) -> frozenset[Role]:
        return self._map.lit(Reading(self._read(block)))

    def _write_lights(self, block: Block) -> None:
        if self._map.is_light_block_ours() and self._knows_many:
            try:
                self._ask(self._all_at_once(block))
            except _RefusedError as refused:
                if refused.reason != MAP_REFUSED:
                    raise
                self._knows_many = False
            else:
                return
        for role, coil in self._map.lights.items():
            self._ask(WriteCoil(coil, role in self._wanted))

    def _all_at_once(self, block: Block) -> WriteCoils:
        on = {self._map.lights[role] for role in self._wanted}
        coils = range(block.address, block.address + block.count)
        return WriteCoils(block.address, tuple(coil in on for coil in coils))

    def _darken(self) -> None:
        """On the way out; whoever opens again lights what is wanted then."""
        wanted, self._wanted = self._wanted, frozenset()
        with contextlib.suppress(DeviceGoneError, _RefusedError):
            self._mend_lights()
        self._wanted = wanted

    # --- exchanges ----------------------------------------------------------------------------

    def _ask(self, question: Question) -> Values | Written:
        self._is_answering = False
        answer = self._line.ask(question)
        self._is_answering = True
        match answer:
            case Values() | Written():
                return answer
            case Refused(code=code):
                is_ours = code in (
                    ExceptionCode.ILLEGAL_FUNCTION,
                    ExceptionCode.ILLEGAL_ADDRESS,
                    ExceptionCode.ILLEGAL_VALUE,
                )
                raise _RefusedError(MAP_REFUSED if is_ours else BOARD_FAILED)
            case _:
                assert_never(answer)


def _says_the_same(one: DeviceStatus, other: DeviceStatus) -> bool:
    return type(one) is type(other) and reason_of(one) == reason_of(other)
