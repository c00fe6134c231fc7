"""What a device is and what it says of itself, in words and in rows. Never invents."""

from collections.abc import Iterator, Mapping

from devices.status import DeviceReport, Role
from kiosk.host.service_messages import RollSeen
from kiosk.upkeep.service.state import DeviceDetail
from kiosk.visit.local_time import local
from screens.presenters.technician.parts import FactView
from screens.presenters.technician.supplies import paper_left_text
from screens.presenters.technician.wording import Scene, breadth, trouble_in

#: What half a row has room for.
_NARROW_BREADTH = 20.0
#: The four status bytes of a receipt printer are read together, as its manual prints them.
_STATUS_BYTES = ("printer", "offline", "error", "paper")
_UNITS = {"temperature-celsius": "celsius", "queued-jobs": "jobs"}
_LIGHTS = "lights-"


def facts_of(
    report: DeviceReport, stage: DeviceDetail, roll: RollSeen | None, scene: Scene
) -> tuple[FactView, ...]:
    """Narrow ones first, two in a row; each wide one in a row of its own."""
    found = [*_known(report, stage, scene), *_told(dict(stage.facts), scene)]
    found += _counted(report, stage, roll, scene)
    narrow = [one for one in found if not one.is_wide]
    return (*narrow, *(one for one in found if one.is_wide))


def _known(report: DeviceReport, stage: DeviceDetail, scene: Scene) -> Iterator[FactView]:
    words, trouble, seen = scene.words, trouble_in(report), stage.seen
    yield _fact(words("equipment.label.id"), report.device_id)
    yield _fact(words("equipment.label.driver"), report.model)
    if seen is not None and seen.wire:
        wire = words(f"equipment.wire.{seen.wire}")
        yield _fact(words("equipment.label.wire"), f"{wire} {seen.place}")
    if trouble is not None:
        yield _fact(words("equipment.label.keyword"), trouble.reason)
    elif seen is not None and seen.record.last_fault:
        last = scene.guide.wrong(seen.record.last_fault)
        yield _fact(words("equipment.label.last-fault"), last)
    if report.capabilities:
        yield FactView(words("equipment.label.can"), _abilities(report, scene), is_wide=True)


def _counted(
    report: DeviceReport, stage: DeviceDetail, roll: RollSeen | None, scene: Scene
) -> Iterator[FactView]:
    """What our own books say: cables in and out, the roll of paper."""
    words, figures = scene.words, stage.seen.figures if stage.seen else None
    if figures is not None and figures.month.reopens:
        times = words("equipment.page.times", count=figures.month.reopens)
        yield _fact(words("equipment.label.reopens"), times)
    if report.role is not Role.RECEIPT_PRINTER or roll is None or roll.left is None:
        return
    if text := paper_left_text(report, roll, scene):
        since = local(roll.left.since)
        text = words("service.supply.changed", left=text, month=since.month, day=since.day)
        yield _fact(words("equipment.label.roll"), text)


def _told(facts: Mapping[str, str], scene: Scene) -> Iterator[FactView]:
    words = scene.words
    if all(name in facts for name in _STATUS_BYTES):
        code = " ".join(facts[name] for name in _STATUS_BYTES)
        yield FactView(words("equipment.told.status-bytes"), code)
    for name, value in facts.items():
        label = f"equipment.told.{name}"
        if label in words and value:
            yield _fact(words(label), _value(name, value, scene))


def _value(name: str, value: str, scene: Scene) -> str:
    if name == "supplies":
        return "、".join(_supply(each, scene) for each in value.split())
    key = f"equipment.told.{name} {value}"
    if key in scene.words:
        return scene.words(key)
    unit = _UNITS.get(name)
    return scene.words(f"equipment.told.unit-{unit}", value=value) if unit else value


def _supply(supply: str, scene: Scene) -> str:
    """``black-toner=77%``, with the words that there are."""
    name, _, level = supply.partition("=")
    words = (word for word in name.lower().split("-"))
    keys = ((word, f"equipment.supply.{word}") for word in words)
    named = "".join(scene.words(key) if key in scene.words else word for word, key in keys)
    return f"{named} {level}"


def _fact(label: str, value: str) -> FactView:
    return FactView(label, value, is_wide=breadth(value) > _NARROW_BREADTH)


def _abilities(report: DeviceReport, scene: Scene) -> str:
    words = scene.words
    lamps = [one for one in report.capabilities if one.startswith(_LIGHTS)]
    named = []
    for ability in sorted(report.capabilities.difference(lamps)):
        key = f"equipment.can.{ability}"
        named.append(words(key) if key in words else ability)
    if lamps:
        named.append(words("equipment.can.lights", count=len(lamps)))
    return "、".join(named)
