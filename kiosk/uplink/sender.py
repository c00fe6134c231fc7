"""Sends what the outbox holds, one item after the other, until the platform has each of them.

Owns the order, the pauses and what follows from each ending; must not store or speak HTTP. It acts
on the class of a problem only. An unknown ending is replayed under the same key for as long as it
takes. Trouble with the link pauses everything; trouble with an item pauses that item alone, and
items that failed less often go first, so one bad item never blocks the queue.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from uuid import UUID

from kiosk.clock import Clock
from kiosk.uplink.backoff import Backoff
from kiosk.uplink.client import Answered, PlatformClient, Refused, Unknown
from kiosk.uplink.contract import CaseReply, CaseState, Problem, ProblemClass
from kiosk.uplink.events import CaseAccepted, CaseParked, CaseReceived, UplinkEvent
from kiosk.uplink.items import FileState, ItemKind, Leased
from kiosk.uplink.outbox import Outbox
from kiosk.uplink.posting import SendOutcome, post
from kiosk.uplink.presence import Presence
from kiosk.uplink.results import ResultDelivery
from kiosk.uplink.stepper import Stepper
from kiosk.uplink.upload import upload

_log = logging.getLogger(__name__)

#: So often may the platform call an item wrong before a person looks.
MOST_REFUSALS = 3
#: Nothing to do: look again after this long all the same.
IDLE_SECONDS = 60.0


@dataclass(slots=True)
class _Trouble:
    """Failures in a row, and until when to leave it alone."""

    failures: int = 0
    until: float = 0.0
    #: The platform itself named the pause: its return does not shorten it.
    is_asked: bool = False


class Sender(Stepper):
    """``wake`` it when something was put into the outbox; what is in the hand goes back to the
    queue when it is stopped.
    """  # noqa: D205

    def __init__(
        self,
        outbox: Outbox,
        client: PlatformClient,
        presence: Presence,
        results: ResultDelivery,
        emit: Callable[[UplinkEvent], None],
        clock: Clock,
        random: Random,
        backoff: Backoff | None = None,
    ) -> None:
        super().__init__("uplink-sender", client, clock)
        self._outbox = outbox
        self._presence = presence
        self._results = results
        self._emit = emit
        self._random = random
        self._backoff = backoff or Backoff()
        self._link = _Trouble()
        self._items: dict[UUID, _Trouble] = {}
        self._is_returning = threading.Event()
        presence.on_return(self.platform_returned)

    def platform_returned(self) -> None:
        """The platform answers again: do not wait out the whole pause."""
        self._is_returning.set()
        self.wake()

    def step(self) -> float:
        """Try the one item that is next. Answers how long to pause; 0 when there may be more."""
        now = self._clock.monotonic()
        if self._is_returning.is_set():
            self._is_returning.clear()
            self._shorten_pause()
        if self._link.until > now:
            return self._link.until - now
        item_id, pause_seconds = self._next(now)
        if item_id is None:
            return pause_seconds
        leased = self._outbox.lease(item_id)
        if leased is None:
            return 0.0
        try:
            self._settle(leased, self._send(leased))
        except Exception:
            # Whatever is wrong with it, the others go first from now on.
            self._trouble_of(leased).failures += 1
            raise
        return 0.0

    def _stumbled(self) -> float:
        return self._set_back(self._link, None)

    def _shorten_pause(self) -> None:
        if not self._link.is_asked:
            # Not at once: the whole city comes back in this moment.
            soon = self._random.uniform(0.0, self._backoff.first_seconds)
            self._link.until = min(self._link.until, self._clock.monotonic() + soon)

    def _next(self, now: float) -> tuple[UUID | None, float]:
        waiting = self._outbox.sendable()
        calm = _Trouble()
        due: list[tuple[int, int, UUID]] = []
        pause = IDLE_SECONDS
        for item in waiting:
            trouble = self._items.get(item.item_id, calm)
            if trouble.until <= now:
                due.append((trouble.failures, item.seq, item.item_id))
            else:
                pause = min(pause, trouble.until - now)
        return (min(due)[2], 0.0) if due else (None, pause)

    # --- one try ---

    def _send(self, leased: Leased) -> SendOutcome:
        for file in leased.files:
            if file.state is FileState.CONFIRMED:
                continue
            if not self._outbox.is_intact(file):
                return Refused(Problem.of(422, ProblemClass.HUMAN, "file-damaged"))
            outcome = upload(self._client, self._outbox, file, self._stopped.is_set)
            if not isinstance(outcome, Answered):
                return outcome
        return post(self._client, leased)

    def _settle(self, leased: Leased, outcome: SendOutcome) -> None:
        match outcome:
            case Answered(value=CaseReply(state=CaseState.AWAITING_MATERIALS)) if leased.files:
                self._send_files_again(leased)
            case Answered(value=reply):
                self._presence.seen()
                self._link = _Trouble()
                self._items.pop(leased.item_id, None)
                self._registered(leased, reply if isinstance(reply, CaseReply) else None)
            case Refused(problem=problem):
                self._refused(leased, problem)
            case Unknown(reason=reason):
                self._outbox.put_back(leased.item_id)
                if reason != "stopped":
                    self._presence.lost(reason)
                    self._rest(leased, None)

    def _registered(self, leased: Leased, reply: CaseReply | None) -> None:
        # The reason is an officer's free text: it may name the person, so it is not kept.
        kept = reply.model_copy(update={"reason": ""}).wire() if reply else b""
        self._outbox.register(leased.item_id, kept)
        if reply is None:
            return
        self._emit(news_of(reply))
        if reply.result_id is not None:
            # When this fails the event feed still brings it.
            self._results.deliver(self._client, reply.result_id)

    def _send_files_again(self, leased: Leased) -> None:
        """The platform lacks a file that it had confirmed: start the files over, keep the case."""
        for file in leased.files:
            self._outbox.mark_file(file, FileState.QUEUED)
        self._outbox.put_back(leased.item_id)
        self._set_back(self._trouble_of(leased), None)

    def _refused(self, leased: Leased, problem: Problem) -> None:
        asked = problem.retry_after_seconds
        match problem.problem_class:
            case ProblemClass.DUPLICATE:
                self._already_there(leased)
            case ProblemClass.HUMAN:
                self._park(leased, problem)
            case ProblemClass.FIX_REQUEST:
                refusals = self._outbox.put_back(leased.item_id, was_refused=True)
                if refusals >= MOST_REFUSALS:
                    self._park(leased, problem)
                else:
                    self._set_back(self._trouble_of(leased), asked)
            case ProblemClass.WAIT:
                self._outbox.put_back(leased.item_id)
                self._set_back(self._trouble_of(leased), asked)
            case ProblemClass.TRANSIENT:
                self._outbox.put_back(leased.item_id)
                self._rest(leased, asked)
            case ProblemClass.FIX_DEVICE:
                # Nobody will take anything from this terminal until it is mended.
                self._outbox.put_back(leased.item_id)
                self._presence.lost("fix-device")
                self._set_back(self._link, asked)

    def _already_there(self, leased: Leased) -> None:
        """Another way brought it there. For a case, learn its number before letting go of it."""
        if leased.kind is not ItemKind.CASE:
            self._registered(leased, None)
            return
        match self._client.case(leased.item_id):
            case Answered(value=reply):
                self._registered(leased, reply)
            case Refused() | Unknown():
                self._outbox.put_back(leased.item_id)
                self._set_back(self._trouble_of(leased), None)

    def _park(self, leased: Leased, problem: Problem) -> None:
        reason = problem.type if problem.type != "about:blank" else str(problem.status)
        self._outbox.park(leased.item_id, reason)
        self._items.pop(leased.item_id, None)
        _log.error("item %s parked: %s", leased.item_id, reason)
        if leased.kind is ItemKind.CASE:
            self._emit(CaseParked(leased.item_id, reason))

    def _trouble_of(self, leased: Leased) -> _Trouble:
        return self._items.setdefault(leased.item_id, _Trouble())

    def _rest(self, leased: Leased, asked_seconds: float | None) -> None:
        """Nothing goes for a while, and then another item first."""
        self._trouble_of(leased).failures += 1
        self._set_back(self._link, asked_seconds)

    def _set_back(self, trouble: _Trouble, asked_seconds: float | None) -> float:
        trouble.failures += 1
        pause = self._backoff.wait_seconds(trouble.failures, self._random, asked_seconds)
        trouble.until = self._clock.monotonic() + pause
        trouble.is_asked = asked_seconds is not None
        return pause


def news_of(reply: CaseReply) -> CaseReceived | CaseAccepted:
    """The highest rung that the reply proves, and no higher."""
    if reply.accepted_at is not None and reply.case_no is not None:
        return CaseAccepted(reply.case_id, reply)
    return CaseReceived(reply.case_id, reply)
