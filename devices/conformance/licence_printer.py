"""What every ``LicencePrinter`` must do. ``samples["sheets"](pages)`` gives a blank PDF.

These checks use up plain sheets: at a real printer, numbered ones are taken out before.
"""

import threading
from collections.abc import Callable
from typing import cast

from devices.conformance.hands import Deed
from devices.conformance.kit import (
    Check,
    Level,
    NotHeldError,
    Stand,
    common_checks,
    expect,
    rounds_of_stress,
)
from devices.ports import JobOutcome, JobPrinted, JobTicket, LicencePrinter, SubmissionRefused
from devices.status import Actor, Unavailable, is_usable

_LOOK_SECONDS = 0.1


def _sheets(stand: Stand, pages: int) -> bytearray:
    return cast(bytearray, stand.samples["sheets"](pages))


def _until(stand: Stand, ask: Callable[[], JobOutcome]) -> JobOutcome:
    """The job once it is printed, or as it stands when patience is over."""
    deadline = stand.clock.monotonic() + stand.patience_seconds
    while True:
        outcome = ask()
        if isinstance(outcome, JobPrinted) or stand.clock.monotonic() > deadline:
            return outcome
        stand.clock.wait(threading.Event(), _LOOK_SECONDS)


def _print(stand: Stand, name: str, pages: int = 1) -> JobTicket:
    printer: LicencePrinter = stand.device
    ticket = printer.submit(_sheets(stand, pages), name, pages)
    if not isinstance(ticket, JobTicket):
        raise NotHeldError(f"it is well and said {type(ticket).__name__}")
    outcome = _until(stand, lambda: printer.job(ticket, pages))
    expect(outcome == JobPrinted(pages), f"a job of {pages} page(s) ended as {outcome}")
    return ticket


def _prints_a_sheet(stand: Stand) -> None:
    _print(stand, "CONFORM-1")


def _counts_every_page(stand: Stand) -> None:
    _print(stand, "CONFORM-3", pages=3)


def _finds_a_job_by_its_name(stand: Stand) -> None:
    ticket = _print(stand, "CONFORM-NAME")
    found = stand.device.find_job("CONFORM-NAME")
    if found is None:
        raise NotHeldError("it does not find a job that it printed")
    same = (found.job_uuid, found.job_id) == (ticket.job_uuid, ticket.job_id)
    expect(same, "it finds another job under the name")
    expect(stand.device.find_job("CONFORM-NEVER") is None, "it finds a job that never was")


def _takes_nothing_without_paper(stand: Stand) -> None:
    stand.hands.do(Deed.PAPER_OUT)
    status = stand.device.probe()
    expect(not is_usable(status), f"it has no paper and says {status}")
    asked = isinstance(status, Unavailable) and status.actor is Actor.HOST_STAFF
    expect(asked, "without paper the host site's staff is not asked to act")
    outcome = stand.device.submit(_sheets(stand, 1), "CONFORM-EMPTY", 1)
    refused = isinstance(outcome, SubmissionRefused)
    expect(refused, f"it has no paper and said {type(outcome).__name__}")
    stand.hands.do(Deed.REFILL)
    _print(stand, "CONFORM-FULL")


def _stands_stress(stand: Stand) -> None:
    """Sheet after sheet."""
    for number in rounds_of_stress(stand):
        _print(stand, f"CONFORM-STRESS-{number}")
        if Deed.REFILL in stand.hands.deeds() and number % 20 == 0:
            stand.hands.do(Deed.REFILL)


CHECKS = (
    *common_checks(),
    Check("prints a sheet and knows that it did", Level.BRONZE, _prints_a_sheet),
    Check("counts every page of a long job", Level.SILVER, _counts_every_page),
    Check("finds a job again by its name", Level.SILVER, _finds_a_job_by_its_name),
    Check(
        "takes nothing without paper, and prints when there is some",
        Level.GOLD,
        _takes_nothing_without_paper,
        frozenset({Deed.PAPER_OUT, Deed.REFILL}),
    ),
    Check("stands stress", Level.GOLD, _stands_stress),
)
