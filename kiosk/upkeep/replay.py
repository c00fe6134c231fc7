"""``run_kiosk.py replay FILE``: whether the driver comes to the same outcomes as then.

Owns building the driver that a saved transcript names, on a private wire, and comparing outcomes.
What the transcript does not say (a job's text, a card's content) is filled with nothing of anybody.
"""

import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from devices.id_reader.protocol import PREAMBLE, encode_answer
from devices.registry import Adapter
from devices.replayed import (
    NoTranscriptError,
    Recording,
    Revive,
    Segment,
    plain,
    read_recording,
)
from devices.status import DeviceGoneError, Role
from devices.third_party import ThirdParty
from devices.transcript import FrameNote
from kiosk.clock import Clock
from kiosk.host.adapters import ADAPTERS
from kiosk.upkeep.replay_stand import ReplayStand, stand_for
from printer.receipt.commands import COMPLETION_BARRIER

SAME, DIFFERENT, NOT_REPLAYED = 0, 1, 2

FAILED = "DeviceFailed"
#: Time for a command whose recorded time was shorter than a slow machine needs.
_LEAST_SECONDS = 20.0
#: Outcomes that only time brings about: here the time is what it was.
_TIMED = frozenset({"NoCard", "NoCode", "False"})
_REMOVALS = frozenset({"True", "False"})
_CHIP_OUTCOMES = frozenset(
    {"ChipRead", "ChipMute", "ChipForeign", "ChipRefused", "ChipGarbled", "CardMoved", "NoCard",
     "DeviceFailed"}
)  # fmt: skip
#: A text and a photograph of nobody: lengths as on every card.
_TEXT_BYTES, _LENGTH_WORDS = 256, 4


def revive_sam(note: FrameNote) -> bytes:
    """A whole answer of a SAM: its status, as many bytes, and a checksum that fits."""
    head = bytes.fromhex(note.visible)
    if not head:
        return b""
    data = bytearray(note.masked_bytes - 1)
    if len(data) > _TEXT_BYTES + _LENGTH_WORDS:
        picture = len(data) - _LENGTH_WORDS - _TEXT_BYTES
        data[:_LENGTH_WORDS] = _TEXT_BYTES.to_bytes(2, "big") + picture.to_bytes(2, "big")
    return encode_answer(head[len(PREAMBLE) + 4], bytes(data))


def revive_chip(note: FrameNote) -> bytes:
    """An answer of a chip card: a record of the same shape, and the status word as it was."""
    return plain(replace(note, visible="")) + bytes.fromhex(note.visible)


REVIVE: Mapping[str, Revive] = {
    Role.ID_READER: revive_sam,
    Role.SMART_CARD_READER: revive_chip,
}
#: Between two commands nothing is said that nobody asked for.
_NOTHING = Segment("NoCard", "", 0.0, ())


def replay(file: Path, clock: Clock, out: TextIO) -> int:
    """Replay one file and say what became of each command; the exit code."""
    try:
        recording = read_recording(file, REVIVE)
    except (NoTranscriptError, OSError) as wrong:
        out.write(f"{wrong}\n")
        return NOT_REPLAYED
    adapter = ADAPTERS.get(recording.adapter) or ThirdParty().find(recording.adapter, Adapter)
    if not isinstance(adapter, Adapter):
        out.write(f"there is no driver '{recording.adapter}' here\n")
        return NOT_REPLAYED
    with tempfile.TemporaryDirectory(prefix="openhall-") as folder:
        between = [*recording.between, *_all_of(recording)]
        stand = stand_for(adapter, recording, between, Path(folder), clock)
        if stand is None:
            out.write(f"'{recording.adapter}' speaks over a wire that cannot be replayed\n")
            return NOT_REPLAYED
        return _compare(recording, stand, out)


def _compare(recording: Recording, stand: ReplayStand, out: TextIO) -> int:
    stand.start()
    code = SAME
    try:
        for number, segment in enumerate(recording.segments, 1):
            run = _command(recording.role, segment)
            if run is None:
                out.write(f"{number} {segment.outcome}: not replayed\n")
                continue
            stand.load(_NOTHING)
            now = _outcome(stand, segment, run)
            same = now == segment.outcome
            code = code if same else DIFFERENT
            out.write(f"{number} {segment.outcome}: {'same' if same else f'now {now}'}\n")
    finally:
        stand.device.close()
        stand.stop()
    if not recording.segments:
        out.write("no command ended in these frames: nothing to compare\n")
        return NOT_REPLAYED
    return code


def _all_of(recording: Recording) -> Iterator[Any]:
    """Outside a command any answer that was ever given will do; the questions are the same."""
    for segment in recording.segments:
        yield from (each for each in segment.exchanges if each.request)


def _outcome(stand: ReplayStand, segment: Segment, run: Callable[[Any], object]) -> str:
    try:
        stand.device.close()
        stand.device.open()
        stand.load(segment)
        outcome = run(stand.device)
    except DeviceGoneError:
        return FAILED
    return str(outcome) if isinstance(outcome, bool) else type(outcome).__name__


def _command(role: str, segment: Segment) -> Callable[[Any], object] | None:
    """What was asked then, told by how it ended; None for what hands did (cancelled) or tests."""
    never = threading.Event()
    seconds = segment.seconds if segment.outcome in _TIMED else _LEAST_SECONDS + segment.seconds
    match role, segment.outcome:
        case Role.ID_READER, "CardRead" | "NoCard" | "CardMoved" | "CardRefused" | "DeviceFailed":
            return lambda reader: reader.read_card(seconds, never)
        case Role.ID_READER, outcome if outcome in _REMOVALS:
            return lambda reader: reader.wait_removed(seconds, never)
        case Role.QR_SCANNER, "CodeRead" | "NoCode" | "DeviceFailed":
            return lambda scanner: scanner.scan(seconds, never)
        case Role.SMART_CARD_READER, outcome if outcome in _REMOVALS:
            return lambda reader: reader.wait_removed(seconds, never)
        case Role.SMART_CARD_READER, outcome if outcome in _CHIP_OUTCOMES:
            return lambda reader: reader.read_card(seconds, never)
        case (
            Role.RECEIPT_PRINTER,
            "ReceiptPrinted" | "ReceiptRefused" | "ReceiptUncertain" | "DeviceFailed",
        ):
            job = _job_of(segment)
            return lambda printer: printer.print_receipt(job)
        case _:
            return None


def _job_of(segment: Segment) -> bytearray:
    """As many bytes as were sent, and nothing in them."""
    sent = sum(each.masked_bytes for each in segment.exchanges if not each.request)
    blank = bytes(max(0, sent - len(COMPLETION_BARRIER)))
    return bytearray(blank + COMPLETION_BARRIER)
