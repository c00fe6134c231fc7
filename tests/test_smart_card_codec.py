"""APDUs of the social-security card, its records, and every manner of answering; pure."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.ports import CardMoved
from devices.smart_card_reader.conversation import CardGoneError, Conversation
from devices.smart_card_reader.port import ChipForeign, ChipGarbled, ChipRead, ChipRefused
from devices.smart_card_reader.protocol import (
    Answer,
    get_response,
    read_record,
    record_value,
    select_application,
    select_file,
    select_master_file,
    split_answer,
)
from devices.virtual.chip_card import CHIP_DECK, ChipCard, PoweredCard

ZHANG = CHIP_DECK["social-security"]


def exchange_with(card: PoweredCard, *, gone_after: int = 10_000):  # type: ignore[no-untyped-def]
    def exchange(command: bytes) -> Answer:
        if len(card.commands) >= gone_after:
            raise CardGoneError
        answer = split_answer(bytearray(card.answer(command)))
        assert answer is not None
        return answer

    return exchange


def read(card: ChipCard, *, gone_after: int = 10_000):  # type: ignore[no-untyped-def]
    return Conversation(exchange_with(PoweredCard(card), gone_after=gone_after)).read()


def values(outcome: object) -> dict[tuple[int, int], bytes]:
    assert isinstance(outcome, ChipRead), outcome
    return {(record.file, record.number): bytes(record.value) for record in outcome.records}


# --- bytes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("command", "wire"), [
    (select_application(), "00 A4 04 00 0F 7378312E73682EC9E7BBE1B1A3D5CF"),
    (select_master_file(), "00 A4 00 00 02 3F00"),
    (select_file(0xEF05, by_path=True), "00 A4 02 00 02 EF05"),
    (select_file(0xEF06, by_path=False), "00 A4 00 00 02 EF06"),
    (read_record(8, is_by_number=False), "00 B2 08 00 00"),
    (read_record(8, is_by_number=True, length=0x14), "00 B2 08 04 14"),
    (get_response(0x23), "00 C0 00 00 23"),
])  # fmt: skip
def test_commands_are_those_of_the_reference(command: bytes, wire: str) -> None:
    assert command == bytes.fromhex(wire)


def test_answer_comes_apart_and_its_buffer_is_wiped() -> None:
    raw = bytearray.fromhex("08 03 41 42 43 90 00")
    assert split_answer(raw) == Answer(bytearray.fromhex("08 03 41 42 43"), 0x9000)
    assert raw == bytes(7)


@pytest.mark.parametrize("raw", ["", "90"])
def test_half_a_status_is_no_answer(raw: str) -> None:
    assert split_answer(bytearray.fromhex(raw)) is None


@pytest.mark.parametrize(("status", "waiting", "right", "done"), [
    (0x9000, 0, 0, True), (0x6112, 0x12, 0, True), (0x6100, 256, 0, True),
    (0x6C14, 0, 0x14, False), (0x6A83, 0, 0, False),
])  # fmt: skip
def test_status_words_say_what_to_do_next(
    status: int, waiting: int, right: int, done: bool
) -> None:
    answer = Answer(bytearray(), status)
    assert (answer.waiting_bytes, answer.right_length, answer.is_done) == (waiting, right, done)


@pytest.mark.parametrize(("data", "value"), [
    ("08 03 41 42 43", b"ABC"), ("08 03 41 42 43 FF FF", b"ABC"), ("08 00", b""),
    ("09 03 41 42 43", None), ("08 04 41 42 43", None), ("08", None), ("", None),
])  # fmt: skip
def test_record_is_believed_when_tag_and_length_add_up(data: str, value: bytes | None) -> None:
    found = record_value(8, bytearray.fromhex(data))
    assert found == value if value is not None else found is None


# --- one reading ----------------------------------------------------------------------------------


def test_all_records_of_both_files_are_read() -> None:
    found = values(read(ZHANG))
    assert len(found) == 13
    assert found[0xEF06, 0x08] == b"110101190001010014"
    assert found[0xEF06, 0x09].startswith("张三".encode("gb18030"))


@pytest.mark.parametrize("select_p1", [0x00, 0x02])
@pytest.mark.parametrize("read_p2", [0x00, 0x04])
@pytest.mark.parametrize("manner", ["needs_root_first", "makes_fetch", "corrects_length"])
def test_every_manner_of_a_province_gives_the_same_card(
    select_p1: int, read_p2: int, manner: str
) -> None:
    for is_so in (False, True):
        card = replace(ZHANG, select_p1=select_p1, read_p2=read_p2, **{manner: is_so})
        assert values(read(card)) == values(read(ZHANG))


def test_missing_record_that_nobody_needs_is_left_out() -> None:
    files = {file: dict(records) for file, records in ZHANG.files.items()}
    del files[0xEF06][0x0C], files[0xEF05][0x02]
    assert len(values(read(replace(ZHANG, files=files)))) == 11


def test_card_without_its_first_file_is_read_all_the_same() -> None:
    found = values(read(replace(ZHANG, files={0xEF06: ZHANG.files[0xEF06]})))
    assert {file for file, _ in found} == {0xEF06}


@pytest.mark.parametrize("number", [0x08, 0x09])
def test_card_without_number_or_name_is_of_no_use(number: int) -> None:
    files = {file: dict(records) for file, records in ZHANG.files.items()}
    del files[0xEF06][number]
    assert read(replace(ZHANG, files=files)) == ChipRefused(0x6A83)


@pytest.mark.parametrize(("name", "outcome"), [
    ("bank-card", ChipForeign(0x6A82)), ("locked", ChipRefused(0x6982)), ("garbled", ChipGarbled()),
])  # fmt: skip
def test_other_cards_end_in_their_own_word(name: str, outcome: object) -> None:
    assert read(CHIP_DECK[name]) == outcome


def test_record_that_is_garbled_once_is_asked_for_again() -> None:
    card = PoweredCard(ZHANG)
    honest, lies = exchange_with(card), iter([True])

    def exchange(command: bytes) -> Answer:
        answer = honest(command)
        if answer.data[:1] == b"\x08" and next(lies, False):
            answer.data[0] ^= 0x10
        return answer

    assert values(Conversation(exchange).read()) == values(read(ZHANG))


@pytest.mark.parametrize("commands", range(0, 40, 3))
def test_card_that_goes_at_any_moment_is_a_moved_card(commands: int) -> None:
    outcome = read(ZHANG, gone_after=commands)
    assert outcome == CardMoved() or isinstance(outcome, ChipRead)


def test_what_was_read_of_a_card_that_went_is_wiped() -> None:
    conversation = Conversation(exchange_with(PoweredCard(ZHANG), gone_after=16))
    kept = conversation._records
    assert conversation.read() == CardMoved()
    assert kept
    assert not any(any(record.value) for record in kept)


def test_answer_that_never_ends_is_garbled() -> None:
    assert Conversation(lambda _: Answer(bytearray(b"x"), 0x61FF)).read() == ChipGarbled()


@given(st.lists(st.binary(min_size=2, max_size=60), min_size=1, max_size=12))
def test_garbage_from_a_card_always_ends_in_an_outcome(answers: list[bytes]) -> None:
    told = iter(answers * 200)

    def exchange(command: bytes) -> Answer:
        raw = next(told, None)
        if raw is None:
            raise CardGoneError
        answer = split_answer(bytearray(raw))
        assert answer is not None
        return answer

    outcome = Conversation(exchange).read()
    assert isinstance(outcome, ChipRead | ChipForeign | ChipGarbled | ChipRefused | CardMoved)
