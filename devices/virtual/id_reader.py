"""A virtual ID-card reader: a peer at the far end of a pty, byte for byte at wire speed.

Owns the reader's thread, the cards laid on it and its faults on demand. The host's driver cannot
tell it from a real one; nothing here is imported by a driver.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from devices.virtual.pty_wire import PtyWire
from devices.virtual.sam import SUCCESS, Request, Sam, frame, take_requests
from devices.virtual.synthetic_card import DECK, SyntheticCard
from kiosk.clock import Clock

READ_COMMAND = b"\x30\x01"
#: Noise that holds a false preamble with a long length, the worst that a parser can meet.
NOISE = bytes.fromhex("00FF5A") + b"\xaa\xaa\xaa\x96\x69\x05\x08\x00" + bytes.fromhex("13AA96")


@dataclass(frozen=True, slots=True)
class Fault:
    """How one answer goes wrong. ``command`` narrows it to one CMD PARA."""

    name: str
    command: bytes | None = None
    before: bytes = b""
    cut_after: int | None = None
    copies: int = 1
    delay_seconds: float = 0.0
    spoils_checksum: bool = False
    lifts_card: bool = False
    status: int | None = None


class VirtualIdReader:
    """Everything public may be called from any thread."""

    def __init__(
        self,
        link_path: Path,
        clock: Clock,
        *,
        baud: int = 115200,
        thinking_seconds: float = 0.0,
        deck: Mapping[str, SyntheticCard] = DECK,
    ) -> None:
        self.deck = deck
        self._clock = clock
        self._wire = PtyWire(link_path, clock, baud)
        self._sam = Sam()
        #: How long the SAM talks to the card before it answers 30 01; real ones need 0.3 to 1 s.
        self._thinking_seconds = thinking_seconds
        self._faults: list[Fault] = []
        self._is_stuck = False
        self._requests: list[bytes] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="virtual-id-reader", daemon=True)

    def start(self) -> None:
        """Plug in and listen."""
        self._wire.plug()
        self._thread.start()

    def stop(self) -> None:
        """Vanish, and leave no thread and no link behind."""
        self._stopping.set()
        self._wire.unplug()
        self._wire.wake()
        if self._thread.is_alive():
            self._thread.join()
        self._wire.close()

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
            "cut": self.cut,
            "double": self.double,
            "delay": self.delay,
            "spoil-checksum": self.spoil_checksum,
            "lift-during-read": self.lift_during_read,
            "answer": self.answer_with,
            "condition": self.set_condition,
            "stick": self.stick,
            "slow": self.slow,
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

    def unplug(self) -> None:
        """Pull the cable; the reader loses power and its memory, a card stays where it lies."""
        self._wire.unplug()

    def plug(self) -> None:
        """Push the cable back in."""
        with self._lock:
            card = self._sam.card
            if card is not None:
                self._sam.lay(card)
        self._wire.plug()

    def garble(self, noise: bytes = NOISE, times: int = 1, command: bytes | None = None) -> None:
        """Noise in front of the next answers."""
        self._arm(Fault("garbage", command, before=noise), times)

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

    def slow(self, factor: float = 20.0) -> None:
        """The line crawls."""
        self._wire.slowness = factor

    def heal(self) -> None:
        """No fault any more."""
        with self._lock:
            self._faults.clear()
            self._sam.condition = SUCCESS
        self._is_stuck = False
        self._wire.slowness = 1.0

    # --- what an eye can see ------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """For the dock and for tests."""
        with self._lock:
            card = self._sam.card
            return {
                "plugged": self._wire.is_plugged,
                "card": card.label if card else None,
                "selected": self._sam.is_selected,
                "condition": self._sam.condition,
                "stuck": self._is_stuck,
                "slowness": self._wire.slowness,
                "faults": [fault.name for fault in self._faults],
                "requests": len(self._requests),
            }

    @property
    def carried_bytes(self) -> int:
        """Bytes on the wire in both directions since the start."""
        return self._wire.carried_bytes

    def requests(self) -> list[bytes]:
        """CMD PARA of everything that was asked."""
        with self._lock:
            return list(self._requests)

    # --- the reader's own thread --------------------------------------------------------------

    def _arm(self, fault: Fault, times: int) -> None:
        with self._lock:
            self._faults.extend([fault] * times)

    def _serve(self) -> None:
        buffer = bytearray()
        while not self._stopping.is_set():
            data = self._wire.read()
            if not self._wire.is_plugged:
                buffer.clear()
                continue
            buffer += data
            for request in take_requests(buffer):
                self._answer(request)

    def _answer(self, request: Request) -> None:
        with self._lock:
            self._requests.append(request.command)
            if self._is_stuck:
                return
            fault = self._take_fault(request.command)
            # A SAM that answers with an error has not done what it was asked.
            fails = fault.status if fault is not None else None
            answer = self._sam.answer(request) if fails is None else frame(fails)
        if request.command == READ_COMMAND:
            self._wire.pause_until(self._clock.monotonic() + self._thinking_seconds)
        if fault is None:
            self._wire.write(answer)
            return
        self._wire.pause_until(self._clock.monotonic() + fault.delay_seconds)
        self._wire.write(_distorted(answer, fault))
        if fault.lifts_card:
            self.lift()

    def _take_fault(self, command: bytes) -> Fault | None:
        for index, fault in enumerate(self._faults):
            if fault.command is None or fault.command == command:
                return self._faults.pop(index)
        return None


def _distorted(answer: bytes, fault: Fault) -> bytes:
    if fault.spoils_checksum:
        answer = answer[:-1] + bytes([answer[-1] ^ 0x01])
    return fault.before + answer[: fault.cut_after] + answer * (fault.copies - 1)
