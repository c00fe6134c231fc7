"""What every ``QrScanner`` must do. Codes are shown while it looks: some are lit all the time."""

import threading

from devices.conformance.hands import Deed
from devices.conformance.kit import (
    REPLAY,
    Check,
    During,
    Level,
    NotHeldError,
    Stand,
    common_checks,
    does_nothing_once_it_is_closed,
    ends_when_it_is_cancelled,
    expect,
    notices_a_pulled_plug_while_it_waits,
    replays,
    rounds_of_stress,
)
from devices.ports import CodeOutcome, CodeRead, NoCode, QrScanner

#: An envelope of nobody, and another one.
FIRST, SECOND = "E-7K3M9CQT4NPX-HR", "Gamma-0002"
_NEXT_HAND_SECONDS = 0.5
_CODE = frozenset({Deed.SHOW_CODE})


def _scan(stand: Stand, cancelled: threading.Event | None = None) -> CodeOutcome:
    scanner: QrScanner = stand.device
    return scanner.scan(stand.patience_seconds, cancelled or threading.Event())


def _scan_shown(stand: Stand, text: str) -> None:
    outcome = _scan(stand, During(lambda _: stand.hands.begin(Deed.SHOW_CODE, text)))
    if not isinstance(outcome, CodeRead):
        raise NotHeldError(f"a code was shown and it said {type(outcome).__name__}")
    expect(isinstance(outcome.payload, bytearray), "what it read cannot be wiped")
    read = bytes(outcome.payload)
    outcome.payload[:] = bytes(len(outcome.payload))
    if Deed.HIDE_CODE in stand.hands.deeds():
        stand.hands.do(Deed.HIDE_CODE)
    expect(read == text.encode(), "what it read is not what was shown")


def _says_what_it_can_do(stand: Stand) -> None:
    can = stand.device.capabilities()
    expect("reads-qr" in can, f"it says that it can only {sorted(can)}")


def _reads_a_shown_code(stand: Stand) -> None:
    _scan_shown(stand, FIRST)


def _says_so_when_there_is_no_code(stand: Stand) -> None:
    outcome = stand.device.scan(0.2, threading.Event())
    expect(outcome == NoCode(), f"no code was shown and it said {type(outcome).__name__}")


def _ends_when_it_is_cancelled(stand: Stand) -> None:
    ends_when_it_is_cancelled(lambda cancelled: _scan(stand, cancelled))


def _reads_the_next_code_and_not_the_last(stand: Stand) -> None:
    for text in (FIRST, SECOND, FIRST):
        _scan_shown(stand, text)


def _notices_a_pulled_plug_while_it_looks(stand: Stand) -> None:
    notices_a_pulled_plug_while_it_waits(stand, lambda cancelled: _scan(stand, cancelled))
    _scan_shown(stand, FIRST)


def _does_not_read_once_it_is_closed(stand: Stand) -> None:
    does_nothing_once_it_is_closed(stand, lambda cancelled: stand.device.scan(0.2, cancelled))


def _carries_nothing_of_a_doubled_code_over(stand: Stand) -> None:
    stand.hands.do(Deed.DOUBLE)
    outcome = _scan(stand, During(lambda _: stand.hands.begin(Deed.SHOW_CODE, FIRST)))
    if not isinstance(outcome, CodeRead):
        raise NotHeldError(f"a code was shown and it said {type(outcome).__name__}")
    # Without a terminator two copies can only be told apart by a pause that they do not have.
    copies = bytes(outcome.payload)
    whole = copies.startswith(FIRST.encode()) and copies.endswith(FIRST.encode())
    expect(whole, "it made another code of the two copies")
    # The next citizen's hand is not there before the second copy has passed.
    stand.clock.wait(threading.Event(), _NEXT_HAND_SECONDS)
    _scan_shown(stand, SECOND)


def _is_replayed(stand: Stand) -> None:
    shown = During(lambda _: stand.hands.begin(Deed.SHOW_CODE, FIRST))
    replays(stand, lambda stand: _scan(stand, shown))


def _stands_stress(stand: Stand) -> None:
    """Code after code."""
    for number in rounds_of_stress(stand):
        _scan_shown(stand, f"Stress-{number:08}")


CHECKS = (
    *common_checks(),
    Check("says what it can do", Level.BRONZE, _says_what_it_can_do),
    Check("reads a shown code whole", Level.BRONZE, _reads_a_shown_code, _CODE),
    Check("says so when there is no code", Level.BRONZE, _says_so_when_there_is_no_code),
    Check("ends when it is cancelled", Level.SILVER, _ends_when_it_is_cancelled),
    Check(
        "reads the next code and not the last",
        Level.SILVER,
        _reads_the_next_code_and_not_the_last,
        _CODE,
    ),
    Check(
        "notices a pulled plug while it looks, and reads again after",
        Level.SILVER,
        _notices_a_pulled_plug_while_it_looks,
        _CODE | {Deed.UNPLUG, Deed.PLUG},
    ),
    Check("does not read once it is closed", Level.SILVER, _does_not_read_once_it_is_closed),
    Check(
        "carries nothing of a doubled code over to the next",
        Level.SILVER,
        _carries_nothing_of_a_doubled_code_over,
        _CODE | {Deed.DOUBLE},
    ),
    Check(
        "comes to the same outcome when its frames are played back",
        Level.GOLD,
        _is_replayed,
        _CODE,
        samples=REPLAY,
    ),
    Check("stands stress", Level.GOLD, _stands_stress, _CODE),
)
