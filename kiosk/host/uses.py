"""What came of the host's own commands, for the tallies: sheets and trials beside the ports' own.

Owns the way from outcomes of ``kiosk`` to uses; those of the ports are in ``devices/uses.py``.
"""

from devices import uses
from devices.uses import Use
from kiosk.paper.events import (
    PrintRefused,
    PrintSuspended,
    Refusal,
    SheetPrinted,
    SheetUncertain,
)
from kiosk.upkeep.findings import Failed, Passed
from kiosk.uplink.client import Answered, Refused, Unknown

#: Of all the reasons why no sheet was begun, those that are the printer's.
_PRINTERS = frozenset({Refusal.PRINTER_GONE, Refusal.PRINTER_UNFIT})


def use_of(outcome: object) -> Use:
    """How a command of the host counts."""
    match outcome:
        case SheetPrinted():
            return Use.DONE
        case PrintRefused(reason=reason) if reason not in _PRINTERS:
            return Use.ASIDE
        # What staff try has a report of its own; most trials only look.
        case Passed() | Failed():
            return Use.ASIDE
        case PrintRefused() | SheetUncertain():
            return Use.REFUSED
        # The host went; or old sheets were asked about.
        case PrintSuspended() | tuple():
            return Use.ASIDE
        # The platform was asked on a device's worker: that is no use of the device.
        case Answered() | Refused() | Unknown():
            return Use.ASIDE
        case _:
            return uses.use_of(outcome)
