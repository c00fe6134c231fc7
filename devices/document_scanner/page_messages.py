"""What a page process and its parent say to each other. Owns the closed lists and their bytes.

One message on the wire: two big-endian lengths (JSON, blob), the JSON, the blob. Both lengths are
limited before anything is allocated; whatever is outside the lists is a protocol violation.
"""

import json
import struct
from dataclasses import dataclass

from devices.document_scanner.auto_capture import Wait
from devices.document_scanner.compact_pdf import PdfForm
from devices.document_scanner.geometry import Quad
from devices.document_scanner.judge import Glare
from kiosk.errors import ProtocolViolationError

MAX_JSON_BYTES = 16 * 1024
MAX_BLOB_BYTES = 48 * 1024 * 1024
_LENGTHS = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class Watch:
    """Start looking at frames. ``empty_tray_jpeg`` may be empty: then the frame alone decides."""

    automatic: bool = True
    empty_tray_jpeg: bytes = b""


@dataclass(frozen=True, slots=True)
class TakeNow:
    """The citizen wants the picture now, whatever the judgement."""


@dataclass(frozen=True, slots=True)
class TakeScan:
    """A scanner wrote a whole page into a ring of its own: take it, all of it."""

    ring_name: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Retake:
    """Throw this page away; the next one taken is put in its place."""

    index: int


@dataclass(frozen=True, slots=True)
class DropPage:
    """Throw this page away; those behind it move up."""

    index: int


@dataclass(frozen=True, slots=True)
class Finish:
    """No more pages: make the PDF."""

    form: PdfForm = PdfForm.COMPACT


@dataclass(frozen=True, slots=True)
class Stop:
    """End. The process forgets everything by ending."""


PageCommand = Watch | TakeNow | TakeScan | Retake | DropPage | Finish | Stop


@dataclass(frozen=True, slots=True)
class PageProcessStarted:
    """The process looks at the ring. ``network_cut``: it is in a network namespace of its own."""

    network_cut: bool


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What the newest judged frame shows. ``quad`` and ``glare`` are in 0..1 of the frame."""

    quad: Quad | None
    hint_key: str
    whole: bool
    lit: bool
    sharp: bool
    uncovered: bool
    glare: Glare | None
    wait: Wait


@dataclass(frozen=True, slots=True)
class PageTaken:
    """A page is kept, at ``index`` of ``pages``; with a small JPEG of it."""

    index: int
    pages: int
    blank: bool
    thumbnail_jpeg: bytes
    #: It answers a TakeScan; a camera's page comes by itself.
    is_scan: bool = False


@dataclass(frozen=True, slots=True)
class PageDropped:
    """A page is gone; ``pages`` are left."""

    index: int
    pages: int


@dataclass(frozen=True, slots=True)
class CaptureFinished:
    """All pages as one PDF. Not sent when there is no page."""

    pdf: bytes
    pages: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PageProcessDied:
    """The other end is gone. Made by the parent's own side, never received."""

    exit_code: int | None


PageEvent = (
    PageProcessStarted | PageSeen | PageTaken | PageDropped | CaptureFinished | PageProcessDied
)
Message = PageCommand | PageEvent


def encode(message: Message) -> bytes:
    """One message as bytes."""
    fields, blob = _fields(message)
    text = json.dumps({"is": type(message).__name__, **fields}, separators=(",", ":")).encode()
    if len(text) > MAX_JSON_BYTES or len(blob) > MAX_BLOB_BYTES:
        raise ProtocolViolationError("message too long")
    return _LENGTHS.pack(len(text), len(blob)) + text + blob


def take_message(buffer: bytearray) -> Message | None:
    """Cut the first whole message off the buffer; None while it is not whole."""
    if len(buffer) < _LENGTHS.size:
        return None
    text_bytes, blob_bytes = _LENGTHS.unpack_from(buffer)
    if text_bytes > MAX_JSON_BYTES or blob_bytes > MAX_BLOB_BYTES:
        raise ProtocolViolationError("message too long")
    end = _LENGTHS.size + text_bytes + blob_bytes
    if len(buffer) < end:
        return None
    text = bytes(buffer[_LENGTHS.size : _LENGTHS.size + text_bytes])
    blob = bytes(buffer[_LENGTHS.size + text_bytes : end])
    del buffer[:end]
    try:
        return _message(json.loads(text), blob)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProtocolViolationError("not a message of a page process") from error


def _fields(message: Message) -> tuple[dict[str, object], bytes]:
    match message:
        case Watch(automatic=automatic, empty_tray_jpeg=jpeg):
            return {"automatic": automatic}, jpeg
        case TakeNow() | Stop():
            return {}, b""
        case TakeScan(ring_name=ring_name, sequence=sequence):
            return {"ring": ring_name, "sequence": sequence}, b""
        case Retake(index=index) | DropPage(index=index):
            return {"index": index}, b""
        case Finish(form=form):
            return {"form": form.value}, b""
        case PageProcessStarted(network_cut=cut):
            return {"network_cut": cut}, b""
        case PageSeen():
            return _seen_fields(message), b""
        case PageTaken(index, pages, blank, jpeg, is_scan):
            return {"index": index, "pages": pages, "blank": blank, "scan": is_scan}, jpeg
        case PageDropped(index=index, pages=pages):
            return {"index": index, "pages": pages}, b""
        case CaptureFinished(pdf=pdf, pages=pages, sha256=digest):
            return {"pages": pages, "sha256": digest}, pdf
        case PageProcessDied():
            raise ProtocolViolationError("the dead send nothing")


def _seen_fields(seen: PageSeen) -> dict[str, object]:
    glare = seen.glare
    return {
        "quad": None if seen.quad is None else seen.quad.corners,
        "hint": seen.hint_key,
        "checks": [seen.whole, seen.lit, seen.sharp, seen.uncovered],
        "glare": None if glare is None else [*glare.centre, glare.radius, glare.zone],
        "wait": seen.wait.value,
    }


def _message(tree: dict[str, object], blob: bytes) -> Message:
    match tree:
        case {"is": "Watch", "automatic": bool(automatic)}:
            return Watch(automatic, blob)
        case {"is": "TakeNow"}:
            return TakeNow()
        case {"is": "Stop"}:
            return Stop()
        case {"is": "TakeScan", "ring": str(ring_name), "sequence": int(sequence)}:
            return TakeScan(ring_name, sequence)
        case {"is": "Retake", "index": int(index)}:
            return Retake(index)
        case {"is": "DropPage", "index": int(index)}:
            return DropPage(index)
        case {"is": "Finish", "form": str(form)}:
            return Finish(PdfForm(form))
        case _:
            return _event(tree, blob)


def _event(tree: dict[str, object], blob: bytes) -> PageEvent:
    match tree:
        case {"is": "PageProcessStarted", "network_cut": bool(cut)}:
            return PageProcessStarted(cut)
        case {"is": "PageSeen"}:
            return _seen(tree)
        case {
            "is": "PageTaken",
            "index": int(index),
            "pages": int(pages),
            "blank": bool(blank),
            "scan": bool(is_scan),
        }:
            return PageTaken(index, pages, blank, blob, is_scan)
        case {"is": "PageDropped", "index": int(index), "pages": int(pages)}:
            return PageDropped(index, pages)
        case {"is": "CaptureFinished", "pages": int(pages), "sha256": str(digest)}:
            return CaptureFinished(blob, pages, digest)
        case _:
            raise ValueError("unknown message")


def _seen(tree: dict[str, object]) -> PageSeen:
    match tree:
        case {
            "quad": list() | None as corners,
            "hint": str(hint),
            "checks": [bool(whole), bool(lit), bool(sharp), bool(uncovered)],
            "glare": list() | None as spot,
            "wait": str(wait),
        }:
            return PageSeen(
                _quad(corners), hint, whole, lit, sharp, uncovered, _glare(spot), Wait(wait)
            )
        case _:
            raise ValueError("not a sighting")


def _quad(corners: list[list[float]] | None) -> Quad | None:
    if corners is None:
        return None
    if len(corners) != 4:
        raise ValueError("a page has four corners")
    return Quad(tuple((float(x), float(y)) for x, y in corners))


def _glare(spot: list[object] | None) -> Glare | None:
    match spot:
        case None:
            return None
        case [float(x), float(y), float(radius), str(zone)]:
            return Glare((x, y), radius, zone)
        case _:
            raise ValueError("not a spot of glare")
