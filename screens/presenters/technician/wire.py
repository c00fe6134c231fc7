"""Frames of a wire in words: what was asked, what came back, after how long. Never what was masked.

A driver that knows its protocol names each frame in a word of its own; of other wires the bytes
that may be seen are looked up. The words are ``equipment.frame.*``.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from devices.status import Role
from kiosk.host.service_messages import FrameSeen
from kiosk.visit.local_time import local
from screens.presenters.technician.curve import time_text
from screens.presenters.technician.parts import FrameLineView
from screens.presenters.technician.wording import Scene

#: What the console has room for beside each other, in bytes of three letters each.
_MOST_BYTES, _SHOWN_OF_LONG = 20, 12
_BLOCK_OF_LONG = 2
#: What drivers write of frames that were none, or did not come.
_DAMAGED = re.compile(r"damaged, declared (\d+) bytes")
_SILENT = re.compile(r"no answer to (\S+)")


def lines_of(role: Role, frames: Sequence[FrameSeen], scene: Scene) -> tuple[FrameLineView, ...]:
    """Every frame as a line, oldest first."""
    return tuple(_lines(role, frames, scene))


def _lines(role: Role, frames: Sequence[FrameSeen], scene: Scene) -> Iterator[FrameLineView]:
    asked_at: datetime | None = None
    for frame in frames:
        is_sent = frame.direction == "sent"
        took = "" if is_sent or asked_at is None else _took(frame.at, asked_at, scene)
        yield _line(role, frame, is_sent, took, scene)
        # A second part of an answer is not an answer to the first.
        asked_at = frame.at if is_sent else None


def _took(at: datetime, asked_at: datetime, scene: Scene) -> str:
    return time_text(max(0.0, (at - asked_at).total_seconds()), scene)


def _line(role: Role, frame: FrameSeen, is_sent: bool, took: str, scene: Scene) -> FrameLineView:
    words, seen = scene.words, frame.visible.split()
    is_cut = len(seen) > _MOST_BYTES
    fits = not frame.masked_bytes or len(seen) + frame.masked_bytes <= _MOST_BYTES
    parts = [_word(role, frame, is_sent, scene), took]
    if is_cut:
        parts.append(words("equipment.frame.whole", count=len(seen)))
    hidden = words("equipment.frame.bytes", count=f"{frame.masked_bytes:,}")
    return FrameLineView(
        stamp=f"{local(frame.at):%H:%M:%S}.{frame.at.microsecond // 1000:03d}",
        is_sent=is_sent,
        arrow=words("equipment.frame.sent" if is_sent else "equipment.frame.received"),
        shown=" ".join(seen[:_SHOWN_OF_LONG]) + " …" if is_cut else frame.visible,
        block_bytes=frame.masked_bytes if fits else _BLOCK_OF_LONG,
        size="" if fits else hidden,
        remark=" · ".join(part for part in parts if part),
    )


def _word(role: Role, frame: FrameSeen, is_sent: bool, scene: Scene) -> str:
    words, remark = scene.words, frame.remark
    last = frame.visible.rpartition(" ")[2]
    if damaged := _DAMAGED.fullmatch(remark):
        return words("equipment.frame.damaged", count=damaged[1])
    if silent := _SILENT.fullmatch(remark):
        return words("equipment.frame.silent", name=_named(silent[1], scene))
    if remark and is_sent:
        return _named(remark, scene)
    if remark:
        key = f"equipment.frame.{remark} {last}"
        return words(key) if key in words else words("equipment.frame.answered", byte=last)
    key = f"equipment.frame.{role} {frame.visible}"
    if key in words:
        return words(key)
    if not frame.visible and is_sent:
        return words("equipment.frame.content")
    return words("equipment.frame.command" if is_sent else "equipment.frame.answer")


def _named(remark: str, scene: Scene) -> str:
    """The driver's word in ours; another maker's as it is."""
    key = f"equipment.frame.{remark}"
    return scene.words(key) if key in scene.words else remark
