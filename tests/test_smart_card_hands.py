"""What a hand does at the slot is true for the host when it is back, however late pcscd looks."""

from collections.abc import Iterator

import pytest

from tests.fakes.smart_card_rig import CardRig, card_rig, needs_pcscd, records_of

pytestmark = needs_pcscd


@pytest.fixture
def rig() -> Iterator[CardRig]:
    with card_rig() as rig:
        yield rig


def is_empty(rig: CardRig) -> bool:
    """What pcscd says at once."""
    return rig.reader.wait_removed(0.0, rig.cancelled)


def test_card_is_felt_once_it_was_laid_and_missed_once_it_was_lifted(rig: CardRig) -> None:
    rig.virtual.lay()
    assert not is_empty(rig)
    rig.virtual.lift()
    assert is_empty(rig)


def test_card_laid_in_place_of_another_with_power_on_is_read(rig: CardRig) -> None:
    rig.virtual.lay()
    first = records_of(rig.read())
    rig.virtual.lay("social-security-contactless")
    assert records_of(rig.read())[0x08] != first[0x08]


def test_hand_does_not_wait_for_a_daemon_that_hangs(rig: CardRig) -> None:
    rig.virtual.stick()
    rig.virtual.lay()
    rig.virtual.lift()
    rig.virtual.heal()
    assert rig.virtual.state()["card"] is None
