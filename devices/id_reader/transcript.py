"""The last frames of a reader for the technician: shape and length, never content.

Requests carry nothing personal and are kept whole. Of an answer the preamble, the length and the
status words are kept; data and its checksum are only counted.
"""

import json
from pathlib import Path

from devices.id_reader.protocol import PREAMBLE, Answer, Damaged
from devices.transcript import KEPT_FRAMES, Direction, FrameNote, frame_of
from devices.transcript import Transcript as WireTranscript
from kiosk.clock import Clock

__all__ = ["Direction", "FrameNote", "Transcript"]


class Transcript:
    """A short memory of the wire, by whole frames."""

    def __init__(self, clock: Clock, kept_frames: int = KEPT_FRAMES) -> None:
        self.memory = WireTranscript(clock, kept_frames)

    def sent(self, request: bytes, name: str) -> None:
        """A whole request."""
        self.memory.add(Direction.SENT, request.hex(" ").upper(), 0, name)

    def received(self, answer: Answer, remark: str) -> None:
        """A checked answer."""
        length = answer.wire_length - len(PREAMBLE) - 2
        head = PREAMBLE + length.to_bytes(2, "big") + bytes([0, 0, answer.status])
        shown = head.hex(" ").upper()
        self.memory.add(Direction.RECEIVED, shown, answer.wire_length - len(head), remark)

    def damaged(self, ruin: Damaged) -> None:
        """Something that was no frame; all of it may be card data."""
        remark = f"damaged, declared {ruin.declared_length} bytes"
        self.memory.add(Direction.RECEIVED, "", 0, remark)

    def silent(self, name: str) -> None:
        """No answer in time."""
        self.memory.add(Direction.RECEIVED, "", 0, f"no answer to {name}")

    def notes(self) -> tuple[FrameNote, ...]:
        """Oldest first."""
        return self.memory.notes()

    def save(self, path: Path) -> None:
        """One JSON object a line."""
        self.memory.save(path)

    @staticmethod
    def load(path: Path) -> tuple[FrameNote, ...]:
        """What ``save`` wrote, to be replayed as a test."""
        return tuple(frame_of(json.loads(line)) for line in path.read_text("utf-8").splitlines())
