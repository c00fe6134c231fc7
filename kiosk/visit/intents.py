"""What a citizen can ask for by touch: the closed list between screens and session.

Screens report these and nothing else; the session decides what they mean. ``Stroke`` points are
(x, y) in 0..1 of the signature field, origin top left.
"""

from dataclasses import dataclass
from enum import StrEnum

from devices.ports import ScanSource


class Tool(StrEnum):
    """The doors of the home screen."""

    APPLY = "apply"
    PROOF = "proof"
    SCAN = "scan"
    PROGRESS = "progress"
    LICENCE = "licence"
    TICKET = "ticket"


class Aid(StrEnum):
    """The five help keys of the dock."""

    HELP = "help"
    TEXT_LARGE = "text-large"
    CONTRAST = "contrast"
    SPEECH = "speech"
    LOW_REACH = "low-reach"


@dataclass(frozen=True, slots=True)
class Wake:
    """The first touch on the attract screen. Starts nothing else."""


@dataclass(frozen=True, slots=True)
class EnterService:
    """A finger rested on the mark of the attract screen: staff want to come in."""


@dataclass(frozen=True, slots=True)
class OpenTool:
    """One of the doors of the home screen."""

    tool: Tool


@dataclass(frozen=True, slots=True)
class OpenCategory:
    """One of the categories of the home screen."""

    category: str


@dataclass(frozen=True, slots=True)
class OpenService:
    """A service, by its code."""

    code: str


@dataclass(frozen=True, slots=True)
class Continue:
    """The one primary key of the screen."""


@dataclass(frozen=True, slots=True)
class Back:
    """One step back."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Go, and wipe."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Still here. ``extra_seconds`` is 0 for a plain touch, 180 for the key that says so."""

    extra_seconds: int = 0


@dataclass(frozen=True, slots=True)
class EditField:
    """Open the keyboard for a field; ``None`` closes it."""

    field_id: str | None


@dataclass(frozen=True, slots=True)
class SetAnswer:
    """The citizen's own answer to a field."""

    field_id: str
    value: str


@dataclass(frozen=True, slots=True)
class ScanMaterial:
    """Scan this material now."""

    material_id: str


@dataclass(frozen=True, slots=True)
class PromiseMaterial:
    """Bring this material later (容缺)."""

    material_id: str


@dataclass(frozen=True, slots=True)
class ToggleConsent:
    """Agree to a sentence, or take it back. ``undertaking`` is the promise of missing papers."""

    consent_id: str


@dataclass(frozen=True, slots=True)
class CaptureNow:
    """Take the picture by hand instead of waiting for the automatic shot."""


@dataclass(frozen=True, slots=True)
class ScanPages:
    """Take what lies on the scanner's glass, or all that is in its feeder."""

    source: ScanSource


@dataclass(frozen=True, slots=True)
class StopScanning:
    """No more of the feeder's pages; those that were taken stay."""


@dataclass(frozen=True, slots=True)
class RetakePage:
    """Throw one page away and take it again."""

    index: int


@dataclass(frozen=True, slots=True)
class FinishCapture:
    """No more pages."""


@dataclass(frozen=True, slots=True)
class SignatureChanged:
    """All strokes on the glass so far."""

    strokes: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Submit:
    """Hand the case in."""


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """Print the receipt (again, when the first did not come out)."""


@dataclass(frozen=True, slots=True)
class PrintLicence:
    """Print the licence here, now."""


@dataclass(frozen=True, slots=True)
class PaperTaken:
    """The citizen says that the paper is in their hand."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Five-point rating, 5 best."""

    grade: int


@dataclass(frozen=True, slots=True)
class ToggleTag:
    """A word that goes with the rating."""

    tag: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Not now (rating, optional things)."""


@dataclass(frozen=True, slots=True)
class UseAid:
    """One of the five help keys."""

    aid: Aid


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Switch the language, e.g. ``zh-CN``."""

    code: str


Intent = (
    Wake
    | EnterService
    | OpenTool
    | OpenCategory
    | OpenService
    | Continue
    | Back
    | Leave
    | Stay
    | EditField
    | SetAnswer
    | ScanMaterial
    | PromiseMaterial
    | ToggleConsent
    | CaptureNow
    | ScanPages
    | StopScanning
    | RetakePage
    | FinishCapture
    | SignatureChanged
    | Submit
    | PrintReceipt
    | PrintLicence
    | PaperTaken
    | Rate
    | ToggleTag
    | Skip
    | UseAid
    | ChooseLanguage
)
