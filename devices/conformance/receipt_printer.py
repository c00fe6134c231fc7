"""What every ``ReceiptPrinter`` must do. ``samples["receipt"]()`` gives a fresh job to print."""

import threading
from typing import cast

from devices.conformance.hands import Deed
from devices.conformance.kit import (
    REPLAY,
    Check,
    Level,
    NotHeldError,
    Stand,
    common_checks,
    expect,
    is_gone_when_it_is_silent,
    replays,
    rounds_of_stress,
)
from devices.ports import (
    PresentingPrinter,
    ReceiptOutcome,
    ReceiptPrinted,
    ReceiptPrinter,
    ReceiptRefused,
    ReceiptRetracted,
    ReceiptTaken,
    ReceiptUncertain,
)
from devices.status import Actor, Attention, DeviceStatus, Unavailable, is_usable

_PAPER = frozenset({Deed.PAPER_OUT, Deed.REFILL})


def _job(stand: Stand) -> bytearray:
    return cast(bytearray, stand.samples["receipt"]())


def _print(stand: Stand) -> ReceiptOutcome:
    senses = stand.device.capabilities()
    if "senses-receipt-taken" in senses and "retracts" not in senses:
        # It cannot draw the last one back, and prints nothing behind it.
        stand.hands.do(Deed.TAKE_RECEIPT)
    printer: ReceiptPrinter = stand.device
    return printer.print_receipt(_job(stand))


def _prints(stand: Stand) -> None:
    outcome = _print(stand)
    expect(outcome == ReceiptPrinted(), f"it is well and said {type(outcome).__name__}")


def _says_what_it_can_sense(stand: Stand) -> None:
    missing = {"prints-receipt", "senses-paper-out"} - stand.device.capabilities()
    expect(not missing, f"it does not say {', '.join(sorted(missing))}")


def _prints_two_one_after_the_other(stand: Stand) -> None:
    _prints(stand)
    _prints(stand)


def _leaves_the_job_to_its_caller(stand: Stand) -> None:
    job = _job(stand)
    before = bytes(job)
    stand.device.print_receipt(job)
    expect(bytes(job) == before, "it changed the job, which is its caller's to wipe")
    job[:] = bytes(len(job))


def _takes_no_job_without_a_barrier(stand: Stand) -> None:
    try:
        stand.device.print_receipt(bytearray(b"\x1b@text\n"))
    except ValueError:
        return
    raise NotHeldError("it printed a job that could never be known as printed")


def _refused(outcome: ReceiptOutcome) -> DeviceStatus:
    if not isinstance(outcome, ReceiptRefused):
        raise NotHeldError(f"it was not fit to print and said {type(outcome).__name__}")
    return outcome.status


def _asks_staff(status: DeviceStatus, what: str) -> None:
    expect(isinstance(status, Unavailable), f"{what}: it says {status}")
    acts = isinstance(status, Unavailable) and status.actor is Actor.HOST_STAFF
    expect(acts, f"{what}: the host site's staff is not asked to act")


def _sends_nothing_without_paper(stand: Stand) -> None:
    stand.hands.do(Deed.PAPER_OUT)
    _asks_staff(stand.device.probe(), "without paper")
    _asks_staff(_refused(_print(stand)), "without paper")
    stand.hands.do(Deed.REFILL)
    expect(is_usable(stand.device.probe()), "paper was put in and it is not well")
    _prints(stand)


def _sends_nothing_with_its_cover_open(stand: Stand) -> None:
    stand.hands.do(Deed.OPEN_COVER)
    _asks_staff(_refused(_print(stand)), "cover open")
    stand.hands.do(Deed.CLOSE_COVER)
    _prints(stand)


def _is_not_believed_when_it_is_silent(stand: Stand) -> None:
    """Silence is never "paper OK"."""
    is_gone_when_it_is_silent(stand, lambda: _print(stand))


def _says_that_paper_is_low(stand: Stand) -> None:
    stand.hands.do(Deed.PAPER_LOW)
    status = stand.device.probe()
    expect(isinstance(status, Attention), f"its paper is near the end and it says {status}")
    _prints(stand)
    stand.hands.do(Deed.REFILL)


def _claims_nothing_that_did_not_come_out(stand: Stand) -> None:
    """The paper ends in the middle of a job."""
    stand.hands.do(Deed.PAPER_ENDS)
    outcome = _print(stand)
    uncertain = isinstance(outcome, ReceiptUncertain)
    expect(uncertain, f"the paper ended in the middle and it said {type(outcome).__name__}")
    stand.hands.do(Deed.REFILL)
    expect(is_usable(stand.device.probe()), "paper was put in and it is not well")
    _prints(stand)


def _knows_that_it_was_taken(stand: Stand) -> None:
    _prints(stand)
    stand.hands.begin(Deed.TAKE_RECEIPT)
    printer: PresentingPrinter = stand.device
    became = printer.await_taken(stand.patience_seconds, threading.Event())
    expect(became == ReceiptTaken(), f"it was taken and it said {type(became).__name__}")
    expect(is_usable(stand.device.probe()), "the receipt was taken and it is not well")


def _draws_back_what_nobody_took(stand: Stand) -> None:
    """Whoever it belongs to has gone; the next one must not get it."""
    _prints(stand)
    gone = threading.Event()
    gone.set()
    printer: PresentingPrinter = stand.device
    became = printer.await_taken(stand.patience_seconds, gone)
    expect(became == ReceiptRetracted(), f"nobody took it and it said {type(became).__name__}")
    _prints(stand)
    stand.hands.do(Deed.TAKE_RECEIPT)


def _is_replayed(stand: Stand) -> None:
    replays(stand, _print)


def _stands_stress(stand: Stand) -> None:
    """Receipt after receipt."""
    for number in rounds_of_stress(stand):
        _prints(stand)
        expect(is_usable(stand.device.probe()), f"after {number} receipts it is not well")


CHECKS = (
    *common_checks(),
    Check("says what it can sense", Level.BRONZE, _says_what_it_can_sense),
    Check("prints, and knows that it did", Level.BRONZE, _prints),
    Check("prints two, one after the other", Level.SILVER, _prints_two_one_after_the_other),
    Check("leaves the job to its caller to wipe", Level.SILVER, _leaves_the_job_to_its_caller),
    Check("takes no job without a barrier", Level.SILVER, _takes_no_job_without_a_barrier),
    Check(
        "sends nothing without paper, and prints when there is some",
        Level.SILVER,
        _sends_nothing_without_paper,
        _PAPER,
    ),
    Check(
        "sends nothing with its cover open",
        Level.SILVER,
        _sends_nothing_with_its_cover_open,
        frozenset({Deed.OPEN_COVER, Deed.CLOSE_COVER}),
        frozenset({"senses-cover"}),
    ),
    Check(
        "is not believed when it is silent",
        Level.SILVER,
        _is_not_believed_when_it_is_silent,
        frozenset({Deed.FALL_SILENT, Deed.SPEAK_AGAIN}),
    ),
    Check(
        "says that its paper is near the end",
        Level.GOLD,
        _says_that_paper_is_low,
        frozenset({Deed.PAPER_LOW, Deed.REFILL}),
        frozenset({"senses-paper-low"}),
    ),
    Check(
        "claims nothing that did not come out",
        Level.GOLD,
        _claims_nothing_that_did_not_come_out,
        frozenset({Deed.PAPER_ENDS, Deed.REFILL}),
        frozenset({"senses-completion"}),
    ),
    Check(
        "knows that a receipt was taken",
        Level.GOLD,
        _knows_that_it_was_taken,
        frozenset({Deed.TAKE_RECEIPT}),
        frozenset({"senses-receipt-taken"}),
    ),
    Check(
        "draws back a receipt that nobody took",
        Level.GOLD,
        _draws_back_what_nobody_took,
        frozenset({Deed.TAKE_RECEIPT}),
        frozenset({"retracts"}),
    ),
    Check(
        "comes to the same outcome when its frames are played back",
        Level.GOLD,
        _is_replayed,
        samples=REPLAY,
    ),
    Check("stands stress", Level.GOLD, _stands_stress),
)
