"""One request, one answer, and back in step after anything else. Knows no card and no citizen.

Owns the order on the wire: the line is empty before a request, one request is in flight, and after
a missing or ruined answer a status request serves as a barrier. The SAM answers in order, so once
the status has come, no late answer of the card before can be taken for the next person's.
"""

import threading
from dataclasses import dataclass

from devices.id_reader.protocol import (
    RESET,
    STATUS,
    Answer,
    Command,
    Damaged,
    Frame,
    FrameParser,
    answers,
    as_answer,
)
from devices.id_reader.transcript import Transcript
from devices.status import DeviceGoneError
from devices.transport.transport import Transport
from kiosk.clock import Clock

NOT_ANSWERING = "not-answering"
GARBLED = "answers-garbled"

#: A request is 10 bytes, 1 ms on the wire; a second means that the port has stalled.
WRITE_LIMIT_SECONDS = 1.0
#: Longest pause inside one answer. A byte takes 87 us (1 ms at 9600); USB bridges hold back 16 ms.
#: Readers that hand on what they got in reports may pause longer; their wire says so.
GAP_SECONDS = 0.1
#: Input that is still moving before a request is the tail of an older answer: wait it out.
QUIET_SECONDS = 0.02
#: The largest answer at 115200 baud takes 0.2 s; who talks on longer is broken.
BABBLE_LIMIT_SECONDS = 1.0
#: The SAM may be finishing a read (3 s limit, some need more) before it gets to the barrier.
BARRIER_LIMIT_SECONDS = 2.0
#: ``cancelled`` is looked at this often (the port promises 0.3 s).
CANCEL_CHECK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer. ``data`` is the only copy and the receiver's to wipe."""

    status: int
    data: bytearray
    #: The request was sent more than once; the SAM may have obeyed each time.
    is_repeat: bool = False

    def wipe(self) -> None:
        """Forget what may be personal."""
        self.data[:] = bytes(len(self.data))


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing that could be an answer came in time."""


@dataclass(frozen=True, slots=True)
class Garbled:
    """Something came and was no whole frame."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The one who asked does not want it any more."""


Exchange = Reply | Silence | Garbled | Interrupted


def gone_reason(exchange: Exchange) -> str:
    """Why a reader counts as gone after its last answer: who hears noise looks at the cable."""
    return GARBLED if isinstance(exchange, Garbled) else NOT_ANSWERING


class Conversation:
    """The host's end of the wire."""

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        transcript: Transcript,
        gap_seconds: float = GAP_SECONDS,
    ) -> None:
        self._gap_seconds = gap_seconds
        self._transport = transport
        self._clock = clock
        self._transcript = transcript
        self._parser = FrameParser()
        self._never = threading.Event()
        self._in_step = False

    def begin(self) -> None:
        """A fresh wire: nothing is known of what the SAM was doing."""
        self._in_step = False
        self._get_in_step()

    def reset(self) -> None:
        """Tell a SAM that got lost to begin anew, whether it can say yes to that or not."""
        self._in_step = False
        self._exchange(RESET, BARRIER_LIMIT_SECONDS, self._never, patient=True)

    def ask(
        self, command: Command, limit_seconds: float, cancelled: threading.Event | None = None
    ) -> Exchange:
        """Send one request and wait for its answer. Raises DeviceGoneError."""
        if not self._in_step:
            self._get_in_step()
        exchange = self._exchange(command, limit_seconds, cancelled or self._never)
        self._in_step = isinstance(exchange, Reply)
        return exchange

    def _get_in_step(self) -> None:
        exchange = self._exchange(STATUS, BARRIER_LIMIT_SECONDS, self._never, patient=True)
        if not isinstance(exchange, Reply):
            raise DeviceGoneError(gone_reason(exchange))
        self._in_step = True

    def _exchange(
        self,
        command: Command,
        limit_seconds: float,
        cancelled: threading.Event,
        *,
        patient: bool = False,
    ) -> Exchange:
        try:
            self._empty_line()
            now = self._clock.monotonic()
            self._transport.write(command.request, now + WRITE_LIMIT_SECONDS)
            self._transcript.sent(command.request, command.name)
            return self._await(command, now + limit_seconds, cancelled, patient=patient)
        finally:
            self._parser.wipe()

    def _empty_line(self) -> None:
        """Throw away what nobody asked for; costs nothing on a quiet line."""
        give_up_at = self._clock.monotonic() + BABBLE_LIMIT_SECONDS
        quiet_at = self._clock.monotonic()
        while self._transport.read_into(self._parser.space(), quiet_at):
            now = self._clock.monotonic()
            if now >= give_up_at:
                raise DeviceGoneError(NOT_ANSWERING)
            quiet_at = now + QUIET_SECONDS
        self._parser.wipe()

    def _await(
        self, command: Command, deadline: float, cancelled: threading.Event, *, patient: bool
    ) -> Exchange:
        spoilt = False
        while not cancelled.is_set():
            now = self._clock.monotonic()
            if now >= deadline:
                self._transcript.silent(command.name)
                return Garbled() if spoilt else Silence()
            begun = spoilt or self._parser.has_begun
            pause = self._gap_seconds if begun else CANCEL_CHECK_SECONDS
            count = self._transport.read_into(self._parser.space(), min(deadline, now + pause))
            self._parser.accept(count)
            reply, ruined = self._hear(command, line_is_silent=begun and not count)
            if reply is not None:
                return reply
            spoilt = spoilt or ruined
            if spoilt and not count and not patient:
                return Garbled()
        return Interrupted()

    def _hear(self, command: Command, *, line_is_silent: bool) -> tuple[Reply | None, bool]:
        """Take frames until the answer is among them; also tells whether something was ruined."""
        ruined = False
        while True:
            found = self._parser.next()
            if found is None and line_is_silent:
                # What has not come by now never will; a whole frame may hide behind the false one.
                found = self._parser.abandon_head()
            match found:
                case None:
                    return None, ruined
                case Damaged():
                    self._transcript.damaged(found)
                    ruined = True
                case Frame():
                    answer = as_answer(found)
                    if answer is None:
                        ruined = True
                    elif answers(command, answer):
                        self._transcript.received(answer, command.name)
                        return _copy(answer), ruined
                    else:
                        self._transcript.received(answer, f"stale, not for {command.name}")


def _copy(answer: Answer) -> Reply:
    data = bytearray(len(answer.data))
    # Through a memoryview: slice assignment to a bytearray makes a hidden second copy.
    with memoryview(data) as view:
        view[:] = answer.data
    return Reply(answer.status, data)
