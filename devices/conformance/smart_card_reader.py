"""What every ``SmartCardReader`` must do. Cards are synthetic; what is read is wiped."""

import threading

from devices.conformance.hands import Deed
from devices.conformance.kit import (
    Check,
    Level,
    NotHeldError,
    Stand,
    common_checks,
    does_nothing_once_it_is_closed,
    ends_when_it_is_cancelled,
    expect,
    fingerprint,
    notices_a_pulled_plug_while_it_waits,
    reopen,
    rounds_of_stress,
)
from devices.ports import CardMoved, NoCard
from devices.smart_card_reader.port import (
    ChipForeign,
    ChipMute,
    ChipOutcome,
    ChipRead,
    SmartCardReader,
)

_CARD = frozenset({Deed.LAY_CARD, Deed.LIFT_CARD})
_NUMBER, _NAME = 0x08, 0x09


def _read(stand: Stand, cancelled: threading.Event | None = None) -> ChipOutcome:
    reader: SmartCardReader = stand.device
    return reader.read_card(stand.patience_seconds, cancelled or threading.Event())


def _read_whole(stand: Stand) -> bytes:
    """The card's fingerprint; the records themselves are wiped at once."""
    outcome = _read(stand)
    if not isinstance(outcome, ChipRead):
        raise NotHeldError(f"a card is in it and it said {type(outcome).__name__}")
    mark = fingerprint(
        *(
            part
            for one in outcome.records
            for part in (bytes([one.number, len(one.value)]), one.value)
        )
    )
    numbers = {record.number for record in outcome.records if record.value}
    outcome.wipe()
    expect(not any(any(one.value) for one in outcome.records), "what it read cannot be wiped")
    expect({_NUMBER, _NAME} <= numbers, "what it read has no number or no name")
    return mark


def _says_what_it_can_do(stand: Stand) -> None:
    can = stand.device.capabilities()
    expect("reads-social-security-cards" in can, f"it says that it can only {sorted(can)}")


def _reads_a_card(stand: Stand) -> None:
    stand.hands.do(Deed.LAY_CARD)
    _read_whole(stand)


def _says_so_when_there_is_no_card(stand: Stand) -> None:
    outcome = stand.device.read_card(0.2, threading.Event())
    expect(outcome == NoCard(), f"no card is in it and it said {type(outcome).__name__}")
    gone = stand.device.wait_removed(stand.patience_seconds, threading.Event())
    expect(gone, "it is empty and it waits for a card to be taken")


def _ends_when_it_is_cancelled(stand: Stand) -> None:
    ends_when_it_is_cancelled(lambda cancelled: _read(stand, cancelled))


def _reads_a_card_that_comes_again(stand: Stand) -> None:
    marks = []
    for _ in range(2):
        stand.hands.do(Deed.LAY_CARD)
        marks.append(_read_whole(stand))
        still = stand.device.wait_removed(0.1, threading.Event())
        expect(not still, "the card is in it and it says that it was taken")
        stand.hands.do(Deed.LIFT_CARD)
        gone = stand.device.wait_removed(stand.patience_seconds, threading.Event())
        expect(gone, "the card was taken and it does not notice")
    expect(marks[0] == marks[1], "the same card read twice is not the same")


def _says_that_the_card_moved(stand: Stand) -> None:
    stand.hands.do(Deed.LAY_CARD)
    stand.hands.begin(Deed.LIFT_IN_READING)
    outcome = _read(stand)
    expect(outcome == CardMoved(), f"drawn out in reading it said {type(outcome).__name__}")


def _takes_no_other_card_for_one(stand: Stand) -> None:
    for card, expected in (("bank-card", ChipForeign), ("turned-over", ChipMute)):
        stand.hands.do(Deed.LAY_CARD, card)
        outcome = _read(stand)
        expect(isinstance(outcome, expected), f"of a {card} it said {type(outcome).__name__}")
        stand.hands.do(Deed.LIFT_CARD)
        stand.device.wait_removed(stand.patience_seconds, threading.Event())
    _reads_a_card(stand)


def _keeps_a_forgotten_card_in_mind(stand: Stand) -> None:
    stand.hands.do(Deed.LAY_CARD)
    _read_whole(stand)
    for _ in range(2):
        still = stand.device.wait_removed(0.1, threading.Event())
        expect(not still, "a card is forgotten in it and it says that it was taken")
        reopen(stand)
    stand.hands.do(Deed.LIFT_CARD)
    gone = stand.device.wait_removed(stand.patience_seconds, threading.Event())
    expect(gone, "the forgotten card was taken and it does not notice")


def _notices_a_pulled_plug_while_it_waits(stand: Stand) -> None:
    notices_a_pulled_plug_while_it_waits(stand, lambda cancelled: _read(stand, cancelled))
    _reads_a_card(stand)


def _does_not_read_once_it_is_closed(stand: Stand) -> None:
    does_nothing_once_it_is_closed(stand, lambda cancelled: stand.device.read_card(0.2, cancelled))


def _stands_stress(stand: Stand) -> None:
    """Card after card."""
    for _ in rounds_of_stress(stand):
        _reads_a_card_that_comes_again(stand)


CHECKS = (
    *common_checks(),
    Check("says what it can do", Level.BRONZE, _says_what_it_can_do),
    Check("reads a card whole", Level.BRONZE, _reads_a_card, _CARD),
    Check("says so when there is no card", Level.BRONZE, _says_so_when_there_is_no_card),
    Check("ends when it is cancelled", Level.SILVER, _ends_when_it_is_cancelled),
    Check("reads a card that comes again", Level.SILVER, _reads_a_card_that_comes_again, _CARD),
    Check(
        "says that the card moved when it is drawn out in reading",
        Level.SILVER,
        _says_that_the_card_moved,
        _CARD | {Deed.LIFT_IN_READING},
    ),
    Check(
        "notices a pulled plug while it waits, and reads again after",
        Level.SILVER,
        _notices_a_pulled_plug_while_it_waits,
        _CARD | {Deed.UNPLUG, Deed.PLUG},
    ),
    Check("does not read once it is closed", Level.SILVER, _does_not_read_once_it_is_closed),
    Check(
        "takes no other card for one of social security",
        Level.SILVER,
        _takes_no_other_card_for_one,
        _CARD,
    ),
    Check("keeps a forgotten card in mind", Level.GOLD, _keeps_a_forgotten_card_in_mind, _CARD),
    Check("stands stress", Level.GOLD, _stands_stress, _CARD),
)
