"""What citizens and wires do to a card that is being read: never half a person, always a word."""

import threading
from collections.abc import Iterator

import pytest

from devices.ports import CardMoved, NoCard
from devices.smart_card_reader.pcsc_reader import PcscCardReader, PcscSettings
from devices.smart_card_reader.port import ChipForeign, ChipMute
from devices.status import DeviceGoneError, Ready
from devices.virtual.pcscd import private_socket
from kiosk.clock import SystemClock
from tests.fakes.smart_card_rig import (
    PATIENCE_SECONDS,
    CardRig,
    card_rig,
    driver,
    needs_pcscd,
    records_of,
)

pytestmark = needs_pcscd


@pytest.fixture
def rig() -> Iterator[CardRig]:
    with card_rig() as rig:
        yield rig


def test_card_that_is_none_of_ours_ends_in_its_own_word(rig: CardRig) -> None:
    """Every other word is proved in test_smart_card_codec.py, without pcscd's 0.4 s for a look."""
    rig.virtual.lay("bank-card")
    assert rig.read() == ChipForeign(0x6A82)


def test_card_turned_over_is_said_and_read_when_it_comes_right(rig: CardRig) -> None:
    rig.virtual.lay("turned-over")
    assert rig.read() == ChipMute()
    rig.virtual.lift()
    assert rig.reader.wait_removed(PATIENCE_SECONDS, rig.cancelled)
    rig.virtual.lay()
    assert records_of(rig.read())[0x08] == b"110101190001010014"


def test_card_that_is_mute_the_first_time_it_gets_power_is_read_all_the_same(rig: CardRig) -> None:
    rig.virtual.push_askew()
    rig.virtual.lay()
    assert records_of(rig.read())[0x08] == b"110101190001010014"


def test_card_drawn_out_while_it_is_read_is_a_moved_card_and_then_none(rig: CardRig) -> None:
    rig.virtual.lift_during_read(20)
    rig.virtual.lay()
    assert rig.read() == CardMoved()
    assert rig.read(0.2) == NoCard()


def test_card_that_goes_before_its_first_answer_was_none(rig: CardRig) -> None:
    rig.virtual.lift_during_read(0)
    rig.virtual.lay()
    assert rig.read(0.8) == NoCard()


def test_card_that_was_just_taken_is_not_called_mute(rig: CardRig) -> None:
    rig.virtual.lay()
    records_of(rig.read())
    rig.virtual.lift()
    assert rig.read(0.5) == NoCard()


def test_contactless_manners_give_the_same_records(rig: CardRig) -> None:
    rig.virtual.lay("social-security-contactless")
    found = records_of(rig.read())
    assert found[0x09].decode("gb18030").rstrip("\0") == "欧阳小芳"
    assert len(found) == 13


def test_power_is_taken_away_after_a_reading(rig: CardRig) -> None:
    rig.virtual.lay()
    records_of(rig.read())
    assert rig.virtual.wait_until_dark(PATIENCE_SECONDS)
    assert rig.virtual.commands() == []


def test_card_laid_while_it_waits_is_read(rig: CardRig) -> None:
    outcomes: list[object] = []
    waiting = threading.Thread(target=lambda: outcomes.append(rig.read()), name="waiting")
    waiting.start()
    rig.virtual.lay()
    waiting.join(PATIENCE_SECONDS)
    assert len(outcomes) == 1
    assert records_of(outcomes[0])  # type: ignore[arg-type]


def test_technician_learns_of_a_card_its_kind_and_nothing_else(rig: CardRig) -> None:
    assert rig.reader.inspect().facts["card"] == "none"
    rig.virtual.lay()
    records_of(rig.read())
    facts = rig.reader.inspect().facts
    assert facts["card"] == "social-security"
    assert facts["records"] == "13"
    assert "110101" not in repr(facts)


# --- pcscd and the reader -----------------------------------------------------------------------


def test_end_of_pcscd_while_it_waits_is_gone_and_a_fresh_context_reads_again(rig: CardRig) -> None:
    ended = threading.Timer(0.2, rig.virtual.stop_service)
    ended.start()
    with pytest.raises(DeviceGoneError, match="service-absent"):
        rig.read()
    ended.join()
    rig.reader.close()
    with pytest.raises(DeviceGoneError, match="service-absent"):
        rig.reader.open()
    rig.virtual.plug()
    rig.reader.open()
    assert rig.reader.probe() == Ready()
    rig.virtual.lay()
    assert len(records_of(rig.read())) == 13


def test_restart_of_pcscd_between_two_citizens_is_noticed_by_the_probe(rig: CardRig) -> None:
    rig.virtual.stop_service()
    rig.virtual.plug()
    with pytest.raises(DeviceGoneError, match="service-absent"):
        rig.reader.probe()
    rig.reader.close()
    rig.reader.open()
    assert rig.reader.probe() == Ready()


def test_unplugged_reader_is_told_from_a_missing_service(rig: CardRig) -> None:
    rig.virtual.unplug()
    rig.reader.close()
    with pytest.raises(DeviceGoneError, match="reader-absent"):
        rig.reader.open()
    rig.virtual.plug()
    rig.reader.open()
    assert rig.reader.probe() == Ready()


def test_reader_of_another_name_is_not_ours(rig: CardRig) -> None:
    settings = PcscSettings("ACS ACR1281", str(private_socket()))
    other = PcscCardReader(settings, SystemClock())
    with pytest.raises(DeviceGoneError, match="reader-absent"):
        other.open()


def test_closed_reader_says_so() -> None:
    with pytest.raises(DeviceGoneError, match="service-absent"):
        driver().probe()
