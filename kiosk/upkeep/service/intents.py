"""What staff can ask for by touch: the closed list between service screens and session."""

from dataclasses import dataclass

from kiosk.host.service_messages import Chore
from kiosk.upkeep.device_actions import ActionName


@dataclass(frozen=True, slots=True)
class SignOff:
    """Leave service (or the door of it)."""


@dataclass(frozen=True, slots=True)
class GoBack:
    """To where one came from."""


@dataclass(frozen=True, slots=True)
class TypeInstead:
    """Type the letters of the badge: window and reader may be what is broken."""


@dataclass(frozen=True, slots=True)
class SetDraft:
    """What stands in the field that is being typed into."""

    text: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """The typed badge, PIN or stack of sheets is complete."""


@dataclass(frozen=True, slots=True)
class EditField:
    """Type into another field (``serial`` or ``sheets``)."""

    name: str


@dataclass(frozen=True, slots=True)
class OpenDevice:
    """Look at one device."""

    device_id: str


@dataclass(frozen=True, slots=True)
class PauseFrames:
    """Hold the picture of the wire still, or let it run again."""


@dataclass(frozen=True, slots=True)
class Act:
    """Have a device do something at once."""

    device_id: str
    action: ActionName


@dataclass(frozen=True, slots=True)
class StopAct:
    """Do not wait any longer for the card or the code of an action."""


@dataclass(frozen=True, slots=True)
class ExportFrames:
    """Write down what passed over the wire of a device, to be taken along."""

    device_id: str


@dataclass(frozen=True, slots=True)
class PrintStatus:
    """Print how every device is."""


@dataclass(frozen=True, slots=True)
class ExportBundle:
    """Collect what those far away need, to be taken along."""


@dataclass(frozen=True, slots=True)
class StartWalk:
    """Test step by step: one device, or with an empty id all."""

    device_id: str = ""


@dataclass(frozen=True, slots=True)
class StartTrial:
    """Do the trial that is on the screen (again)."""


@dataclass(frozen=True, slots=True)
class StopTrial:
    """Do not wait any longer for a card or a code."""


@dataclass(frozen=True, slots=True)
class JudgeTrial:
    """What one saw: ``good``, ``poor`` or ``nothing``."""

    verdict: str


@dataclass(frozen=True, slots=True)
class NextTrial:
    """On to the next; what was not tried is written down as not tried."""


@dataclass(frozen=True, slots=True)
class PreviousItem:
    """Back to the device before, in a walk."""


@dataclass(frozen=True, slots=True)
class RepeatItem:
    """Try once more what did not go well at a device: the glass was wiped, the cable pushed in."""

    device_id: str


@dataclass(frozen=True, slots=True)
class PauseWalk:
    """Put the walk off; what was judged is kept while one is signed in."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A finger on the glass, in pixels of the drawing from the top left."""

    x_px: float
    y_px: float


@dataclass(frozen=True, slots=True)
class OpenChore:
    """Begin a chore at a device (empty for the glass and the telephone)."""

    chore: Chore
    device_id: str = ""


@dataclass(frozen=True, slots=True)
class ChoreFinished:
    """The hands are done: now the machine looks."""


@dataclass(frozen=True, slots=True)
class SettleLost:
    """What became of an uncertain sheet, and which blank lies on top of the tray."""

    sheet: str
    is_found: bool
    top: str


ServiceIntent = (
    SignOff
    | GoBack
    | TypeInstead
    | SetDraft
    | Confirm
    | EditField
    | OpenDevice
    | PauseFrames
    | Act
    | StopAct
    | ExportFrames
    | PrintStatus
    | ExportBundle
    | StartWalk
    | StartTrial
    | StopTrial
    | JudgeTrial
    | NextTrial
    | PreviousItem
    | RepeatItem
    | PauseWalk
    | Touched
    | OpenChore
    | ChoreFinished
    | SettleLost
)
