"""``run_kiosk.py conform``: does this device keep the promises of its role? A badge says so.

Owns the run of one suite at one device: a real one, served by the person at the terminal, or a
virtual one at the far end of a private wire. The host must not run: it holds its devices.
"""

import contextlib
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from config.terminal import DeviceEntry
from devices.conformance.hands import Hands, PersonsHands, VirtualHands
from devices.conformance.kit import (
    Broken,
    Check,
    Held,
    Level,
    NotTried,
    Stand,
    Verdict,
    badge,
    run_checks,
)
from devices.conformance.suites import checks_of
from devices.registry import Adapter, Plan, read_options
from devices.status import DeviceGoneError
from devices.transcript import Transcript
from devices.virtual.rewire import rewired
from devices.virtual.terminal import make_virtual_devices
from kiosk.clock import Clock
from kiosk.host.settings import Setup
from kiosk.host.transcripts import header_of
from kiosk.i18n import load_texts
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.replay import SAME, replay
from kiosk.upkeep.replay_stand import can_be_replayed
from kiosk.upkeep.slip import encoded_slip
from printer.licence.blank import blank_pdf

KEPT, NOT_KEPT, NO_DEVICE = 0, 1, 2
#: What the badge of gold asks for.
HOUR_SECONDS = 3600.0

_WORDS: Mapping[type, str] = {Held: "held", Broken: "BROKEN", NotTried: "not tried"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller wants: up to which level, for how long, with which hands."""

    highest: Level = Level.SILVER
    stress_seconds: float = HOUR_SECONDS
    is_virtual: bool = False


@dataclass(frozen=True, slots=True)
class Certificate:
    """What held at one device."""

    device_id: str
    role: str
    adapter: str
    results: tuple[tuple[Check, Verdict], ...]

    @property
    def level(self) -> Level | None:
        """The badge, if any."""
        return badge(self.results)


def conform(
    setup: Setup, device_id: str, wish: Wish, clock: Clock, out: TextIO, ask: Callable[[str], Any]
) -> int:
    """Run one suite, print it line by line, answer the exit code."""
    plan = next((plan for plan in setup.devices if plan.entry.id == device_id), None)
    if plan is None:
        known = ", ".join(sorted(plan.entry.id for plan in setup.devices))
        out.write(f"no device '{device_id}' in the settings; there are: {known}\n")
        return NO_DEVICE
    tell = partial(_line, out)
    tell(f"{plan.entry.id}: {plan.adapter.role} through {plan.entry.adapter}")
    try:
        with _stand(setup, plan, wish, clock, tell, ask) as stand:
            stand.device.open()
            results = []
            for check, verdict in run_checks(checks_of(plan.adapter.role), stand, wish.highest):
                results.append((check, verdict))
                tell(f"  {check.level.name.lower():<6} {_said(verdict)}: {check.name}")
    except NoFarEndError as none:
        tell(str(none))
        return NO_DEVICE
    except DeviceGoneError as gone:
        tell(f"nobody is at the other end ({gone.reason}); without hardware: --virtual")
        return NO_DEVICE
    won = badge(results)
    tell(f"badge: {'none' if won is None else won.name.lower()}")
    return KEPT if won is not None and won >= min(wish.highest, Level.GOLD) else NOT_KEPT


def certify(setup: Setup, plan: Plan, wish: Wish, clock: Clock) -> Certificate:
    """Run one suite at a virtual device without a word."""
    with _stand(setup, plan, replace(wish, is_virtual=True), clock, _nobody, _nobody) as stand:
        stand.device.open()
        results = tuple(run_checks(checks_of(plan.adapter.role), stand, wish.highest))
        stand.device.close()
    return Certificate(plan.entry.id, plan.adapter.role, plan.entry.adapter, results)


def _said(verdict: Verdict) -> str:
    match verdict:
        case Broken(how=how):
            return f"BROKEN, {how}"
        case NotTried(why=why):
            return f"not tried, {why}"
        case Held():
            return "held"


def _line(out: TextIO, text: str) -> None:
    out.write(f"{text}\n")
    out.flush()


def _nobody(_: str) -> None:
    """Stands where a person would be told or asked; a virtual device needs none."""


@contextlib.contextmanager
def _stand(
    setup: Setup,
    plan: Plan,
    wish: Wish,
    clock: Clock,
    tell: Callable[[str], None],
    ask: Callable[[str], Any],
) -> Iterator[Stand]:
    with contextlib.ExitStack() as stack:
        hands: Hands = PersonsHands(plan.adapter.role, tell, ask)
        if wish.is_virtual:
            plan, hands = stack.enter_context(_virtual(setup, plan, clock))
        transcript = Transcript(clock, policy=plan.adapter.wire)
        device = plan.build(clock, transcript)
        stack.callback(device.close)
        samples = _samples(setup, clock)
        if can_be_replayed(plan.entry.adapter, plan.options):
            samples["replay"] = partial(_replayed, plan, clock)
        yield Stand(
            device,
            hands,
            clock,
            stress_seconds=wish.stress_seconds,
            samples=samples,
            transcript=getattr(getattr(device, "transcript", None), "memory", transcript),
        )


def _replayed(plan: Plan, clock: Clock, transcript: Transcript) -> str:
    """What became of the kept frames; empty when all ended as before."""
    said = io.StringIO()
    with tempfile.TemporaryDirectory(prefix="openhall-") as folder:
        file = Path(folder) / "frames.jsonl"
        lines = transcript.lines(header_of(plan))
        file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        code = replay(file, clock, said)
    return "" if code == SAME else " ".join(said.getvalue().split())


@contextlib.contextmanager
def _virtual(setup: Setup, plan: Plan, clock: Clock) -> Iterator[tuple[Plan, Hands]]:
    """The same driver on a wire of its own, and the virtual device at the far end."""
    fonts = setup.path(setup.settings.folders.fonts)
    # Short on purpose: a socket's path may have 107 characters.
    with tempfile.TemporaryDirectory(prefix="openhall-") as name:
        folder = Path(name)
        options = rewired(plan.options, folder, plan.entry.id)
        plan = replace(plan, options=options)
        if plan.adapter.virtual is not None:
            far_end = plan.adapter.virtual(options, clock)
        else:
            made = make_virtual_devices(
                {plan.entry.id: (plan.entry.adapter, options)}, folder, fonts, clock
            )
            far_end = made.get(plan.entry.id)
        if far_end is None:
            raise NoFarEndError(f"there is no virtual device for '{plan.entry.adapter}'")
        far_end.start()
        try:
            yield plan, VirtualHands(plan.adapter.role, far_end.actions)
        finally:
            far_end.stop()


class NoFarEndError(Exception):
    """No virtual device of a driver can be reached from here: a USB gadget is on a bus of tests."""


def _samples(setup: Setup, clock: Clock) -> dict[str, Callable[..., Any]]:
    folders = setup.settings.folders
    fonts = setup.path(folders.fonts)
    guide = Guide(load_texts(setup.path(folders.locale) / setup.settings.language))

    def receipt() -> bytearray:
        return encoded_slip(setup.settings.terminal, clock.wall(), guide, fonts)

    return {"receipt": receipt, "sheets": blank_pdf}


def plan_of(word: str, adapter: Adapter, options: Mapping[str, object], base: Path) -> Plan:
    """A device that no settings name, for the table of all drivers. Raises ValueError."""
    entry = DeviceEntry(id=word, role=adapter.role.value, adapter=word, options=dict(options))
    read, said = read_options(adapter, options, base)
    if said:
        raise ValueError(said)
    return Plan(entry, adapter, read)
