"""What every ``PageScanner`` (flatbed, feeder) must do. No page is kept."""

import contextlib
import threading
from collections.abc import Callable
from functools import partial

from devices.conformance.hands import Deed
from devices.conformance.kit import (
    Check,
    During,
    Level,
    Stand,
    common_checks,
    does_not_begin_when_cancelled_before,
    expect,
    expect_gone,
    plug_in,
    rounds_of_stress,
)
from devices.ports import (
    Cancelled,
    FeederEmpty,
    FeederTooFull,
    PagesScanned,
    ScanFailed,
    ScanOutcome,
    ScanSource,
)
from devices.status import Attention, DeviceGoneError, DeviceStatus, Unavailable

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
    pages = _Counter()
    for source in ScanSource:
        if source in stand.device.capabilities():
            does_not_begin_when_cancelled_before(partial(_scan, stand, source, pages))
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


def _delivers_no_half_page(stand: Stand) -> None:
    source = _any_source(stand)
    _lay_paper(stand, source)
    stand.hands.do(Deed.CUT)
    pages = _Counter()
    outcome = _scan(stand, source, pages)
    expect(isinstance(outcome, ScanFailed), f"of half a page it said {outcome}")
    expect(not pages.numbers, "it delivered half a page")
    stand.hands.do(Deed.CLEAR)
    _scans_again(stand, source)


def _lets_go_of_a_page_that_stands_still(stand: Stand) -> None:
    """Its own deadline is for nobody; a citizen who goes away is not kept waiting by it."""
    source = _any_source(stand)
    _lay_paper(stand, source)
    stand.hands.do(Deed.FALL_SILENT)
    pages = _Counter()
    outcome = _scan(stand, source, pages, During(lambda event: event.set(), at_look=10))
    expect(outcome == Cancelled(), f"cancelled in a page that stands still it said {outcome}")
    expect(not pages.numbers, "it delivered a page that never came")
    stand.hands.do(Deed.SPEAK_AGAIN)
    _scans_again(stand, source)


def _stops_at_the_limit(stand: Stand) -> None:
    stand.hands.do(Deed.EMPTY_FEEDER)
    stand.hands.do(Deed.LOAD_FEEDER)
    pages = _Counter()
    most = _SHEETS - 1
    outcome = stand.device.scan(ScanSource.FEEDER, pages, threading.Event(), most)
    expect(outcome == FeederTooFull(most), f"with a sheet too many it said {outcome}")
    expect(pages.numbers == [*range(1, most + 1)], f"it delivered pages {pages.numbers}")
    stand.hands.do(Deed.EMPTY_FEEDER)
    _scans_the_stack(stand)


def _keeps_a_stuck_sheet_in_mind(stand: Stand) -> None:
    stand.hands.do(Deed.LOAD_FEEDER)
    stand.hands.do(Deed.JAM)
    _scan(stand, ScanSource.FEEDER, _Counter())
    for _ in range(2):
        status: DeviceStatus = stand.device.probe()
        known = isinstance(status, Attention | Unavailable) and status.reason == "media-jam"
        expect(known, f"a sheet is stuck in it and it says {status}")
        stand.device.close()
        stand.device.open()
    stand.hands.do(Deed.CLEAR)
    _scans_the_stack(stand)
    status = stand.device.probe()
    is_over = not isinstance(status, Attention | Unavailable)
    expect(is_over, f"the sheet was pulled out and it still says {status}")


def _any_source(stand: Stand) -> ScanSource:
    return next(one for one in ScanSource if one in stand.device.capabilities())


def _lay_paper(stand: Stand, source: ScanSource) -> None:
    stand.hands.do(Deed.LAY_PAGE if source is ScanSource.FLATBED else Deed.LOAD_FEEDER)


def _scans_again(stand: Stand, source: ScanSource) -> None:
    _lay_paper(stand, source)
    outcome = _scan(stand, source, _Counter())
    expect(isinstance(outcome, PagesScanned), f"after the fault it said {outcome}")


def _expect_failed(outcome: ScanOutcome, reason: str, pages: int) -> None:
    expect(isinstance(outcome, ScanFailed), f"it said {outcome}")
    if isinstance(outcome, ScanFailed):
        said = outcome.status.reason if isinstance(outcome.status, Unavailable) else ""
        expect(said == reason, f"the cause is {reason}, it said {said}")
        expect(outcome.pages == pages, f"it delivered {pages} pages and counts {outcome.pages}")


def _stands_stress(stand: Stand) -> None:
    """Scan after scan."""
    for _ in rounds_of_stress(stand):
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
    Check(
        "delivers no half page",
        Level.SILVER,
        _delivers_no_half_page,
        frozenset({Deed.LAY_PAGE, Deed.CUT, Deed.CLEAR}),
    ),
    Check(
        "lets go of a page that stands still, and scans again",
        Level.SILVER,
        _lets_go_of_a_page_that_stands_still,
        frozenset({Deed.LAY_PAGE, Deed.FALL_SILENT, Deed.SPEAK_AGAIN}),
    ),
    Check(
        "stops at the limit of pages and says that there was more",
        Level.GOLD,
        _stops_at_the_limit,
        _LOADING,
        _FEEDER,
    ),
    Check(
        "keeps a stuck sheet in mind until it is pulled out",
        Level.GOLD,
        _keeps_a_stuck_sheet_in_mind,
        _LOADING | {Deed.JAM, Deed.CLEAR},
        _FEEDER | {"senses-jam"},
    ),
    Check("stands stress", Level.GOLD, _stands_stress, senses=_GLASS),
)
