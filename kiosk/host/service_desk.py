"""Staff at the glass: who they are, and what they may ask of devices and books.

Owns the sign-in of the one service visit and checks every wish against the rights of who signed
in: a service visit that was taken over may draw what it likes and do nothing more. Runs in the
hub's loop; trials and new looks run on the devices' workers. Sees no citizen.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, assert_never

from devices.ports import CardRead, CodeRead
from devices.status import DeviceStatus, Role
from devices.worker import DeviceFailed, DeviceWorker
from kiosk.host import service_messages as said
from kiosk.host.box_desk import LIGHT_DEADLINE_SECONDS
from kiosk.host.device_desk import GRACE_SECONDS
from kiosk.host.post_office import PostOffice
from kiosk.host.service_books import ServiceBooks
from kiosk.host.service_errands import ServiceErrands, tried
from kiosk.host.service_frames import Interface, device_seen
from kiosk.host.service_rights import right_for
from kiosk.host.wire import Frame, wipe
from kiosk.upkeep.device_round import submit_test
from kiosk.upkeep.findings import Failed, Passed
from kiosk.upkeep.plan import trials_of
from kiosk.upkeep.receipt_roll import sees_new_roll
from kiosk.upkeep.self_test import SelfTest, darken
from kiosk.upkeep.staff.audit import Audit, Deed
from kiosk.upkeep.staff.back_off import LockedOut, MustWait
from kiosk.upkeep.staff.register import StaffMember
from kiosk.upkeep.staff.roles import Right
from kiosk.upkeep.staff.sign_in import PinOutcome, PinWrong, SignedIn, SignIn

log = logging.getLogger(__name__)

#: A new look at a device behind a switch may take its whole open limit.
REOPEN_DEADLINE_SECONDS = 30.0
#: More than any badge's code or PIN; anything longer is no honest keyboard.
_LONGEST_TYPED_BYTES = 64


@dataclass(frozen=True, slots=True)
class _BadgeShown:
    """A badge or card was read on a worker; judged in the hub's loop."""

    visit_id: str
    request_id: int
    is_card: bool
    content: bytearray


@dataclass(frozen=True, slots=True)
class _ReaderFailed:
    """One of the readers that wait for a badge is gone."""

    visit_id: str
    request_id: int


@dataclass(frozen=True, slots=True)
class _TrialEnded:
    """A trial was done on a worker; it is written down and told in the hub's loop."""

    visit_id: str
    number: str
    detail: str
    answer: said.DeviceTried


@dataclass(frozen=True, slots=True)
class _Reopened:
    """A device was asked again. ``is_refilled``: the receipt printer sees a new roll."""

    visit_id: str
    answer: said.DeviceReopened
    is_refilled: bool


@dataclass(slots=True)
class _Session:
    """What one service visit has got so far."""

    visit_id: str
    badge_wait: threading.Event = field(default_factory=threading.Event)
    trial: threading.Event = field(default_factory=threading.Event)
    readers_left: int = 0
    member_number: str = ""
    who: SignedIn | None = None
    #: The board of which a lamp burns because somebody looks at it.
    lit: DeviceWorker[Any] | None = None

    def darken(self) -> None:
        """Nobody looks at a lamp any more."""
        if self.lit is not None:
            self.lit.submit(darken, lambda _: None, deadline_seconds=LIGHT_DEADLINE_SECONDS)
            self.lit = None


class ServiceDesk:
    """Between the service visit and everything that it may touch."""

    def __init__(
        self,
        *,
        post: PostOffice,
        sign_in: SignIn,
        audit: Audit,
        workers: Mapping[str, DeviceWorker[Any]],
        books: ServiceBooks,
        make_test: Callable[[], SelfTest],
        errands: ServiceErrands,
        interfaces: Mapping[str, Interface],
    ) -> None:
        self._post, self._sign_in, self._audit = post, sign_in, audit
        self._workers, self._books, self._make_test = workers, books, make_test
        self._errands, self._interfaces = errands, interfaces
        self._session: _Session | None = None

    # --- lives --------------------------------------------------------------------------------

    def open(self, visit_id: str) -> None:
        """A service visit is ready."""
        self._session = _Session(visit_id)

    def forget(self, visit_id: str) -> None:
        """The service visit is over; nothing waits for it, and nobody is signed in."""
        session = self._session
        if session is None or session.visit_id != visit_id:
            return
        self._session = None
        session.badge_wait.set()
        session.trial.set()
        session.darken()
        if session.who is not None:
            self._audit.note(session.who.number, Deed.SIGNED_OFF)

    def close(self) -> None:
        """The host ends: what is being written is finished."""
        self._errands.close()

    def tick(self) -> None:
        """Tell who is signed in what changed around the devices."""
        session = self._session
        if session is None or session.who is None:
            return
        may_see = Right.SEE_DEVICES in session.who.rights
        for message in self._books.news(sees_all=may_see):
            self._post.send(session.visit_id, message)

    # --- what the visit says ------------------------------------------------------------------

    def take(self, visit_id: str, frame: Frame) -> None:
        """One message of the service visit."""
        session = self._session
        if session is None or session.visit_id != visit_id:
            wipe(frame.blob)
            return
        match frame.message:
            case said.AwaitBadge() as ask:
                self._await_badge(session, ask)
            case said.StopBadge():
                session.badge_wait.set()
            case said.TypeBadge(request_id=request_id):
                self._typed(session, request_id, frame.blob)
            case said.TryPin(request_id=request_id):
                self._try_pin(session, request_id, frame.blob)
            case message:
                self._wish(session, message)

    def on_event(self, event: object) -> bool:
        """What workers told; false for an event of somebody else."""
        match event:
            case _BadgeShown():
                self._badge_shown(event)
            case _ReaderFailed():
                self._reader_failed(event)
            case _TrialEnded():
                self._audit.note(event.number, Deed.TESTED, event.detail)
                self._post.send(event.visit_id, event.answer)
            case _Reopened():
                if event.is_refilled:
                    self._books.refilled(event.answer.report.device_id)
                    self.tick()
                self._post.send(event.visit_id, event.answer)
            case _:
                return self._errands.on_event(event)
        return True

    # --- signing in ---------------------------------------------------------------------------

    def _await_badge(self, session: _Session, ask: said.AwaitBadge) -> None:
        session.badge_wait.set()
        wait = session.badge_wait = threading.Event()
        readers = [w for w in self._workers.values() if w.role in (Role.ID_READER, Role.QR_SCANNER)]
        session.readers_left = len(readers)
        if not readers:
            self._say(session, said.BadgeSettled(ask.request_id, said.BadgeResult.NO_DEVICE))
        for worker in readers:
            worker.submit(
                partial(_read, worker.role, ask.timeout_seconds, wait),
                partial(self._read, session, wait, ask.request_id, worker.role),
                deadline_seconds=ask.timeout_seconds + GRACE_SECONDS,
            )

    def _read(
        self,
        session: _Session,
        wait: threading.Event,
        request_id: int,
        role: Role,
        outcome: Any,
    ) -> None:
        """On a worker's thread: the first to read stops the other."""
        match outcome:
            case CardRead(payload=content) | CodeRead(payload=content):
                wait.set()
                is_card = role is Role.ID_READER
                self._post.announce(_BadgeShown(session.visit_id, request_id, is_card, content))
            case DeviceFailed():
                self._post.announce(_ReaderFailed(session.visit_id, request_id))
            case _:
                pass  # time is up or cancelled: the visit knows the time by itself

    def _badge_shown(self, shown: _BadgeShown) -> None:
        session = self._session
        if session is not None and session.visit_id == shown.visit_id:
            judge = self._sign_in.by_card if shown.is_card else self._sign_in.by_code
            self._badge_known(session, shown.request_id, judge(shown.content))
        wipe(shown.content)

    def _reader_failed(self, failed: _ReaderFailed) -> None:
        session = self._session
        if session is None or session.visit_id != failed.visit_id:
            return
        session.readers_left -= 1
        if session.readers_left == 0:
            gone = said.BadgeSettled(failed.request_id, said.BadgeResult.NO_DEVICE)
            self._say(session, gone)

    def _typed(self, session: _Session, request_id: int, blob: bytearray) -> None:
        typed = _text(blob)
        self._badge_known(session, request_id, self._sign_in.by_typed_code(typed))

    def _badge_known(self, session: _Session, request_id: int, member: StaffMember | None) -> None:
        session.who, session.member_number = None, member.number if member else ""
        result = said.BadgeResult.KNOWN if member else said.BadgeResult.UNKNOWN
        self._say(session, said.BadgeSettled(request_id, result, session.member_number))

    def _try_pin(self, session: _Session, request_id: int, blob: bytearray) -> None:
        pin = _text(blob)
        if not session.member_number:
            self._say(session, said.NotAllowed(request_id))
            return
        try:
            outcome = self._sign_in.try_pin(session.member_number, pin)
        except OSError:
            log.error("staff_try_not_written")
            self._say(session, said.PinSettled(request_id, said.PinResult.DISK))
            return
        if isinstance(outcome, SignedIn):
            session.who = outcome
            log.info("service_entered role=%s", outcome.role)
        self._say(session, _pin_settled(request_id, outcome))
        self._books.begin_anew()
        self.tick()

    # --- wishes of who is signed in -----------------------------------------------------------

    def _wish(self, session: _Session, message: object) -> None:
        right = right_for(message, self._workers)
        if session.who is None or right not in session.who.rights:
            number = session.who.number if session.who else ""
            self._audit.note(number, Deed.REFUSED, type(message).__name__)
            self._say(session, said.NotAllowed(getattr(message, "request_id", 0)))
            return
        number = session.who.number
        match message:
            case said.LookAtDevice(request_id=request_id, device_id=device_id):
                worker, known = self._workers[device_id], self._interfaces.get(device_id)
                figures = self._books.figures(device_id)
                seen = device_seen(request_id, worker, known or Interface(), figures)
                self._say(session, seen)
            case said.ReopenDevice() as ask:
                self._reopen(session, number, ask)
            case said.TryDevice() as ask:
                self._try(session, number, ask)
            case said.StopTrial():
                session.trial.set()
                session.darken()
            case said.ActOnDevice() as ask:
                session.trial.set()
                session.trial = threading.Event()
                self._errands.act(session.visit_id, number, ask, session.trial)
            case said.PrintStatusSlip() | said.ExportBundle() | said.ExportFrames() as ask:
                self._errands.go(session.visit_id, number, ask)
            case said.JudgeTrial(device_id=device_id, trial=trial, verdict=verdict, slot=slot):
                session.darken()
                detail = " ".join(word for word in (device_id, trial, slot, verdict) if word)
                self._audit.note(number, Deed.JUDGED, detail[:80])
            case said.LoadSheets() as ask:
                self._say(session, self._books.load(ask, number))
                self.tick()
            case said.SettleSheet() as ask:
                self._books.settle(ask, number)
                self.tick()
            case said.ChoreDone(chore=said.Chore.WIPE_GLASS):
                self._audit.note(number, Deed.GLASS_WIPED)
            case said.ChoreDone():
                self._audit.note(number, Deed.TECHNICIAN_CALLED)
            case _:
                log.error("message_out_of_place %s", type(message).__name__)

    def _reopen(self, session: _Session, number: str, ask: said.ReopenDevice) -> None:
        worker = self._workers[ask.device_id]

        def done(outcome: DeviceStatus | DeviceFailed) -> None:
            is_roll = worker.role is Role.RECEIPT_PRINTER and ask.chore == said.Chore.REFILL
            is_seen = not isinstance(outcome, DeviceFailed) and sees_new_roll(outcome)
            answer = said.DeviceReopened(ask.request_id, worker.report())
            self._post.announce(_Reopened(session.visit_id, answer, is_roll and is_seen))

        self._audit.note(number, Deed.REFILLED, f"{ask.device_id} {said.Chore(ask.chore)}")
        worker.submit(lambda device: device.probe(), done, deadline_seconds=REOPEN_DEADLINE_SECONDS)

    def _try(self, session: _Session, number: str, ask: said.TryDevice) -> None:
        worker = self._workers[ask.device_id]
        trial = next((one for one in trials_of(worker.role) if one.name == ask.trial), None)
        judge = next(
            (one for one in self._workers.values() if trial and one.role is trial.role), None
        )
        if trial is None or judge is None:
            self._say(session, tried(ask.request_id, Failed("device-absent")))
            return
        session.trial.set()
        stop = session.trial = threading.Event()
        test = self._make_test()

        def done(result: Passed | Failed) -> None:
            verdict = "passed" if isinstance(result, Passed) else result.reason
            what = f"{ask.trial} {ask.slot}".rstrip()
            detail, answer = f"{ask.device_id} {what} {verdict}", tried(ask.request_id, result)
            self._post.announce(_TrialEnded(session.visit_id, number, detail, answer))

        slot = next((role for role in Role if role == ask.slot), None)
        if slot is not None:
            session.lit = judge
        submit_test(judge, lambda device: test.attempt(trial, device, stop, slot), done)

    def _say(self, session: _Session, message: object) -> None:
        self._post.send(session.visit_id, message)


def _read(role: Role, timeout_seconds: float, wait: threading.Event, device: Any) -> object:
    if role is Role.ID_READER:
        return device.read_card(timeout_seconds, wait)
    return device.scan(timeout_seconds, wait)


def _text(blob: bytearray) -> str:
    """What was typed; empty when it is none of ours. The blob is wiped."""
    try:
        return blob[:_LONGEST_TYPED_BYTES].decode("utf-8", "replace")
    finally:
        wipe(blob)


def _pin_settled(request_id: int, outcome: PinOutcome) -> said.PinSettled:
    match outcome:
        case SignedIn(role=role, rights=rights):
            words = tuple(sorted(rights))
            return said.PinSettled(request_id, said.PinResult.SIGNED_IN, role, words)
        case PinWrong(tries_left=left):
            return said.PinSettled(request_id, said.PinResult.WRONG, tries_left=left)
        case MustWait(seconds=seconds):
            return said.PinSettled(request_id, said.PinResult.WAIT, wait_seconds=seconds)
        case LockedOut():
            return said.PinSettled(request_id, said.PinResult.LOCKED)
        case _:
            assert_never(outcome)
