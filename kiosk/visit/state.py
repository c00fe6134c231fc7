"""Everything a visit knows, as one frozen value. Owns no transitions (``session``) and no words.

This is where the personal data of a visit lives, and the reason why a visit is a process.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from devices.ports import ScanSource
from devices.status import DeviceReport
from kiosk.cases.materials import MaterialRefused, Materials
from kiosk.catalogue.loader import Service
from kiosk.host.scan_messages import ScanResult
from kiosk.identity.documents import Person
from kiosk.journey.answers import Answers
from kiosk.journey.validation import FieldProblem
from kiosk.uplink.contract import CaseReply, EnvelopeView
from kiosk.visit.intents import Tool

# --- where the citizen is ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attract:
    """Nobody is here."""


@dataclass(frozen=True, slots=True)
class Home:
    """Choosing. ``tool`` and ``category`` narrow the list."""

    tool: Tool | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """Reading what a service needs, before anything is asked."""


class CardTrouble(StrEnum):
    """Why the last try to read a card came to nothing."""

    MOVED = "moved"
    REFUSED = "refused"
    NOT_UNDERSTOOD = "not-understood"
    EXPIRED = "expired"
    READER_GONE = "reader-gone"


@dataclass(frozen=True, slots=True)
class Identify:
    """Waiting for a card."""

    request_id: int
    until: float
    trouble: CardTrouble | None = None
    #: SW3 of the card that was refused; 0 for any other trouble.
    status_word: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """Looking at one step of the form. ``editing`` is the field with the keyboard open."""

    step_id: str
    editing: str | None = None
    draft: str = ""
    #: Why the draft, or the whole form, will not do yet.
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class MaterialList:
    """The papers of the case. ``refusal`` says why the last wish cannot be."""

    refusal: MaterialRefused | None = None


@dataclass(frozen=True, slots=True)
class PageThumb:
    """One page that was taken. ``jpeg`` is a thumbnail."""

    index: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class ScanNote:
    """How the last scan of this material ended, for whoever waits for its pages."""

    result: ScanResult
    pages: int
    #: A reason of the scanner's status, when it failed.
    reason: str


@dataclass(frozen=True, slots=True)
class Capture:
    """Under the document camera, or at the scanner beside it."""

    material_id: str
    is_live: bool = False
    pages: tuple[PageThumb, ...] = ()
    quad: tuple[tuple[float, float], ...] = ()
    hint: str = ""
    checks: Mapping[str, bool] = field(default_factory=dict)
    is_finishing: bool = False
    #: There is no camera now. The scanner, if any, and the pages so far remain.
    is_camera_gone: bool = False
    #: Where the scanner takes pages from at this moment.
    scanning: ScanSource | None = None
    scanned: ScanNote | None = None
    #: The page that the worker was told to throw away and still has; until then none stands still.
    dropping: int | None = None
    #: Pages too many that the worker was told to throw away and still has.
    surplus: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """Looking once more, and signing."""

    strokes: tuple[tuple[tuple[float, float], ...], ...] = ()
    is_sealing: bool = False
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """Handed in: the rungs climb while this is shown."""

    shown_at: float


class SheetPhase(StrEnum):
    """How the official sheet stands."""

    PREPARING = "preparing"
    PRINTING = "printing"
    WAITING = "waiting"
    TAKE = "take"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Printing the result."""

    phase: SheetPhase
    request_id: int = 0
    reason: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """The question how it was."""

    grade: int = 0
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scanning:
    """Waiting for a code at the window; ``trouble`` says what the last one was."""

    request_id: int
    until: float
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an envelope code still waits for."""

    view: EnvelopeView


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the journey needs is gone. ``back_to`` is where it goes on when it is back."""

    role: str
    reason: str
    back_to: "Stage"


class Ending(StrEnum):
    """Why the visit is over."""

    FINISHED = "finished"
    LEFT = "left"
    TIMED_OUT = "timed-out"
    #: Not this visit's: the one before left a card, and this one knows nothing of the person.
    CARD_LEFT = "card-left"


@dataclass(frozen=True, slots=True)
class Goodbye:
    """The proof that nothing stays."""

    ending: Ending
    until: float


Stage = (
    Attract
    | Home
    | Guide
    | Identify
    | Form
    | MaterialList
    | Capture
    | Review
    | Submitted
    | Sheet
    | Rating
    | Scanning
    | Envelope
    | Fault
    | Goodbye
)

# --- what is known ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aids:
    """The keys that help to see; gone with the visit."""

    is_large: bool = False
    is_contrast: bool = False
    shows_help: bool = False


@dataclass(frozen=True, slots=True)
class PlatformView:
    """What the host says of the platform."""

    is_online: bool = False
    since: datetime | None = None
    key: str | None = None
    versions: Mapping[str, str] | None = None
    suspended: frozenset[str] = frozenset()


class ReceiptPhase(StrEnum):
    """How the receipt stands."""

    NONE = "none"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """The case after Submit: which rungs are reached, and when."""

    case_id: str
    stored_at: datetime | None = None
    received_at: datetime | None = None
    reply: CaseReply | None = None
    held_up: str = ""
    result_id: str = ""
    result_number: str = ""
    receipt: ReceiptPhase = ReceiptPhase.NONE
    #: The print that is under way or was last; news of any other print is not about it.
    receipt_request: int = 0
    receipt_rung: str = ""
    receipt_reason: str = ""


@dataclass(frozen=True, slots=True)
class VisitState:
    """The whole visit at one instant."""

    stage: Stage = Attract()
    service: Service | None = None
    person: Person | None = None
    answers: Answers = field(default_factory=Answers)
    materials: Materials = field(default_factory=Materials)
    #: When each consent was given, by its id.
    consents: Mapping[str, datetime] = field(default_factory=dict)
    case: CaseRecord | None = None
    aids: Aids = Aids()
    devices: tuple[DeviceReport, ...] = ()
    platform: PlatformView = PlatformView()
    #: Monotonic seconds of the last touch, and how long silence is allowed after it.
    touched_at: float = 0.0
    patience_seconds: float = 0.0
    #: Set while the question "are you still there" is on the screen.
    asked_until: float | None = None
    card_on_reader: bool = False
    next_request_id: int = 1
