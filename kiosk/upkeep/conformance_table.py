"""The conformance table: every role against the virtual ensemble, as a page of the documents.

Owns the page. No time and no path of a machine is in it, so that it changes only when a promise
does.
"""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from typing import TextIO

from devices.conformance.kit import Broken, Held, Level, Verdict
from devices.registry import Plan
from kiosk.clock import Clock
from kiosk.errors import BrokenEnvironmentError
from kiosk.host.settings import Setup
from kiosk.upkeep.conform import KEPT, NOT_KEPT, Certificate, Wish, certify

_HEAD = """\
# Conformance

Made by `make conformance MINUTES={minutes:g}`: each role's suite (`devices/conformance/`) against
the virtual device of the demo's settings, over the same wires. The same checks run in CI for every
adapter, and at a real device with `run_kiosk.py conform <device-id>`, where a person is the hands.

Bronze: found, does its work, says off and on once. Silver: faults, cancelling, time-outs, replug.
Gold: supplies, forgotten card or paper, and stress: an operation a second, for an hour at a real
device, here for {minutes:g} minute(s), all roles at once.
"""


def print_table(setup: Setup, wish: Wish, clock: Clock, out: TextIO) -> int:
    """Certify every device of the settings at its virtual far end; the page goes to ``out``."""
    certificates = certify_all(setup, wish, clock)
    out.writelines(f"{line}\n" for line in page(certificates, wish.stress_seconds / 60.0))
    broken = any(isinstance(one, Broken) for each in certificates for _, one in each.results)
    return NOT_KEPT if broken else KEPT


def certify_all(setup: Setup, wish: Wish, clock: Clock) -> list[Certificate]:
    """All roles at once, each in a process of its own: an hour of stress is an hour for all."""
    plans = [plan for plan in setup.devices if not plan.fault]
    # Forked, so that drivers of others' making need not be found again.
    processes, begun = multiprocessing.get_context("fork"), []
    for plan in plans:
        ours, theirs = processes.Pipe(duplex=False)
        child = processes.Process(target=_send_one, args=(theirs, setup, plan, wish, clock))
        child.start()
        theirs.close()
        begun.append((child, ours))
    found: dict[str, Certificate] = {}
    try:
        while len(found) < len(plans):
            _receive(plans, [ours for _, ours in begun], found)
    finally:
        # Ended already, unless one of them broke: then nobody needs the others' hour.
        for child, ours in begun:
            child.kill()
            ours.close()
            child.join()
    return [found[plan.entry.id] for plan in plans]


def _receive(plans: list[Plan], ends: list[Connection], found: dict[str, Certificate]) -> None:
    """Wait for the next ones to end, whichever they are: a broken one must not cost an hour."""
    awaited = {
        end: plan for plan, end in zip(plans, ends, strict=True) if plan.entry.id not in found
    }
    for end in wait(list(awaited)):
        assert isinstance(end, Connection)  # noqa: S101 - nothing else was waited for
        device_id = awaited[end].entry.id
        try:
            found[device_id] = end.recv()
        except EOFError as died:
            raise BrokenEnvironmentError(f"the suite of {device_id} broke off; no table") from died


def _send_one(to: Connection, setup: Setup, plan: Plan, wish: Wish, clock: Clock) -> None:
    with to:
        to.send(certify(setup, plan, wish, clock))


def page(certificates: list[Certificate], minutes: float) -> Iterator[str]:
    """The whole page, line by line."""
    yield from _HEAD.format(minutes=minutes).splitlines()
    yield ""
    yield "| role | driver | bronze | silver | gold | badge |"
    yield "|---|---|---|---|---|---|"
    for each in certificates:
        counts = " | ".join(_count(each, level) for level in Level)
        won = "none" if each.level is None else each.level.name.lower()
        yield f"| {each.role} | `{each.adapter}` | {counts} | {won} |"
    for each in certificates:
        yield ""
        yield f"## {each.role}: `{each.adapter}`"
        yield ""
        for check, verdict in each.results:
            yield f"- {check.level.name.lower()}, {_said(verdict)}: {check.name}"


def _count(certificate: Certificate, level: Level) -> str:
    of_level = [verdict for check, verdict in certificate.results if check.level == level]
    held = sum(isinstance(verdict, Held) for verdict in of_level)
    return f"{held} of {len(of_level)}" if of_level else "-"


def _said(verdict: Verdict) -> str:
    match verdict:
        case Held():
            return "held"
        case Broken(how=how):
            return f"**broken** ({how})"
        case not_tried:
            return f"not tried ({not_tried.why})"
