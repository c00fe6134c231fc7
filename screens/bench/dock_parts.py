"""What the dock shows and what its keys do, as plain data. Must not know Kivy or sockets."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

State = Mapping[str, object]
Tone = Literal["good", "wait", "bad"]
KeyKind = Literal["plain", "hot", "bad", "on"]
LineKind = Literal["note", "sent", "seen", "bad"]

PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Act:
    """A hand does something to a virtual device."""

    device: str
    action: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class TurnPlatform:
    """The platform's switch of bad luck is turned."""

    fault: str


@dataclass(frozen=True, slots=True)
class Order:
    """What one key sends to the bench: acts in order, and the words for the log."""

    acts: tuple[Act | TurnPlatform, ...]
    panel: str
    said: str


@dataclass(frozen=True, slots=True)
class ShowPicture:
    """A print is looked at, inside the dock."""

    picture: Path


@dataclass(frozen=True, slots=True)
class DockKeyView:
    """One key. Without a hand it cannot act now, and ``reason`` says why."""

    name: str
    label: str
    kind: KeyKind
    hand: Order | ShowPicture | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PanelView:
    """One device: how it is, what can be done to it."""

    name: str
    icon: str
    title: str
    state: str
    tone: Tone
    keys: tuple[DockKeyView, ...]
    #: Said instead of keys, when this device is out of the bench's reach.
    notice: str = ""
    has_entry: bool = False


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something that was done, or that changed."""

    stamp: str
    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class DockView:
    """The whole dock."""

    panels: tuple[PanelView, ...]
    log: tuple[LogLine, ...]
    #: True once the bench is gone: the dock says so and ends.
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """The bench was looked at. ``fault`` is None where the platform did not answer."""

    states: Mapping[str, State]
    fault: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """An order was carried out."""

    order: Order


@dataclass(frozen=True, slots=True)
class NotDone:
    """An order was refused; ``error`` is the bench's own word."""

    order: Order
    error: str


@dataclass(frozen=True, slots=True)
class BenchBack:
    """The connection broke and was made again."""


@dataclass(frozen=True, slots=True)
class BenchGone:
    """Nobody is at the other end any more."""


DockEvent = Seen | Done | NotDone | BenchBack | BenchGone
