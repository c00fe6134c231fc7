"""Whether somebody of the host site has called for a technician who has not come yet.

Owns how a call begins and ends in the log of deeds: called at the glass, come when a technician
signs in there. Kept nowhere else, so a restarted host knows of it.
"""

from datetime import datetime

from kiosk.upkeep.staff.audit import Audit, AuditLine, Deed
from kiosk.upkeep.staff.roles import StaffRole


class TechnicianCall:
    """Asked often and from any thread: the log is read anew only when it has changed."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit
        self._known: tuple[int, datetime | None] = (-1, None)

    def since(self) -> datetime | None:
        """When the first call was made that nobody has come for; None when there is none.

        Raises OSError when the log is there and cannot be read.
        """
        size, (read_size, called_at) = self._audit.size(), self._known
        if size != read_size:
            called_at = _open_call(self._audit.lines())
            self._known = (size, called_at)
        return called_at


def _open_call(lines: tuple[AuditLine, ...]) -> datetime | None:
    called_at: datetime | None = None
    for line in lines:
        if line.deed == Deed.TECHNICIAN_CALLED and called_at is None:
            called_at = datetime.fromisoformat(line.at)
        elif line.deed == Deed.SIGNED_IN and line.detail == StaffRole.TECHNICIAN:
            called_at = None
    return called_at
