"""What every ``PageScanner`` (flatbed, feeder) must do. No page is kept."""

import contextlib
import threading
from collections.abc import Callable

from devices.conformance.hands import Deed
from devices.conformance.kit import (
    Check,
    Level,
    Stand,
    common_checks,
    expect,
    expect_gone,
    plug_in,
)
from devices.ports import (
    Cancelled,
    FeederEmpty,
    PagesScanned,
    ScanFailed,
    ScanOutcome,
    ScanSource,
)
from devices.status import DeviceGoneError, Unavailable

#: As many as ``Deed.LOAD_FEEDER`` puts in.
_SHEETS = 3
_GLASS = frozenset({str(ScanSource.FLATBED)})
_FEEDER = frozenset({str(ScanSource.FEEDER)})
_LOADING = frozenset({Deed.LOAD_FEEDER, Deed.EMPTY_FEEDER})


class _Counter:
    """A sink that counts, and does something after a page."""

    def __init__(self, after: Callable[[], None] = lambda: None) -> None:
        self.numbers: list[int] = []
        self._after = after

    def __call__(self, number: int, pixels: memoryview, width_px: int, height_px: int) -> None:
        expect(len(pixels) == width_px * height_px * 3, "a page is not as large as it says")
        self.numbers.append(number)
        self._after()


def _scan(
    stand: Stand,
    source: ScanSource,
    sink: Callable[[int, memoryview, int, int], None],
    cancelled: threading.Event | None = None,
) -> ScanOutcome:
    outcome: ScanOutcome = stand.device.scan(source, sink, cancelled or threading.Event())
    return outcome


def _says_what_it_can_do(stand: Stand) -> None:
    can = stand.device.capabilities()
    expect("pages" in can and bool(can & (_GLASS | _FEEDER)), f"it says that it can {sorted(can)}")


def _scans_the_glass(stand: Stand) -> None:
    pages = _Counter()
    outcome = _scan(stand, ScanSource.FLATBED, pages)
    expect(outcome == PagesScanned(1), f"it said {outcome}")
    expect(pages.numbers == [1], f"it delivered pages {pages.numbers}")


def _scans_the_stack(stand: Stand) -> None:
    stand.hands.do(Deed.EMPTY_FEEDER)
    stand.hands.do(Deed.LOAD_FEEDER)
    pages = _Counter()
    outcome = _scan(stand, ScanSource.FEEDER, pages)
    expect(outcome == PagesScanned(_SHEETS), f"of {_SHEETS} sheets it said {outcome}")
    expect(pages.numbers == [*range(1, _SHEETS + 1)], f"it delivered pages {pages.numbers}")


def _says_that_the_feeder_is_empty(stand: Stand) -> None:
    stand.hands.do(Deed.EMPTY_FEEDER)
    outcome = _scan(stand, ScanSource.FEEDER, _Counter())
    expect(outcome == FeederEmpty(), f"it said {outcome}")


def _delivers_nothing_when_cancelled_before(stand: Stand) -> None:
    cancelled, pages = threading.Event(), _Counter()
    cancelled.set()
    for source in ScanSource:
        if source in stand.device.capabilities():
            outcome = _scan(stand, source, pages, cancelled)
            expect(outcome == Cancelled(), f"it said {outcome}")
    expect(not pages.numbers, "cancelled before, it delivered a page")


def _stops_in_the_middle_of_a_stack(stand: Stand) -> None:
    stand.hands.do(Deed.EMPTY_FEEDER)
    stand.hands.do(Deed.LOAD_FEEDER)
    cancelled = threading.Event()
    pages = _Counter(cancelled.set)
    outcome = _scan(stand, ScanSource.FEEDER, pages, cancelled)
    expect(outcome == Cancelled(), f"it said {outcome}")
    expect(pages.numbers == [1], f"cancelled after page 1 it delivered {pages.numbers}")
    _scans_the_stack(stand)


def _keeps_nothing_of_a_page(stand: Stand) -> None:
    held: list[memoryview] = []
    source = next(one for one in ScanSource if one in stand.device.capabilities())
    _scan(stand, source, lambda number, pixels, width_px, height_px: held.append(pixels))
    expect(not any(any(page) for page in held), "a page is still in memory after its scan")


def _notices_a_pulled_plug_in_use(stand: Stand) -> None:
    stand.hands.do(Deed.EMPTY_FEEDER)
    stand.hands.do(Deed.LOAD_FEEDER)
    pages = _Counter(lambda: stand.hands.do(Deed.UNPLUG))
    with contextlib.suppress(DeviceGoneError):
        outcome = _scan(stand, ScanSource.FEEDER, pages)
        expect(isinstance(outcome, ScanFailed), f"unplugged in use it said {outcome}")
    expect(pages.numbers == [*range(1, len(pages.numbers) + 1)], "pages are missing between")
    expect_gone(stand.device.probe, "unplugged in use, it answers")
    stand.device.close()
    plug_in(stand)
    _scans_the_stack(stand)


def _stops_at_a_jam(stand: Stand) -> None:
    stand.hands.do(Deed.EMPTY_FEEDER)
    stand.hands.do(Deed.LOAD_FEEDER)
    stand.hands.do(Deed.JAM)
    pages = _Counter()
    _expect_failed(_scan(stand, ScanSource.FEEDER, pages), "media-jam", len(pages.numbers))
    stand.hands.do(Deed.CLEAR)
    _scans_the_stack(stand)


def _says_that_the_cover_is_open(stand: Stand) -> None:
    stand.hands.do(Deed.LOAD_FEEDER)
    stand.hands.do(Deed.OPEN_COVER)
    _expect_failed(_scan(stand, ScanSource.FEEDER, _Counter()), "cover-open", 0)
    stand.hands.do(Deed.CLOSE_COVER)
    _scans_the_stack(stand)


def _expect_failed(outcome: ScanOutcome, reason: str, pages: int) -> None:
    expect(isinstance(outcome, ScanFailed), f"it said {outcome}")
    if isinstance(outcome, ScanFailed):
        said = outcome.status.reason if isinstance(outcome.status, Unavailable) else ""
        expect(said == reason, f"the cause is {reason}, it said {said}")
        expect(outcome.pages == pages, f"it delivered {pages} pages and counts {outcome.pages}")


def _stands_stress(stand: Stand) -> None:
    """Scan after scan, for as long as it was asked (one hour for the badge)."""
    until = stand.clock.monotonic() + stand.stress_seconds
    rounds = 0
    while rounds < 3 or stand.clock.monotonic() < until:
        rounds += 1
        _scans_the_glass(stand)


CHECKS = (
    *common_checks(),
    Check("says what it can do", Level.BRONZE, _says_what_it_can_do),
    Check("scans the glass", Level.BRONZE, _scans_the_glass, senses=_GLASS),
    Check(
        "scans every sheet of its feeder once and in order",
        Level.BRONZE,
        _scans_the_stack,
        _LOADING,
        _FEEDER,
    ),
    Check(
        "says that its feeder is empty",
        Level.SILVER,
        _says_that_the_feeder_is_empty,
        frozenset({Deed.EMPTY_FEEDER}),
        _FEEDER,
    ),
    Check(
        "delivers nothing when cancelled before",
        Level.SILVER,
        _delivers_nothing_when_cancelled_before,
    ),
    Check(
        "stops in the middle of a stack, and scans again",
        Level.SILVER,
        _stops_in_the_middle_of_a_stack,
        _LOADING,
        _FEEDER,
    ),
    Check("keeps nothing of a page", Level.SILVER, _keeps_nothing_of_a_page),
    Check(
        "notices a pulled plug in a scan, and scans again after",
        Level.SILVER,
        _notices_a_pulled_plug_in_use,
        _LOADING | {Deed.UNPLUG, Deed.PLUG},
        _FEEDER,
    ),
    Check(
        "stops at a jam, counts whole pages only, and scans again",
        Level.SILVER,
        _stops_at_a_jam,
        _LOADING | {Deed.JAM, Deed.CLEAR},
        _FEEDER,
    ),
    Check(
        "says that its cover is open, and scans again",
        Level.SILVER,
        _says_that_the_cover_is_open,
        _LOADING | {Deed.OPEN_COVER, Deed.CLOSE_COVER},
        _FEEDER | {"senses-cover-open"},
    ),
    Check("stands stress", Level.GOLD, _stands_stress, senses=_GLASS),
)
