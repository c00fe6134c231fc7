"""Which coil and which register of a board is what: the wiring of one box, from its settings.

Owns the map and every mistake in it. Must not know a wire: how a block is asked for is
``protocol``'s, what the inputs mean for the terminal is ``condition``'s.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from devices.ports import BoxInputs, Contact
from devices.status import Role


class Table(StrEnum):
    """The four tables of a Modbus device (Application Protocol V1.1b3, 4.3)."""

    COIL = "coil"
    DISCRETE_INPUT = "discrete-input"
    HOLDING_REGISTER = "holding-register"
    INPUT_REGISTER = "input-register"


@dataclass(frozen=True, slots=True)
class ContactPlace:
    """Where a switch is wired. ``inverted``: its bit is 0 when there is something to say."""

    address: int
    table: Literal["discrete-input", "coil"] = "discrete-input"
    inverted: bool = False


@dataclass(frozen=True, slots=True)
class GaugePlace:
    """Where a signed 16-bit reading stands, and how many counts make one degree Celsius."""

    address: int
    table: Literal["input-register", "holding-register"] = "input-register"
    counts_per_degree: float = 10.0


@dataclass(frozen=True, slots=True)
class ModbusBoardSettings:
    """``port`` is a stable name; ``lights`` are coil addresses by the slot that they light."""

    port: str
    baud: int = 9600
    #: Modbus's own default is even; most boards leave the factory with none.
    parity: Literal["N", "E", "O"] = "N"
    unit: int = 1
    contacts: Mapping[Contact, ContactPlace] = field(default_factory=dict)
    temperature: GaugePlace | None = None
    lights: Mapping[Role, int] = field(default_factory=dict)
    #: Above this the box is too warm; the parts of a terminal are made for 40 to 60 around them.
    warm_celsius: float = 55.0


#: Serial line units (Modbus over Serial Line V1.02, 2.2): 0 is broadcast, 248 to 255 reserved.
UNITS = range(1, 248)
#: The most that one answer may carry (Application Protocol, 6.1 to 6.4).
MOST_BITS, MOST_REGISTERS = 2000, 125
ADDRESSES = range(0x10000)
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one table that is read with one question."""

    table: Table
    address: int
    count: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Bits and registers as they came, by table and address."""

    values: Mapping[tuple[Table, int], int]


@dataclass(frozen=True, slots=True)
class BoardMap:
    """The wiring, checked. One block a table, so that a late answer can only be to the same."""

    input_blocks: tuple[Block, ...]
    light_block: Block | None
    contacts: Mapping[Contact, ContactPlace]
    temperature: GaugePlace | None
    lights: Mapping[Role, int]

    def inputs(self, reading: Reading) -> BoxInputs:
        """What the switches and the gauge say. Raises KeyError for what was not read."""
        gauge = self.temperature
        return BoxInputs(
            contacts={
                contact: bool(reading.values[Table(place.table), place.address])
                is not place.inverted
                for contact, place in self.contacts.items()
            },
            temperature_celsius=None
            if gauge is None
            else _signed(reading.values[Table(gauge.table), gauge.address])
            / gauge.counts_per_degree,
        )

    def lit(self, reading: Reading) -> frozenset[Role]:
        """The slots whose coil is on."""
        return frozenset(
            role for role, coil in self.lights.items() if reading.values[Table.COIL, coil]
        )

    def is_light_block_ours(self) -> bool:
        """Whether every coil from the first light to the last is a light.

        Otherwise they are written one by one: the coil between may open a lock.
        """
        return self.light_block is not None and self.light_block.count == len(self.lights)


def board_map(settings: ModbusBoardSettings) -> BoardMap:
    """The map of right settings."""
    used: dict[Table, list[int]] = {}
    for contact in settings.contacts.values():
        used.setdefault(Table(contact.table), []).append(contact.address)
    if settings.temperature is not None:
        gauge = settings.temperature
        used.setdefault(Table(gauge.table), []).append(gauge.address)
    return BoardMap(
        input_blocks=tuple(_block(table, places) for table, places in used.items()),
        light_block=_block(Table.COIL, settings.lights.values()) if settings.lights else None,
        contacts=dict(settings.contacts),
        temperature=settings.temperature,
        lights=dict(settings.lights),
    )


def _block(table: Table, addresses: Iterable[int]) -> Block:
    places = sorted(addresses)
    return Block(table, places[0], places[-1] - places[0] + 1)


def _signed(word: int) -> int:
    return word - 0x10000 if word & 0x8000 else word


# --- mistakes ---------------------------------------------------------------------------------

#: Where in the options, and what is wrong there.
Mistake = tuple[tuple[str, ...], str]


def mistakes(settings: ModbusBoardSettings) -> Iterator[Mistake]:
    """Everything that is wrong with the wiring, all at once."""
    if settings.unit not in UNITS:
        yield ("unit",), f"unit {settings.unit}: {UNITS.start} to {UNITS.stop - 1}"
    if settings.baud not in BAUDS:
        yield ("baud",), f"baud {settings.baud}: one of {', '.join(map(str, BAUDS))}"
    if not (settings.contacts or settings.lights or settings.temperature):
        yield ("contacts",), "nothing is wired to this board"
    if settings.temperature is not None and not settings.temperature.counts_per_degree > 0:
        yield ("temperature", "counts_per_degree"), "must be greater than 0"
    if Role.IO_BOARD in settings.lights:
        yield ("lights", Role.IO_BOARD), "the board itself has no slot"
    yield from _places_taken_twice(settings)
    yield from _blocks_too_long(settings)


def _places(settings: ModbusBoardSettings) -> Iterator[tuple[tuple[str, ...], Table, int]]:
    for contact, place in settings.contacts.items():
        yield ("contacts", contact, "address"), Table(place.table), place.address
    if settings.temperature is not None:
        gauge = settings.temperature
        yield ("temperature", "address"), Table(gauge.table), gauge.address
    for role, coil in settings.lights.items():
        yield ("lights", role), Table.COIL, coil


def _places_taken_twice(settings: ModbusBoardSettings) -> Iterator[Mistake]:
    taken: set[tuple[Table, int]] = set()
    for where, table, address in _places(settings):
        if address not in ADDRESSES:
            yield where, f"address {address}: {ADDRESSES.start} to {ADDRESSES.stop - 1}"
        if (table, address) in taken:
            yield where, f"{table} {address} twice"
        taken.add((table, address))


def _blocks_too_long(settings: ModbusBoardSettings) -> Iterator[Mistake]:
    for table in Table:
        places = [address for _, of, address in _places(settings) if of is table]
        most = MOST_REGISTERS if table in REGISTERS else MOST_BITS
        if places and max(places) - min(places) >= most:
            yield ("contacts",), f"the addresses of {table} lie more than {most} apart"


REGISTERS = frozenset({Table.HOLDING_REGISTER, Table.INPUT_REGISTER})
