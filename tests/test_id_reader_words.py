"""Whatever a card reader complains of: citizen, host staff and technician each get their words."""

import re
from pathlib import Path

import pytest

from config.terminal import Identity
from devices.id_reader import conversation, sam_reader, sam_usb, status_words
from devices.id_reader.status_words import KNOWN_STATUSES, SERVICE_REASONS
from devices.transport import transport
from kiosk.host.messages import CardResult, CardSettled
from kiosk.identity.reader_words import Listener
from kiosk.identity.reader_words import status_words as worded
from kiosk.visit.hearing import card_event
from kiosk.visit.state import Identify
from screens.presenters.identify import identify_view
from tests.sample_visit import texts
from tests.session_rig import Sitting
from tests.terminal_rig import terminal

#: Every code of the vendors' tables that a wire can carry (GA 467 and four vendors).
REFERENCE = bytes.fromhex("90 91 9F 80 81 10 11 21 23 24 31 32 33 34 37 3F 40 41 47 60 66")
TERMINAL = Identity(
    id="QH-0001",
    name="试验机",
    hall="河埠路大厅",
    city="青禾市",
    site="site-1",
    region="110101",
    complaint_line="12345",
)
WIRE_REASONS = [
    value for name, value in vars(transport).items() if name.isupper() and isinstance(value, str)
]
REASONS = sorted({
    conversation.NOT_ANSWERING,
    conversation.GARBLED,
    sam_reader.CONFUSED,
    sam_usb.ENDPOINTS_UNKNOWN,
    *SERVICE_REASONS.values(),
    *WIRE_REASONS,
})  # fmt: skip


@pytest.fixture(scope="module")
def words():  # type: ignore[no-untyped-def]
    return texts()


def test_the_drivers_table_holds_every_code_of_the_reference_that_is_not_good() -> None:
    assert set(REFERENCE) - {0x90, 0x9F} == KNOWN_STATUSES


@pytest.mark.parametrize("listener", list(Listener))
@pytest.mark.parametrize("status", REFERENCE, ids=lambda status: f"{status:02X}")
def test_each_code_of_the_reference_has_words_of_its_own(  # type: ignore[no-untyped-def]
    status: int, listener: Listener, words
) -> None:
    assert f"device.id-reader.status.{status:02X}.{listener}" in words
    said = worded(words, status, listener)
    shown = re.findall(r"[0-9A-F]{2} ", said)
    # Only the technician is told the code, and the right one.
    assert shown[:1] == ([f"{status:02X} "] if listener is Listener.TECHNICIAN else [])


def test_a_code_of_no_table_is_shown_to_those_who_can_use_it(words) -> None:  # type: ignore[no-untyped-def]
    for status in set(range(256)) - set(REFERENCE):
        code = f"{status:02X}"
        assert code in worded(words, status, Listener.TECHNICIAN)
        assert code in worded(words, status, Listener.HOST_STAFF)
        citizen = worded(words, status, Listener.CITIZEN)
        assert citizen
        assert code not in citizen


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_is_said_to_the_citizen_and_to_the_technician(reason: str, words) -> None:  # type: ignore[no-untyped-def]
    assert words(f"device.id-reader.{reason}")
    assert words(f"guide.id-reader.{reason}")


def test_no_reason_in_the_drivers_is_missing_here() -> None:
    folder = Path(status_words.__file__).parent
    named = {
        reason
        for file in folder.glob("*.py")
        for reason in re.findall(r'DeviceGoneError\("([a-z-]+)"\)', file.read_text("utf-8"))
    }
    assert named <= set(REASONS)


def test_citizen_reads_what_the_module_said_of_the_card(words) -> None:  # type: ignore[no-untyped-def]
    visit = Sitting().at_reader()
    seen = set()
    for status in (0x31, 0x40, 0x41, 0x99):
        settled = CardSettled(visit.stage.request_id, CardResult.REFUSED, status)
        event = card_event(settled, bytearray())
        assert event is not None
        visit.do(event)
        assert isinstance(visit.stage, Identify)
        seen.add(trouble_of(visit, words))
    assert seen == {worded(words, code, Listener.CITIZEN) for code in (0x31, 0x40, 0x41, 0x99)}
    assert len(seen) == 4


def test_word_of_the_last_card_is_gone_with_the_next_trouble(words) -> None:  # type: ignore[no-untyped-def]
    visit = Sitting().at_reader()
    for result, status in ((CardResult.REFUSED, 0x40), (CardResult.MOVED, 0)):
        event = card_event(CardSettled(visit.stage.request_id, result, status), bytearray())
        assert event is not None
        visit.do(event)
    assert trouble_of(visit, words) == words("visit.identify.trouble.moved")


def trouble_of(visit, words) -> str:  # type: ignore[no-untyped-def]
    view = identify_view(visit.state, visit.stage, visit.context(), words, TERMINAL)
    assert view.trouble is not None
    return view.trouble.text


def test_technician_reads_in_diagnose_what_the_module_says_of_itself(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.id_reader().set_condition(0x47)
        _, text = here.run()
    assert "sam-status=47" in text
    assert worded(texts(), 0x47, Listener.TECHNICIAN) in text


def test_technician_reads_the_modules_number_as_on_its_housing(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.id_reader()
        _, text = here.run()
    assert "sam-id=05.03-20110511-0001234567-0987654321" in text
