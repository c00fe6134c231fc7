"""A terminal's devices at work without a host: drivers on their workers here, hardware elsewhere.

The virtual devices run as a process of their own, as in the demo, so that memory, threads and
descriptors of this process are the drivers' alone.
"""

import gc
import os
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devices.ports import (
    CardRead,
    CodeRead,
    JobPrinted,
    JobTicket,
    ReceiptPrinted,
)
from devices.status import Attention, Busy, Ready, Role, Unavailable, is_usable
from devices.virtual.bench import BenchClient
from devices.worker import DeviceFailed, DeviceWorker
from kiosk.clock import SystemClock, take_short_turns
from kiosk.host.settings import load_setup
from kiosk.i18n import load_texts
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.slip import encoded_slip
from screens.bench.ensemble import Ensemble, Places, derive_settings
from tests.licence_samples import blank_pdf

BASE = Path(__file__).resolve().parents[1]
TEMPLATE = BASE / "config" / "settings" / "demo.yaml"
#: An operation that has not ended so long after its device came back hangs.
HANG_SECONDS = 40.0
CODE = "https://hall.qinghe.example/v/92350100MA0000000X"
PLUGS = {Role.LICENCE_PRINTER: ("power_cut", "power_on")}
#: How often a host looks after its workers.
LOOK_SECONDS = 0.05


@dataclass
class Told:
    """How an operation ended. More than one ending would be as wrong as none."""

    endings: list[object] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def __call__(self, outcome: object) -> None:
        self.endings.append(outcome)
        self.ended.set()


class DeviceStand:
    """Use as a context. ``workers`` by role; ``act`` is the hand at the hardware."""

    def __init__(self, folder: Path, *, seed: int = 0) -> None:
        self.clock, self.random = SystemClock(), random.Random(seed)
        self._places = Places(folder)
        settings = derive_settings(TEMPLATE, self._places)
        self._ensemble = Ensemble(BASE, self._places, str(settings["platform"]["url"]))
        self._ids: dict[Role, str] = {}
        self._benches: dict[Role, BenchClient] = {}
        self.workers: dict[Role, DeviceWorker[Any]] = {}

    def __enter__(self) -> "DeviceStand":
        self._ensemble.start_devices()
        take_short_turns()
        self._setup = load_setup(self._places.settings, BASE)
        guide = Guide(load_texts(BASE / "config" / "locale" / "zh-CN"))
        identity, fonts = self._setup.settings.terminal, BASE / "config" / "fonts"
        self._slip = bytes(encoded_slip(identity, self.clock.wall(), guide, fonts))
        self._sheet = bytes(blank_pdf())
        for plan in self._setup.devices:
            role = plan.adapter.role
            self._ids[role] = plan.entry.id
            # One hand for each device: they are pulled at the same time.
            self._benches[role] = BenchClient(self._places.bench, 60.0)
            self.workers[role] = DeviceWorker(
                device_id=plan.entry.id,
                role=role,
                model=plan.entry.adapter,
                device=plan.build(self.clock),
                clock=self.clock,
                on_change=lambda _: None,
            )
        for worker in self.workers.values():
            worker.start()
        for role in self.workers:
            self.wait_back(role)
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers.values():
            worker.stop()
        for bench in self._benches.values():
            bench.close()
        self._ensemble.stop()

    def act(self, role: Role, action: str, **values: object) -> None:
        """A hand or bad luck at the hardware."""
        self._benches[role].act(self._ids[role], action, **values)

    def plug(self, role: Role) -> None:
        self.act(role, PLUGS.get(role, ("unplug", "plug"))[1])

    def unplug(self, role: Role) -> None:
        self.act(role, PLUGS.get(role, ("unplug", "plug"))[0])

    def is_back(self, role: Role) -> bool:
        """True when a question that is asked now is answered well."""
        told = Told()
        self.workers[role].submit(lambda device: device.probe(), told, deadline_seconds=10.0)
        if self.wait(told.ended.is_set, 0.002) is None:
            return False
        (status,) = told.endings
        return isinstance(status, Ready | Busy | Attention | Unavailable) and is_usable(status)

    def wait_back(self, role: Role) -> float | None:
        """Seconds until it answers well; None when it does not come back."""
        return self.wait(lambda: self.is_back(role), 0.01)

    def wait(self, holds: Callable[[], bool], look_seconds: float = LOOK_SECONDS) -> float | None:
        """Seconds until it holds; None after the limit of a hang."""
        began = self.clock.monotonic()
        while not holds():
            # The host's part: it notices the hung and replaces them.
            for worker in self.workers.values():
                worker.look_after()
            if self.clock.monotonic() - began > HANG_SECONDS:
                return None
            self.pause(look_seconds)
        return self.clock.monotonic() - began

    def pause(self, seconds: float) -> None:
        self.clock.wait(threading.Event(), seconds)

    # --- operations ---------------------------------------------------------------------------

    def begin(self, role: Role) -> Told:
        """Start the role's operation with everything laid ready for it."""
        told = Told()
        self._prepare(role)
        work = self._work(role, threading.Event())
        self.workers[role].submit(work, told, deadline_seconds=30.0)
        return told

    def _prepare(self, role: Role) -> None:
        match role:
            case Role.ID_READER:
                self.act(role, "lift")
                self.act(role, "lay")
            case Role.QR_SCANNER:
                self.act(role, "hide")
                self.act(role, "show", text=CODE)
            case Role.RECEIPT_PRINTER:
                self.act(role, "refill")
            case Role.LICENCE_PRINTER:
                self.act(role, "refill")
            case _:
                pass

    def _work(self, role: Role, cancelled: threading.Event) -> Callable[[Any], object]:
        match role:
            case Role.ID_READER:
                return lambda reader: _wiped(reader.read_card(10.0, cancelled))
            case Role.QR_SCANNER:
                return lambda scanner: _wiped(scanner.scan(10.0, cancelled))
            case Role.DOCUMENT_SCANNER:
                return lambda camera: _ten_frames(camera, cancelled)
            case Role.RECEIPT_PRINTER:
                return lambda printer: printer.print_receipt(bytearray(self._slip))
            case Role.LICENCE_PRINTER:
                return self._print_sheet
            case Role.IO_BOARD:
                lit = frozenset({self.random.choice(list(Role))})
                return lambda board: (board.set_lights(lit), board.read_inputs())
            case _:
                return lambda device: device.probe()

    def _print_sheet(self, printer: Any) -> object:
        name = f"QH-{self.random.getrandbits(48):012x}"
        ticket = printer.submit(bytearray(self._sheet), name, 1)
        if not isinstance(ticket, JobTicket):
            return ticket
        while not isinstance(job := printer.job(ticket, 1), JobPrinted):
            if type(job).__name__ == "JobUncertain":
                return job
            self.pause(0.05)
        return job


def is_success(role: Role, outcome: object) -> bool:
    """The operation did what it is for."""
    match role:
        case Role.ID_READER:
            return isinstance(outcome, CardRead)
        case Role.QR_SCANNER:
            return isinstance(outcome, CodeRead)
        case Role.DOCUMENT_SCANNER:
            return outcome == "frames"
        case Role.RECEIPT_PRINTER:
            return isinstance(outcome, ReceiptPrinted)
        case Role.LICENCE_PRINTER:
            return isinstance(outcome, JobPrinted)
        case _:
            return not isinstance(outcome, DeviceFailed)


def _wiped(outcome: Any) -> Any:
    if isinstance(outcome, CardRead | CodeRead):
        outcome.payload[:] = bytes(len(outcome.payload))
    return outcome


def _ten_frames(camera: Any, cancelled: threading.Event) -> str:
    enough, seen = threading.Event(), 0

    def look(_: memoryview, __: int, ___: int) -> None:
        nonlocal seen
        seen += 1
        if seen >= 10 or cancelled.is_set():
            enough.set()

    camera.stream(look, enough)
    return "frames"


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


def resident_kib() -> int:
    """Resident memory of this process."""
    text = Path("/proc/self/status").read_text()
    return int(text.partition("VmRSS:")[2].split()[0])
