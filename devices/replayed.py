"""A saved transcript as material for a replay: which request was followed by which answer. Pure.

Owns reading the file and giving masked bytes a body again: digits become ``0``, letters ``A``,
everything else NUL, so that lengths and shapes are as they were and no value is. Must not know a
wire; ``devices/virtual/replay_peer.py`` speaks, ``kiosk/upkeep/replay.py`` judges.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from devices.transcript import FORMAT, Direction, FrameNote, frame_of

#: A whole answer again from its note; drivers whose answers carry checksums give their own.
Revive = Callable[[FrameNote], bytes]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One write and everything that came before the next. ``request`` is empty when masked."""

    request: bytes
    masked_bytes: int
    answer: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """One command: how it ended, and the exchanges that were its own."""

    outcome: str
    reason: str
    seconds: float
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """A whole file."""

    device: str
    role: str
    adapter: str
    options: Mapping[str, object]
    between: tuple[Exchange, ...]
    segments: tuple[Segment, ...]


class NoTranscriptError(Exception):
    """The file is no transcript, or one of another format; the text says which line."""


@dataclass(slots=True)
class _Reading:
    frames: list[FrameNote] = field(default_factory=list)
    between: list[FrameNote] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)


def read_recording(file: Path, revive: Mapping[str, Revive]) -> Recording:
    """Read a saved transcript; ``revive`` is by role. Raises NoTranscriptError, OSError."""
    lines = file.read_text("utf-8").splitlines()
    header = _parsed(file, 1, lines[0] if lines else "")
    if header.get("transcript") != FORMAT:
        raise NoTranscriptError(f"{file}:1: no transcript of format {FORMAT}")
    whole = revive.get(str(header.get("role")), plain)
    reading = _Reading()
    for number, line in enumerate(lines[1:], 2):
        record = _parsed(file, number, line)
        try:
            _take(record, reading, whole)
        except (KeyError, ValueError, TypeError) as wrong:
            raise NoTranscriptError(f"{file}:{number}: {wrong}") from wrong
    options = header.get("options")
    return Recording(
        device=str(header.get("device")),
        role=str(header.get("role")),
        adapter=str(header.get("adapter")),
        options=options if isinstance(options, dict) else {},
        between=exchanges([*reading.between, *reading.frames], whole),
        segments=tuple(reading.segments),
    )


def _parsed(file: Path, number: int, line: str) -> dict[str, object]:
    try:
        record = json.loads(line)
    except ValueError as wrong:
        raise NoTranscriptError(f"{file}:{number}: not JSON") from wrong
    if not isinstance(record, dict):
        raise NoTranscriptError(f"{file}:{number}: not an object")
    return record


def _take(record: dict[str, object], reading: _Reading, revive: Revive) -> None:
    if "outcome" not in record:
        reading.frames.append(frame_of(record))
        return
    count = int(str(record["frames"]))
    own = reading.frames[len(reading.frames) - count :] if count else []
    reading.between += reading.frames[: len(reading.frames) - count]
    reading.frames.clear()
    reading.segments.append(
        Segment(
            outcome=str(record["outcome"]),
            reason=str(record.get("reason", "")),
            seconds=float(str(record["seconds"])),
            exchanges=exchanges(own, revive),
        )
    )


def exchanges(notes: Iterable[FrameNote], revive: Revive) -> tuple[Exchange, ...]:
    """Answers with the writes before them; what came unasked belongs to an empty write."""
    found: list[Exchange] = []
    for note in notes:
        if note.direction is Direction.SENT:
            found.append(Exchange(bytes.fromhex(note.visible), note.masked_bytes, b""))
            continue
        last = found.pop() if found else Exchange(b"", 0, b"")
        found.append(Exchange(last.request, last.masked_bytes, last.answer + revive(note)))
    return tuple(found)


def plain(note: FrameNote) -> bytes:
    """Visible bytes as they are, masked ones by their shape."""
    body = b"".join(_filled(word) for word in note.shape.split())
    length = note.masked_bytes
    return bytes.fromhex(note.visible) + body[:length].ljust(length, b"\x00")


def _filled(word: str) -> bytes:
    kinds = {"d": b"0", "a": b"A", "x": b"\x80"}
    if word[:1] in kinds and word[1:].isdigit():
        return kinds[word[0]] * int(word[1:])
    return bytes.fromhex(word)
