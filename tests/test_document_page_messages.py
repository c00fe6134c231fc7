"""Bytes between a page process and its parent: whole, cut, foreign, too long."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.document_scanner.auto_capture import Wait
from devices.document_scanner.compact_pdf import PdfForm
from devices.document_scanner.geometry import Quad
from devices.document_scanner.judge import Glare
from devices.document_scanner.page_messages import (
    CaptureFinished,
    DropPage,
    Finish,
    PageDropped,
    PageProcessDied,
    PageProcessStarted,
    PageSeen,
    PageTaken,
    Retake,
    Stop,
    TakeNow,
    Watch,
    encode,
    take_message,
)
from kiosk.errors import ProtocolViolationError

QUAD = Quad(((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)))
GLARE = Glare((0.6, 0.7), 0.05, "bottom_right")
MESSAGES = [
    Watch(), Watch(False, b"jpeg"), TakeNow(), Retake(2), DropPage(0), Finish(PdfForm.MASTER),
    Stop(), PageProcessStarted(True), PageTaken(1, 2, False, b"\xff\xd8"), PageDropped(0, 3),
    CaptureFinished(b"%PDF", 3, "ab" * 32),
    PageSeen(QUAD, "capture.hint.hold", True, True, True, True, GLARE, Wait.STEADY),
    PageSeen(None, "capture.hint.no_page", False, False, False, False, None, Wait.PAGE),
]  # fmt: skip


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_comes_back_as_it_went(message):
    assert take_message(bytearray(encode(message))) == message


def test_messages_cut_anywhere_come_whole_in_the_end():
    wire = b"".join(encode(message) for message in MESSAGES)
    buffer, got = bytearray(), []
    for byte in wire:
        buffer.append(byte)
        while (message := take_message(buffer)) is not None:
            got.append(message)
    assert got == MESSAGES
    assert not buffer


@pytest.mark.parametrize("lengths", [(1 << 31, 0), (2, 1 << 31), (16 * 1024 + 1, 0)])
def test_a_message_that_claims_to_be_huge_is_refused_before_it_comes(lengths):
    with pytest.raises(ProtocolViolationError):
        take_message(bytearray(struct.pack(">II", *lengths)))


@given(st.binary(max_size=300))
def test_any_bytes_as_text_are_a_message_or_a_violation(text):
    buffer = bytearray(struct.pack(">II", len(text), 0) + text)
    with pytest.raises(ProtocolViolationError):
        take_message(buffer)


@pytest.mark.parametrize(
    "text",
    ['{"is":"Nothing"}', "[]", '{"is":"Retake","index":"1"}', '{"is":"Finish","form":"tiff"}',
     '{"is":"PageSeen","quad":[[1]],"hint":"x","checks":[true,true,true,true],"glare":null,"wait":"page"}'],
)  # fmt: skip
def test_what_is_outside_the_list_is_a_violation(text):
    body = text.encode()
    with pytest.raises(ProtocolViolationError):
        take_message(bytearray(struct.pack(">II", len(body), 0) + body))


def test_nobody_can_say_over_the_wire_that_he_is_dead():
    with pytest.raises(ProtocolViolationError):
        encode(PageProcessDied(0))
