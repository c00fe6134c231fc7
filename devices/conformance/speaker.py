"""What every ``Speaker`` must do. That it is heard is asked of the far end, where there is one."""

import threading

from devices.conformance.hands import Deed
from devices.conformance.kit import (
    Check,
    During,
    Level,
    Stand,
    cancelling,
    common_checks,
    does_not_begin_when_cancelled_before,
    does_nothing_once_it_is_closed,
    expect,
    expect_gone,
    plug_in,
    rounds_of_stress,
)
from devices.ports import Cancelled
from devices.speaker.port import Speaker, SpeechOutcome, Spoken

#: Generic on purpose, and long enough to be broken off.
SENTENCE = "声音测试。请听这一句，声音清楚吗？"
#: Nobody says it faster; nobody listens longer.
_SHORTEST_SECONDS, _LONGEST_SECONDS = 1.0, 15.0


def _speak(stand: Stand, cancelled: threading.Event | None = None) -> SpeechOutcome:
    speaker: Speaker = stand.device
    return speaker.speak(SENTENCE, cancelled or threading.Event())


def _says_what_it_can_do(stand: Stand) -> None:
    can = stand.device.capabilities()
    expect("speaks" in can, f"it says that it can only {sorted(can)}")


def _speaks_a_sentence(stand: Stand) -> None:
    outcome = _speak(stand)
    is_spoken = isinstance(outcome, Spoken)
    expect(is_spoken, f"told to speak it said {type(outcome).__name__}")
    if isinstance(outcome, Spoken):
        fits = _SHORTEST_SECONDS <= outcome.seconds <= _LONGEST_SECONDS
        expect(fits, f"one sentence took {outcome.seconds:.1f} s")


def _speaks_twice(stand: Stand) -> None:
    first, second = _speak(stand), _speak(stand)
    expect(first == second, f"the same sentence was {first} and then {second}")


def _ends_when_it_is_cancelled(stand: Stand) -> None:
    does_not_begin_when_cancelled_before(lambda cancelled: _speak(stand, cancelled))


def _stops_in_the_middle(stand: Stand) -> None:
    stand.hands.do(Deed.FALL_SILENT)
    outcome = _speak(stand, cancelling())
    expect(outcome == Cancelled(), f"cancelled in a sentence it said {type(outcome).__name__}")
    stand.hands.do(Deed.SPEAK_AGAIN)
    _speaks_a_sentence(stand)


def _notices_a_pulled_plug_in_a_sentence(stand: Stand) -> None:
    stand.hands.do(Deed.FALL_SILENT)
    pulled = During(lambda _: stand.hands.do(Deed.UNPLUG))
    expect_gone(lambda: _speak(stand, pulled), "unplugged in a sentence it answers")
    stand.device.close()
    stand.hands.do(Deed.SPEAK_AGAIN)
    plug_in(stand)
    _speaks_a_sentence(stand)


def _says_nothing_once_it_is_closed(stand: Stand) -> None:
    does_nothing_once_it_is_closed(stand, lambda cancelled: _speak(stand, cancelled))


def _stands_stress(stand: Stand) -> None:
    """Sentence after sentence."""
    for _ in rounds_of_stress(stand):
        _speaks_a_sentence(stand)


_SILENCE = frozenset({Deed.FALL_SILENT, Deed.SPEAK_AGAIN})
CHECKS = (
    *common_checks(),
    Check("says what it can do", Level.BRONZE, _says_what_it_can_do),
    Check("speaks a sentence", Level.BRONZE, _speaks_a_sentence),
    Check("speaks the same sentence again", Level.SILVER, _speaks_twice),
    Check("ends when it is cancelled", Level.SILVER, _ends_when_it_is_cancelled),
    Check("stops in the middle of a sentence", Level.SILVER, _stops_in_the_middle, _SILENCE),
    Check(
        "notices a pulled plug in a sentence, and speaks again after",
        Level.SILVER,
        _notices_a_pulled_plug_in_a_sentence,
        _SILENCE | {Deed.UNPLUG, Deed.PLUG},
    ),
    Check("says nothing once it is closed", Level.SILVER, _says_nothing_once_it_is_closed),
    Check("stands stress", Level.GOLD, _stands_stress),
)
