"""Flatbed and feeder through SANE: every question and every scan is a scanimage of its own.

Owns how a scan is asked for, what its end means and what is remembered of it. Must not look at what
a page shows. SANE knows no sensors: whether a jam is cleared is known by the next scan only, so a
fault is remembered as something to look at, and the scanner stays in use.
"""

import shutil
import threading
from collections.abc import Callable
from typing import assert_never

import cv2
import numpy as np

from devices.document_scanner.sane_child import (
    PROGRAM,
    ScanChild,
    ask_program,
    sweep_abandoned_folders,
)
from devices.document_scanner.sane_options import (
    LIST_FORMAT,
    ScannerOptions,
    read_list,
    read_options,
)
from devices.document_scanner.sane_pages import Ended, EndedBy, RawPage, SanePages
from devices.document_scanner.sane_picture import Pixels
from devices.document_scanner.sane_settings import SaneSettings, SaneWay, ScanForm
from devices.document_scanner.sane_status import (
    PAGE_TORN,
    PAGE_WRONG_SIZE,
    PASSING,
    SCANNER_HUNG,
    SaneStatus,
    ScanFault,
    fault_of,
    fault_of_open,
)
from devices.ports import (
    Cancelled,
    FeederEmpty,
    FeederTooFull,
    PageSink,
    PagesScanned,
    ScanFailed,
    ScanOutcome,
    ScanSource,
)
from devices.status import Attention, DeviceGoneError, DeviceStatus, Ready
from kiosk.clock import Clock

#: Listing waits for backends that look around; a network scanner takes a round trip or two.
_ASK_SECONDS = 15.0
#: Scanners with a glass of 296 mm exist, and some round to whole bytes.
_SIZE_TOLERANCE = 0.10
#: A feeder may measure its sheets: a slip is shorter than the paper asked for, never longer.
_LEAST_SHEET = 0.15


def make_sane_scanner(settings: SaneSettings, clock: Clock) -> "SaneScanner":
    """The adapter of the settings' word ``sane``."""
    return SaneScanner(settings.way, settings, clock)


class SaneScanner:
    """``ports.PageScanner`` on scanimage. ``way`` is asked anew for every child."""

    def __init__(self, way: Callable[[], SaneWay], form: ScanForm, clock: Clock) -> None:
        self._way, self._form, self._clock = way, form, clock
        self._name = ""
        self._options: ScannerOptions | None = None
        self._remembered: Attention | None = None
        self._look_at = 0.0

    def open(self) -> None:
        """Find the scanner and learn what it can. Raises DeviceGoneError."""
        if shutil.which(PROGRAM) is None:
            raise DeviceGoneError("scan-program-missing")
        sweep_abandoned_folders()
        self._name = self._way().device or self._find()
        self._options = read_options(self._ask("--all-options", f"--device-name={self._name}"))
        self._look_later()

    def close(self) -> None:
        """Forget what was found. No process outlives its question."""
        self._name, self._options = "", None

    def probe(self) -> DeviceStatus:
        """How the last scan left it; now and then it is opened to see that it is there."""
        if self._clock.monotonic() >= self._look_at:
            self._ask("--dont-scan", f"--device-name={self._name}")
            self._look_later()
        return self._remembered or Ready()

    @property
    def remembered(self) -> Attention | None:
        """The fault of the last scan, until one goes through."""
        return self._remembered

    def capabilities(self) -> frozenset[str]:
        """``pages``, and where from: ``flatbed``, ``feeder``."""
        sources = self._options.sources if self._options is not None else {}
        return frozenset({"pages", *(str(source) for source in sources)})

    def scan(
        self, source: ScanSource, sink: PageSink, cancelled: threading.Event, most_pages: int = 40
    ) -> ScanOutcome:
        """See ``ports.PageScanner``."""
        if cancelled.is_set():
            return Cancelled()
        if self._options is None or source not in self._options.sources:
            return self._failed(0, fault_of(SaneStatus.UNSUPPORTED))
        run = _Run(source, self._size_px(self._options), sink, most_pages, self._form.end_seconds)
        child = ScanChild(self._arguments(source, self._options), self._way().config)
        try:
            end = run.go(child, SanePages(child, self._clock, self._form.page_seconds), cancelled)
        finally:
            child.close()
        if isinstance(end, ScanFault):
            return self._failed(run.pages, end)
        if isinstance(end, PagesScanned):
            self._remembered = None
        return end

    def _failed(self, pages: int, fault: ScanFault) -> ScanFailed:
        now = self._clock.wall()
        if fault in PASSING:
            self._remembered = None
        else:
            self._remembered = Attention(fault.reason, fault.actor, now)
            self._look_at = self._clock.monotonic()  # is it there at all?
        return ScanFailed(pages, fault.since(now))

    def _find(self) -> str:
        listed = read_list(self._ask(f"--formatted-device-list={LIST_FORMAT}"))
        model = self._way().model
        fitting = [one.name for one in listed if model in one.vendor_and_model]
        if len(fitting) != 1:
            raise DeviceGoneError("not-unique" if fitting else "scanner-absent")
        return fitting[0]

    def _ask(self, *arguments: str) -> str:
        code, said = ask_program(arguments, self._way().config, self._clock, _ASK_SECONDS)
        if code is None:
            raise DeviceGoneError("not-answering")
        if code != SaneStatus.GOOD:
            raise DeviceGoneError(fault_of_open(said))
        return said

    def _look_later(self) -> None:
        self._look_at = self._clock.monotonic() + self._form.look_every_seconds

    def _arguments(self, source: ScanSource, options: ScannerOptions) -> list[str]:
        """The source first: it changes what the other options may be."""
        form = self._form
        words = {
            "source": options.sources[source],
            "mode": _mode(options.modes, form.is_colour),
            "depth": "8" if "depth" in options.names else "",
            "resolution": str(options.resolution_dpi(form.resolution_dpi))
            if "resolution" in options.names
            else "",
        }
        area = (f"-{name}{value:g}" for name, value in self._area() if name in options.names)
        count = ("--batch-count=1",) if source is ScanSource.FLATBED else ()
        return [
            f"--device-name={self._name}", "--format=pnm",
            *(f"--{name}={word}" for name, word in words.items() if word),
            *area, "--batch={folder}/%d", "--batch-print", *count,
        ]  # fmt: skip

    def _size_px(self, options: ScannerOptions) -> tuple[int, int]:
        return self._form.size_px_at(options.resolution_dpi(self._form.resolution_dpi))

    def _area(self) -> tuple[tuple[str, float], ...]:
        return (("x", self._form.paper_width_mm), ("y", self._form.paper_height_mm))


class _Run:
    """One scan from its first page to its end. ``pages`` counts those that the sink took."""

    def __init__(
        self,
        source: ScanSource,
        size_px: tuple[int, int],
        sink: PageSink,
        most_pages: int,
        end_seconds: float,
    ) -> None:
        self._source, self._size_px, self._sink = source, size_px, sink
        self._end_seconds = end_seconds
        self._most_pages = most_pages
        self._picture = np.zeros((0, 0, 3), np.uint8)
        self.pages = 0

    def go(
        self, child: ScanChild, pages: SanePages, cancelled: threading.Event
    ) -> ScanOutcome | ScanFault:
        try:
            while True:
                page = pages.next(cancelled)
                if isinstance(page, Ended):
                    return self._meaning(page, child)
                if self.pages == self._most_pages or not self._fits(page.pixels):
                    pages.stop()
                    is_full = self.pages == self._most_pages
                    return FeederTooFull(self.pages) if is_full else PAGE_WRONG_SIZE
                self._deliver(page)
                if self._source is ScanSource.FLATBED:
                    child.has_ended(self._end_seconds)
                    return PagesScanned(1)
        finally:
            pages.wipe()
            self._picture[:] = 0

    def _deliver(self, page: RawPage) -> None:
        height, width, channels = page.pixels.shape
        if self._picture.shape != (height, width, 3):
            self._picture = np.zeros((height, width, 3), np.uint8)
        turn = cv2.COLOR_RGB2BGR if channels == 3 else cv2.COLOR_GRAY2BGR
        cv2.cvtColor(page.pixels, turn, dst=self._picture)
        self._sink(page.number, self._picture.data.cast("B"), width, height)
        self._picture[:] = 0
        self.pages += 1

    def _fits(self, pixels: Pixels) -> bool:
        """As large as was asked for: a scanner that did not listen must not cut a page off."""
        width, height = self._size_px
        across, down = pixels.shape[1] / width, pixels.shape[0] / height
        least = 1 - _SIZE_TOLERANCE if self._source is ScanSource.FLATBED else _LEAST_SHEET
        most = 1 + _SIZE_TOLERANCE
        return bool(least <= across <= most and least <= down <= most)

    def _meaning(self, ended: Ended, child: ScanChild) -> ScanOutcome | ScanFault:
        match ended.by:
            case EndedBy.CANCELLED:
                return Cancelled()
            case EndedBy.DEADLINE:
                return SCANNER_HUNG
            case EndedBy.TORN | EndedBy.REFUSED:
                return PAGE_TORN
            case EndedBy.EXIT:
                child.listen()
                return self._after_exit(child.close(), child.said, ended.is_page_begun)
            case _:
                assert_never(ended.by)

    def _after_exit(self, code: int, said: str, is_page_begun: bool) -> ScanOutcome | ScanFault:
        # scanimage calls an empty feeder a success (0) once it has begun, and 7 before.
        if code not in (SaneStatus.GOOD, SaneStatus.NO_DOCS):
            return fault_of(code, said)
        if is_page_begun:
            return PAGE_TORN
        if self._source is ScanSource.FLATBED:
            return fault_of(SaneStatus.NO_DOCS)
        return PagesScanned(self.pages) if self.pages else FeederEmpty()


def _mode(modes: tuple[str, ...], is_colour: bool) -> str:
    """The scanner's own word for colour or grey; empty when it has no choice."""
    wanted = ("color", "colour") if is_colour else ("gray", "grey")
    return next((word for word in modes if any(w in word.lower() for w in wanted)), "")
