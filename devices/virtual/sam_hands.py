"""The SAM of a virtual ID reader and what hands and bad luck do to it, whatever wire it hangs on.

Owns the cards laid on it, its faults on demand and what it was asked. Must not know how its bytes
travel: ``devices/virtual/id_reader.py`` puts it on a pty, ``usb_id_reader.py`` and
``hid_id_reader.py`` put it under the libraries of those buses. Everything public may be called from
any thread.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from devices.virtual.sam import SUCCESS, Request, Sam, frame, take_requests
from devices.virtual.synthetic_card import DECK, SyntheticCard

READ_COMMAND, RESET_COMMAND = b"\x30\x01", b"\x10\xff"
#: Noise that holds a false preamble with a long length, the worst that a parser can meet.
NOISE = bytes.fromhex("00FF5A") + b"\xaa\xaa\xaa\x96\x69\x05\x08\x00" + bytes.fromhex("13AA96")


@dataclass(frozen=True, slots=True)
class Fault:
    """How one answer goes wrong. ``command`` narrows it to one CMD PARA."""

    name: str
    command: bytes | None = None
    before: bytes = b""
    #: Bytes missing at the front: the first of a burst gets lost on some bridges.
    skips: int = 0
    cut_after: int | None = None
    copies: int = 1
    delay_seconds: float = 0.0
    spoils_checksum: bool = False
    lifts_card: bool = False
    unplugs: bool = False
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the SAM says to one request and what happens when it has been said."""

    data: bytes
    delay_seconds: float = 0.0
    lifts_card: bool = False
    unplugs: bool = False


class SamHands(ABC):
    """What the dock may do to a virtual reader, and what its wire asks of it."""

    def __init__(
        self, *, thinking_seconds: float = 0.0, deck: Mapping[str, SyntheticCard] = DECK
    ) -> None:
        self.deck = deck
        self._sam = Sam()
        #: How long the SAM talks to the card before it answers 30 01; real ones need 0.3 to 1 s.
        self._thinking_seconds = thinking_seconds
        self._faults: list[Fault] = []
        self._is_stuck = self._is_lost = False
        self._heard = bytearray()
        #: Called with CMD PARA when a request has come whole; for measuring.
        self.on_request: Callable[[bytes], None] = lambda _: None
        self._requests: list[bytes] = []
        self._lock = threading.Lock()

    # --- what differs by wire -----------------------------------------------------------------

    @property
    @abstractmethod
    def is_plugged(self) -> bool:
        """True while the host can see the device."""

    @abstractmethod
    def unplug(self) -> None:
        """Pull the cable; the reader loses power and its memory, a card stays where it lies."""

    @abstractmethod
    def plug(self) -> None:
        """Push the cable back in. Calls ``power_up``."""

    # --- what a hand can do -------------------------------------------------------------------

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What the dock offers, by name."""
        return {
            "lay": self.lay,
            "lift": self.lift,
            "unplug": self.unplug,
            "plug": self.plug,
            "garble": self.garble,
            "shorten-preamble": self.shorten_preamble,
            "cut": self.cut,
            "double": self.double,
            "delay": self.delay,
            "spoil-checksum": self.spoil_checksum,
            "lift-during-read": self.lift_during_read,
            "unplug-during-read": self.unplug_during_read,
            "answer": self.answer_with,
            "condition": self.set_condition,
            "stick": self.stick,
            "lose-itself": self.lose_itself,
            "heal": self.heal,
        }

    def lay(self, card: SyntheticCard | str = "resident") -> None:
        """Lay a card, given itself or by its name in the deck."""
        chosen = self.deck[card] if isinstance(card, str) else card
        with self._lock:
            self._sam.lay(chosen)

    def lift(self) -> None:
        """Take the card away."""
        with self._lock:
            self._sam.lift()

    def garble(self, noise: bytes = NOISE, times: int = 1, command: bytes | None = None) -> None:
        """Noise in front of the next answers."""
        self._arm(Fault("garbage", command, before=noise), times)

    def shorten_preamble(self, times: int = 1, command: bytes | None = None) -> None:
        """The next answers come without their first byte."""
        self._arm(Fault("preamble-tail", command, skips=1), times)

    def cut(self, after_bytes: int = 700, times: int = 1, command: bytes = READ_COMMAND) -> None:
        """The next answers end too soon."""
        self._arm(Fault("cut", command, cut_after=after_bytes), times)

    def double(self, times: int = 1, command: bytes | None = None) -> None:
        """The next answers come twice."""
        self._arm(Fault("doubled", command, copies=2), times)

    def delay(self, seconds: float = 1.0, times: int = 1, command: bytes | None = None) -> None:
        """The next answers come late."""
        self._arm(Fault("delayed", command, delay_seconds=seconds), times)

    def spoil_checksum(self, times: int = 1, command: bytes | None = None) -> None:
        """The next answers have a wrong CHK."""
        self._arm(Fault("bad-checksum", command, spoils_checksum=True), times)

    def lift_during_read(self, after_bytes: int = 700) -> None:
        """The card is lifted while its data is on the wire."""
        self._arm(Fault("lifted", READ_COMMAND, cut_after=after_bytes, lifts_card=True), 1)

    def unplug_during_read(self, after_bytes: int = 700, command: bytes = READ_COMMAND) -> None:
        """The cable is pulled while an answer is on the wire."""
        self._arm(Fault("unplugged", command, cut_after=after_bytes, unplugs=True), 1)

    def answer_with(self, status: int, command: bytes | None = None, times: int = 1) -> None:
        """The next answers are this status word and nothing else."""
        self._arm(Fault(f"status-{status:02X}", command, status=status), times)

    def set_condition(self, status: int = SUCCESS) -> None:
        """What the SAM says to every command: 90 well, 60 self-test failed, 66 not authorised."""
        with self._lock:
            self._sam.condition = status

    def set_firmware(
        self,
        *,
        finds_selected_card: bool = False,
        unknown_commands: frozenset[bytes] = frozenset(),
    ) -> None:
        """How this make differs from the next."""
        with self._lock:
            self._sam.finds_selected_card = finds_selected_card
            self._sam.unknown_commands = set(unknown_commands)

    def stick(self) -> None:
        """Hear everything, answer nothing."""
        self._is_stuck = True

    def lose_itself(self) -> None:
        """Answer nothing until the host sends a reset, or power comes anew."""
        self._is_lost = True

    def heal(self) -> None:
        """No fault any more."""
        with self._lock:
            self._faults.clear()
            self._sam.condition = SUCCESS
        self._is_stuck = self._is_lost = False

    # --- what an eye can see ------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """For the dock and for tests."""
        with self._lock:
            card = self._sam.card
            return {
                "plugged": self.is_plugged,
                "card": card.label if card else None,
                "selected": self._sam.is_selected,
                "condition": self._sam.condition,
                "stuck": self._is_stuck,
                "faults": [fault.name for fault in self._faults],
                "requests": len(self._requests),
            }

    def requests(self) -> list[bytes]:
        """CMD PARA of everything that was asked."""
        with self._lock:
            return list(self._requests)

    # --- for the wire -------------------------------------------------------------------------

    def power_up(self) -> None:
        """A SAM that had no power knows of no card that was found or selected."""
        with self._lock:
            self._is_lost = False
        self.forget_selection()

    def forget_selection(self) -> None:
        """The card lies there as if it had just been laid."""
        with self._lock:
            card = self._sam.card
            if card is not None:
                self._sam.lay(card)

    def hear(self, data: bytes) -> list[Request]:
        """Bytes from the host; whole requests come out. One thread at a time."""
        self._heard += data
        return take_requests(self._heard)

    def hear_nothing(self) -> None:
        """The line is broken off; a request that had begun is lost."""
        self._heard.clear()

    def answer(self, request: Request) -> Spoken | None:
        """What is said to one request; None when the SAM is stuck."""
        self.on_request(request.command)
        with self._lock:
            self._requests.append(request.command)
            self._is_lost = self._is_lost and request.command != RESET_COMMAND
            if self._is_stuck or self._is_lost:
                return None
            fault = self._take_fault(request.command)
            # A SAM that answers with an error has not done what it was asked.
            fails = fault.status if fault is not None else None
            answer = self._sam.answer(request) if fails is None else frame(fails)
        thinking = self._thinking_seconds if request.command == READ_COMMAND else 0.0
        if fault is None:
            return Spoken(answer, thinking)
        return Spoken(
            _distorted(answer, fault),
            thinking + fault.delay_seconds,
            fault.lifts_card,
            fault.unplugs,
        )

    def _arm(self, fault: Fault, times: int) -> None:
        with self._lock:
            self._faults.extend([fault] * times)

    def _take_fault(self, command: bytes) -> Fault | None:
        for index, fault in enumerate(self._faults):
            if fault.command is None or fault.command == command:
                return self._faults.pop(index)
        return None


def _distorted(answer: bytes, fault: Fault) -> bytes:
    if fault.spoils_checksum:
        answer = answer[:-1] + bytes([answer[-1] ^ 0x01])
    said = fault.before + answer[: fault.cut_after] + answer * (fault.copies - 1)
    return said[fault.skips :]
