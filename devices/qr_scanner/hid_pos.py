"""Reports of a scanner in HID-POS mode: parts of a code in, commands out. Pure.

Owns the layout of a report (HID Point of Sale usage tables, page 0x8C; the makers' order of the
fields is the same in all that were seen). Must not open, wait or believe anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from devices.qr_scanner.parts import Part
from devices.qr_scanner.protocol import AIM_LETTERS, UNKNOWN_SYMBOLOGY

HidTriggerName = Literal["honeywell", "none"]

REPORT_BYTES = 64
REPORT_SCANNED_DATA = 0x02
#: Honeywell takes its serial commands in this report.
_REPORT_COMMAND = 0xFD

_LENGTH_AT, _AIM_AT, _DATA_AT = 1, 2, 5
_MOST_DATA_BYTES = 56
_CONTINUES_AT, _CONTINUES_BIT = 63, 0x01


@dataclass(frozen=True, slots=True)
class HidTrigger:
    """The commands of a make; empty where it looks all the time."""

    on: bytes = b""
    off: bytes = b""
    aim_on: bytes = b""
    aim_off: bytes = b""


HID_TRIGGERS: Mapping[HidTriggerName, HidTrigger] = {
    "honeywell": HidTrigger(
        b"\x16\x54\x0d",
        b"\x16\x55\x0d",
        b"\x16\x4d\x0dSCNAIM2!",
        b"\x16\x4d\x0dSCNAIM0!",
    ),
    "none": HidTrigger(),
}


class Unusable(Enum):
    """A report without a code in it."""

    #: Status, keys, a maker's own: nothing is wrong.
    FOREIGN = "foreign"
    #: Of the right kind, but shorter than it says.
    CUT = "cut"


def command_report(command: bytes) -> bytes:
    """A command as the report that carries it, filled up to its fixed size."""
    return (bytes([_REPORT_COMMAND, len(command)]) + command).ljust(REPORT_BYTES, b"\0")


def read_report(report: memoryview) -> Part | Unusable:
    """One input report, its id first."""
    if len(report) == 0 or report[0] != REPORT_SCANNED_DATA:
        return Unusable.FOREIGN
    if len(report) < _DATA_AT:
        return Unusable.CUT
    length = report[_LENGTH_AT]
    if length > _MOST_DATA_BYTES or len(report) < _DATA_AT + length:
        return Unusable.CUT
    # Without its last byte nobody knows whether more follows: a half code is worse than none.
    if len(report) <= _CONTINUES_AT:
        return Unusable.CUT
    symbology = UNKNOWN_SYMBOLOGY
    if report[_AIM_AT] == ord("]"):
        symbology = AIM_LETTERS.get(report[_AIM_AT + 1], UNKNOWN_SYMBOLOGY)
    with report[_DATA_AT : _DATA_AT + length] as content:
        data = bytearray(content)
    return Part(symbology, data, bool(report[_CONTINUES_AT] & _CONTINUES_BIT))
