"""Host and visit on pages from flatbed and feeder: a part of the closed list in ``messages``.

Pages travel by shared memory, beside these words. ``request_id`` is minted by the visit.
"""

from dataclasses import dataclass
from enum import StrEnum

from devices.ports import ScanSource

# --- visit -> host ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StartScan:
    """Scan the glass, or the feeder until it is empty; at most so many pages."""

    request_id: int
    source: ScanSource
    most_pages: int


@dataclass(frozen=True, slots=True)
class PageKept:
    """The page worker has the page of the last PageScanned: its memory may be wiped."""

    request_id: int


@dataclass(frozen=True, slots=True)
class PageLost:
    """The page worker has died: no page can be taken any more."""

    request_id: int


@dataclass(frozen=True, slots=True)
class StopScan:
    """The pages that are still to come are not wanted."""

    request_id: int


# --- host -> visit ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScanStarted:
    """The scanner works. ``ring_name`` is the camera's, for a page worker to look at."""

    request_id: int
    ring_name: str


@dataclass(frozen=True, slots=True)
class PageScanned:
    """One whole page lies in a ring of its own; the scanner waits until PageKept."""

    request_id: int
    ring_name: str
    sequence: int


class ScanResult(StrEnum):
    """How StartScan ended."""

    DONE = "done"
    EMPTY = "empty"
    TOO_FULL = "too-full"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ScanEnded:
    """No page comes any more; ``pages`` were kept, whatever went wrong after them."""

    request_id: int
    result: ScanResult
    pages: int
    #: Of a scan that failed: a reason of the device's status.
    reason: str
