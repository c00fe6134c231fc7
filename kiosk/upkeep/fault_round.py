"""``run_kiosk.py faults FILE...``: plays scripts of bad luck at virtual devices.

Owns one run of a script: the driver on a private wire, the virtual device at the far end, act after
act. What a script may say is in ``devices/virtual/fault_script.py``.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TextIO

from devices.ports import ScanSource
from devices.registry import Adapter, Plan
from devices.smart_card_reader.port import ChipRead
from devices.status import Attention, DeviceGoneError, Unavailable
from devices.transport.tap import heard_by
from devices.virtual.bench import VirtualDevice
from devices.virtual.fault_director import FaultDirector
from devices.virtual.fault_script import Act, Loaded, check_actions, drawn_values, load_scripts
from devices.virtual.rewire import rewired
from devices.virtual.terminal import make_virtual_devices
from kiosk.clock import Clock
from kiosk.errors import DefinitionError, Problem
from kiosk.host.adapters import ADAPTERS
from kiosk.upkeep.conform import plan_of
from printer.receipt.commands import COMPLETION_BARRIER

HELD, BROKEN = 0, 1
GONE = "gone"
_SLIP_LINES = 40


@dataclass(frozen=True, slots=True)
class Played:
    """How one act ended, and which faults came in it, in order."""

    act: Act
    outcome: str
    faults: tuple[str, ...]
    missed: bool

    @property
    def has_held(self) -> bool:
        """Whether it ended as the script expects, with every fault played."""
        return not self.missed and (
            self.outcome in self.act.expect or self.outcome.split(" ")[0] in self.act.expect
        )


def run_scripts(files: list[Path], fonts: Path, clock: Clock, out: TextIO) -> int:
    """Play them all. Raises DefinitionError with every mistake of every file."""
    code = HELD
    for loaded in load_scripts(files):
        out.write(f"{loaded.file.name}: {loaded.script.title}\n")
        for number, played in enumerate(play(loaded, fonts, clock), 1):
            became = "held" if played.has_held else f"BROKEN, expected {played.act.expect}"
            late = ", a fault did not come" if played.missed else ""
            out.write(f"  {number} {played.act.command}: {played.outcome}, {became}{late}\n")
            code = code if played.has_held else BROKEN
    return code


def play(loaded: Loaded, fonts: Path, clock: Clock) -> Iterator[Played]:
    """Act after act. Raises DefinitionError for deeds and drivers that there are not."""
    plan = _plan(loaded)
    random = Random(loaded.script.seed)  # noqa: S311  (repeatable bad luck, no secret)
    with tempfile.TemporaryDirectory(prefix="openhall-") as name:
        folder = Path(name)
        options = rewired(plan.options, folder, plan.entry.id)
        made = make_virtual_devices(
            {plan.entry.id: (plan.entry.adapter, options)}, folder, fonts, clock
        )
        virtual = made.get(plan.entry.id)
        if virtual is None:
            raise DefinitionError((_problem(loaded, "driver", "no virtual device for it here"),))
        try:
            if problems := check_actions(loaded, virtual.actions):
                raise DefinitionError(tuple(problems))
            virtual.start()
            yield from _acts(loaded, plan, options, virtual, random, clock)
        finally:
            virtual.stop()


def _acts(
    loaded: Loaded,
    plan: Plan,
    options: object,
    virtual: VirtualDevice,
    random: Random,
    clock: Clock,
) -> Iterator[Played]:
    director = FaultDirector(virtual.actions, clock)
    with heard_by(director):
        device = plan.adapter.build(options, clock)
    try:
        for act in loaded.script.acts:
            for deed in act.given:
                virtual.actions[deed.do](**drawn_values(deed, random))
            director.done.clear()
            outcome = _ask(device, act, director, random)
            yield Played(act, outcome, tuple(director.done), missed=not director.is_through)
    finally:
        device.close()


def _ask(device: Any, act: Act, director: FaultDirector, random: Random) -> str:
    """Open as a worker would, and give the command. Bytes of opening are no moment of an act."""
    try:
        director.begin((), random)
        device.close()
        device.open()
        director.begin(act.faults, random)
        outcome = _command(device, act, director)
    except DeviceGoneError as gone:
        return f"{GONE} {gone.reason}"
    payload = getattr(outcome, "payload", None)
    if isinstance(payload, bytearray):
        payload[:] = bytes(len(payload))
    if isinstance(outcome, ChipRead):
        outcome.wipe()
    if isinstance(outcome, bool):
        return str(outcome)
    status = getattr(outcome, "status", None)
    reason = status.reason if isinstance(status, Attention | Unavailable) else ""
    return f"{type(outcome).__name__} {reason}".strip()


def _command(device: Any, act: Act, director: FaultDirector) -> object:
    match act.command:
        case "print_receipt":
            return device.print_receipt(_slip())
        case "probe":
            return device.probe()
        case "scan_glass":
            return device.scan(ScanSource.FLATBED, _no_sink, director.cancelled)
        case "scan_feeder":
            return device.scan(ScanSource.FEEDER, _no_sink, director.cancelled)
        case name:
            return getattr(device, name)(act.seconds, director.cancelled)


def _no_sink(number: int, pixels: memoryview, width_px: int, height_px: int) -> None:
    """Nobody wants the page."""


def _slip() -> bytearray:
    """A job of nobody, long enough to be interrupted."""
    lines = b"".join(b"void test slip, line %02d\n" % number for number in range(_SLIP_LINES))
    return bytearray(b"\x1b@" + lines + b"\x1dV\x00" + COMPLETION_BARRIER)


def _plan(loaded: Loaded) -> Plan:
    script = loaded.script
    adapter: Adapter | None = ADAPTERS.get(script.driver)
    if adapter is None:
        known = ", ".join(sorted(ADAPTERS))
        raise DefinitionError((_problem(loaded, "driver", f"unknown driver; known: {known}"),))
    names = set(getattr(adapter.options, "__dataclass_fields__", {}))
    places = {"port": 1, "host": "127.0.0.1"} if "host" in names else {"port": "wire"}
    try:
        given = {**{k: v for k, v in places.items() if k in names}, **script.options}
        return plan_of(script.driver, adapter, given, Path("/"))
    except ValueError as wrong:
        raise DefinitionError((_problem(loaded, "options", str(wrong)),)) from wrong


def _problem(loaded: Loaded, key: str, text: str) -> Problem:
    return loaded.document.problem((key,), text)
