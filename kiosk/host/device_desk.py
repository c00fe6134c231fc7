"""Cards and codes: what a visit asks of the reader and the scanner. Sees bytes, never a person."""

import logging
import threading
from dataclasses import dataclass
from functools import partial
from typing import assert_never

from devices.ports import (
    Cancelled,
    CardMoved,
    CardOutcome,
    CardRead,
    CardRefused,
    CodeOutcome,
    CodeRead,
    IdReader,
    NoCard,
    NoCode,
    QrScanner,
)
from devices.worker import DeviceFailed, DeviceWorker
from kiosk.host.messages import (
    CardResult,
    CardSettled,
    CodeResult,
    CodeSettled,
    ReadCard,
    ScanCode,
    StopWaiting,
    WatchCard,
)
from kiosk.host.post_office import PostOffice

log = logging.getLogger(__name__)

#: A command may outlive the citizen's time by the exchanges that it is in the middle of.
GRACE_SECONDS = 10.0


#: Stands for the time between two citizens: a card may lie there although nobody's visit knows it.
NOBODY = ""
#: Longer than any hall leaves a card alone; the watch costs a question every few hundred ms.
LEFT_CARD_WATCH_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class CardPresence:
    """The reader is known to hold a card, or known to be empty, as this visit's command found."""

    is_there: bool
    visit_id: str


@dataclass(frozen=True, slots=True)
class CardNotTaken:
    """The reader does not accept a card; ``status_word`` is its SW3."""

    device_id: str
    status_word: int


class DeviceDesk:
    """Runs in the hub's loop; outcomes come back from workers as letters."""

    def __init__(
        self,
        post: PostOffice,
        id_reader: DeviceWorker[IdReader] | None,
        qr_scanner: DeviceWorker[QrScanner] | None,
    ) -> None:
        self._post, self._id_reader, self._qr_scanner = post, id_reader, qr_scanner
        self._waiting: dict[tuple[str, int], threading.Event] = {}
        #: Those who have asked for something and are not over.
        self._visits: set[str] = set()
        #: A card was read and has not been seen to leave. Outlives the visit that read it.
        self.is_card_there = False

    def read_card(self, visit_id: str, ask: ReadCard) -> None:
        """Wait for a card; the payload goes on as the only copy."""
        cancelled = self._begin(visit_id, ask.request_id)
        done = partial(self._card_settled, visit_id, ask.request_id)
        if self._id_reader is None:
            self._send_card(visit_id, ask.request_id, CardResult.FAILED)
            return
        self._id_reader.submit(
            lambda reader: reader.read_card(ask.timeout_seconds, cancelled),
            done,
            deadline_seconds=ask.timeout_seconds + GRACE_SECONDS,
        )

    def watch_card(self, visit_id: str, ask: WatchCard) -> None:
        """Tell when the reader is empty again."""
        cancelled = self._begin(visit_id, ask.request_id)
        if self._id_reader is None:
            return
        self._id_reader.submit(
            lambda reader: reader.wait_removed(ask.timeout_seconds, cancelled),
            partial(self._removal_settled, visit_id, ask.request_id),
            deadline_seconds=ask.timeout_seconds + GRACE_SECONDS,
        )

    def scan_code(self, visit_id: str, ask: ScanCode) -> None:
        """Wait for a code."""
        cancelled = self._begin(visit_id, ask.request_id)
        if self._qr_scanner is None:
            self._post.send(visit_id, CodeSettled(ask.request_id, CodeResult.FAILED))
            return
        self._qr_scanner.submit(
            lambda scanner: scanner.scan(ask.timeout_seconds, cancelled),
            partial(self._code_settled, visit_id, ask.request_id),
            deadline_seconds=ask.timeout_seconds + GRACE_SECONDS,
        )

    def stop(self, visit_id: str, ask: StopWaiting) -> None:
        """The citizen went on or back."""
        event = self._waiting.pop((visit_id, ask.request_id), None)
        if event is not None:
            event.set()

    def forget(self, visit_id: str) -> None:
        """The visit is over: nothing waits for it any more."""
        for key in [key for key in self._waiting if key[0] == visit_id]:
            self._waiting.pop(key).set()
        self._visits.discard(visit_id)
        if self.is_card_there and visit_id != NOBODY:
            self._watch_for_nobody()

    def close(self) -> None:
        """The host ends: no worker waits any more, not even for a card that was left."""
        for cancelled in self._waiting.values():
            cancelled.set()
        self._waiting.clear()

    def card_moved(self, presence: CardPresence) -> None:
        """A card was read, or left the reader."""
        self.is_card_there = presence.is_there
        if not presence.is_there:
            self.forget(NOBODY)
        elif presence.visit_id not in self._visits:
            # Read as its visit went: whoever comes next waits for this card, so it must be seen go.
            self._watch_for_nobody()

    def _watch_for_nobody(self) -> None:
        self.watch_card(NOBODY, WatchCard(0, LEFT_CARD_WATCH_SECONDS))

    def _begin(self, visit_id: str, request_id: int) -> threading.Event:
        self._visits.add(visit_id)
        return self._waiting.setdefault((visit_id, request_id), threading.Event())

    # --- on the workers' threads --------------------------------------------------------------

    def _card_settled(
        self, visit_id: str, request_id: int, outcome: CardOutcome | DeviceFailed
    ) -> None:
        match outcome:
            case CardRead(payload=payload):
                self._post.announce(CardPresence(is_there=True, visit_id=visit_id))
                self._send_card(visit_id, request_id, CardResult.READ, payload)
            case NoCard():
                self._send_card(visit_id, request_id, CardResult.NONE)
            case CardMoved():
                self._send_card(visit_id, request_id, CardResult.MOVED)
            case CardRefused(status_word=status):
                log.info("card_refused status_word=%02X", status)
                if self._id_reader is not None:
                    self._post.announce(CardNotTaken(self._id_reader.device_id, status))
                refused = CardSettled(request_id, CardResult.REFUSED, status)
                self._post.send(visit_id, refused)
            case Cancelled():
                self._send_card(visit_id, request_id, CardResult.CANCELLED)
            case DeviceFailed():
                self._send_card(visit_id, request_id, CardResult.FAILED)
            case _:
                assert_never(outcome)

    def _send_card(
        self, visit_id: str, request_id: int, result: CardResult, blob: bytearray | None = None
    ) -> None:
        self._post.send(visit_id, CardSettled(request_id, result), blob)

    def _removal_settled(
        self, visit_id: str, request_id: int, outcome: bool | DeviceFailed
    ) -> None:
        # A reader that is gone cannot hold a card that anybody could still see there.
        gone = isinstance(outcome, DeviceFailed) or outcome
        if gone:
            self._post.announce(CardPresence(is_there=False, visit_id=visit_id))
        result = CardResult.TAKEN if gone else CardResult.STILL_THERE
        self._send_card(visit_id, request_id, result)

    def _code_settled(
        self, visit_id: str, request_id: int, outcome: CodeOutcome | DeviceFailed
    ) -> None:
        result, blob = _code_result(outcome)
        self._post.send(visit_id, CodeSettled(request_id, result), blob)


def _code_result(outcome: CodeOutcome | DeviceFailed) -> tuple[CodeResult, bytearray | None]:
    match outcome:
        case CodeRead(payload=payload):
            return CodeResult.READ, payload
        case NoCode():
            return CodeResult.NONE, None
        case Cancelled():
            return CodeResult.CANCELLED, None
        case DeviceFailed():
            return CodeResult.FAILED, None
        case _:
            assert_never(outcome)
