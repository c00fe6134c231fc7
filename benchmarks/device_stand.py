"""A terminal's devices at work without a host: every driver on its worker, as the host has it.

``terminal`` has the demo's devices; they run as a process of their own, so that memory, threads and
descriptors of this process are the drivers' alone. ``benchmarks/other_wires.py`` has the others.
"""

import gc
import os
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.device_work import DeviceWork, Hand
from devices.ports import Device
from devices.status import Attention, Busy, Ready, Role, Unavailable, is_usable
from devices.transcript import Transcript, WirePolicy
from devices.virtual.bench import BenchClient
from devices.worker import DeviceWorker
from kiosk.clock import SystemClock, take_short_turns
from kiosk.host.settings import Setup, load_setup
from screens.bench.ensemble import Ensemble, Places, derive_settings

BASE = Path(__file__).resolve().parents[1]
TEMPLATE = BASE / "config" / "settings" / "demo.yaml"
CLOCK = SystemClock()
#: An operation that has not ended so long after its device came back hangs.
HANG_SECONDS = 40.0
#: How often a host looks after its workers.
LOOK_SECONDS = 0.05
#: A virtual smart-card service is a process that starts.
_ACT_SECONDS = 60.0
_NEVER = threading.Event()


@dataclass
class Told:
    """How an operation ended. More than one ending would be as wrong as none."""

    endings: list[object] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def __call__(self, outcome: object) -> None:
        self.endings.append(outcome)
        self.ended.set()


@dataclass(frozen=True, slots=True)
class Place:
    """One device: its driver on its worker, and the hand at its hardware."""

    name: str
    role: Role
    worker: DeviceWorker[Any]
    hand: Hand
    #: The actions by which the hand cuts it off and connects it again.
    off: str = "unplug"
    on: str = "plug"


class Stand:
    """Places side by side. One thread at a time for each place."""

    def __init__(self, places: Sequence[Place], work: DeviceWork) -> None:
        self.places, self._work = tuple(places), work

    @contextmanager
    def running(self) -> Iterator["Stand"]:
        """From the first probe of all to the last close."""
        for place in self.places:
            place.worker.start()
        try:
            for place in self.places:
                if self.wait_back(place) is None:
                    raise SystemExit(f"{place.name} is not well: {place.worker.report().status}")
            yield self
        finally:
            for place in self.places:
                place.worker.stop()

    def narrowed(self, holds: Callable[[Place], bool]) -> "Stand":
        """The same stand, with fewer places at work."""
        return Stand([place for place in self.places if holds(place)], self._work)

    def begin(self, place: Place) -> Told:
        """Start the role's operation with everything laid ready for it."""
        told = Told()
        self._work.lay_ready(place.role, place.hand)
        place.worker.submit(self._work.operation(place.role), told, deadline_seconds=30.0)
        return told

    def wait_back(self, place: Place) -> float | None:
        """Seconds until it answers well; None when it does not come back."""
        return self.wait(lambda: self._is_back(place), 0.01)

    def wait(self, holds: Callable[[], bool], look_seconds: float = LOOK_SECONDS) -> float | None:
        """Seconds until it holds; None after the limit of a hang."""
        began = CLOCK.monotonic()
        while not holds():
            # The host's part: it notices the hung and replaces them.
            for place in self.places:
                place.worker.look_after()
            if CLOCK.monotonic() - began > HANG_SECONDS:
                return None
            CLOCK.wait(_NEVER, look_seconds)
        return CLOCK.monotonic() - began

    def _is_back(self, place: Place) -> bool:
        """True when a question that is asked now is answered well."""
        told = Told()
        place.worker.submit(lambda device: device.probe(), told, deadline_seconds=10.0)
        if self.wait(told.ended.is_set, 0.002) is None:
            return False
        (status,) = told.endings
        return isinstance(status, Ready | Busy | Attention | Unavailable) and is_usable(status)


def place_at(
    name: str,
    role: Role,
    build: Callable[[Transcript], Device],
    hand: Hand,
    wire: WirePolicy,
    *,
    off: str = "unplug",
    on: str = "plug",
) -> Place:
    """A worker as the host makes it: with its transcript, and able to be built anew."""
    transcript = Transcript(CLOCK, policy=wire)
    worker: DeviceWorker[Any] = DeviceWorker(
        device_id=name,
        role=role,
        model=name,
        device=build(transcript),
        clock=CLOCK,
        on_change=lambda _: None,
        rebuild=partial(build, transcript),
        transcript=transcript,
    )
    return Place(name, role, worker, hand, off, on)


class BenchHand:
    """A hand over the bench's socket; each has its own, because they act at the same time."""

    def __init__(self, control: Path, device_id: str) -> None:
        self._client, self._device_id = BenchClient(control, _ACT_SECONDS), device_id

    def act(self, action: str, **values: object) -> None:
        """Raises BenchRefusedError."""
        self._client.act(self._device_id, action, **values)

    def close(self) -> None:
        """Hang up."""
        self._client.close()


@contextmanager
def terminal(folder: Path, seed: int) -> Iterator[Stand]:
    """The demo's terminal; its virtual devices are another process."""
    take_short_turns()
    places = Places(folder)
    settings = derive_settings(TEMPLATE, places)
    ensemble = Ensemble(BASE, places, str(settings["platform"]["url"]))  # type: ignore[index]
    with ExitStack() as ending:
        ensemble.start_devices()
        ending.callback(ensemble.stop)
        setup = load_setup(places.settings, BASE)
        work = DeviceWork(setup, BASE, CLOCK, random.Random(seed))
        stand = Stand(tuple(_places(setup, places.bench, ending)), work)
        yield ending.enter_context(stand.running())


def _places(setup: Setup, control: Path, ending: ExitStack) -> Iterator[Place]:
    for plan in setup.devices:
        hand = BenchHand(control, plan.entry.id)
        ending.callback(hand.close)
        is_switched = plan.adapter.role is Role.LICENCE_PRINTER
        off, on = ("power_cut", "power_on") if is_switched else ("unplug", "plug")
        build = partial(plan.build, CLOCK)
        wire = plan.adapter.wire
        yield place_at(plan.entry.id, plan.adapter.role, build, hand, wire, off=off, on=on)


@dataclass(frozen=True, slots=True)
class Belongings:
    """What a process holds."""

    threads: int
    descriptors: int
    processes: int

    @classmethod
    def now(cls) -> "Belongings":
        gc.collect()
        children = sum(
            len((task / "children").read_text().split())
            for task in Path(f"/proc/{os.getpid()}/task").iterdir()
        )
        return cls(threading.active_count(), len(os.listdir("/proc/self/fd")), children)
