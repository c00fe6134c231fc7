"""Where the virtual receipt printer's paper comes out: hand, presenter, retract bin, floor.

Owns what became of every receipt. Knows the GS e orders by their numbers and shares nothing with
the driver. Used by the printer's one thread.
"""

from collections import deque
from typing import Generic, Literal, TypeVar

MouthKind = Literal["none", "tear-bar", "custom"]
R = TypeVar("R")

_RETRACT, _PRESENT, _EJECT, _ASK = 0x02, 0x03, 0x05, 0x06
_AT_MOUTH, _ERROR, _JAM, _NEAR_END = 0x08, 0x40, 0x80, 0x01

_KEPT = 64


class Mouth(Generic[R]):
    """``none`` drops each receipt into a waiting hand; the others hold it until it is taken."""

    def __init__(self, kind: MouthKind) -> None:
        self.kind = kind
        self.taken: deque[R] = deque(maxlen=_KEPT)
        self.retracted: deque[R] = deque(maxlen=_KEPT)
        #: Pushed out by the next receipt, or ejected: anybody's now.
        self.on_the_floor: deque[R] = deque(maxlen=_KEPT)
        self.is_jammed = self.is_broken = self.retract_fails = False
        self._inside: R | None = None
        self._outside: R | None = None

    @property
    def holds_receipt(self) -> bool:
        """Paper hangs out where a hand could take it."""
        return self._outside is not None

    def deliver(self, receipt: R) -> None:
        """The cutter has cut."""
        match self.kind:
            case "none":
                self.taken.append(receipt)
            case "tear-bar":
                self._drop()
                self._outside = receipt
            case "custom":
                self._inside = receipt

    def obey(self, order: bytes, *, near_end: bool) -> bytes:
        """Carry out GS e; the answer where one is due. Raises ValueError without a presenter."""
        if self.kind != "custom":
            raise ValueError("this model has no presenter")
        match order[0]:
            case n if n == _PRESENT and self._inside is not None and not self.is_jammed:
                self._drop()
                self._outside, self._inside = self._inside, None
            case n if n == _RETRACT and self._outside is not None:
                if not (self.retract_fails or self.is_jammed):
                    self.retracted.append(self._outside)
                    self._outside = None
            case n if n == _EJECT:
                self._drop()
            case n if n == _ASK:
                return bytes([self._sensor() | _NEAR_END * near_end])
        return b""

    def take(self) -> None:
        """A hand takes what hangs there, if anything does."""
        if self._outside is not None:
            self.taken.append(self._outside)
            self._outside = None

    def free(self) -> None:
        """Somebody opens the mouth and takes out whatever is stuck."""
        self.is_jammed = self.is_broken = self.retract_fails = False
        self._inside = None
        self._drop()

    def seen(self) -> dict[str, object]:
        """What somebody standing there sees, for the bench."""
        return {
            "mouth": "receipt" if self.holds_receipt else "empty",
            "taken": len(self.taken),
            "retracted": len(self.retracted),
            "on_the_floor": len(self.on_the_floor),
        }

    def _drop(self) -> None:
        if self._outside is not None:
            self.on_the_floor.append(self._outside)
            self._outside = None

    def _sensor(self) -> int:
        return _AT_MOUTH * self.holds_receipt | _ERROR * self.is_broken | _JAM * self.is_jammed
