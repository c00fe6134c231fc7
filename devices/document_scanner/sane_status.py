"""What scanimage's exit code means: it is the SANE_Status of the last call (SANE standard, 4.2.7).

Owns the table from codes to reasons and to the person who must act. Pure.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from devices.status import Actor, State, Unavailable


class SaneStatus(IntEnum):
    """SANE_Status. scanimage also ends with 1 when it does not know an option."""

    GOOD = 0
    UNSUPPORTED = 1
    CANCELLED = 2
    DEVICE_BUSY = 3
    INVAL = 4
    EOF = 5
    JAMMED = 6
    NO_DOCS = 7
    COVER_OPEN = 8
    IO_ERROR = 9
    NO_MEM = 10
    ACCESS_DENIED = 11


@dataclass(frozen=True, slots=True)
class ScanFault:
    """Why no page came. ``reason`` has its words in ``config/locale``."""

    reason: str
    actor: Actor
    state: State = State.HARDWARE_ERROR

    def since(self, moment: datetime) -> Unavailable:
        """The fault as a device's status."""
        return Unavailable(self.state, self.reason, self.actor, moment)


#: The glass or the feeder let go of a page that had begun; the same sheet may be laid again.
PAGE_TORN = ScanFault("page-torn", Actor.CITIZEN, State.USER_ERROR)
#: Another size than was asked for: the scanner did not obey its settings.
PAGE_WRONG_SIZE = ScanFault("page-wrong-size", Actor.TECHNICIAN)
#: Nothing within the time of a page; the process was killed.
SCANNER_HUNG = ScanFault("scanner-hung", Actor.TECHNICIAN)
SCANNER_BUSY = ScanFault("scanner-busy", Actor.NOBODY, State.DEVICE_BUSY)
#: A person is wanted at its panel; what for, only the panel says.
SCANNER_STOPPED = ScanFault("scanner-stopped", Actor.HOST_STAFF)
MEDIA_JAM = ScanFault("media-jam", Actor.HOST_STAFF)
COVER_OPEN = ScanFault("cover-open", Actor.HOST_STAFF, State.USER_ERROR)
CRASHED = ScanFault("scan-program-crashed", Actor.TECHNICIAN)

_FAULTS = {
    SaneStatus.UNSUPPORTED: ScanFault("scan-setting-refused", Actor.TECHNICIAN),
    SaneStatus.CANCELLED: ScanFault("cancelled-at-scanner", Actor.CITIZEN, State.USER_ERROR),
    SaneStatus.DEVICE_BUSY: SCANNER_BUSY,
    SaneStatus.INVAL: ScanFault("scan-setting-refused", Actor.TECHNICIAN),
    SaneStatus.EOF: PAGE_TORN,
    SaneStatus.JAMMED: MEDIA_JAM,
    SaneStatus.NO_DOCS: ScanFault("feeder-empty", Actor.CITIZEN, State.USER_ERROR),
    SaneStatus.COVER_OPEN: COVER_OPEN,
    SaneStatus.IO_ERROR: ScanFault("scanner-io-error", Actor.TECHNICIAN),
    SaneStatus.NO_MEM: ScanFault("scanner-out-of-memory", Actor.TECHNICIAN),
    SaneStatus.ACCESS_DENIED: ScanFault("scanner-forbidden", Actor.TECHNICIAN),
}

#: Every reason that a page scanner can give of itself, for the test of words.
REASONS = frozenset(fault.reason for fault in _FAULTS.values()) | {
    fault.reason for fault in (PAGE_TORN, PAGE_WRONG_SIZE, SCANNER_HUNG, SCANNER_STOPPED, CRASHED)
}


#: The next scan may well go through; nobody need look at the scanner.
PASSING = frozenset(
    {PAGE_TORN, SCANNER_BUSY, _FAULTS[SaneStatus.CANCELLED], _FAULTS[SaneStatus.NO_DOCS]}
)
#: A scanner that cannot even be opened gives 1 whatever the cause; the cause is in the text
#: (``sane_strstatus``, always English under LC_ALL=C).
_OPENING_FAILED = "open of device"
_OPEN_TEXTS = {
    "failed: Device busy": SCANNER_BUSY,
    "failed: Access to resource has been denied": _FAULTS[SaneStatus.ACCESS_DENIED],
    "failed: Out of memory": _FAULTS[SaneStatus.NO_MEM],
}
_ABSENT = ScanFault("scanner-absent", Actor.TECHNICIAN, State.NO_DEVICE)


def fault_of(exit_code: int, said: str = "") -> ScanFault:
    """The fault behind an exit code other than 0; a signal or a strange code is a crash."""
    if exit_code == SaneStatus.UNSUPPORTED and _OPENING_FAILED in said:
        return _open_fault(said)
    try:
        return _FAULTS[SaneStatus(exit_code)]
    except (ValueError, KeyError):
        return CRASHED


def fault_of_open(said: str) -> str:
    """The reason why a scanner could not be opened."""
    return _open_fault(said).reason


def _open_fault(said: str) -> ScanFault:
    return next((fault for text, fault in _OPEN_TEXTS.items() if text in said), _ABSENT)
