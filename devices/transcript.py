"""The last frames and outcomes of a device, for the technician: shape and length, never content.

Owns what is kept and how it is written: JSON lines, documented in ``docs/transcripts.md``. What may
be shown of a wire is its policy; everything else is masked while it passes, so that a value is
never in this memory at all: a run of digits becomes its length, and so do letters and other bytes.
"""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from kiosk.clock import Clock

FORMAT = 1
#: A chip card that makes us fetch each record takes some eighty frames to be read once.
KEPT_FRAMES, KEPT_OUTCOMES = 96, 16
#: Chunks of one answer follow each other faster than this.
_SAME_ANSWER = timedelta(seconds=0.2)
#: A shape longer than this says no more.
_LONGEST_SHAPE = 120
#: ``DLE DC4 8`` with its seven fixed bytes is the longest real-time command.
_LONGEST_COMMAND_BYTES = 10
_RUN = re.compile(rb"[0-9]+|[A-Za-z]+|[\x00-\x1f !-/:-@\[-`{-~\x7f]|[\x80-\xff]+")


class Direction(StrEnum):
    """Seen from the host."""

    SENT = "sent"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class FrameNote:
    """One frame: the bytes that anybody may see, and how many are hidden behind them.

    ``shape`` is what the hidden ones look like: ``d18`` eighteen digits, ``a5`` five letters,
    ``x30`` thirty other bytes, punctuation and control characters as hex. Empty where the protocol
    is binary and a shape would say nothing.
    """

    at: datetime
    direction: Direction
    visible: str
    masked_bytes: int
    remark: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeNote:
    """How a command ended, by the name of its outcome; ``reason`` for one that failed."""

    at: datetime
    outcome: str
    seconds: float
    reason: str = ""
    #: How many frames had passed before it began; says which frames are its own.
    since_frame: int = 0


@dataclass(frozen=True, slots=True)
class WirePolicy:
    """What may be shown of a wire. ``None`` masks all, ``b""`` shows all, else what begins so."""

    sent: bytes | None = None
    received: bytes | None = None
    #: How many bytes at the end of each masked answer are nobody's: a card's status word.
    received_tail_bytes: int = 0


#: Of a wire that nobody vouches for, only shapes are kept.
MASKED = WirePolicy()
#: Commands are nobody's; what comes back may be a person's code or card.
COMMANDS_SHOWN = WirePolicy(sent=b"")
#: What is printed may be a person's; real-time commands (DLE ...) and sensor bytes are nobody's.
ANSWERS_SHOWN = WirePolicy(sent=b"\x10", received=b"")
#: APDUs: what was asked, and how it ended; the record between is the citizen's.
STATUS_SHOWN = WirePolicy(sent=b"", received_tail_bytes=2)
#: Contacts and lamps.
ALL_SHOWN = WirePolicy(sent=b"", received=b"")


class Transcript:
    """A short memory of one device. Filled on its worker's thread, read by any."""

    def __init__(
        self, clock: Clock, kept_frames: int = KEPT_FRAMES, policy: WirePolicy = MASKED
    ) -> None:
        self._clock, self._policy = clock, policy
        self._notes: deque[tuple[int, FrameNote]] = deque(maxlen=kept_frames)
        self._outcomes: deque[tuple[int, OutcomeNote]] = deque(maxlen=KEPT_OUTCOMES)
        self.frames = 0
        self._heard_at: datetime | None = None
        #: What the last probe said, and the numbers of its frames.
        self._last_probe: tuple[tuple[tuple[str, str, int], ...], int, int] = ((), 0, 0)

    # --- a tap: what passes on the wire -------------------------------------------------------

    def sent(self, data: bytes | bytearray | memoryview) -> None:
        """Bytes that the driver wrote."""
        self._heard(Direction.SENT, memoryview(data), self._policy.sent)

    def received(self, data: memoryview) -> None:
        """Bytes that came."""
        tail_bytes = self._policy.received_tail_bytes
        if tail_bytes:
            self._answered(data, tail_bytes)
        else:
            self._heard(Direction.RECEIVED, data, self._policy.received)

    def probed(self, since_frame: int) -> None:
        """A probe came to its end. One that said what the last one said takes its place, so that
        an idle hour does not push the last citizen's frames out.
        """  # noqa: D205
        own = [note for number, note in self._notes if number > since_frame]
        said = tuple((str(note.direction), note.visible, note.masked_bytes) for note in own)
        last_said, first, last = self._last_probe
        if said and said == last_said and last == since_frame:
            kept = [entry for entry in self._notes if not first < entry[0] <= last]
            self._notes.clear()
            self._notes.extend(kept)
        self._last_probe = (said, since_frame, self.frames)

    def ended(self, outcome: str, seconds: float, since_frame: int, reason: str = "") -> None:
        """A command came to its end."""
        note = OutcomeNote(self._clock.wall(), outcome, round(seconds, 3), reason, since_frame)
        self._outcomes.append((self.frames, note))

    # --- reading ------------------------------------------------------------------------------

    def notes(self) -> tuple[FrameNote, ...]:
        """Frames, oldest first."""
        return tuple(note for _, note in self._notes.copy())

    def lines(self, header: Mapping[str, object]) -> Iterator[str]:
        """The whole memory, one JSON object a line, in the order in which it happened."""
        yield json.dumps({"transcript": FORMAT, **header}, ensure_ascii=False)
        frames, outcomes = list(self._notes.copy()), list(self._outcomes.copy())
        first = frames[0][0] if frames else self.frames
        entries: list[tuple[int, int, FrameNote | OutcomeNote]] = []
        entries += [(number, 0, note) for number, note in frames]
        # An outcome whose first frames are forgotten cannot be told any more.
        for number, ended in outcomes:
            if ended.since_frame >= first - 1:
                own = sum(1 for at, _ in frames if ended.since_frame < at <= number)
                entries.append((number, 1, replace(ended, since_frame=own)))
        for _, _, note in sorted(entries, key=lambda entry: entry[:2]):
            record = asdict(note)
            if isinstance(note, OutcomeNote):
                record["frames"] = record.pop("since_frame")
            yield json.dumps(record, default=datetime.isoformat)

    def save(self, path: Path) -> None:
        """Write it down without a header."""
        path.write_text("".join(f"{line}\n" for line in list(self.lines({}))[1:]), "utf-8")

    # --- inside -------------------------------------------------------------------------------

    def _answered(self, data: memoryview, tail_bytes: int) -> None:
        """One whole answer, its end in clear."""
        body, tail = data[:-tail_bytes], data[-tail_bytes:]
        shape = _cut(shape_of(body))
        self.add(Direction.RECEIVED, tail.hex(" ").upper(), len(body), "status last", shape)

    def _heard(self, direction: Direction, data: memoryview, shown: bytes | None) -> None:
        if not len(data):
            return
        if shown is not None and _may_be_shown(data, shown):
            self._join_or_add(direction, data.hex(" ").upper(), 0, "")
        else:
            self._join_or_add(direction, "", len(data), shape_of(data))

    def _join_or_add(self, direction: Direction, visible: str, masked: int, shape: str) -> None:
        """Chunks of one frame are one note; a write is a frame of its own."""
        last = self._notes[-1][1] if self._notes else None
        now = self._clock.wall()
        if (
            last is not None
            and direction is Direction.RECEIVED
            and last.direction is direction
            and self._heard_at is not None
            and now - self._heard_at <= _SAME_ANSWER
            and bool(last.masked_bytes) == bool(masked)
        ):
            whole = replace(
                last,
                visible=f"{last.visible} {visible}".strip(),
                masked_bytes=last.masked_bytes + masked,
                shape=_cut(_joined(last.shape, shape)),
            )
            self._notes[-1] = (self._notes[-1][0], whole)
            self._heard_at = now
            return
        self._heard_at = now
        self.add(direction, visible, masked, "", _cut(shape))

    def add(
        self, direction: Direction, visible: str, masked_bytes: int, remark: str, shape: str = ""
    ) -> None:
        """A frame that was masked by one who knows the protocol."""
        self.frames += 1
        note = FrameNote(self._clock.wall(), direction, visible, masked_bytes, remark, shape)
        self._notes.append((self.frames, note))


def _may_be_shown(data: memoryview, beginning: bytes) -> bool:
    """A strip of somebody's receipt may begin like a command by chance; but commands are short."""
    if not beginning:
        return True
    return len(data) <= _LONGEST_COMMAND_BYTES and bytes(data[: len(beginning)]) == beginning


def shape_of(data: memoryview) -> str:
    """Runs of digits, letters and other bytes by their length; the rest as hex."""
    words = []
    for found in _RUN.finditer(data):
        first, length = data[found.start()], found.end() - found.start()
        if 0x30 <= first <= 0x39:
            words.append(f"d{length}")
        elif 0x41 <= first <= 0x5A or 0x61 <= first <= 0x7A:
            words.append(f"a{length}")
        elif first >= 0x80:
            words.append(f"x{length}")
        else:
            words.append(f"{first:02X}")
        if len(words) > _LONGEST_SHAPE // 2:
            break
    return " ".join(words)


def _joined(one: str, other: str) -> str:
    """Two shapes as one: a run that a chunk cut through is one run again."""
    words, more = one.split(), other.split()
    if words and more and words[-1][0] == more[0][0] and more[0][0] in "dax":
        words[-1] = f"{more[0][0]}{int(words[-1][1:]) + int(more.pop(0)[1:])}"
    return " ".join([*words, *more])


def _cut(shape: str) -> str:
    """As many whole words as may be kept."""
    return shape if len(shape) <= _LONGEST_SHAPE else shape[:_LONGEST_SHAPE].rpartition(" ")[0]


def frame_of(record: Mapping[str, object]) -> FrameNote:
    """A line of a saved transcript. Raises KeyError or ValueError when it is none."""
    masked = record["masked_bytes"]
    if not isinstance(masked, int) or masked < 0:
        raise ValueError("masked_bytes is no number")
    return FrameNote(
        at=datetime.fromisoformat(str(record["at"])),
        direction=Direction(str(record["direction"])),
        visible=str(record["visible"]),
        masked_bytes=masked,
        remark=str(record.get("remark", "")),
        shape=str(record.get("shape", "")),
    )
