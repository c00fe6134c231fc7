"""What a printer's reason means for people. Owns the table keyword -> actor; must not ask printers.

Keywords are ``printer-state-reasons`` of RFC 8011, 5.4.12, and of PWG 5100.9. The severity suffix
is dropped: CUPS' own printer sends ``-warning`` where real ones send ``-error``.
"""

from collections.abc import Iterable
from datetime import datetime

from devices.status import Actor, Attention, Busy, DeviceStatus, Ready, State, Unavailable

_SUFFIXES = ("-report", "-warning", "-error")

#: Nothing prints until somebody acts: who.
_STOPPING = {
    "media-empty": Actor.HOST_STAFF,
    "media-needed": Actor.HOST_STAFF,
    "media-jam": Actor.HOST_STAFF,
    "cover-open": Actor.HOST_STAFF,
    "door-open": Actor.HOST_STAFF,
    "interlock-open": Actor.HOST_STAFF,
    "input-tray-missing": Actor.HOST_STAFF,
    "output-tray-missing": Actor.HOST_STAFF,
    "output-area-full": Actor.HOST_STAFF,
    "toner-empty": Actor.HOST_STAFF,
    "marker-supply-empty": Actor.HOST_STAFF,
    "marker-waste-full": Actor.TECHNICIAN,
    "developer-empty": Actor.TECHNICIAN,
    "opc-life-over": Actor.TECHNICIAN,
    "fuser-over-temp": Actor.NOBODY,
    "fuser-under-temp": Actor.NOBODY,
    "paused": Actor.TECHNICIAN,
    "moving-to-paused": Actor.TECHNICIAN,
    "shutdown": Actor.TECHNICIAN,
    "stopped-partly": Actor.TECHNICIAN,
    "stopping": Actor.TECHNICIAN,
    "spool-area-full": Actor.TECHNICIAN,
    "timed-out": Actor.TECHNICIAN,
}
#: Somebody should act soon.
_WARNING = {
    "media-low": Actor.HOST_STAFF,
    "toner-low": Actor.HOST_STAFF,
    "marker-supply-low": Actor.HOST_STAFF,
    "output-area-almost-full": Actor.HOST_STAFF,
    "marker-waste-almost-full": Actor.TECHNICIAN,
}
#: Who is asked first when several have to act: the nearest person who can.
_ORDER = (Actor.CITIZEN, Actor.HOST_STAFF, Actor.TECHNICIAN, Actor.NOBODY)
_IDLE, _PROCESSING, _STOPPED = 3, 4, 5


def plain(reasons: Iterable[str]) -> tuple[str, ...]:
    """The keywords without severity; empty for ``none``."""
    words = (_without_suffix(reason) for reason in reasons)
    return tuple(sorted({word for word in words if word != "none"}))


def _without_suffix(reason: str) -> str:
    for suffix in _SUFFIXES:
        if reason.endswith(suffix):
            return reason.removesuffix(suffix)
    return reason


def actor_for(reasons: Iterable[str]) -> Actor:
    """Who must act so that a waiting job goes on; ``NOBODY`` when it goes on by itself."""
    known = _STOPPING | _WARNING
    actors = {known.get(reason, Actor.TECHNICIAN) for reason in reasons}
    return next((actor for actor in _ORDER if actor in actors), Actor.NOBODY)


def status_of(
    state: int, reasons: tuple[str, ...], *, media_ready: bool, since: datetime
) -> DeviceStatus:
    """The printer's ``printer-state`` and reasons as the house says it."""
    stopping = [reason for reason in reasons if reason in _STOPPING]
    if stopping:
        actor = actor_for(stopping)
        worst = next(reason for reason in stopping if _STOPPING[reason] is actor)
        xfs = State.USER_ERROR if actor is Actor.HOST_STAFF else State.HARDWARE_ERROR
        return Unavailable(xfs, worst, actor, since)
    if not media_ready:
        return Unavailable(State.USER_ERROR, "media-needed", Actor.HOST_STAFF, since)
    if state == _STOPPED:
        return Unavailable(State.HARDWARE_ERROR, "stopped", Actor.TECHNICIAN, since)
    if state == _PROCESSING:
        return Busy(since)
    if state != _IDLE:
        return Unavailable(State.HARDWARE_ERROR, "unknown-state", Actor.TECHNICIAN, since)
    if reasons:
        return Attention(reasons[0], actor_for(reasons), since)
    return Ready()
