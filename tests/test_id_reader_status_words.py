"""Every status word of the SAM and what comes of it."""

import pytest

from devices.id_reader.status_words import KNOWN_STATUSES, Verdict, verdict
from devices.ports import CardMoved, CardRead, CardRefused, NoCard
from devices.status import Actor, DeviceGoneError, Ready, State, Unavailable
from devices.virtual.sam import frame
from devices.virtual.synthetic_card import DECK
from tests.fakes.id_reader_rig import MemoryRig, person_of

READ, RESET = b"\x30\x01", b"\x10\xff"


class Impostor:
    """Answers one command with one status word, the rest as a SAM does."""

    def __init__(self, rig: MemoryRig, command: bytes, status: int, times: int) -> None:
        self._honest = rig.transport.peer
        self._command, self._status, self._left = command, status, times
        rig.transport.peer = self

    def __call__(self, request: bytes) -> bytes:
        if request[7:9] == self._command and self._left:
            self._left -= 1
            return frame(self._status)
        return self._honest(request)


@pytest.fixture
def rig() -> MemoryRig:
    rig = MemoryRig()
    rig.sam.finds_selected_card = True
    rig.reader.open()
    rig.sam.lay(DECK["resident"])
    return rig


@pytest.mark.parametrize("status", [0x31, 0x32, 0x33, 0x37, 0x3F, 0x40, 0x99])
def test_card_that_the_sam_does_not_accept_is_refused_with_the_code(
    rig: MemoryRig, status: int
) -> None:
    Impostor(rig, READ, status, times=1)
    assert rig.read() == CardRefused(status)


def test_failed_read_of_a_resting_card_is_tried_again(rig: MemoryRig) -> None:
    Impostor(rig, READ, 0x41, times=2)
    assert isinstance(rig.read(), CardRead)


def test_card_that_cannot_be_read_is_refused_in_the_end(rig: MemoryRig) -> None:
    Impostor(rig, READ, 0x41, times=99)
    assert rig.read() == CardRefused(0x41)
    assert rig.asked().count(READ) == 3


@pytest.mark.parametrize("status", [0x34, 0x80, 0x81])
def test_card_that_left_before_the_read_is_moved(rig: MemoryRig, status: int) -> None:
    Impostor(rig, READ, status, times=99)
    assert rig.read() == CardMoved()


@pytest.mark.parametrize("status", [0x10, 0x11, 0x21, 0x24, 0x47])
def test_confused_sam_is_asked_again_then_reset(rig: MemoryRig, status: int) -> None:
    Impostor(rig, b"\x20\x02", status, times=1)
    assert person_of(rig.read()).name == "张三"
    assert RESET not in rig.asked()
    rig.sam.lay(DECK["hong-kong"])
    Impostor(rig, b"\x20\x01", status, times=2)
    assert person_of(rig.read()).name == "陈大文"
    assert RESET in rig.asked()


def test_sam_that_stays_confused_is_a_broken_device(rig: MemoryRig) -> None:
    Impostor(rig, b"\x20\x01", 0x24, times=99)
    with pytest.raises(DeviceGoneError, match="sam-confused"):
        rig.read()


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (0x60, "sam-self-test-failed"),
        (0x66, "sam-not-authorised"),
        (0x23, "sam-not-permitted"),
    ],
)
def test_sam_out_of_service_calls_the_technician(rig: MemoryRig, status: int, reason: str) -> None:
    rig.sam.condition = status
    with pytest.raises(DeviceGoneError, match=reason):
        rig.read()
    first = rig.reader.probe()
    rig.clock.advance(60)
    assert first == Unavailable(
        State.HARDWARE_ERROR, reason, Actor.TECHNICIAN, rig.clock.wall().replace(minute=40)
    )
    assert rig.reader.probe() == first
    rig.sam.condition = 0x90
    assert rig.reader.probe() == Ready()


def test_empty_reader_is_asked_twice_before_no_card(rig: MemoryRig) -> None:
    rig.sam.lift()
    assert rig.read(timeout_seconds=0.0) == NoCard()
    assert rig.asked().count(b"\x20\x01") == 2


@pytest.mark.parametrize(
    "unknown", [frozenset(), {b"\x30\x05"}, {b"\x30\x05", b"\x30\x03"}], ids=str
)
def test_removal_is_noticed_whatever_the_firmware_knows(
    rig: MemoryRig, unknown: set[bytes]
) -> None:
    rig.sam.unknown_commands = set(unknown)
    rig.read()
    assert not rig.reader.wait_removed(3.0, rig.cancelled)
    rig.sam.lift()
    assert rig.reader.wait_removed(3.0, rig.cancelled)
    assert RESET not in rig.asked()


def test_card_that_was_never_read_is_still_noticed_as_present(rig: MemoryRig) -> None:
    rig.sam.finds_selected_card = False
    assert not rig.reader.wait_removed(3.0, rig.cancelled)
    rig.sam.lift()
    assert rig.reader.wait_removed(3.0, rig.cancelled)


def test_codes_that_host_libraries_invent_are_not_in_the_table() -> None:
    assert not KNOWN_STATUSES & {0x01, 0x02, 0x03, 0x05, 0x09}
    assert verdict(0x01) is Verdict.CARD_REFUSED
