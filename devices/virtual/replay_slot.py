"""A card slot that answers as a saved transcript says: PC/SC as one driver sees it, in memory.

Owns whether a card lies there, told by how the command ended then, and which answer follows which
command. There is no daemon below: what is replayed is the conversation with the card.
"""

from collections import deque

from devices.replayed import Segment
from devices.smart_card_reader.conversation import CardGoneError
from devices.smart_card_reader.pcsc import CardMuteError, Service, Slot
from devices.smart_card_reader.protocol import Answer, split_answer

_NAME = "replayed"
_EMPTY, _MUTE = frozenset({"NoCard", "True"}), "ChipMute"


class _Link:
    """One card that has power."""

    def __init__(self, segment: Segment) -> None:
        self._left = deque(segment.exchanges)

    def exchange(self, command: bytes) -> Answer:
        """The next answer; a command that was never given then finds no card any more."""
        if not self._left or self._left[0].request != command:
            raise CardGoneError
        answer = split_answer(bytearray(self._left.popleft().answer))
        if answer is None:
            raise CardGoneError
        return answer

    def close(self) -> None:
        """The power goes."""


class ReplaySlot(Service):
    """Give it to the driver as its service; ``load`` before each command."""

    def __init__(self) -> None:
        super().__init__("")
        self._segment: Segment | None = None

    def load(self, segment: Segment) -> None:
        """Lay the card of this command, or none."""
        self._segment = segment

    def open(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Nothing was taken."""

    def readers(self) -> list[str]:
        """One slot."""
        return [_NAME]

    def slots(self, known: list[tuple[str, int]], timeout_seconds: float) -> list[Slot]:
        """As the command of then found it."""
        outcome = "NoCard" if self._segment is None else self._segment.outcome
        return [Slot(name, outcome not in _EMPTY, outcome == _MUTE, state) for name, state in known]

    def connect(self, name: str) -> _Link:  # type: ignore[override]  # a card of the same manners
        """Give it power."""
        if self._segment is None:
            raise CardGoneError
        if self._segment.outcome == _MUTE:
            raise CardMuteError
        return _Link(self._segment)
