"""What a technician has the machine do by one key: an action of a device, a slip, a file to take.

Owns how each is sent on its way (a device's worker, the export's thread) and how it is answered:
once, with a keyword when it was not done. Rights were checked by the service desk. Called in the
hub's loop; ``on_event`` brings back there what ended elsewhere.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, assert_never

from devices.io_board.condition import TAMPERED
from devices.ports import ReceiptOutcome, ReceiptPrinted, ReceiptRefused, ReceiptUncertain
from devices.status import DeviceReport, DeviceStatus, Role, Unavailable
from devices.worker import DeviceFailed, DeviceWorker
from kiosk.clock import Clock
from kiosk.host import service_messages as said
from kiosk.host.export_desk import Export, ExportDesk, Exported, NotExported
from kiosk.host.post_office import PostOffice
from kiosk.upkeep.device_actions import ActionName, attempt
from kiosk.upkeep.device_round import TEST_LIMIT_SECONDS, submit_test, trouble_of
from kiosk.upkeep.findings import Failed, Passed
from kiosk.upkeep.self_test import SelfTest
from kiosk.upkeep.staff.audit import Audit, Deed
from kiosk.visit.local_time import local

#: Open limit of the slowest device, after its own closing.
RENEW_DEADLINE_SECONDS = 45.0
#: A slip takes as long as the one of a test.
SLIP_DEADLINE_SECONDS = TEST_LIMIT_SECONDS
BUSY, ABSENT = "busy", "device-absent"

Errand = said.PrintStatusSlip | said.ExportBundle | said.ExportFrames


@dataclass(frozen=True, slots=True)
class Takeaway:
    """What can be written for a technician, and under whose name.

    ``write_bundle(file)`` and ``write_frames(device_id, file)`` raise OSError when they cannot;
    ``encode_slip(reports, at)`` makes the status slip.
    """

    terminal_id: str
    write_bundle: Callable[[Path], None]
    write_frames: Callable[[str, Path], None]
    encode_slip: Callable[[tuple[DeviceReport, ...], datetime], bytearray]


@dataclass(frozen=True, slots=True)
class _ErrandEnded:
    visit_id: str
    number: str
    deed: Deed
    detail: str
    answer: said.ErrandDone


@dataclass(frozen=True, slots=True)
class _ActionEnded:
    visit_id: str
    number: str
    detail: str
    answer: said.DeviceTried


class ServiceErrands:
    """Sends a technician's errands on their way."""

    def __init__(
        self,
        *,
        post: PostOffice,
        audit: Audit,
        workers: Mapping[str, DeviceWorker[Any]],
        make_test: Callable[[], SelfTest],
        exports: ExportDesk,
        takeaway: Takeaway,
        clear_tamper: Callable[[str], bool],
        clock: Clock,
    ) -> None:
        self._post, self._audit, self._workers = post, audit, workers
        self._make_test, self._exports, self._takeaway = make_test, exports, takeaway
        self._clear_tamper, self._clock = clear_tamper, clock
        self._is_printing = False

    def close(self) -> None:
        """The host ends."""
        self._exports.close()

    def on_event(self, event: object) -> bool:
        """What ended elsewhere is written down and told; false for an event of somebody else."""
        match event:
            case _ErrandEnded():
                if event.deed is Deed.STATUS_PRINTED:
                    self._is_printing = False
                self._audit.note(event.number, event.deed, event.detail)
            case _ActionEnded():
                # A look at a device is no deed.
                if event.detail:
                    self._audit.note(event.number, Deed.TESTED, event.detail)
            case _:
                return False
        self._post.send(event.visit_id, event.answer)
        return True

    # --- one device ---------------------------------------------------------------------------

    def act(self, visit_id: str, number: str, ask: said.ActOnDevice, stop: threading.Event) -> None:
        """Have a device do something. ``stop`` ends the waiting for a card or a code."""
        worker = self._workers[ask.device_id]
        name = ActionName(ask.action)

        def done(result: Passed | Failed) -> None:
            verdict = "passed" if isinstance(result, Passed) else result.reason
            detail = "" if name is ActionName.ASK else f"{ask.device_id} {name} {verdict}"
            answer = tried(ask.request_id, result)
            self._post.announce(_ActionEnded(visit_id, number, detail, answer))

        if name is ActionName.CLEAR_TAMPER:
            # The latch writes its own line; of a switch that is open nothing is cleared.
            verdict = Passed() if self._clear_tamper(number) else Failed(TAMPERED)
            self._post.send(visit_id, tried(ask.request_id, verdict))
            return
        if name is ActionName.RESET:
            started_at = self._clock.monotonic()
            worker.begin_anew(
                lambda outcome: done(self._renewed(outcome, started_at)),
                deadline_seconds=RENEW_DEADLINE_SECONDS,
            )
            return
        doer = self._of(Role.IO_BOARD) if name is ActionName.LIGHT else worker
        if doer is None:
            done(Failed(ABSENT))
            return
        test, role = self._make_test(), worker.role
        submit_test(doer, lambda device: attempt(name, role, device, test, stop), done)

    def _renewed(self, outcome: DeviceStatus | DeviceFailed, started_at: float) -> Passed | Failed:
        status = outcome.status if isinstance(outcome, DeviceFailed) else outcome
        took_seconds = self._clock.monotonic() - started_at
        if isinstance(status, Unavailable):
            return Failed(status.reason, took_seconds=took_seconds)
        return Passed(took_seconds=took_seconds)

    # --- a slip, files ------------------------------------------------------------------------

    def go(self, visit_id: str, number: str, errand: Errand) -> None:
        """Print how every device is, or write a file into the folder of the settings."""
        match errand:
            case said.PrintStatusSlip(request_id=request_id):
                self._print_status(visit_id, request_id, number)
            case said.ExportBundle(request_id=request_id):
                name = f"openhall-{self._takeaway.terminal_id}-{self._stamp()}.tar.gz"
                by = number, Deed.BUNDLE_WRITTEN
                self._export(visit_id, request_id, by, name, self._takeaway.write_bundle)
            case said.ExportFrames(request_id=request_id, device_id=device_id):
                name = f"{self._takeaway.terminal_id}-{device_id}-{self._stamp()}.jsonl"
                write = partial(self._takeaway.write_frames, device_id)
                self._export(visit_id, request_id, (number, Deed.TRANSCRIPT_SAVED), name, write)
            case _:
                assert_never(errand)

    def _print_status(self, visit_id: str, request_id: int, number: str) -> None:
        printer = self._of(Role.RECEIPT_PRINTER)
        if printer is None or self._is_printing:
            reason = ABSENT if printer is None else BUSY
            self._post.send(visit_id, said.ErrandDone(request_id, is_done=False, reason=reason))
            return
        self._is_printing = True
        reports = tuple(worker.report() for worker in self._workers.values())
        encode = partial(self._takeaway.encode_slip, reports, self._clock.wall())
        printer.submit(
            lambda device: device.print_receipt(encode()),
            lambda outcome: self._post.announce(
                _ErrandEnded(
                    visit_id,
                    number,
                    Deed.STATUS_PRINTED,
                    printer.device_id,
                    _printed(request_id, outcome),
                )
            ),
            deadline_seconds=SLIP_DEADLINE_SECONDS,
        )

    def _export(
        self,
        visit_id: str,
        request_id: int,
        by: tuple[str, Deed],
        name: str,
        write: Callable[[Path], None],
    ) -> None:
        def done(export: Export) -> None:
            answer = _written(request_id, export)
            detail = answer.file or f"{name} {answer.reason}"
            self._post.announce(_ErrandEnded(visit_id, *by, detail, answer))

        if not self._exports.begin(name, write, done):
            self._post.send(visit_id, said.ErrandDone(request_id, is_done=False, reason=BUSY))

    def _stamp(self) -> str:
        return f"{local(self._clock.wall()):%Y%m%d-%H%M%S}"

    def _of(self, role: Role) -> DeviceWorker[Any] | None:
        return next((one for one in self._workers.values() if one.role is role), None)


def tried(request_id: int, result: Passed | Failed) -> said.DeviceTried:
    """A result as the visit is told of it."""
    reason = "" if isinstance(result, Passed) else result.reason
    facts = tuple((str(name), str(value)) for name, value in result.facts.items())
    passed = isinstance(result, Passed)
    return said.DeviceTried(request_id, passed, reason, facts, result.took_seconds)


def _printed(request_id: int, outcome: ReceiptOutcome | DeviceFailed) -> said.ErrandDone:
    match outcome:
        case ReceiptPrinted():
            return said.ErrandDone(request_id, is_done=True)
        case ReceiptUncertain():
            return said.ErrandDone(request_id, is_done=False, reason="slip-uncertain")
        case ReceiptRefused(status=status) | DeviceFailed(status=status):
            trouble = trouble_of(status)
            reason = trouble.reason if trouble else "device-gone"
            return said.ErrandDone(request_id, is_done=False, reason=reason)
        case _:
            assert_never(outcome)


def _written(request_id: int, export: Export) -> said.ErrandDone:
    match export:
        case Exported(name=name):
            return said.ErrandDone(request_id, is_done=True, file=name)
        case NotExported(reason=reason):
            return said.ErrandDone(request_id, is_done=False, reason=reason)
        case _:
            assert_never(export)
