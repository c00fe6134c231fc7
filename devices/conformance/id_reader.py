"""What every ``IdReader`` must do. Cards are synthetic or specimens; what is read is wiped."""

import threading
from typing import assert_never

from devices.conformance.hands import Deed
from devices.conformance.kit import (
    REPLAY,
    Check,
    Level,
    NotHeldError,
    Stand,
    cancelling,
    common_checks,
    ends_when_it_is_cancelled,
    expect,
    fingerprint,
    is_gone_when_it_is_silent,
    notices_a_pulled_plug_while_it_waits,
    plug_in,
    replays,
    rounds_of_stress,
)
from devices.id_reader.payload import CardContent, parse_payload
from devices.ports import (
    Cancelled,
    CardMoved,
    CardOutcome,
    CardRead,
    CardRefused,
    IdReader,
    NoCard,
)
from devices.status import DeviceGoneError

_CARD = frozenset({Deed.LAY_CARD, Deed.LIFT_CARD})


def _read(stand: Stand, cancelled: threading.Event | None = None) -> CardOutcome:
    reader: IdReader = stand.device
    return reader.read_card(stand.patience_seconds, cancelled or threading.Event())


def _read_whole(stand: Stand) -> bytes:
    """The card's fingerprint; the payload itself is wiped at once."""
    outcome = _read(stand)
    if not isinstance(outcome, CardRead):
        raise NotHeldError(f"a card lies on it and it said {type(outcome).__name__}")
    content = parse_payload(outcome.payload)
    whole = isinstance(content, CardContent)
    mark = fingerprint(outcome.payload)
    outcome.payload[:] = bytes(len(outcome.payload))
    expect(whole, "what it read is no whole card")
    return mark


def _says_what_it_can_do(stand: Stand) -> None:
    can = stand.device.capabilities()
    expect("reads-text" in can, f"it says that it can only {sorted(can)}")


def _reads_a_laid_card(stand: Stand) -> None:
    stand.hands.do(Deed.LAY_CARD)
    _read_whole(stand)


def _says_so_when_there_is_no_card(stand: Stand) -> None:
    outcome = stand.device.read_card(0.1, threading.Event())
    expect(outcome == NoCard(), f"no card lies on it and it said {type(outcome).__name__}")


def _ends_when_it_is_cancelled(stand: Stand) -> None:
    ends_when_it_is_cancelled(lambda cancelled: _read(stand, cancelled))
    gone = stand.device.wait_removed(stand.patience_seconds, cancelling())
    expect(not gone, "cancelled, it claims that a card was taken")


def _tells_a_resting_card_from_a_lifted_one(stand: Stand) -> None:
    stand.hands.do(Deed.LAY_CARD)
    _read_whole(stand)
    still = stand.device.wait_removed(0.5, threading.Event())
    expect(not still, "the card lies there and it says that it was taken")
    stand.hands.do(Deed.LIFT_CARD)
    gone = stand.device.wait_removed(stand.patience_seconds, threading.Event())
    expect(gone, "the card was taken and it does not notice")


def _reads_a_card_that_is_laid_again(stand: Stand) -> None:
    marks = []
    for _ in range(2):
        stand.hands.do(Deed.LAY_CARD)
        marks.append(_read_whole(stand))
        stand.hands.do(Deed.LIFT_CARD)
        expect(
            stand.device.wait_removed(stand.patience_seconds, threading.Event()),
            "the card was taken and it does not notice",
        )
    expect(marks[0] == marks[1], "the same card read twice is not the same")


def _notices_a_pulled_plug_while_it_waits(stand: Stand) -> None:
    notices_a_pulled_plug_while_it_waits(stand, lambda cancelled: _read(stand, cancelled))
    stand.hands.do(Deed.LAY_CARD)
    _read_whole(stand)


def _after_a_bad_answer(deed: Deed, stand: Stand) -> None:
    """The same card, no card, or a broken wire: never another card, and well afterwards."""
    stand.hands.do(Deed.LAY_CARD)
    mark = _read_whole(stand)
    stand.hands.do(Deed.LAY_CARD)
    stand.hands.do(deed)
    try:
        match _read(stand):
            case CardRead(payload=payload):
                again = fingerprint(payload)
                payload[:] = bytes(len(payload))
                expect(again == mark, "a bad line made another card of it")
            case CardMoved() | CardRefused() | NoCard() | Cancelled():
                pass
            case other:
                assert_never(other)
    except DeviceGoneError:
        stand.device.close()
        plug_in(stand)
    stand.hands.do(Deed.CLEAR)
    stand.hands.do(Deed.LAY_CARD)
    expect(_read_whole(stand) == mark, "after a bad line the card is another one")


def _makes_no_card_of_noise(stand: Stand) -> None:
    _after_a_bad_answer(Deed.GARBLE, stand)


def _makes_no_card_of_half_an_answer(stand: Stand) -> None:
    _after_a_bad_answer(Deed.CUT, stand)


def _makes_no_two_cards_of_a_doubled_answer(stand: Stand) -> None:
    _after_a_bad_answer(Deed.DOUBLE, stand)


def _says_that_the_card_moved(stand: Stand) -> None:
    stand.hands.do(Deed.LAY_CARD)
    stand.hands.begin(Deed.LIFT_IN_READING)
    outcome = _read(stand)
    moved = isinstance(outcome, CardMoved | CardRefused)
    expect(moved, f"lifted in reading it said {type(outcome).__name__}")


def _lets_a_forgotten_card_lie(stand: Stand) -> None:
    """A card that nobody takes is reported as there, and is not read for the next person."""
    stand.hands.do(Deed.LAY_CARD)
    _read_whole(stand)
    for _ in range(3):
        expect(
            not stand.device.wait_removed(0.3, threading.Event()),
            "a forgotten card counts as taken",
        )
        expect(stand.device.probe() is not None, "it does not answer with a card on it")
    stand.hands.do(Deed.LIFT_CARD)
    expect(
        stand.device.wait_removed(stand.patience_seconds, threading.Event()),
        "the forgotten card was taken at last and it does not notice",
    )


def _is_replayed(stand: Stand) -> None:
    stand.hands.do(Deed.LAY_CARD)
    replays(stand, _read)


def _stands_stress(stand: Stand) -> None:
    """Card after card."""
    for _ in rounds_of_stress(stand):
        _reads_a_card_that_is_laid_again(stand)


CHECKS = (
    *common_checks(),
    Check("says what it can do", Level.BRONZE, _says_what_it_can_do),
    Check("reads a laid card whole", Level.BRONZE, _reads_a_laid_card, _CARD),
    Check("says so when there is no card", Level.BRONZE, _says_so_when_there_is_no_card),
    Check("ends when it is cancelled", Level.SILVER, _ends_when_it_is_cancelled),
    Check(
        "tells a resting card from a lifted one",
        Level.SILVER,
        _tells_a_resting_card_from_a_lifted_one,
        _CARD,
    ),
    Check("reads a card that is laid again", Level.SILVER, _reads_a_card_that_is_laid_again, _CARD),
    Check(
        "notices a pulled plug while it waits, and reads again after",
        Level.SILVER,
        _notices_a_pulled_plug_while_it_waits,
        _CARD | {Deed.UNPLUG, Deed.PLUG},
    ),
    Check("makes no card of noise", Level.SILVER, _makes_no_card_of_noise, _CARD | {Deed.GARBLE}),
    Check(
        "makes no card of half an answer",
        Level.SILVER,
        _makes_no_card_of_half_an_answer,
        _CARD | {Deed.CUT},
    ),
    Check(
        "makes no second card of a doubled answer",
        Level.SILVER,
        _makes_no_two_cards_of_a_doubled_answer,
        _CARD | {Deed.DOUBLE},
    ),
    Check(
        "says that the card moved when it is lifted in reading",
        Level.SILVER,
        _says_that_the_card_moved,
        _CARD | {Deed.LIFT_IN_READING},
    ),
    Check(
        "is gone when it is silent, and back when it speaks",
        Level.SILVER,
        is_gone_when_it_is_silent,
        frozenset({Deed.FALL_SILENT, Deed.SPEAK_AGAIN}),
    ),
    Check("keeps a forgotten card in mind", Level.GOLD, _lets_a_forgotten_card_lie, _CARD),
    Check(
        "comes to the same outcome when its frames are played back",
        Level.GOLD,
        _is_replayed,
        _CARD,
        samples=REPLAY,
    ),
    Check("stands stress", Level.GOLD, _stands_stress, _CARD),
)
