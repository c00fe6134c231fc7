"""The printer's mouth: a receipt is presented, taken, or drawn back in.

Owns what a presenter understands and answers, and how long it is waited for. A receipt that nobody
took is somebody's data in a hall: it is retracted where the model can, and called what it is where
it cannot. Silence is never "taken". Must not print.

``custom`` is the GS e family (Custom, Reliance; PyramidTechnologies' manual). ``tear-bar`` senses
in DLE EOT 1 whether the paper was torn off, and cannot draw it back (Cashino KP-628E's manual).
"""

import threading
from dataclasses import dataclass
from typing import Literal

from devices.ports import PresenterOutcome, ReceiptLeft, ReceiptRetracted, ReceiptTaken
from devices.status import Actor, State, Unavailable
from kiosk.clock import Clock
from printer.receipt.conversation import Conversation
from printer.receipt.status import TEAR_BAR_HOLDS, Condition

PresenterKind = Literal["none", "tear-bar", "custom"]

PRESENT = b"\x1de\x03"
RETRACT = b"\x1de\x02"
ASK_MOUTH = b"\x1de\x06"
_AT_MOUTH, _ERROR, _JAM = 0x08, 0x40, 0x80

#: Between two looks: a hand is quicker than anybody could see, the printer is not kept busy.
_LOOK_SECONDS = 0.2
#: 250 mm of paper at 50 mm/s, with room to spare.
_RETRACT_SECONDS = 8.0
#: Each step is 7 mm; this much of the receipt can be held by a hand.
_PRESENT_STEPS = 12

_CAPABILITIES: dict[PresenterKind, frozenset[str]] = {
    "none": frozenset(),
    "tear-bar": frozenset({"senses-receipt-taken"}),
    "custom": frozenset({"presents", "senses-receipt-taken", "retracts"}),
}


@dataclass(frozen=True, slots=True)
class MouthState:
    """What the sensor at the mouth says."""

    holds_receipt: bool
    trouble: str = ""


def read_mouth(byte: int) -> MouthState:
    """The answer to GS e 6."""
    if byte & _JAM:
        return MouthState(bool(byte & _AT_MOUTH), "presenter-jam")
    if byte & _ERROR:
        return MouthState(bool(byte & _AT_MOUTH), "presenter-failure")
    return MouthState(bool(byte & _AT_MOUTH))


class Presenter:
    """The mouth of one printer. ``none`` knows nothing and says nothing."""

    def __init__(self, kind: PresenterKind, conversation: Conversation, clock: Clock) -> None:
        self._kind, self._conversation, self._clock = kind, conversation, clock
        #: Nobody waits for what lies there: it is from before a restart, or from somebody before.
        self._is_forgotten = True

    @property
    def capabilities(self) -> frozenset[str]:
        """What it can do and sense."""
        return _CAPABILITIES[self._kind]

    def forget(self) -> None:
        """From now on nobody waits for what lies there."""
        self._is_forgotten = True

    def trouble(self, condition: Condition) -> Unavailable | None:
        """Why nothing may be printed now; draws a forgotten receipt back in first."""
        state = self._look(condition)
        if state.trouble:
            return self._unavailable(state.trouble)
        if not (state.holds_receipt and self._is_forgotten):
            return None
        match self._retract():
            case ReceiptLeft(status=Unavailable() as status):
                return status
            case _:
                return None

    def inspect(self, condition: Condition) -> tuple[dict[str, str], str]:
        """A fact for the technician, and a trouble; changes nothing."""
        if self._kind == "none":
            return {}, ""
        state = self._look(condition)
        return {"mouth": "receipt" if state.holds_receipt else "empty"}, state.trouble

    def present(self) -> Unavailable | None:
        """Push the finished receipt out; the trouble when it does not come."""
        self._is_forgotten = False
        if self._kind != "custom":
            return None
        self._conversation.send(PRESENT + bytes([_PRESENT_STEPS]))
        state = self._look(None)
        return self._unavailable(state.trouble) if state.trouble else None

    def await_taken(self, timeout_seconds: float, cancelled: threading.Event) -> PresenterOutcome:
        """Wait for a hand; when the time is over, or nobody waits any more, draw it back in.

        Raises DeviceGoneError when the printer falls silent.
        """
        try:
            return self._await_taken(self._clock.monotonic() + timeout_seconds, cancelled)
        finally:
            self.forget()

    # --- inside --------------------------------------------------------------------------------

    def _await_taken(self, deadline: float, cancelled: threading.Event) -> PresenterOutcome:
        while self._kind != "none":
            state = self._look(None)
            if state.trouble:
                return ReceiptLeft(self._unavailable(state.trouble))
            # Twice: one byte of noise must not make a taken receipt of a left one.
            if not state.holds_receipt and not self._look(None).holds_receipt:
                return ReceiptTaken()
            remaining = deadline - self._clock.monotonic()
            if remaining <= 0.0 or self._clock.wait(cancelled, min(_LOOK_SECONDS, remaining)):
                return self._retract()
        return ReceiptTaken()

    def _look(self, condition: Condition | None) -> MouthState:
        match self._kind:
            case "none":
                return MouthState(holds_receipt=False)
            case "tear-bar":
                heard = condition or self._conversation.condition()
                return MouthState(bool(heard.printer & TEAR_BAR_HOLDS))
            case "custom":
                return read_mouth(self._conversation.ask(ASK_MOUTH, lambda _: True))

    def _retract(self) -> PresenterOutcome:
        if self._kind != "custom":
            return ReceiptLeft(self._unavailable("receipt-left"))
        self._conversation.send(RETRACT)
        deadline, never = self._clock.monotonic() + _RETRACT_SECONDS, threading.Event()
        while self._clock.monotonic() < deadline:
            state = self._look(None)
            if state.trouble:
                return ReceiptLeft(self._unavailable(state.trouble))
            if not state.holds_receipt:
                return ReceiptRetracted()
            self._clock.wait(never, _LOOK_SECONDS)
        return ReceiptLeft(self._unavailable("receipt-left"))

    def _unavailable(self, reason: str) -> Unavailable:
        is_broken = reason == "presenter-failure"
        return Unavailable(
            State.HARDWARE_ERROR if is_broken else State.USER_ERROR,
            reason,
            Actor.TECHNICIAN if is_broken else Actor.HOST_STAFF,
            self._clock.wall(),
        )
