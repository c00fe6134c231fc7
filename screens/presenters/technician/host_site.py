"""What the people of the host site read of a trouble: their own words, never the technician's.

They hold no tools and see nothing of citizens: one hand's work, or whom to call. The words are
``staff.yaml`` and, for cards that the reader does not take, ``device.id-reader.status``.
"""

from collections.abc import Iterator

from devices.status import Actor, DeviceReport, Role
from kiosk.host.service_messages import TroubleSeen
from kiosk.identity.reader_words import Listener, status_words
from kiosk.upkeep.findings import Trouble
from kiosk.upkeep.service.intents import OpenChore
from kiosk.upkeep.service.state import ServiceState
from kiosk.upkeep.trouble_book import status_word_of
from screens.presenters.frame import KeyView
from screens.presenters.technician.dashboard import chore_for, house_actions
from screens.presenters.technician.parts import ActionView
from screens.presenters.technician.supplies import with_paper_left
from screens.presenters.technician.wording import (
    ICONS,
    Scene,
    clock_text,
    device_name,
    since_text,
    tone_of,
    trouble_in,
)


def host_actions(state: ServiceState, scene: Scene) -> tuple[ActionView, ...]:
    """What hands of the host site can do now, the worst first."""
    found = [*_device_actions(state, scene), *_paper_actions(state, scene)]
    found.sort(key=lambda action: action.tone != "bad")
    return tuple(found)


def technicians_troubles(state: ServiceState, scene: Scene) -> int:
    """How many devices wait for a technician, whatever hands do."""
    return sum(
        trouble is not None and trouble.actor is not Actor.NOBODY and not _hands(report, scene)
        for report in state.devices
        for trouble in (trouble_in(report),)
    )


def host_todo(role: Role, trouble: Trouble, scene: Scene) -> str:
    """What to do about it; without words of their own they are told whom to call."""
    key = f"staff.{role}.{trouble.reason}"
    return scene.words(key if key in scene.words else "staff.call")


def host_wrong(role: Role, reason: str, scene: Scene) -> str:
    """What is wrong, as anybody says it."""
    key = f"device.{role}.{reason}"
    return scene.words(key) if key in scene.words else scene.words("service.menu.broken")


def _hands(report: DeviceReport, scene: Scene) -> str:
    """What hands do about this device; empty when all they can do is call."""
    trouble = trouble_in(report)
    if trouble is None or trouble.actor is Actor.NOBODY:
        return ""
    todo = host_todo(report.role, trouble, scene)
    return "" if todo == scene.words("staff.call") else todo


def _device_actions(state: ServiceState, scene: Scene) -> Iterator[ActionView]:
    for report in state.devices:
        trouble, todo = trouble_in(report), _hands(report, scene)
        if trouble is None or not todo:
            continue
        wrong = host_wrong(report.role, trouble.reason, scene)
        title = scene.words("service.trouble", name=device_name(report, scene), wrong=wrong)
        since = since_text(trouble.since, scene)
        chore = chore_for(report, trouble.reason)
        key = None
        if chore is not None:
            guide = OpenChore(chore, report.device_id)
            key = KeyView(scene.words("service.key.guide-me"), guide)
        todo = with_paper_left(todo, report, trouble, state.roll, scene)
        yield ActionView(ICONS[report.role], tone_of(report), title, todo, since, key)


def _paper_actions(state: ServiceState, scene: Scene) -> Iterator[ActionView]:
    # Platform and outbox are nothing that a hand could cure.
    yield from (action for action in house_actions(state, scene) if action.key is not None)


def card_hints(state: ServiceState, scene: Scene) -> Iterator[ActionView]:
    """What to say to somebody whose card was not taken, by the reader's own status word."""
    for seen in state.cards.troubles if state.cards else ():
        report, status = state.device(seen.device_id), status_word_of(seen.reason)
        if report is not None and status is not None:
            yield _card_hint(report, status, seen, scene)


def _card_hint(report: DeviceReport, status: int, seen: TroubleSeen, scene: Scene) -> ActionView:
    wrong = scene.words("service.menu.card-not-taken")
    return ActionView(
        icon=ICONS[report.role],
        tone="watch",
        title=scene.words("service.trouble", name=device_name(report, scene), wrong=wrong),
        todo=status_words(scene.words, status, Listener.HOST_STAFF),
        who=scene.words("service.menu.card-when", at=clock_text(seen.last_at), count=seen.count),
        key=None,
    )
