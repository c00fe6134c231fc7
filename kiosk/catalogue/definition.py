"""What a service package says. Owns the shape of ``config/services/<code>/*.yaml``.

Ids are stable and English; the citizen's words are Chinese and stand in the package itself. Rules
that need more than one value (conditions that look forward, unreachable steps) are the linter's.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field as Setting
from pydantic import StringConstraints

from devices.status import Role
from kiosk.catalogue.condition import Condition, Part

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=48)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Region = Annotated[str, StringConstraints(pattern=r"^[0-9]{0,12}$")]


class Category(StrEnum):
    """The shelves of the home screen."""

    IDENTITY = "identity"
    SOCIAL = "social"
    PROPERTY = "property"
    FUND = "fund"
    BUSINESS = "business"
    TRANSPORT = "transport"
    EDUCATION = "education"
    ELDERLY = "elderly"
    BORDER = "border"
    FAMILY = "family"


class Decision(StrEnum):
    """Who decides: rules at once, or a person later."""

    INSTANT = "instant"
    OFFICER = "officer"


class StepKind(StrEnum):
    """What kind of screen a step is."""

    IDENTIFY = "identify"
    FORM = "form"
    MATERIALS = "materials"
    REVIEW = "review"
    SUBMIT = "submit"
    OUTPUT = "output"


class FieldKind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    DIGITS = "digits"
    DATE = "date"
    CHOICE = "choice"
    MONEY = "money"
    AREA = "area"


class Keyboard(StrEnum):
    """Which keys open for a field."""

    NONE = "none"
    DIGITS = "digits"
    LATIN = "latin"


class Fee(Part):
    """What it costs. Zero is said too; anything else says for what and to whom."""

    yuan: Annotated[int, Setting(ge=0)]
    basis: Words | None = None
    payee: Words | None = None


class DeviceNeed(Part):
    """A device of the terminal. With ``without``, the service goes on without it, and says how."""

    role: Role
    without: Words | None = None


class PlatformNeed(Part):
    """Whether the platform must answer now. With ``without``, the case is stored and sent later."""

    required: bool
    without: Words | None = None


class Needs(Part):
    """What must work before the service is offered."""

    devices: tuple[DeviceNeed, ...]
    platform: PlatformNeed


class Authority(Part):
    """Who decides for a region. The longest matching region wins; an empty one takes the rest."""

    region: Region
    name: Words
    uscc: Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]


class Routing(Part):
    """Who follows up, who decides, by when. The citizen never chooses a department."""

    follow_up: Literal["site", "authority"]
    authorities: Annotated[tuple[Authority, ...], Setting(min_length=1)]
    #: The choice whose answer carries the region (属地); without it the terminal's region counts.
    region_from: Id | None = None
    legal_working_days: Annotated[int, Setting(ge=0, le=180)]
    promised_working_days: Annotated[int, Setting(ge=0, le=180)]
    #: How long a citizen may be asked to wait at the machine for an instant decision.
    wait_seconds: Annotated[int, Setting(ge=0, le=300)] = 0


class Step(Part):
    """One screen of the journey."""

    id: Id
    kind: StepKind
    title: Words
    when: Condition | None = None


class Option(Part):
    """One answer to a choice. ``{field}`` in the words stands for an earlier answer."""

    id: Id
    label: Words
    #: What goes on paper, when it is longer than what stands on the key.
    official: Words | None = None
    when: Condition | None = None
    #: The region that this answer stands for, when the routing goes by this field.
    region: Region | None = None


class FieldLimits(Part):
    """What an answer may be. Lengths count characters; amounts are yuan or square metres."""

    min_length: Annotated[int, Setting(ge=0)] = 1
    max_length: Annotated[int, Setting(ge=1, le=200)] = 60
    at_least: Annotated[int, Setting(ge=0)] | None = None
    at_most: Annotated[int, Setting(ge=0)] | None = None
    not_before: Annotated[str, StringConstraints(pattern=r"^(today|\d{4}-\d{2}-\d{2})$")] | None = (
        None
    )
    not_after: Annotated[str, StringConstraints(pattern=r"^(today|\d{4}-\d{2}-\d{2})$")] | None = (
        None
    )


CardAttribute = Literal[
    "card.kind", "card.name", "card.number", "card.sex", "card.ethnic", "card.birth",
    "card.address", "card.issuer", "card.valid_from", "card.valid_to",
]  # fmt: skip


class Field(Part):
    """One question of a form."""

    id: Id
    label: Words
    kind: FieldKind
    step: Id = "form"
    source: CardAttribute | Literal["library", "last-time", "citizen"] = "citizen"
    #: Card data cannot be changed unless the package says so (an address to reach you, say).
    read_only: bool | None = None
    required: bool = True
    when: Condition | None = None
    limits: FieldLimits = FieldLimits()
    form: Literal["mobile", "credit-code"] | None = None
    options: tuple[Option, ...] = ()
    #: Whether the case carries the words of a choice or its id.
    sends: Literal["words", "id"] = "words"
    #: The value is made of earlier answers, e.g. ``{street}{street-number}号``. Nobody types it.
    template: Words | None = None
    keyboard: Keyboard = Keyboard.NONE
    example: Words | None = None
    help: Words | None = None
    #: How the answer is shown on screen and paper; the case always carries it whole.
    shown: Literal["whole", "masked-number", "masked-phone"] = "whole"

    @property
    def from_card(self) -> bool:
        """Whether the value comes from the document that was read."""
        return self.source.startswith("card.")

    @property
    def locked(self) -> bool:
        """Whether the citizen cannot change it here."""
        if self.template is not None:
            return True
        return self.from_card if self.read_only is None else self.read_only


class Promise(Part):
    """Whether a material may follow later (容缺), or why not."""

    allowed: bool
    days: Annotated[int, Setting(ge=1, le=90)] | None = None
    undertaking: Words | None = None
    #: Said when the citizen asks for it and it cannot be.
    refusal: Words | None = None


class Pages(Part):
    """How many pages a scan takes."""

    least: Annotated[int, Setting(ge=1, le=50)] = 1
    most: Annotated[int, Setting(ge=1, le=50)] = 1


class Material(Part):
    """One paper of the case, and where it comes from."""

    code: Id
    name: Words
    why: Words
    source: Literal["card", "scan", "licence-library", "inspection"]
    required: bool = True
    pages: Pages = Pages()
    when: Condition | None = None
    promise: Promise = Promise(allowed=False)


class Consent(Part):
    """Something the citizen agrees to before it is done, with the exact words."""

    id: Id
    version: Words
    text: Words


class Result(Part):
    """What the citizen leaves with when the answer is yes."""

    layout: Literal["business-licence", "proof", "food-permit"]
    pages: Annotated[int, Setting(ge=1, le=20)]
    delivery: Annotated[
        tuple[Literal["print-here", "collect", "electronic"], ...], Setting(min_length=1)
    ]


class Outputs(Part):
    """Papers at the end."""

    receipt: bool = True
    result: Result | None = None


class Highlight(Part):
    """One of the good things to know before starting (即来即办, 就地打照)."""

    icon: Id
    title: Words
    text: Words


class ServiceDefinition(Part):
    """A whole service."""

    code: Id
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$")]
    name: Words
    official_name: Words
    one_line: Words
    pinyin: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+$")]
    words: tuple[Words, ...] = ()
    category: Category
    icon: Id
    tool: Literal["apply", "proof"]
    mode: Literal["apply", "query"]
    decision: Decision
    terminal: Literal["offered", "never"] = "offered"
    duration_minutes: Annotated[int, Setting(ge=1, le=60)]
    trips_after: Annotated[int, Setting(ge=0, le=9)]
    fee: Fee
    needs: Needs
    channels: Annotated[tuple[Literal["kiosk", "window", "online"], ...], Setting(min_length=1)]
    eligibility: tuple[Words, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    routing: Routing
    steps: Annotated[tuple[Step, ...], Setting(min_length=1)]
    fields: tuple[Field, ...] = ()
    materials: tuple[Material, ...] = ()
    consents: tuple[Consent, ...] = ()
    outputs: Outputs

    def field(self, field_id: str) -> Field | None:
        """Return the field of this id, or nothing."""
        return next((field for field in self.fields if field.id == field_id), None)

    def material(self, code: str) -> Material | None:
        """Return the material of this code, or nothing."""
        return next((material for material in self.materials if material.code == code), None)
