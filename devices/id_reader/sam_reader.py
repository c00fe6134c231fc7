"""An ID-card reader with a SAM at the end of any wire: find, select, read, wait until it is taken.

Owns the order of commands, their time limits and what the status words mean for the citizen.
Serial, USB and HID readers are this class over different transports. Must not look inside the
payload: the process that runs this code outlives every visit. Fingerprints (30 10) are never asked
for: no service needs them, and what was not read cannot be lost.
"""

import threading
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, assert_never

from pydantic import Field

from devices.id_reader.conversation import (
    GAP_SECONDS,
    NOT_ANSWERING,
    Conversation,
    Garbled,
    Interrupted,
    Reply,
    Silence,
    gone_reason,
)
from devices.id_reader.protocol import (
    FIND,
    READ,
    READ_ADDRESS,
    READ_CHIP,
    READ_SAM_ID,
    RESET,
    SELECT,
    STATUS,
    Command,
    sam_id_text,
)
from devices.id_reader.status_words import (
    NOT_PERMITTED,
    READ_FAILED,
    SERVICE_REASONS,
    Verdict,
    verdict,
)
from devices.id_reader.transcript import Transcript
from devices.inspection import Inspection
from devices.ports import Cancelled, CardMoved, CardOutcome, CardRead, CardRefused, NoCard
from devices.recovery import Resettable
from devices.status import Actor, DeviceGoneError, DeviceStatus, Ready, State, Unavailable
from devices.transport.transport import Transport
from kiosk.clock import Clock

CAPABILITIES = frozenset({"reads-text", "reads-photo", "senses-card-removed"})

CONFUSED = "sam-confused"

#: The radio search itself is over in 0.1 s; drivers in the field allow 0.1 to 3 s.
FIND_LIMIT_SECONDS = 0.3
SELECT_LIMIT_SECONDS = 0.5
#: 1.3 KB from the chip at radio speed plus mutual authentication; 1 s was too short for one vendor.
READ_LIMIT_SECONDS = 3.0
PRESENCE_LIMIT_SECONDS = 1.5
STATUS_LIMIT_SECONDS = 1.0
#: An empty reader is asked this often, counted from question to question: even with the exchange
#: at 9600 baud and a busy machine a laid card is asked for within 0.3 s (measured: 0.25 was not).
POLL_SECONDS = 0.2
PRESENCE_PAUSE_SECONDS = 0.2
#: A question without a whole answer is asked at least so often, and for so long. A noisy cable
#: spoils one answer in thousands; but on a starved machine an answer comes late, or with a pause in
#: it, several times in a row (one of 200 cards after a replug, at load 20), and the reader is well.
EXCHANGE_ATTEMPTS = 2
SETTLE_SECONDS = 1.5
#: A sliding card answers find, then fails; the hand comes to rest within this many tries.
CARD_ATTEMPTS = 3
#: One missed answer of a resting card is radio weather.
MISSES_UNTIL_REMOVED = 2

#: Statuses by which firmware says that it does not know a command.
_UNSUPPORTED = frozenset({0x11, 0x21, NOT_PERMITTED, 0x24})


class Presence(StrEnum):
    """How a card that was read is asked whether it still lies there. Firmware differs."""

    #: Chip number, then newest address, then find: the first that this firmware knows.
    AUTO = "auto"
    #: 30 05.
    CHIP = "chip"
    #: 30 03.
    ADDRESS = "address"
    #: 20 01, for firmware that finds a card which is selected already.
    FIND = "find"


_PRESENCE_TESTS = {
    Presence.AUTO: (READ_CHIP, READ_ADDRESS),
    Presence.CHIP: (READ_CHIP,),
    Presence.ADDRESS: (READ_ADDRESS,),
    Presence.FIND: (),
}


#: Above this a citizen would take the reader for dead.
Limit = Annotated[float, Field(gt=0, le=10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SamOptions:
    """What differs between makes, on every wire. Seconds are limits for one answer."""

    presence: Presence = Presence.AUTO
    find_limit_seconds: Limit = FIND_LIMIT_SECONDS
    select_limit_seconds: Limit = SELECT_LIMIT_SECONDS
    read_limit_seconds: Limit = READ_LIMIT_SECONDS
    presence_limit_seconds: Limit = PRESENCE_LIMIT_SECONDS
    poll_seconds: Annotated[float, Field(ge=0.05, le=2)] = POLL_SECONDS
    kept_frames: Annotated[int, Field(ge=1, le=10000)] = 64


class SamReader:
    """Implements ``devices.ports.IdReader``. Used by one worker thread only."""

    def __init__(
        self,
        transport: Transport,
        options: SamOptions,
        clock: Clock,
        gap_seconds: float = GAP_SECONDS,
    ) -> None:
        self._clock = clock
        self._options = options
        self._transport = transport
        self.transcript = Transcript(clock, options.kept_frames)
        self._line = Conversation(transport, clock, self.transcript, gap_seconds)
        self._presence_tests = list(_PRESENCE_TESTS[options.presence])
        self._unwell: tuple[int, datetime] | None = None

    # --- Device -------------------------------------------------------------------------------

    def open(self) -> None:
        self._transport.open()
        try:
            self._line.begin()
        except DeviceGoneError:
            self.close()
            raise

    def close(self) -> None:
        self._transport.close()

    def sever(self) -> None:
        self._transport.sever()

    def reset(self) -> None:
        """The USB port, where it is one; then the SAM by its own command."""
        if isinstance(self._transport, Resettable):
            self._transport.reset()
        self._transport.open()
        try:
            self._line.reset()
        finally:
            self._transport.close()

    def capabilities(self) -> frozenset[str]:
        return CAPABILITIES

    def probe(self) -> DeviceStatus:
        reply = self._ask(STATUS, STATUS_LIMIT_SECONDS)
        if isinstance(reply, Cancelled):  # never: nobody can cancel a probe
            raise DeviceGoneError(NOT_ANSWERING)
        if reply.status == STATUS.good_status:
            self._unwell = None
            return Ready()
        if self._unwell is None or self._unwell[0] != reply.status:
            self._unwell = (reply.status, self._clock.wall())
        return Unavailable(
            State.HARDWARE_ERROR,
            SERVICE_REASONS.get(reply.status, CONFUSED),
            Actor.TECHNICIAN,
            self._unwell[1],
        )

    def inspect(self) -> Inspection:
        """The SAM's own status word and its number."""
        status = self._ask(STATUS, STATUS_LIMIT_SECONDS)
        if isinstance(status, Cancelled):  # never, as above
            raise DeviceGoneError(NOT_ANSWERING)
        facts = {"sam-status": f"{status.status:02X}"}
        if status.status != STATUS.good_status:
            # Asked for anything else now, it would only repeat this.
            return Inspection(facts, SERVICE_REASONS.get(status.status, CONFUSED))
        number = self._ask(READ_SAM_ID, STATUS_LIMIT_SECONDS)
        if isinstance(number, Cancelled):  # never, as above
            raise DeviceGoneError(NOT_ANSWERING)
        if number.status != READ_SAM_ID.good_status:
            return Inspection(facts, CONFUSED)
        return Inspection(facts | {"sam-id": sam_id_text(bytes(number.data))})

    # --- IdReader -----------------------------------------------------------------------------

    def read_card(self, timeout_seconds: float, cancelled: threading.Event) -> CardOutcome:
        """Wait for a card and read it whole, or say why not."""
        deadline = self._clock.monotonic() + timeout_seconds
        failure: CardOutcome | None = None
        attempts = 0
        while not cancelled.is_set():
            next_look = self._clock.monotonic() + self._options.poll_seconds
            if self._find(cancelled):
                outcome = self._read_found_card(cancelled)
                attempts += 1
                if _is_final(outcome) or attempts == CARD_ATTEMPTS:
                    return outcome
                failure = outcome
            elif failure is not None:
                return CardMoved()
            now = self._clock.monotonic()
            if now >= deadline and failure is None:
                break
            self._clock.wait(cancelled, max(0.0, min(next_look, deadline) - now))
        return Cancelled() if cancelled.is_set() else NoCard()

    def wait_removed(self, timeout_seconds: float, cancelled: threading.Event) -> bool:
        """True once the card has twice given no sign of life."""
        deadline = self._clock.monotonic() + timeout_seconds
        misses = 0
        while not cancelled.is_set():
            misses = 0 if self._is_present(cancelled) else misses + 1
            if cancelled.is_set():
                break
            if misses == MISSES_UNTIL_REMOVED:
                return True
            remaining = deadline - self._clock.monotonic()
            if misses:
                # Asked once more, however late it is: to say that it lies there would be a guess.
                remaining = PRESENCE_PAUSE_SECONDS
            if remaining <= 0.0:
                break
            self._clock.wait(cancelled, min(PRESENCE_PAUSE_SECONDS, remaining))
        return False

    # --- the card -----------------------------------------------------------------------------

    def _find(self, cancelled: threading.Event) -> bool:
        """Two misses in a row make "no card": the first find may wake a card without seeing it."""
        for _ in range(2):
            reply = self._ask(FIND, self._options.find_limit_seconds, cancelled)
            if isinstance(reply, Cancelled):
                return False
            if reply.status == FIND.good_status:
                return True
        return False

    def _read_found_card(self, cancelled: threading.Event) -> CardOutcome:
        selected = self._ask(SELECT, self._options.select_limit_seconds, cancelled)
        if isinstance(selected, Cancelled):
            return selected
        # When the first answer got lost, the card is selected already and cannot be once more.
        if selected.status != SELECT.good_status and not selected.is_repeat:
            return _failed(selected.status)
        read = self._ask(READ, self._options.read_limit_seconds, cancelled)
        if isinstance(read, Cancelled):
            return read
        if read.status != READ.good_status:
            return _failed(read.status)
        return CardRead(read.data)

    def _is_present(self, cancelled: threading.Event) -> bool:
        """A card that was read answers 30 05 or 30 03; one that was never selected answers find."""
        while self._presence_tests:
            test = self._presence_tests[0]
            # Asked past the ladder: an unknown command must not end in a reset of the SAM.
            reply = self._settle(test, self._options.presence_limit_seconds, cancelled)
            if isinstance(reply, Cancelled):
                return False
            reply.wipe()
            if reply.status == test.good_status or verdict(reply.status) is Verdict.NO_ITEM:
                return True
            if reply.status not in _UNSUPPORTED:
                break
            self._presence_tests.pop(0)
        if not self._find(cancelled):
            return False
        self._ask(SELECT, self._options.select_limit_seconds, cancelled)
        return True

    # --- exchanges ----------------------------------------------------------------------------

    def _ask(
        self, command: Command, limit_seconds: float, cancelled: threading.Event | None = None
    ) -> Reply | Cancelled:
        """Ask, ask again, reset and ask once more; then the reader is gone."""
        for remedy in (None, None, RESET):
            if remedy is not None:
                self._settle(remedy, STATUS_LIMIT_SECONDS, cancelled)
            reply = self._settle(command, limit_seconds, cancelled)
            if isinstance(reply, Cancelled) or command is STATUS:
                return reply
            match verdict(reply.status) if reply.status != command.good_status else None:
                case Verdict.CONFUSED:
                    continue
                case Verdict.OUT_OF_SERVICE:
                    raise DeviceGoneError(SERVICE_REASONS[reply.status])
                case _:
                    return reply
        raise DeviceGoneError(CONFUSED)

    def _settle(
        self, command: Command, limit_seconds: float, cancelled: threading.Event | None
    ) -> Reply | Cancelled:
        """One whole answer, however often it takes within reason."""
        give_up_at = self._clock.monotonic() + SETTLE_SECONDS
        attempts = 0
        while True:
            exchange = self._line.ask(command, limit_seconds, cancelled)
            match exchange:
                case Reply():
                    return replace(exchange, is_repeat=attempts > 0)
                case Interrupted():
                    return Cancelled()
                case Silence() | Garbled():
                    attempts += 1
                case _:
                    assert_never(exchange)
            if attempts >= EXCHANGE_ATTEMPTS and self._clock.monotonic() >= give_up_at:
                raise DeviceGoneError(gone_reason(exchange))


def _failed(status: int) -> CardOutcome:
    return CardMoved() if verdict(status) is Verdict.NO_CARD else CardRefused(status)


def _is_final(outcome: CardOutcome) -> bool:
    """A moved card may come to rest; 41 means either moved or unreadable, so it is tried again."""
    match outcome:
        case CardMoved():
            return False
        case CardRefused(status_word=status):
            return status != READ_FAILED
        case _:
            return True
