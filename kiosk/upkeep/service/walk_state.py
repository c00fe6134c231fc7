"""A guided test as one frozen value: its steps, which is on the screen, how the others ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from config.terminal import PORTRAIT_PX
from devices.status import Role
from kiosk.host.service_messages import DeviceTried
from kiosk.upkeep.plan import Place, TrialName


class StepVerdict(StrEnum):
    """How one step of a walk ended."""

    GOOD = "good"
    POOR = "poor"
    FAILED = "failed"
    SKIPPED = "skipped"


#: From what is no trouble to what is most.
WORSE = (StepVerdict.GOOD, StepVerdict.SKIPPED, StepVerdict.POOR, StepVerdict.FAILED)


@dataclass(frozen=True, slots=True)
class WalkStep:
    """One trial of one device, and how it ended once it did. ``slot`` is the lamp of a lamp's."""

    device_id: str
    role: Place
    trial: TrialName
    verdict: StepVerdict | None = None
    tried: DeviceTried | None = None
    at: datetime | None = None
    by_person: bool = False
    slot: Role | None = None


@dataclass(frozen=True, slots=True)
class Touching:
    """The points of the glass so far: how far each touch was off. ``until`` is monotonic.

    ``drawing_px`` is width and height of what is drawn on the glass.
    """

    misses_px: tuple[float, ...]
    until: float
    drawing_px: tuple[int, int] = PORTRAIT_PX


@dataclass(frozen=True, slots=True)
class Item:
    """All steps of one device: a bar of the screen. ``first`` and ``after`` are their places."""

    device_id: str
    role: Place
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Walk:
    """A guided test. ``request_id`` is set while the machine is at it.

    ``touching`` is set while the glass itself is tried. ``is_whole`` when all devices are in it.
    """

    steps: tuple[WalkStep, ...]
    at: int = 0
    request_id: int = 0
    tried: DeviceTried | None = None
    touching: Touching | None = None
    is_whole: bool = False

    @property
    def is_over(self) -> bool:
        """Whether every step has been looked at."""
        return self.at >= len(self.steps)

    @property
    def items(self) -> tuple[Item, ...]:
        """The devices, in their order."""
        found: list[Item] = []
        for place, step in enumerate(self.steps):
            if found and found[-1].device_id == step.device_id:
                last = found.pop()
                found.append(Item(last.device_id, last.role, last.first, place + 1))
            else:
                found.append(Item(step.device_id, step.role, place, place + 1))
        return tuple(found)

    def steps_of(self, item: Item) -> tuple[WalkStep, ...]:
        """The steps of one device."""
        return self.steps[item.first : item.after]

    @property
    def item_at(self) -> int:
        """Which device is on the screen; as many as there are when the walk is over."""
        return next(
            (number for number, item in enumerate(self.items) if self.at < item.after),
            len(self.items),
        )


def worst(steps: tuple[WalkStep, ...]) -> StepVerdict | None:
    """The verdict that stands for several steps; None while one of them has none."""
    verdicts = [step.verdict for step in steps if step.verdict is not None]
    if len(verdicts) < len(steps):
        return None
    return max(verdicts, key=WORSE.index)
