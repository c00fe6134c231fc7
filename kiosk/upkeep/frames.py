"""Saved transcripts as they may leave the machine: shapes of frames, never their content.

Owns the second redaction. The drivers mask when they note a frame; this wall stands for the driver
that forgets: of each frame only a short head is passed, and none that could spell a number.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

_LARGEST_FILE_BYTES, _MOST_LINES = 1024 * 1024, 500
#: Preamble, length and status words of the longest head (GA 450); requests are no longer.
_HEAD_BYTES = 10
#: Four digits are a status or a length; more may be a part of somebody's number.
_DIGITS = re.compile(rb"[0-9]{5}|(?:[0-9]\x00){4}[0-9]|(?:\x00[0-9]){5}")
#: Lengths of runs, and hex of what is neither digit nor letter (``devices/transcript.py``).
_PART = r"(?:[dax][0-9]{1,4}|[01][0-9A-F]|2[0-9A-F]|3[A-F]|40|5[B-F]|60|7[B-F])"
_SHAPE = re.compile(rf"(?:{_PART}(?: {_PART}){{0,120}})?")
_WORD = re.compile(r"[A-Za-z][A-Za-z-]{0,60}|")
_REMARK = re.compile(r"[A-Za-z][A-Za-z ,.-]{0,60}(?: [0-9]{1,5})?(?: bytes)?")


def shapes(file: Path) -> Iterator[str]:
    """The lines of one saved transcript, redacted again. Lines of another kind are left out."""
    with file.open("rb") as stream:
        lines = stream.read(_LARGEST_FILE_BYTES).decode("utf-8", "replace").splitlines()
    for line in lines[-_MOST_LINES:]:
        try:
            yield json.dumps(_shape(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError):
            continue


def _shape(note: dict[str, object]) -> dict[str, object]:
    return _outcome(note) if "outcome" in note else _frame(note)


def _outcome(note: dict[str, object]) -> dict[str, object]:
    seconds, words = float(str(note["seconds"])), (str(note["outcome"]), str(note["reason"]))
    if not 0 <= seconds < 10**5 or not all(_WORD.fullmatch(word) for word in words):
        raise ValueError("another kind of note")
    return {
        "at": _stamp(str(note["at"])),
        "outcome": words[0],
        "seconds": round(seconds, 3),
        "reason": words[1],
    }


def _frame(note: dict[str, object]) -> dict[str, object]:
    visible, masked = bytes.fromhex(str(note["visible"])), note["masked_bytes"]
    if not isinstance(masked, int) or note["direction"] not in ("sent", "received"):
        raise ValueError("another kind of note")
    head = visible[:_HEAD_BYTES]
    if _DIGITS.search(visible):
        head = b""
    remark, shape = str(note.get("remark", "")), str(note.get("shape", ""))
    return {
        "at": _stamp(str(note["at"])),
        "direction": note["direction"],
        "visible": head.hex(" ").upper(),
        "masked_bytes": masked + len(visible) - len(head),
        "remark": remark if _REMARK.fullmatch(remark) else "",
        "shape": shape if _SHAPE.fullmatch(shape) else "",
    }


def _stamp(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(?:\+00:00|Z)?", text):
        raise ValueError("no time")
    return text
