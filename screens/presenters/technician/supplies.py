"""How much paper is left, in words and as a bar: what sensors say first, what was counted after.

The printer's own sensor always wins: an estimate that it contradicts is not shown.
"""

from collections.abc import Iterator

from devices.status import DeviceReport, Role
from kiosk.host.service_messages import RollSeen
from kiosk.upkeep.findings import Trouble
from kiosk.upkeep.receipt_roll import PaperLeft
from kiosk.upkeep.service.state import ServiceState
from kiosk.upkeep.surroundings import FEW_SHEETS
from screens.presenters.technician.parts import SupplyView, Tone
from screens.presenters.technician.wording import Scene, breadth, tone_of, trouble_in

#: Sensors of near end see a roll with less than this; a count that has more is wrong.
_NEAR_END_PERCENT = 20
#: What the right end of a row has room for.
_TEXT_BREADTH = 14.0


def supplies_of(state: ServiceState, scene: Scene) -> Iterator[SupplyView]:
    """Everything that runs out."""
    for report in state.devices:
        if report.role is Role.RECEIPT_PRINTER:
            yield _receipt_paper(report, state.roll, scene)
    if state.sheets is not None and state.sheets.loaded:
        left, loaded = state.sheets.remaining, state.sheets.loaded
        tone: Tone = "bad" if not left else "watch" if left <= FEW_SHEETS else "good"
        text = scene.words("service.supply.sheets", left=left, loaded=loaded)
        yield SupplyView(scene.words("service.supply.licence"), left / loaded, tone, text)


def paper_left_text(report: DeviceReport, roll: RollSeen | None, scene: Scene) -> str:
    """What is left by our count, as a sentence; empty where nobody can say or the sensor denies."""
    left = _believed(report, roll)
    if left is None:
        return ""
    if not left.percent:
        is_low = _reason(report) == "media-low"
        return "" if is_low else scene.words("service.supply.counted-out")
    if left.receipts is None:
        return scene.words("service.supply.left", percent=left.percent)
    return scene.words("service.supply.left-count", percent=left.percent, count=left.receipts)


def with_paper_left(
    todo: str, report: DeviceReport, trouble: Trouble, roll: RollSeen | None, scene: Scene
) -> str:
    """What to do about paper that ends soon, with how much is left before it."""
    left = paper_left_text(report, roll, scene) if trouble.reason == "media-low" else ""
    return scene.words("service.supply.then", left=left, todo=todo) if left else todo


def _receipt_paper(report: DeviceReport, roll: RollSeen | None, scene: Scene) -> SupplyView:
    words, reason = scene.words, _reason(report)
    name, left = words("service.supply.receipt"), _believed(report, roll)
    if reason == "media-empty":
        return SupplyView(name, None, "bad", words("service.supply.empty"))
    if reason != "media-low" and tone_of(report) == "bad":
        return SupplyView(name, None, "off", words("service.supply.unknown"))
    is_low = reason == "media-low"
    tone: Tone = "watch" if is_low else "good"
    if left is None:
        return SupplyView(
            name, None, tone, words(f"service.supply.{'low' if is_low else 'enough'}")
        )
    if not left.percent:
        # Nothing is left by our count, and the sensor sees some: that is said, and stops nobody.
        word = "low" if is_low else "counted-out-short"
        return SupplyView(name, 0.0, "watch", words(f"service.supply.{word}"))
    return SupplyView(name, left.percent / 100, tone, _share(left, scene))


def _share(left: PaperLeft, scene: Scene) -> str:
    if left.receipts is not None:
        both = scene.words("service.supply.share-count", percent=left.percent, count=left.receipts)
        if breadth(both) <= _TEXT_BREADTH:
            return both
    return scene.words("service.supply.share", percent=left.percent)


def _believed(report: DeviceReport, roll: RollSeen | None) -> PaperLeft | None:
    """Our count, unless the sensor contradicts it or nobody can ask the sensor."""
    left, reason = roll.left if roll else None, _reason(report)
    if left is None or reason == "media-empty":
        return None
    if reason == "media-low":
        return left if left.percent <= _NEAR_END_PERCENT else None
    return None if tone_of(report) == "bad" else left


def _reason(report: DeviceReport) -> str:
    trouble = trouble_in(report)
    return trouble.reason if trouble else ""
