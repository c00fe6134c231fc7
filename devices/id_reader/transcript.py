"""The last frames of a reader for the technician: shape and length, never content.

Requests carry nothing personal and are kept whole. Of an answer the preamble, the length and the
status words are kept; data and its checksum are only counted.
"""

import json
from collections import deque
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from devices.id_reader.protocol import PREAMBLE, Answer, Damaged
from kiosk.clock import Clock


class Direction(StrEnum):
    """Seen from the host."""

    SENT = "sent"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class FrameNote:
    """One frame: the bytes that anybody may see, and how many are hidden behind them."""

    at: datetime
    direction: Direction
    visible: str
    masked_bytes: int
    remark: str


class Transcript:
    """A short memory of the wire."""

    def __init__(self, clock: Clock, kept_frames: int = 64) -> None:
        self._clock = clock
        self._notes: deque[FrameNote] = deque(maxlen=kept_frames)

    def sent(self, request: bytes, name: str) -> None:
        """A whole request."""
        self._add(Direction.SENT, request.hex(" ").upper(), 0, name)

    def received(self, answer: Answer, remark: str) -> None:
        """A checked answer."""
        length = answer.wire_length - len(PREAMBLE) - 2
        head = PREAMBLE + length.to_bytes(2, "big") + bytes([0, 0, answer.status])
        self._add(Direction.RECEIVED, head.hex(" ").upper(), answer.wire_length - len(head), remark)

    def damaged(self, ruin: Damaged) -> None:
        """Something that was no frame; all of it may be card data."""
        self._add(Direction.RECEIVED, "", 0, f"damaged, declared {ruin.declared_length} bytes")

    def silent(self, name: str) -> None:
        """No answer in time."""
        self._add(Direction.RECEIVED, "", 0, f"no answer to {name}")

    def notes(self) -> tuple[FrameNote, ...]:
        """Oldest first."""
        return tuple(self._notes)

    def save(self, path: Path) -> None:
        """One JSON object a line."""
        lines = [json.dumps(asdict(note), default=datetime.isoformat) for note in self._notes]
        path.write_text("".join(line + "\n" for line in lines), "utf-8")

    @staticmethod
    def load(path: Path) -> tuple[FrameNote, ...]:
        """What ``save`` wrote, to be replayed as a test."""
        return tuple(_note(json.loads(line)) for line in path.read_text("utf-8").splitlines())

    def _add(self, direction: Direction, visible: str, masked_bytes: int, remark: str) -> None:
        self._notes.append(FrameNote(self._clock.wall(), direction, visible, masked_bytes, remark))


def _note(record: dict[str, str | int]) -> FrameNote:
    return FrameNote(
        at=datetime.fromisoformat(str(record["at"])),
        direction=Direction(str(record["direction"])),
        visible=str(record["visible"]),
        masked_bytes=int(record["masked_bytes"]),
        remark=str(record["remark"]),
    )
