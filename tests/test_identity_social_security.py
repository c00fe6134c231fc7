"""What a social-security card's records say, and what of it does not agree."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.smart_card_reader.conversation import Conversation
from devices.smart_card_reader.port import ChipRead, ChipRecord
from devices.smart_card_reader.protocol import Answer, split_answer
from devices.virtual.chip_card import CHIP_DECK, ChipCard, PoweredCard
from kiosk.identity.documents import BrokenDocument, CardWarning
from kiosk.identity.person_numbers import Sex
from kiosk.identity.social_security import SocialSecurityCard, read_social_security_card


def read(card: ChipCard) -> ChipRead:
    powered = PoweredCard(card)

    def exchange(command: bytes) -> Answer:
        answer = split_answer(bytearray(powered.answer(command)))
        assert answer is not None
        return answer

    outcome = Conversation(exchange).read()
    assert isinstance(outcome, ChipRead)
    return outcome


def person(card: ChipCard) -> SocialSecurityCard:
    found = read_social_security_card(read(card))
    assert isinstance(found, SocialSecurityCard)
    return found


def with_record(file: int, number: int, value: bytes) -> ChipCard:
    card = CHIP_DECK["social-security"]
    files = {name: dict(records) for name, records in card.files.items()}
    files[file][number] = value
    return replace(card, files=files)


def test_whole_card_is_a_person() -> None:
    assert person(CHIP_DECK["social-security-contactless"]) == SocialSecurityCard(
        name="欧阳小芳",
        number="650102190203150105",
        sex=Sex.FEMALE,
        ethnic="05",
        birth=date(1902, 3, 15),
        card_number="A12345678",
        area="990100",
        issuer="990100000000",
        issued=date(2020, 4, 2),
        valid_to=date(2030, 4, 2),
    )


def test_records_filled_up_to_a_fixed_size_say_the_same() -> None:
    assert person(CHIP_DECK["social-security-filled"]) == person(CHIP_DECK["social-security"])


@pytest.mark.parametrize("name", ["张三", "𠮷田", "买买提·艾力", "欧阳上官诸葛司马东方"])
def test_every_character_of_gb_18030_is_kept(name: str) -> None:
    value = name.encode("gb18030")
    assert person(with_record(0xEF06, 0x09, value.ljust(30, b" "))).name == name


@pytest.mark.parametrize(("number", "value", "warning"), [
    (0x08, b"110101190001010012", CardWarning.NUMBER),
    (0x0D, bytes.fromhex("19000102"), CardWarning.BIRTH),
    (0x0A, b"2", CardWarning.SEX),
])  # fmt: skip
def test_what_does_not_agree_is_a_warning(number: int, value: bytes, warning: CardWarning) -> None:
    assert person(with_record(0xEF06, number, value)).warnings == {warning}


def test_residence_permit_number_is_a_number_too() -> None:
    card = ChipCard.social_security("陈大文", "810000190001010018")
    assert person(card).warnings == frozenset()


@pytest.mark.parametrize(("number", "value"), [
    (0x08, b" " * 18), (0x09, bytes(30)), (0x09, b"\x81" * 29 + b"\xff"),
])  # fmt: skip
def test_card_without_number_or_name_is_broken(number: int, value: bytes) -> None:
    found = read_social_security_card(read(with_record(0xEF06, number, value)))
    assert isinstance(found, BrokenDocument)


def test_field_that_is_no_day_is_none_and_not_guessed() -> None:
    assert person(with_record(0xEF05, 0x06, b"\xff\xff\xff\xff")).valid_to is None
    assert person(with_record(0xEF05, 0x06, bytes.fromhex("20301302"))).valid_to is None


def test_person_hides_itself_from_logs() -> None:
    assert "张" not in repr(person(CHIP_DECK["social-security"]))


@given(st.dictionaries(st.integers(0, 15), st.binary(max_size=40)))
def test_any_records_end_in_a_person_or_a_broken_card(records: dict[int, bytes]) -> None:
    read_out = ChipRead(
        tuple(ChipRecord(0xEF06, number, bytearray(value)) for number, value in records.items())
    )
    found = read_social_security_card(read_out)
    assert isinstance(found, SocialSecurityCard | BrokenDocument)
