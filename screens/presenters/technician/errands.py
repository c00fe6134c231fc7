"""Keys by which a technician has the machine do something, and what is said of it.

What is being done is said at once; what came of it stays until the next page.
"""

from devices.status import DeviceReport
from kiosk.upkeep.device_actions import ActionName, actions_of
from kiosk.upkeep.service.intents import Act, ExportBundle, PrintStatus, StopAct
from kiosk.upkeep.service.looking import board_of, is_acting, is_on_errand
from kiosk.upkeep.service.state import Acting, DeviceDetail, ErrandName, ServiceState
from screens.presenters.frame import KeyView
from screens.presenters.parts import BannerView
from screens.presenters.technician.curve import time_text
from screens.presenters.technician.wording import Scene

_ICONS = {
    ActionName.ASK: "info",
    ActionName.FIND_CARD: "card-reader",
    ActionName.READ_CARD: "id",
    ActionName.READ_CODE: "qr",
    ActionName.TAKE_PICTURE: "camera",
    ActionName.SCAN_PAGE: "scan",
    ActionName.PRINT_SLIP: "receipt",
    ActionName.SWITCH_LAMPS: "sun",
    ActionName.SPEAK: "speaker",
    ActionName.LIGHT: "sun",
    ActionName.CLEAR_TAMPER: "check",
    ActionName.RESET: "refresh",
}


# --- one device -------------------------------------------------------------------------------


def action_keys(
    state: ServiceState, report: DeviceReport, stage: DeviceDetail, scene: Scene
) -> tuple[KeyView, ...]:
    """One key for each thing that this device of this machine can do."""
    acting = stage.acting if is_acting(stage) else None
    keys = []
    for action in actions_of(report, board_of(state)):
        label = scene.words(f"equipment.act.{action.name}")
        intent = Act(report.device_id, action.name)
        if acting is None:
            keys.append(KeyView(label, intent, "sec", icon=_ICONS[action.name]))
        elif action.name is not acting.action:
            keys.append(KeyView(label, None, "sec", icon=_ICONS[action.name]))
        elif action.waits_for_hand:
            keys.append(KeyView(scene.words("equipment.act.stop"), StopAct(), icon="cross"))
        else:
            keys.append(KeyView(label, intent, "sec", busy=True))
    return tuple(keys)


def said_of_device(state: ServiceState, stage: DeviceDetail, scene: Scene) -> BannerView | None:
    """What is being done at this device, or came of it; a file is the newer news."""
    if state.errand is not None and state.errand.name is ErrandName.FRAMES:
        return said_of_errand(state, scene)
    acting, words = stage.acting, scene.words
    if acting is None:
        return None
    if acting.tried is None:
        return BannerView("info", "clock", words(f"equipment.doing.{acting.action}"))
    if acting.tried.is_passed:
        return BannerView("ok", "check", _did(acting, scene))
    act = words(f"equipment.act.{acting.action}")
    wrong = why(acting.tried.reason, scene)
    return BannerView("warn", "alert", words("equipment.did.failed", act=act, wrong=wrong))


def _did(acting: Acting, scene: Scene) -> str:
    tried, words = acting.tried, scene.words
    if tried is None:
        raise ValueError(acting.action)
    key = f"equipment.did.{acting.action}"
    exact = f"{key} {dict(tried.facts).get('card', '')}"
    return words(exact if exact in words else key, time=time_text(tried.took_seconds, scene))


def why(reason: str, scene: Scene) -> str:
    """Why something was not done."""
    key = f"equipment.why.{reason}"
    return scene.words(key) if key in scene.words else scene.guide.wrong(reason)


# --- the dashboard ----------------------------------------------------------------------------


def errand_keys(state: ServiceState, scene: Scene) -> tuple[KeyView, ...]:
    """A slip to take along, a file to take along."""
    errands = (
        (ErrandName.STATUS_SLIP, PrintStatus(), "receipt"),
        (ErrandName.BUNDLE, ExportBundle(), "doc"),
    )
    at_it = state.errand.name if is_on_errand(state) and state.errand is not None else None
    return tuple(
        KeyView(
            _errand_label(name, state, scene),
            None if at_it not in (None, name) else intent,
            "sec",
            icon=icon,
            busy=at_it is name,
        )
        for name, intent, icon in errands
    )


def _errand_label(name: ErrandName, state: ServiceState, scene: Scene) -> str:
    """In full on a wide glass, unless what is said of an errand needs the room."""
    key = f"equipment.errand.{name}"
    is_full = scene.is_wide and state.errand is None and f"{key}-wide" in scene.words
    return scene.words(f"{key}-wide" if is_full else key)


def said_of_errand(state: ServiceState, scene: Scene) -> BannerView | None:
    """What is printed or written, or came of it."""
    errand, words = state.errand, scene.words
    if errand is None:
        return None
    if errand.done is None:
        return BannerView("info", "clock", words(f"equipment.errand.doing-{errand.name}"))
    if not errand.done.is_done:
        wrong = why(errand.done.reason, scene)
        text = words(f"equipment.errand.failed-{errand.name}", wrong=wrong)
        return BannerView("warn", "alert", text)
    if errand.done.file:
        return BannerView("ok", "check", words("equipment.errand.did-file", file=errand.done.file))
    return BannerView("ok", "check", words(f"equipment.errand.did-{errand.name}"))
