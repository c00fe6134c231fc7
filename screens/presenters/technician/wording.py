"""Words that several service screens share: devices, troubles, times. Owns no screen.

A trouble is told in three renderings of one record: the technician's (``guide.yaml``), the host
site's (``staff.yaml``, see ``host_site``), the citizen's (``device.yaml``). Here is the first.
"""

from dataclasses import dataclass
from datetime import datetime

from config.terminal import Identity, ServiceMode
from devices.status import Actor, Attention, Busy, DeviceReport, Ready, Role, Unavailable
from kiosk.i18n import Texts
from kiosk.upkeep.findings import Trouble
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.service.intents import GoBack, SignOff
from kiosk.upkeep.service.session import seconds_left
from kiosk.upkeep.service.state import ServiceState
from kiosk.visit.local_time import local
from screens.presenters.frame import KeyView
from screens.presenters.parts import BannerView
from screens.presenters.technician.parts import TechFrame, Tone

ICONS = {
    Role.ID_READER: "card-reader",
    Role.QR_SCANNER: "qr",
    Role.DOCUMENT_SCANNER: "doc-camera",
    Role.PAGE_SCANNER: "scan",
    Role.RECEIPT_PRINTER: "receipt",
    Role.LICENCE_PRINTER: "printer",
    Role.IO_BOARD: "door",
    Role.SMART_CARD_READER: "card-reader",
    Role.SPEAKER: "speaker",
}
#: Silence that is about to sign off is said this long before.
_SAID_BEFORE_SECONDS = 30
#: Six Chinese characters, beside the sign of a tile.
_TILE_BREADTH = 12.0
#: Letters before it are half as broad as a Chinese one.
_FIRST_BROAD = "\u2e80"


@dataclass(frozen=True, slots=True)
class Scene:
    """What every presenter is given. ``now`` is monotonic seconds.

    ``is_wide`` when the glass is wider than tall: other things have room.
    """

    words: Texts
    terminal: Identity
    mode: ServiceMode
    now: float
    wall: datetime
    is_wide: bool = False

    @property
    def guide(self) -> Guide:
        """The technician's words."""
        return Guide(self.words)


def tech_frame(
    state: ServiceState,
    scene: Scene,
    *,
    title: str = "",
    keys: tuple[KeyView, ...] = (),
    is_home: bool = False,
    said: BannerView | None = None,
) -> TechFrame:
    """The chrome: where one is, who is signed in, the way out."""
    words = scene.words
    place = words("service.place", hall=scene.terminal.hall, name=scene.terminal.name)
    if state.who is None:
        corner = KeyView(words("service.key.leave"), SignOff(), "sec", icon="exit")
        return TechFrame(words("service.door.chrome"), place, corner, keys)
    who = words("service.who", number=state.who.number, at=clock_text(state.who.since))
    corner = (
        KeyView(words("service.key.sign-off"), SignOff(), "sec", icon="exit")
        if is_home
        else KeyView(words("service.key.home"), GoBack(), "sec", icon="back")
    )
    title = title or words("service.title", name=scene.terminal.name)
    return TechFrame(title, _soon(state, scene) or who, corner, keys, said)


def _soon(state: ServiceState, scene: Scene) -> str:
    left = seconds_left(state, scene.mode, scene.now)
    if left >= _SAID_BEFORE_SECONDS:
        return ""
    return scene.words("service.soon-off", seconds=int(left) + 1)


def device_name(report: DeviceReport, scene: Scene) -> str:
    """What the device is called."""
    return scene.guide.place(report.role)


def tone_of(report: DeviceReport) -> Tone:
    """How bad it is."""
    match report.status:
        case Ready():
            return "good"
        case Busy():
            return "busy"
        case Attention():
            return "watch"
        case Unavailable(actor=Actor.NOBODY):
            return "busy"
        case Unavailable():
            return "bad"


def trouble_in(report: DeviceReport) -> Trouble | None:
    """What a status asks of people."""
    match report.status:
        case Attention(reason=reason, actor=actor, since=since):
            return Trouble(reason, actor, since)
        case Unavailable(reason=reason, actor=actor, since=since):
            return Trouble(reason, actor, since)
        case _:
            return None


def state_word(report: DeviceReport, scene: Scene) -> str:
    """The state in a word or two."""
    trouble = trouble_in(report)
    if trouble is not None:
        return scene.guide.wrong(trouble.reason)
    is_busy = isinstance(report.status, Busy)
    return scene.words("service.state.busy" if is_busy else "service.state.good")


def short_state(report: DeviceReport, scene: Scene) -> str:
    """The state as a tile has room for it; what exactly is wrong stands where there is more."""
    words, trouble = scene.words, trouble_in(report)
    if trouble is None:
        is_busy = isinstance(report.status, Busy)
        return words("equipment.short.busy" if is_busy else "equipment.short.good")
    key = f"equipment.short.{trouble.reason}"
    said = words(key) if key in words else scene.guide.wrong(trouble.reason)
    if breadth(said) <= _TILE_BREADTH:
        return said
    return words("equipment.short.bad" if tone_of(report) == "bad" else "equipment.short.watch")


def breadth(text: str) -> float:
    """How broad a text is drawn, in the width of a Latin letter."""
    return sum(1.0 if letter < _FIRST_BROAD else 2.0 for letter in text)


def since_text(at: datetime | None, scene: Scene) -> str:
    """Since when, with the day if it was not today."""
    if at is None:
        return ""
    then, today = local(at), local(scene.wall)
    if then.date() == today.date():
        return scene.words("service.since", at=f"{then:%H:%M}")
    day = scene.words("journey.day", month=then.month, day=then.day)
    return scene.words("service.since", at=f"{day} {then:%H:%M}")


def short_since(at: datetime | None, scene: Scene) -> str:
    """Since when, as a tile has room for it: the time of today, the day of another."""
    if at is None:
        return ""
    then = local(at)
    if then.date() == local(scene.wall).date():
        return scene.words("service.since", at=f"{then:%H:%M}")
    return scene.words("equipment.fact.since-day", month=then.month, day=then.day)


def narrow_stamp(at: datetime, scene: Scene) -> str:
    """Five signs for a column: the time of today, month and day of another."""
    then = local(at)
    return f"{then:%H:%M}" if then.date() == local(scene.wall).date() else f"{then:%m-%d}"


def who_text(trouble: Trouble, scene: Scene) -> str:
    """Who must act, and since when it is so."""
    parts = (scene.guide.actor(trouble.actor), since_text(trouble.since, scene))
    return " · ".join(part for part in parts if part)


def clock_text(at: datetime) -> str:
    """The time in the hall."""
    return f"{local(at):%H:%M}"
