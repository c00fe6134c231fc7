"""A USB or HID reader whose answers go wrong: the same faults as on a serial line, in packets."""

import array
from collections import deque
from collections.abc import Iterator

import pytest

from devices.id_reader.status_words import KNOWN_STATUSES, Verdict, verdict
from devices.ports import CardMoved, CardRead, CardRefused, NoCard
from devices.status import Actor, DeviceGoneError, Ready, Unavailable
from devices.virtual.synthetic_card import DECK
from tests.fakes.id_reader_rig import person_of
from tests.fakes.id_reader_wires import WIRES, WireRig, wire_rig

FIND, SELECT, READ, CHIP, ADDRESS = b"\x20\x01", b"\x20\x02", b"\x30\x01", b"\x30\x05", b"\x30\x03"
FIRMWARE = {
    "knows both": frozenset[bytes](),
    "no chip number": frozenset({CHIP}),
    "neither": frozenset({CHIP, ADDRESS}),
}


@pytest.fixture(params=WIRES)
def rig(request: pytest.FixtureRequest) -> Iterator[WireRig]:
    rig = wire_rig(request.param)
    rig.reader.open()
    rig.virtual.lay()
    yield rig
    rig.reader.close()


def test_card_comes_byte_for_byte(rig: WireRig) -> None:
    outcome = rig.read()
    assert isinstance(outcome, CardRead)
    assert outcome.payload == DECK["resident"].payload


@pytest.mark.parametrize("noise", [b"\x00", b"\xaa\xaa\xaa", b"\xff" * 40, b"\xaa\xaa\xaa\x96"])
@pytest.mark.parametrize("command", [FIND, READ])
def test_noise_before_an_answer_does_not_hide_the_card(
    rig: WireRig, noise: bytes, command: bytes
) -> None:
    rig.virtual.garble(noise, command=command)
    assert person_of(rig.read()).name == "张三"
    assert rig.reader.probe() == Ready()


def test_noise_that_looks_like_a_frame_costs_at_most_one_more_question(rig: WireRig) -> None:
    rig.virtual.garble(command=READ)
    assert person_of(rig.read()).name == "张三"
    assert rig.virtual.requests().count(READ) <= 2


@pytest.mark.parametrize("command", [FIND, SELECT, READ])
def test_lost_first_byte_costs_at_most_one_more_question(rig: WireRig, command: bytes) -> None:
    rig.virtual.shorten_preamble(command=command)
    assert person_of(rig.read()).name == "张三"
    assert rig.virtual.requests().count(command) <= 2


@pytest.mark.parametrize("command", [FIND, SELECT, READ])
def test_spoilt_checksum_is_asked_for_again(rig: WireRig, command: bytes) -> None:
    rig.virtual.spoil_checksum(command=command)
    assert person_of(rig.read()).name == "张三"
    assert rig.virtual.requests().count(command) == 2


@pytest.mark.parametrize("after_bytes", [1, 6, 7, 8, 63, 64, 65, 700, 1294])
def test_cut_answer_is_asked_for_again_and_read_whole(rig: WireRig, after_bytes: int) -> None:
    rig.virtual.cut(after_bytes)
    assert person_of(rig.read()).name == "张三"
    assert rig.virtual.requests().count(READ) == 2


def test_answers_that_are_always_cut_are_a_broken_device(rig: WireRig) -> None:
    rig.virtual.cut(1000, times=1000)
    with pytest.raises(DeviceGoneError, match="answers-garbled"):
        rig.read()
    assert rig.reader.probe() == Ready()


def test_doubled_person_is_not_read_for_the_next_card(rig: WireRig) -> None:
    rig.virtual.double(command=READ)
    assert person_of(rig.read()).name == "张三"
    rig.virtual.lay("resident-expired")
    assert person_of(rig.read()).name == "李四"


def test_answer_within_its_limit_is_waited_for(rig: WireRig) -> None:
    rig.virtual.delay(1.5, command=READ)
    assert person_of(rig.read()).name == "张三"
    assert rig.virtual.requests().count(READ) == 1


def test_answer_of_the_last_person_that_comes_late_is_never_the_next_persons(rig: WireRig) -> None:
    rig.virtual.delay(3.5, command=READ)
    rig.virtual.answer_with(0x81, READ)
    assert rig.read() in (CardMoved(), CardRefused(0x41))
    rig.virtual.heal()
    rig.virtual.lay("resident-expired")
    assert person_of(rig.read()).name == "李四"


def test_card_lifted_in_mid_read_is_moved_and_nobody_is_read(rig: WireRig) -> None:
    rig.virtual.lift_during_read(500)
    assert rig.read() == CardMoved()
    rig.virtual.lay("hong-kong")
    assert person_of(rig.read()).name == "陈大文"


def test_card_that_slides_and_comes_to_rest_is_read(rig: WireRig) -> None:
    rig.virtual.answer_with(0x81, SELECT)
    assert person_of(rig.read()).name == "张三"


@pytest.mark.parametrize("status", sorted(KNOWN_STATUSES | {0x99}))
def test_every_status_word_of_a_read_ends_in_an_outcome_or_a_reason(
    rig: WireRig, status: int
) -> None:
    rig.virtual.answer_with(status, READ, times=99)
    if verdict(status) in (Verdict.CONFUSED, Verdict.OUT_OF_SERVICE):
        with pytest.raises(DeviceGoneError, match="sam-"):
            rig.read()
    else:
        assert rig.read() in (CardMoved(), CardRefused(status))


def test_reader_that_answers_nothing_is_gone_and_comes_back(rig: WireRig) -> None:
    rig.virtual.stick()
    with pytest.raises(DeviceGoneError, match="not-answering"):
        rig.read()
    rig.virtual.heal()
    assert rig.reader.probe() == Ready()
    assert person_of(rig.read()).name == "张三"


def test_sam_out_of_order_calls_the_technician(rig: WireRig) -> None:
    rig.virtual.set_condition(0x60)
    with pytest.raises(DeviceGoneError, match="sam-self-test-failed"):
        rig.read()
    status = rig.reader.probe()
    assert isinstance(status, Unavailable)
    assert (status.reason, status.actor) == ("sam-self-test-failed", Actor.TECHNICIAN)


def test_empty_reader_is_an_answer(rig: WireRig) -> None:
    rig.virtual.lift()
    assert rig.read(timeout_seconds=2.0) == NoCard()


@pytest.mark.parametrize("finds_selected_card", [False, True])
@pytest.mark.parametrize("unknown", list(FIRMWARE))
def test_removal_is_noticed_whatever_the_firmware_knows(
    rig: WireRig, unknown: str, finds_selected_card: bool
) -> None:
    rig.virtual.set_firmware(
        finds_selected_card=finds_selected_card or unknown == "neither",
        unknown_commands=FIRMWARE[unknown],
    )
    assert isinstance(rig.read(), CardRead)
    assert not rig.reader.wait_removed(3.0, rig.cancelled)
    rig.virtual.lift()
    assert rig.reader.wait_removed(10.0, rig.cancelled)


def test_fingerprint_is_never_asked_for(rig: WireRig) -> None:
    rig.read()
    rig.reader.wait_removed(1.0, rig.cancelled)
    rig.reader.inspect()
    assert b"\x30\x10" not in rig.virtual.requests()


@pytest.mark.parametrize("command", [FIND, SELECT, READ])
def test_unplugged_while_asked_is_gone_and_plugged_in_again_reads(
    rig: WireRig, command: bytes
) -> None:
    rig.virtual.unplug_during_read(5, command)
    with pytest.raises(DeviceGoneError, match="unplugged"):
        rig.read()
    rig.reader.close()
    with pytest.raises(DeviceGoneError, match="no-such-port"):
        rig.reader.open()
    rig.virtual.plug()
    rig.reader.open()
    assert rig.reader.probe() == Ready()
    assert person_of(rig.read()).name == "张三"


def test_unplugged_at_rest_is_gone_at_the_next_look(rig: WireRig) -> None:
    rig.virtual.unplug()
    with pytest.raises(DeviceGoneError, match="unplugged"):
        rig.reader.probe()
    rig.virtual.unplug()
    assert rig.virtual.state()["plugged"] is False


def test_every_action_of_the_dock_can_be_healed(rig: WireRig) -> None:
    actions = rig.virtual.actions
    for name in sorted(set(actions) - {"lay", "lift", "plug", "unplug", "heal", "answer"}):
        actions[name]()
    actions["answer"](0x41)
    actions["heal"]()
    assert rig.virtual.state()["faults"] == []
    actions["lay"]("taiwan")
    assert person_of(rig.read()).name == "林小美"


def test_wiped_card_is_nowhere_in_the_drivers_own_memory(rig: WireRig) -> None:
    outcome = rig.read()
    assert isinstance(outcome, CardRead)
    outcome.payload[:] = bytes(len(outcome.payload))
    assert not rig.reader.wait_removed(2.0, rig.cancelled)
    blocks = blocks_of(rig.reader, rig.virtual)
    assert sum(map(len, blocks)) > 8000
    card = DECK["resident"]
    for secret in (card.text[:4], card.text[122:140], card.photo[10:20], card.chip_number[-8:]):
        assert all(secret not in block for block in blocks)


def blocks_of(driver: object, far_end: object) -> list[bytes]:
    """Whatever the driver can reach of bytes, down to and without the virtual reader."""
    found: list[bytes] = []
    seen = {id(far_end), id(vars(far_end)["bus"])}
    open_ends: list[object] = [driver]
    while open_ends:
        one = open_ends.pop()
        if id(one) in seen or isinstance(one, type):
            continue
        seen.add(id(one))
        match one:
            case bytes() | bytearray() | memoryview() | array.array():
                found.append(bytes(one))
            case dict():
                open_ends += one.values()
            case list() | tuple() | set() | frozenset() | deque():
                open_ends += one
            case _ if type(one).__module__.startswith(("devices.id_reader", "devices.transport")):
                open_ends += vars(one).values() if hasattr(one, "__dict__") else ()
                names = [
                    name for kind in type(one).__mro__ for name in vars(kind).get("__slots__", ())
                ]
                open_ends += [getattr(one, name) for name in names]
    return found
