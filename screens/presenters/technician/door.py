"""The door of service: badge, typed badge, PIN. What is typed is shown as dots or not at all."""

from dataclasses import dataclass

from kiosk.host.service_messages import BadgeResult, PinResult
from kiosk.upkeep.service.door import can_confirm, is_barred
from kiosk.upkeep.service.intents import Confirm, GoBack, TypeInstead
from kiosk.upkeep.service.state import Doorstep, EnteringPin, ServiceState, TypingBadge
from kiosk.upkeep.staff.pin import LONGEST_DIGITS, SHORTEST_DIGITS
from screens.presenters.frame import KeyView, ScreenView
from screens.presenters.parts import BannerView
from screens.presenters.technician.parts import TechFrame
from screens.presenters.technician.wording import Scene, tech_frame


@dataclass(frozen=True, slots=True)
class DoorView(ScreenView):
    """Badge before the window, or card on the reader."""

    frame: TechFrame
    title: str
    lead: str
    ways: tuple[tuple[str, str, str], ...]
    note: BannerView | None


@dataclass(frozen=True, slots=True)
class BadgeTypingView(ScreenView):
    """The letters below the badge's code."""

    frame: TechFrame
    title: str
    lead: str
    draft: str
    note: BannerView | None


@dataclass(frozen=True, slots=True)
class PinView(ScreenView):
    """Digits as dots. ``draft`` is what the keyboard adds to; it is never drawn."""

    frame: TechFrame
    title: str
    lead: str
    draft: str
    filled: int
    can_type: bool
    note: BannerView | None

    def __repr__(self) -> str:
        # A view may be written into a log; a PIN may not.
        return f"PinView({self.filled} digits)"


def door_view(state: ServiceState, stage: Doorstep, scene: Scene) -> DoorView:
    """Where the badge goes."""
    words = scene.words
    keys = (KeyView(words("service.door.type"), TypeInstead(), "sec", icon="keypad"),)
    return DoorView(
        frame=tech_frame(state, scene, keys=keys),
        title=words("service.door.title"),
        lead=words("service.door.lead"),
        ways=(
            ("qr", words("service.door.badge"), words("service.door.badge-how")),
            ("card-reader", words("service.door.card"), words("service.door.card-how")),
        ),
        note=_badge_note(stage.trouble, scene),
    )


def typing_view(state: ServiceState, stage: TypingBadge, scene: Scene) -> BadgeTypingView:
    """Typing the badge."""
    words = scene.words
    confirm = KeyView(
        words("service.key.next"),
        Confirm() if stage.draft else None,
        reason="" if stage.draft else words("service.door.nothing-typed"),
        busy=bool(stage.request_id),
    )
    back = KeyView(words("service.key.back"), GoBack(), "sec", icon="back")
    return BadgeTypingView(
        frame=tech_frame(state, scene, keys=(back, confirm)),
        title=words("service.door.typing"),
        lead=words("service.door.typing-lead"),
        draft=stage.draft,
        note=_badge_note(stage.trouble, scene),
    )


def pin_view(state: ServiceState, stage: EnteringPin, scene: Scene) -> PinView:
    """Typing the PIN."""
    words = scene.words
    may = can_confirm(stage, scene.now)
    confirm = KeyView(
        words("service.door.enter"),
        Confirm() if may else None,
        reason="" if may else words("service.door.pin-length", least=SHORTEST_DIGITS,
                                    most=LONGEST_DIGITS),
        busy=bool(stage.request_id),
    )  # fmt: skip
    back = KeyView(words("service.key.back"), GoBack(), "sec", icon="back")
    return PinView(
        frame=tech_frame(state, scene, keys=(back, confirm)),
        title=words("service.door.pin"),
        lead=words("service.door.pin-lead", number=stage.number),
        draft=stage.digits,
        filled=len(stage.digits),
        can_type=not is_barred(stage, scene.now) and not stage.request_id,
        note=_pin_note(stage, scene),
    )


def _badge_note(trouble: str, scene: Scene) -> BannerView | None:
    match trouble:
        case BadgeResult.UNKNOWN:
            return BannerView("bad", "alert", scene.words("service.door.unknown"),
                              scene.words("service.door.unknown-detail"))  # fmt: skip
        case BadgeResult.NO_DEVICE:
            return BannerView("warn", "plug", scene.words("service.door.no-device"))
        case _:
            return None


def _pin_note(stage: EnteringPin, scene: Scene) -> BannerView | None:
    words = scene.words
    left = int(-(-(stage.wait_until - scene.now) // 1))
    match stage.trouble:
        case PinResult.LOCKED:
            return BannerView("bad", "lock", words("service.door.locked"),
                              words("service.door.locked-detail"))  # fmt: skip
        case PinResult.WAIT if left > 0:
            return BannerView("warn", "clock", words("service.door.wait", seconds=left))
        case PinResult.WRONG:
            text = words("service.door.wrong", left=stage.tries_left)
            return BannerView("bad", "alert", text)
        case PinResult.DISK:
            return BannerView("bad", "disk", words("service.door.disk"))
        case _:
            return None
