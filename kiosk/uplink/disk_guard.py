"""Room on the disk: when to take no new case, and the ballast that keeps the rest working.

Owns the decision and the ballast file; must not delete anything else. On a full disk SQLite can
neither update nor delete, so what is stored could not even be settled: the ballast is given up
then, and taken back when there is room again.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DiskUse:
    """A file system in bytes."""

    total_bytes: int
    free_bytes: int


def disk_use(folder: Path) -> DiskUse:
    """The file system that holds ``folder``, as an ordinary user may use it."""
    stat = os.statvfs(folder)
    used = (stat.f_blocks - stat.f_bfree) * stat.f_frsize
    free = stat.f_bavail * stat.f_frsize
    return DiskUse(used + free, free)


@dataclass(frozen=True, slots=True)
class DiskLimits:
    """When a terminal stops taking cases."""

    full_at_ratio: float = 0.85
    ballast_bytes: int = 64 * 1024 * 1024


class DiskGuard:
    """Watches one folder."""

    def __init__(
        self, folder: Path, limits: DiskLimits, measure: Callable[[Path], DiskUse] = disk_use
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._measure = measure
        self._ballast = folder / "ballast"

    def has_room(self, extra_bytes: int = 0) -> bool:
        """True when a new case may be taken."""
        use = self._measure(self._folder)
        used = use.total_bytes - use.free_bytes + extra_bytes
        return used <= use.total_bytes * self._limits.full_at_ratio

    def reserve(self) -> bool:
        """Take the ballast, when there is room for it; true when it is there."""
        size = self._limits.ballast_bytes
        if self._ballast.exists() and self._ballast.stat().st_size == size:
            return True
        if not self.has_room(size):
            return False
        with self._ballast.open("wb") as file:
            # Really allocated: a sparse file would give nothing back.
            os.posix_fallocate(file.fileno(), 0, size)
            os.fsync(file.fileno())
        return True

    def give_up_ballast(self) -> bool:
        """Make room for settling what is stored; false when it was given up before."""
        existed = self._ballast.exists()
        self._ballast.unlink(missing_ok=True)
        return existed
