"""How much receipt paper is left, as far as it can be counted. Pure.

An estimate: a roll's length is what its maker says, and what came out by hand or in a job that
broke off is not counted. It is for people to plan with; whether anything can be printed is only the
printer's own sensors to say.
"""

from dataclasses import dataclass
from datetime import datetime

from devices.paper_fed import KEPT_LENGTHS, PaperFed
from devices.status import Attention, DeviceStatus, is_usable

_NEAR_END = "media-low"


@dataclass(frozen=True, slots=True)
class RollUse:
    """What was fed since somebody put a roll in and the printer saw it; never, without ``since``.

    ``latest_mm``: the last receipts, oldest first, whatever roll they came from.
    """

    since: datetime | None = None
    fed_mm: float = 0.0
    latest_mm: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperLeft:
    """By our count. ``receipts`` is None until one was printed, because nobody knows their length.

    ``percent`` is rounded down: 0 is less than one per cent, or more fed than the roll was long.
    """

    percent: int
    receipts: int | None
    since: datetime


def with_fed(use: RollUse, before: PaperFed, now: PaperFed) -> RollUse:
    """The roll after what the printer has fed between two looks at its driver."""
    count = now.receipts - before.receipts
    if count <= 0:
        return use
    latest = (*use.latest_mm, *now.latest_mm[-count:])[-KEPT_LENGTHS:]
    return RollUse(use.since, use.fed_mm + now.total_mm - before.total_mm, latest)


def sees_new_roll(status: DeviceStatus) -> bool:
    """Whether a printer that was asked after a refill has nothing against it."""
    is_low = isinstance(status, Attention) and status.reason == _NEAR_END
    return is_usable(status) and not is_low


def refilled(use: RollUse, at: datetime) -> RollUse:
    """A new roll is in."""
    return RollUse(at, 0.0, use.latest_mm)


def paper_left(roll_mm: int | None, use: RollUse) -> PaperLeft | None:
    """What is left of a roll that was ``roll_mm`` long; None where nobody can say."""
    if roll_mm is None or use.since is None:
        return None
    left_mm = max(0.0, roll_mm - use.fed_mm)
    receipts, latest_mm = None, sum(use.latest_mm)
    if latest_mm > 0:
        receipts = int(left_mm * len(use.latest_mm) / latest_mm)
    return PaperLeft(int(100 * left_mm / roll_mm), receipts, use.since)
