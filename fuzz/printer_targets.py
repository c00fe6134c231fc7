"""Printers: status bytes, the virtual printer's interpreter, typed text, IPP messages."""

from datetime import UTC, datetime
from typing import assert_never

from devices.status import Attention, Busy, Ready, Unavailable
from devices.virtual.escpos_interpreter import Interpreter, Unknown
from devices.virtual.escpos_real_time import BufferCleared, Passed, RealTimeEar, StatusAsked
from fuzz.promise import pieces, promise
from printer.licence import ipp_codec
from printer.receipt import status
from printer.receipt.charset import gbk, printable, width_columns
from printer.receipt.presenter import read_mouth

_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
_FAULT_BITS = 0x68


def status_bytes(data: bytes) -> None:
    """Four answers: never a ready printer that reports an error, an end of paper or a cover."""
    if len(data) < 4:
        return
    for byte in data:
        read_mouth(byte)
        if status.is_status_answer(byte):
            promise(not status.is_barrier_answer(byte), "a status counts as the barrier")
    condition = status.Condition(*data[:4])
    match status.judge(condition, _SINCE):
        case Ready():
            promise(not condition.error & _FAULT_BITS, "an error is not seen")
            promise(not condition.paper & 0x60, "an end of paper is not seen")
            promise(not condition.offline & 0x24, "an open cover is not seen")
        case Attention(reason=reason) | Unavailable(reason=reason):
            promise(bool(reason), "a fault without a reason")
        case Busy():
            promise(False, "a printer cannot say that it is busy")
        case unknown:
            assert_never(unknown)


def receipts(data: bytes) -> None:
    """The interpreter: every byte is taken once or waits, in whatever pieces it comes."""
    if not data:
        return
    stream = data[1:]
    promise(_happenings(stream, data[0]) == _happenings(stream, 0x3F), "paper depends on cutting")


def real_time(data: bytes) -> None:
    """Commands that are heard even inside pictures: the same ones however the wire cuts."""
    if not data:
        return
    stream = data[1:]
    heard, passed = _heard(stream, data[0])
    promise(heard == _heard(stream, 0x3F)[0], "a real-time command depends on cutting")
    promise(len(passed) <= len(stream), "more passed than came")


def typed_text(data: bytes) -> None:
    """What people typed never becomes a command."""
    text = printable(data.decode("utf-8", "replace"))
    promise(all(ord(letter) >= 0x20 and ord(letter) != 0x7F for letter in text), "control bytes")
    width_columns(text)
    code = gbk(text)
    if code is not None:
        promise(not any(byte < 0x20 or byte == 0x7F for byte in _single_bytes(code)), "a command")
        promise(code.decode("gbk") == text, "another text is printed")


def ipp_messages(data: bytes) -> None:
    """An answer of a printer: read, written and read again it is the same."""
    for body in (data, b"\x02\x00\x00\x00\x00\x00\x00\x01" + data):
        message = ipp_codec.decode(body)
        if isinstance(message, ipp_codec.Message):
            again = ipp_codec.decode(ipp_codec.encode(message))
            promise(again == message, "a message changes on its way")
            for group in message.groups:
                for attribute in group.attributes:
                    promise(bool(attribute.values), "an attribute without a value")


def _happenings(stream: bytes, sizes: int) -> tuple[list[object], int]:
    interpreter, found = Interpreter(), []
    taken = 0
    for piece in pieces(stream, sizes):
        interpreter.feed(piece)
        while True:
            before = interpreter.pending_bytes
            is_whole, happening = interpreter.step()
            taken += before - interpreter.pending_bytes
            if not is_whole:
                promise(interpreter.pending_bytes == before, "bytes vanish")
                break
            promise(interpreter.pending_bytes < before, "a step that takes nothing")
            if isinstance(happening, Unknown):
                promise(happening.data in stream, "an unknown command that nobody sent")
            found.append(happening)
    promise(taken + interpreter.pending_bytes == len(stream), "bytes are counted twice")
    return [one for one in found if one is not None], interpreter.pending_bytes


def _heard(stream: bytes, sizes: int) -> tuple[list[object], bytes]:
    ear, heard, passed = RealTimeEar(), [], bytearray()
    for piece in pieces(stream, sizes):
        for one in ear.hear(piece):
            match one:
                case Passed(data=content):
                    passed += content
                case StatusAsked() | BufferCleared():
                    heard.append(one)
    return heard, bytes(passed)


def _single_bytes(code: bytes) -> bytes:
    """The bytes of GBK text that stand alone; the second of two may be any from 0x40 on."""
    alone, at = bytearray(), 0
    while at < len(code):
        if code[at] >= 0x81:
            at += 2
        else:
            alone.append(code[at])
            at += 1
    return bytes(alone)
