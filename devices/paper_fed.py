"""How much paper a printer was told to feed since its driver was built. Owns numbers only."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

#: More than any mean needs; the newest say how long a receipt of this hall is.
KEPT_LENGTHS = 32


@dataclass(frozen=True, slots=True)
class PaperFed:
    """Jobs that completed: how many, how long together, and the last of them, oldest first."""

    receipts: int = 0
    total_mm: float = 0.0
    latest_mm: tuple[float, ...] = ()

    def after(self, job_mm: float) -> "PaperFed":
        """One more job."""
        latest = (*self.latest_mm, job_mm)[-KEPT_LENGTHS:]
        return PaperFed(self.receipts + 1, self.total_mm + job_mm, latest)


@runtime_checkable
class FeedingPrinter(Protocol):
    """A driver that knows the length of what it printed."""

    @property
    def fed(self) -> PaperFed:
        """Since this driver was built; may be read by any thread."""
        ...
