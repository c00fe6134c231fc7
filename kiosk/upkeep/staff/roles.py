"""The two roles of staff and what each may do, as data. Owns the table and nothing else."""

from collections.abc import Mapping
from enum import StrEnum


class StaffRole(StrEnum):
    """Who somebody is to the terminal. The values are those of ``devices.status.Actor``."""

    HOST_STAFF = "host-staff"
    TECHNICIAN = "technician"


class Right(StrEnum):
    """One thing that somebody may do or see in service."""

    REFILL_RECEIPTS = "refill-receipts"
    REFILL_SHEETS = "refill-sheets"
    CLEAR_JAM = "clear-jam"
    WIPE_GLASS = "wipe-glass"
    CALL_TECHNICIAN = "call-technician"
    SEE_DEVICES = "see-devices"
    SEE_FRAMES = "see-frames"
    TEST_DEVICES = "test-devices"
    #: Files for those far away: the support bundle, frames of a wire.
    EXPORT = "export"


_HANDS = frozenset(
    {
        Right.REFILL_RECEIPTS,
        Right.REFILL_SHEETS,
        Right.CLEAR_JAM,
        Right.WIPE_GLASS,
        Right.CALL_TECHNICIAN,
    }
)

RIGHTS: Mapping[StaffRole, frozenset[Right]] = {
    StaffRole.HOST_STAFF: _HANDS,
    # A technician has nobody to call; everything else is theirs.
    StaffRole.TECHNICIAN: frozenset(Right) - {Right.CALL_TECHNICIAN},
}
