"""Codes at the window: ours go to the platform, all others are wiped and refused in words."""

import pytest

from kiosk.cases.codes import EnvelopeCode, read_code
from kiosk.host import messages as said
from kiosk.uplink.contract.spoken import check_characters
from kiosk.visit import intents
from kiosk.visit.state import Envelope, Home, Scanning
from tests import sample_visit as sample
from tests.conductor_rig import Conducted, tools
from tests.session_rig import VIEW

SERIAL = "7K3M94QHX4T3"
ENVELOPE = f"E-{SERIAL}-{check_characters(SERIAL)}".encode()


def show(visit, code):
    return visit.hear(said.CodeSettled(visit.stage.request_id, said.CodeResult.READ), code)


@pytest.fixture
def window():
    return Conducted(sample.SOCIAL).at_window()


def test_sample_is_an_envelope():
    assert isinstance(read_code(ENVELOPE), EnvelopeCode)


def test_envelope_is_asked_for_and_shown(window):
    asked = window.stage.request_id
    show(window, ENVELOPE)
    assert window.link.of(said.AskEnvelope) == [(said.AskEnvelope(asked), bytearray(ENVELOPE))]
    window.hear(said.EnvelopeAnswered(asked, True, ""), VIEW.model_dump_json().encode())
    assert window.stage == Envelope(VIEW)


@pytest.mark.parametrize("reason", ["unknown-envelope", "platform-away", "device-absent"])
def test_envelope_that_cannot_be_shown_says_why(window, reason):
    asked = window.stage.request_id
    show(window, ENVELOPE)
    window.hear(said.EnvelopeAnswered(asked, False, reason))
    assert isinstance(window.stage, Scanning)
    assert tools().texts(window.stage.trouble)


def test_answer_to_an_envelope_that_nobody_waits_for_is_dropped(window):
    asked = window.stage.request_id
    show(window, ENVELOPE)
    window.do(intents.Back())
    window.hear(said.EnvelopeAnswered(asked, True, ""), VIEW.model_dump_json().encode())
    assert isinstance(window.stage, Home)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (b"https://example.org/x", "visit.code.web"),
        (b"wxp://f2f0abc", "visit.code.payment"),
        (b"281234567890123456", "visit.code.payment"),
        (b"110101190001010014", "visit.code.card"),
        (b"OHQ1:QH2604-7K3M-92:7K3M92QH", None),
        (b"\xff\x00" * 300, "visit.code.unknown"),
    ],
)
def test_code_that_is_not_ours_is_wiped_and_refused_in_words(window, code, reason):
    left = show(window, code)
    assert not any(left)
    assert not window.link.of(said.AskEnvelope)
    assert isinstance(window.stage, Scanning)
    assert tools().texts(window.stage.trouble)
    assert reason in (None, window.stage.trouble)


def test_code_for_an_older_request_is_wiped_unread(window):
    old = window.stage.request_id
    window.do(intents.Back(), intents.OpenTool(intents.Tool.SCAN))
    left = window.hear(said.CodeSettled(old, said.CodeResult.READ), ENVELOPE)
    assert not any(left)
    assert not window.link.of(said.AskEnvelope)
