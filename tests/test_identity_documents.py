"""From the reader's payload to a person, for every kind of card."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from devices.id_reader.payload import (
    BrokenPayload,
    CardContent,
    ForeignCard2023,
    ResidentCard,
    UnknownCard,
    parse_payload,
)
from devices.virtual.synthetic_card import DECK, SyntheticCard
from kiosk.i18n import load_texts
from kiosk.identity.documents import (
    BrokenDocument,
    CardWarning,
    DocumentKind,
    Person,
    UnknownDocument,
    Validity,
    age_on,
    read_person,
    validity,
)
from kiosk.identity.person_numbers import Sex
from kiosk.identity.wording import ethnic_text, kind_text, sex_text

TEXTS = load_texts(Path(__file__).parent.parent / "config" / "locale" / "zh-CN")
CANARY = "110101190001010014"


def person_on(card: SyntheticCard) -> Person:
    person = read_person(card.payload)
    assert isinstance(person, Person)
    return person


def with_unit(card: SyntheticCard, offset: int, text: str) -> SyntheticCard:
    """The same card with other text at an offset of the block."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    changed = card.text[:offset] + encoded + card.text[offset + len(encoded) :]
    return replace(card, text=changed)


def test_resident_card_is_read_field_by_field() -> None:
    person = person_on(DECK["resident"])
    assert person == Person(
        kind=DocumentKind.RESIDENT,
        name="张三",
        number=CANARY,
        sex=Sex.MALE,
        ethnic="01",
        birth=date(1900, 1, 1),
        address="青禾市滨江区河埠路 8 号",
        issuer="青禾市公安局滨江分局",
        valid_from=date(2020, 4, 2),
        valid_to=None,
        never_expires=True,
        photo=DECK["resident"].photo,
    )
    assert len(person.photo) == 1024
    assert person.photo.startswith(b"WLf")


def test_permit_carries_the_travel_permit_and_no_ethnic_group() -> None:
    person = person_on(DECK["hong-kong"])
    assert person.kind is DocumentKind.TRAVEL_RESIDENCE
    assert (person.name, person.number) == ("陈大文", "810000190001010018")
    assert (person.other_number, person.ethnic) == ("H00000001", "")
    assert person.warnings == frozenset()


def test_foreign_card_of_2017_has_its_english_name_first() -> None:
    person = person_on(DECK["foreign-2017"])
    assert person.kind is DocumentKind.FOREIGN_2017
    assert (person.name, person.other_name) == ("DOE, JANE ALEXANDRA", "多简")
    assert (person.number, person.nationality) == ("UTO110000010114", "UTO")
    assert (person.birth, person.sex) == (date(1900, 1, 1), Sex.FEMALE)
    assert person.warnings == frozenset()


def test_foreign_card_of_2023_joins_the_name_that_overflows() -> None:
    person = person_on(DECK["foreign-2023"])
    assert person.kind is DocumentKind.FOREIGN_2023
    assert person.name == "MUSTERMANN, MAXIMILIAN ALEXANDER JOSEF"
    assert (person.other_name, person.other_number) == ("马明", "UTO110000010114")
    assert person.address == ""
    assert person.warnings == frozenset()


def test_name_whose_break_falls_on_a_blank_keeps_it() -> None:
    name = "A" * 34 + " " + "JOSEF"
    card = SyntheticCard.foreign_2023(name, "911840190001010017")
    assert person_on(card).name == name


def test_unknown_letter_is_not_guessed() -> None:
    card = with_unit(DECK["resident"], 248, "K")
    assert parse_payload(card.payload) == UnknownCard("K")
    assert read_person(card.payload) == UnknownDocument("K")


def test_letter_y_is_never_read_as_a_resident() -> None:
    content = parse_payload(DECK["foreign-2023"].payload)
    assert isinstance(content, CardContent)
    assert isinstance(content.card, ForeignCard2023)


def test_fields_padded_with_zeros_read_the_same() -> None:
    card = replace(DECK["resident"], text=DECK["resident"].text.replace(b" \0", b"\0\0"))
    assert "  " not in person_on(card).address
    content = parse_payload(card.payload)
    assert isinstance(content, CardContent)
    assert isinstance(content.card, ResidentCard)
    assert content.card.name == "张三"


def test_blocks_of_other_lengths_are_found_by_their_length_words() -> None:
    card = DECK["resident"]
    longer = replace(card, text=card.text + " ".encode("utf-16-le") * 8, photo=b"WLf" + bytes(97))
    person = person_on(longer)
    assert person.number == CANARY
    assert person.photo == longer.photo


@pytest.mark.parametrize("kept", [0, 3, 4, 255, 260, 1283])
def test_short_payload_is_broken_and_yields_nobody(kept: int) -> None:
    payload = DECK["resident"].payload[:kept]
    assert isinstance(parse_payload(payload), BrokenPayload)
    assert read_person(payload) == BrokenDocument()


def test_text_block_without_room_for_the_letter_is_broken() -> None:
    assert isinstance(parse_payload(bytes([0, 8, 0, 0]) + bytes(8)), BrokenPayload)


def test_zeros_between_joined_parts_are_padding() -> None:
    card = DECK["resident"]
    text = bytearray(card.text)
    text[4:6] = b"\0\0"
    assert "\0" not in person_on(replace(card, text=bytes(text))).name


def test_control_characters_are_no_card() -> None:
    """Found by fuzzing: the platform refuses them, so such a case would have been parked."""
    card = DECK["resident"]
    payload = replace(card, text="\x1b".encode("utf-16-le") + card.text[2:]).payload
    assert isinstance(parse_payload(payload), BrokenPayload)
    assert read_person(payload) == BrokenDocument()


def test_disagreement_on_the_card_warns_and_does_not_refuse() -> None:
    card = DECK["resident"]
    assert person_on(with_unit(card, 30, "2")).warnings == {CardWarning.SEX}
    assert person_on(with_unit(card, 36, "19000102")).warnings == {CardWarning.BIRTH}
    assert person_on(with_unit(card, 122 + 34, "5")).warnings == {CardWarning.NUMBER}
    assert person_on(with_unit(card, 36, "19001332")).birth is None


@pytest.mark.parametrize(("code", "sex"), [("0", Sex.UNKNOWN), ("9", Sex.NOT_STATED)])
def test_sex_that_is_not_stated_is_never_made_female(code: str, sex: Sex) -> None:
    person = person_on(with_unit(DECK["resident"], 30, code))
    assert (person.sex, person.warnings) == (sex, frozenset())


@pytest.mark.parametrize("odd", ["\ue815", "\ud840"])
def test_character_outside_the_sets_is_kept_and_flagged(odd: str) -> None:
    person = person_on(with_unit(DECK["resident"], 0, "张" + odd))
    assert len(person.name) == 2
    assert person.warnings == {CardWarning.RARE_CHARACTER}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2005, 4, 1), Validity.NOT_YET),
        (date(2005, 4, 2), Validity.VALID),
        (date(2025, 4, 2), Validity.VALID),
        (date(2025, 4, 3), Validity.EXPIRED),
    ],
)
def test_last_day_of_a_card_still_counts(day: date, expected: Validity) -> None:
    assert validity(person_on(DECK["resident-expired"]), day) is expected


def test_long_term_card_never_expires_and_unreadable_term_is_unknown() -> None:
    assert validity(person_on(DECK["resident"]), date(2999, 1, 1)) is Validity.VALID
    unreadable = person_on(with_unit(DECK["resident-expired"], 204, "2025ABCD"))
    assert validity(unreadable, date(2026, 4, 2)) is Validity.UNKNOWN


def test_age_counts_whole_years() -> None:
    person = person_on(SyntheticCard.resident("李四", "310101190402290026", sex="2"))
    assert age_on(person, date(1922, 2, 28)) == 17
    assert age_on(person, date(1922, 3, 1)) == 18


def test_nothing_of_a_person_shows_in_its_repr() -> None:
    content = parse_payload(DECK["resident"].payload)
    assert isinstance(content, CardContent)
    shown = repr(person_on(DECK["resident"])) + repr(content) + repr(content.card)
    for secret in ("张三", CANARY, "19000101", "河埠路"):
        assert secret not in shown


def test_codes_have_words_and_unknown_codes_are_shown() -> None:
    assert sex_text(Sex.FEMALE, TEXTS) == "女"
    assert ethnic_text("46", TEXTS) == "德昂"
    assert ethnic_text("31", TEXTS) == "达斡尔"
    assert ethnic_text("57", TEXTS) == "代码 57"
    assert ethnic_text("", TEXTS) == ""


def test_every_word_that_a_card_needs_is_in_the_language() -> None:
    assert len([key for key in TEXTS.keys() if key.startswith("identity.ethnic.")]) == 59  # noqa: SIM118
    for kind in DocumentKind:
        assert kind_text(kind, TEXTS)
    for sex in Sex:
        assert sex_text(sex, TEXTS)
    for warning in CardWarning:
        assert f"identity.warning.{warning.value}" in TEXTS
    for state in Validity:
        assert f"identity.validity.{state.value}" in TEXTS
