"""Saved transcripts as they may leave the machine: shapes of frames, never their content.

Owns the second redaction. The drivers mask when they note a frame; this wall stands for the driver
that forgets: of each frame only a short head is passed, and none that could spell a number.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = "transcripts"
_LARGEST_FILE_BYTES, _MOST_LINES = 1024 * 1024, 500
#: Preamble, length and status words of the longest head (GA 450); requests are no longer.
_HEAD_BYTES = 10
#: Four digits are a status or a length; more may be a part of somebody's number.
_DIGITS = re.compile(rb"[0-9]{5}|(?:[0-9]\x00){4}[0-9]|(?:\x00[0-9]){5}")
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
    visible, masked = bytes.fromhex(str(note["visible"])), note["masked_bytes"]
    if not isinstance(masked, int) or note["direction"] not in ("sent", "received"):
        raise ValueError("another kind of note")
    head = visible[:_HEAD_BYTES]
    if _DIGITS.search(visible):
        head = b""
    remark = str(note.get("remark", ""))
    return {
        "at": _stamp(str(note["at"])),
        "direction": note["direction"],
        "visible": head.hex(" ").upper(),
        "masked_bytes": masked + len(visible) - len(head),
        "remark": remark if _REMARK.fullmatch(remark) else "",
    }


def _stamp(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(?:\+00:00|Z)?", text):
        raise ValueError("no time")
    return text
