"""A network scanner that is not there: eSCL over HTTP on loopback, with a glass and a feeder.

Owns the paper in it, the jobs, and the faults. Must not know the driver. Faults are true on the
wire: a cut breaks the connection in the middle of a page, a torn page is a whole answer with half a
picture in it, a jam leaves the sheet in the machine until somebody takes it out.
"""

import threading
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.virtual import escl_documents
from devices.virtual.escl_documents import ScanSettings, SettingsRefusedError
from devices.virtual.escl_wire import HOST, Answer, Cut, EsclWire
from devices.virtual.papers import A4_PX, draw_paper, page_count, paper_names
from kiosk.clock import Clock

_JPEG_QUALITY = 88
#: The lid of the glass, seen through it.
_LID = 236
_STALL_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a paper of ``papers.py``."""

    paper: str
    page: int


@dataclass(slots=True)
class _Job:
    settings: ScanSettings
    delivered: int = 0


@dataclass(slots=True)
class _Faults:
    """What bad luck has arranged. Pages are counted from 1 within a job; 0 is never."""

    jam_on_page: int = 0
    cut_on_page: int = 0
    tear_on_page: int = 0
    garble_on_page: int = 0
    stall_on_page: int = 0
    refusals: int = 0
    page_seconds: float = 0.0
    is_cover_open: bool = False
    is_busy: bool = False
    is_stopped: bool = False


class VirtualEsclScanner:
    """``actions`` for the dock, ``url`` for the adapter."""

    def __init__(self, clock: Clock, port: int = 0) -> None:
        self._clock = clock
        self._wire = EsclWire(port, self._answer)
        self._guard = threading.RLock()
        self._hurry = threading.Event()
        self._uuid = str(uuid.uuid5(uuid.NAMESPACE_URL, "openhall:virtual-scanner"))
        self._glass: Sheet | None = None
        self._feeder: deque[Sheet] = deque()
        self._is_jammed = False
        self._faults = _Faults()
        self._jobs: dict[str, _Job] = {}
        #: Everything that was asked, as ``METHOD last-part-of-path``, for tests and the dock.
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """The root of its services."""
        return f"http://{HOST}:{self._wire.port}/eSCL/"

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What hands and bad luck can do with it."""
        return {
            "lay": self.lay, "remove": self.remove, "load": self.load, "unload": self.unload,
            "jam": self.jam, "clear_jam": self.clear_jam, "cover_open": self.open_cover,
            "cover_close": self.close_cover, "busy": self.occupy, "free": self.free,
            "cut": self.cut, "tear": self.tear, "garble": self.garble, "stall": self.stall,
            "refuse": self.refuse, "slow": self.slow, "stop": self.stop_machine,
            "clear": self.clear_faults, "unplug": self.unplug, "plug": self.plug,
            "power_cut": self.cut_power, "power_on": self.plug,
        }  # fmt: skip

    def start(self) -> None:
        """Switch on."""
        self.plug()

    def stop(self) -> None:
        """Switch off; every thread is joined and every socket closed."""
        self.unplug()

    def state(self) -> dict[str, object]:
        """What somebody standing before the machine would see."""
        with self._guard:
            return {
                "plugged": self._wire.is_up,
                "glass": "" if self._glass is None else f"{self._glass.paper}/{self._glass.page}",
                "feeder": len(self._feeder),
                "jammed": self._is_jammed,
                "jam_on_page": self._faults.jam_on_page,
                "cover_open": self._faults.is_cover_open,
                "busy": self._faults.is_busy,
                "jobs": len(self._jobs),
                "papers": {name: page_count(name) for name in paper_names()},
                "url": self.url,
            }

    # --- hands --------------------------------------------------------------------------------

    def lay(self, paper: str = "lease", page: int = 1) -> None:
        """Lay a page on the glass."""
        self._glass = _sheet(paper, page)

    def remove(self) -> None:
        """Take it off the glass."""
        self._glass = None

    def load(self, paper: str = "lease", copies: int = 1) -> None:
        """Put all pages of a paper into the feeder, so many times over."""
        sheets = [_sheet(paper, page + 1) for page in range(page_count(paper))]
        with self._guard:
            self._feeder.extend(sheets * copies)

    def unload(self) -> None:
        """Take everything out of the feeder."""
        with self._guard:
            self._feeder.clear()

    def clear_jam(self) -> None:
        """Pull the sheet out of the machine; it is not put back."""
        with self._guard:
            self._is_jammed = False
            self._faults.jam_on_page = 0

    def open_cover(self) -> None:
        """The feeder's cover."""
        self._faults.is_cover_open = True

    def close_cover(self) -> None:
        """Until it clicks."""
        self._faults.is_cover_open = False

    def unplug(self) -> None:
        """Every connection breaks, nobody answers, every job is forgotten."""
        self._hurry.set()
        self._wire.close()
        with self._guard:
            self._jobs.clear()

    def cut_power(self) -> None:
        """Dark at once. The sheet that was being drawn in stays stuck between the rollers."""
        with self._guard:
            is_feeding = any(job.settings.is_feeder for job in self._jobs.values())
            self._is_jammed = self._is_jammed or is_feeding
        self.unplug()

    def plug(self) -> None:
        """Answer again, at the same address."""
        self._hurry.clear()
        self._wire.open()

    # --- bad luck -----------------------------------------------------------------------------

    def jam(self, on_page: int = 1) -> None:
        """Let this sheet of the next job stick."""
        self._faults.jam_on_page = on_page

    def cut(self, on_page: int = 1) -> None:
        """Break the connection in the middle of this page."""
        self._faults.cut_on_page = on_page

    def tear(self, on_page: int = 1) -> None:
        """Deliver half of this page's picture, and call it all."""
        self._faults.tear_on_page = on_page

    def garble(self, on_page: int = 1) -> None:
        """Deliver something for this page that is no picture."""
        self._faults.garble_on_page = on_page

    def stall(self, on_page: int = 1) -> None:
        """Send half of this page, then nothing, and keep the connection."""
        self._faults.stall_on_page = on_page

    def refuse(self, times: int = 2) -> None:
        """Answer so many questions for a page with 503: not yet."""
        self._faults.refusals = times

    def slow(self, page_seconds: float = 2.0) -> None:
        """Take so long for each page."""
        self._faults.page_seconds = page_seconds

    def occupy(self) -> None:
        """Somebody else's computer scans."""
        self._faults.is_busy = True

    def free(self) -> None:
        """Somebody else is done."""
        self._faults.is_busy = False

    def stop_machine(self) -> None:
        """Need a person at the panel, for a reason that only the panel tells."""
        self._faults.is_stopped = True

    def clear_faults(self) -> None:
        """Make everything well; the paper stays."""
        with self._guard:
            self._faults = _Faults()
            self._is_jammed = False

    # --- the protocol -------------------------------------------------------------------------

    def _answer(self, method: str, path: str, body: bytes) -> Answer | Cut:
        parts = path.strip("/").split("/")
        self.asked.append(f"{method} {parts[-1] if len(parts) < 3 else '/'.join(parts[1::2])}")
        match (method, *parts):
            case ("GET", "eSCL", "ScannerCapabilities"):
                return Answer(200, escl_documents.capabilities(self._uuid, "VIRTUAL-1"))
            case ("GET", "eSCL", "ScannerStatus"):
                return Answer(200, self._status())
            case ("POST", "eSCL", "ScanJobs"):
                return self._begin(body)
            case ("GET", "eSCL", "ScanJobs", job, "NextDocument"):
                return self._next_document(job)
            case ("DELETE", "eSCL", "ScanJobs", job):
                with self._guard:
                    known = self._jobs.pop(job, None)
                return Answer(HTTPStatus.OK if known else HTTPStatus.NOT_FOUND)
            case _:
                return Answer(HTTPStatus.NOT_FOUND)

    def _status(self) -> bytes:
        with self._guard:
            state = "Processing" if self._faults.is_busy or self._jobs else "Idle"
            if self._faults.is_stopped:
                state = "Stopped"
            jobs = [f"/eSCL/ScanJobs/{job}" for job in self._jobs]
            return escl_documents.status(state, self._adf_state(), jobs)

    def _adf_state(self) -> str:
        if self._is_jammed:
            return "ScannerAdfJam"
        if self._faults.is_cover_open:
            return "ScannerAdfHatchOpen"
        return "ScannerAdfLoaded" if self._feeder else "ScannerAdfEmpty"

    def _begin(self, body: bytes) -> Answer:
        try:
            settings = escl_documents.read_settings(body)
        except SettingsRefusedError:
            return Answer(HTTPStatus.BAD_REQUEST)
        with self._guard:
            if self._faults.is_busy or self._faults.is_stopped or self._jobs:
                return Answer(HTTPStatus.SERVICE_UNAVAILABLE)
            if settings.is_feeder and self._adf_state() != "ScannerAdfLoaded":
                return Answer(HTTPStatus.CONFLICT)
            job = str(uuid.uuid4())
            self._jobs[job] = _Job(settings)
        return Answer(HTTPStatus.CREATED, headers={"Location": f"{self.url}ScanJobs/{job}"})

    def _next_document(self, name: str) -> Answer | Cut:
        with self._guard:
            job = self._jobs.get(name)
            if job is None:
                return Answer(HTTPStatus.NOT_FOUND)
            if self._faults.refusals > 0:
                self._faults.refusals -= 1
                return Answer(HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "1"})
            page = job.delivered + 1
            sheet = self._pull(job, page)
            if isinstance(sheet, Answer):
                # A job without a next page is over, whatever ended it.
                self._jobs.pop(name, None)
                return sheet
            job.delivered = page
        if self._faults.page_seconds:
            self._clock.wait(self._hurry, self._faults.page_seconds)
        return self._picture(_drawn(sheet, job.settings), job, page)

    def _pull(self, job: _Job, page: int) -> Sheet | Answer | None:
        """The sheet that is scanned next; None for the bare lid."""
        if not job.settings.is_feeder:
            return self._glass if page == 1 else Answer(HTTPStatus.NOT_FOUND)
        if self._faults.is_cover_open:
            return Answer(HTTPStatus.CONFLICT)
        if not self._feeder:
            return Answer(HTTPStatus.NOT_FOUND)
        sheet = self._feeder.popleft()
        if page == self._faults.jam_on_page:
            self._is_jammed = True
            return Answer(HTTPStatus.CONFLICT)
        return sheet

    def _picture(self, pixels: NDArray[np.uint8], job: _Job, page: int) -> Answer | Cut:
        whole = _encoded(pixels, job.settings)
        half = whole[: len(whole) // 2]
        faults, kind = self._faults, job.settings.content_type
        if page == faults.cut_on_page:
            return Cut(half, len(whole), kind)
        if page == faults.stall_on_page:
            return Cut(
                half, len(whole), kind, lambda: self._clock.wait(self._hurry, _STALL_SECONDS)
            )
        if page == faults.tear_on_page:
            return Answer(HTTPStatus.OK, half, kind)
        if page == faults.garble_on_page:
            return Answer(HTTPStatus.OK, b"<html>busy</html>" * 40, kind)
        return Answer(HTTPStatus.OK, whole, kind)


def _sheet(paper: str, page: int) -> Sheet:
    if paper not in paper_names() or not 1 <= page <= page_count(paper):
        raise ValueError(f"no page {page} of {paper!r}")
    return Sheet(paper, page)


def _drawn(sheet: Sheet | None, settings: ScanSettings) -> NDArray[np.uint8]:
    if sheet is None:
        pixels = np.full((A4_PX[1], A4_PX[0], 3), _LID, np.uint8)
    else:
        pixels = draw_paper(sheet.paper, sheet.page)
    size = (settings.width_px, settings.height_px)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _encoded(pixels: NDArray[np.uint8], settings: ScanSettings) -> bytes:
    if not settings.is_colour:
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    if settings.content_type == "image/png":
        return cv2.imencode(".png", pixels)[1].tobytes()
    quality = [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
    return cv2.imencode(".jpg", pixels, quality)[1].tobytes()
