"""Whether a service can be finished here and now: one pure function, and the reasons in full.

Owns the truth of the menu. Reasons carry message keys and the actor of the device's own record, so
that tile, notice and technician say the same thing. Must not ask any device itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from devices.io_board.condition import OUT_OF_SERVICE, UPS_POWERING
from devices.status import Actor, Attention, DeviceReport, Role, Unavailable, is_usable
from kiosk.catalogue.definition import DeviceNeed, ServiceDefinition
from kiosk.uplink import contract

#: What may still be begun when the mains is away. The small batteries of such boxes last for 5 to
#: 10 minutes, and nobody knows how old this one is.
MINUTES_ON_BATTERY = 5


#: A paper can be taken in under the camera or by the scanner beside it; either will do.
STANDS_IN: Mapping[Role, Role] = MappingProxyType({Role.DOCUMENT_SCANNER: Role.PAGE_SCANNER})


@dataclass(frozen=True, slots=True)
class TerminalProfile:
    """What this terminal has at all, whatever its state."""

    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class PlatformState:
    """What is known of the platform now.

    ``versions`` maps the codes that the platform handles to their versions; nothing is known (no
    catalogue was ever fetched) when it is ``None``.
    """

    is_reachable: bool
    versions: Mapping[str, str] | None = None
    suspended: frozenset[str] = frozenset()

    @classmethod
    def of(cls, is_reachable: bool, catalogue: contract.Catalogue | None) -> "PlatformState":
        """Read the state out of the last catalogue that was fetched, if any."""
        if catalogue is None:
            return cls(is_reachable)
        states = {item.code: item.state for item in catalogue.items}
        versions = {
            item.code: item.version
            for item in catalogue.items
            if states[item.code] is not contract.ItemState.RETIRED
        }
        paused = (code for code, state in states.items() if state is contract.ItemState.PAUSED)
        return cls(is_reachable, MappingProxyType(versions), frozenset(paused))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not (or not all of it), for the citizen, the technician and the alarm alike.

    ``key`` is a text key with ``{device}`` in it where ``role`` is set; ``device_key`` is the
    device's own sentence; ``without`` is what happens instead.
    """

    key: str
    role: Role | None = None
    device_key: str | None = None
    actor: Actor = Actor.NOBODY
    without: str | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """Everything that it needs works."""


@dataclass(frozen=True, slots=True)
class Degraded:
    """It can be finished, with something missing that is said first."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class NotOffered:
    """It could not be finished here now, so it is not started."""

    reasons: tuple[Reason, ...]


Availability = Offered | Degraded | NotOffered


def availability(
    definition: ServiceDefinition,
    profile: TerminalProfile,
    reports: Iterable[DeviceReport],
    platform: PlatformState,
) -> Availability:
    """Weigh what the service needs against what is there."""
    by_role = {report.role: report for report in reports}
    reasons = [
        *_box_reasons(definition, by_role.get(Role.IO_BOARD)),
        *_platform_reasons(definition, platform),
        *(
            reason
            for need in definition.needs.devices
            if (reason := _need_reason(need, profile, by_role)) is not None
        ),
    ]
    blocking = tuple(reason for reason in reasons if reason.without is None)
    if blocking:
        return NotOffered(blocking)
    return Degraded(tuple(reasons)) if reasons else Offered()


def box_stops(reports: Iterable[DeviceReport]) -> Reason | None:
    """Why nothing at all may be begun at this terminal now; None when something may.

    A board that is missing or broken forbids nothing. What was begun goes on: the door is opened to
    refill paper while somebody waits for it.
    """
    for report in reports:
        match report:
            case DeviceReport(
                role=Role.IO_BOARD, status=Unavailable(reason=reason, actor=actor)
            ) if reason in OUT_OF_SERVICE:
                return _box_reason(reason, actor)
    return None


def _box_reasons(definition: ServiceDefinition, report: DeviceReport | None) -> Iterator[Reason]:
    """What stops everything, and on battery what is too long for what it may still give."""
    if report is None:
        return
    stopped = box_stops((report,))
    if stopped is not None:
        yield stopped
    match report.status:
        case Attention(reason=reason, actor=actor) if (
            reason == UPS_POWERING and definition.duration_minutes > MINUTES_ON_BATTERY
        ):
            yield _box_reason(reason, actor)


def _box_reason(reason: str, actor: Actor) -> Reason:
    key = f"device.{Role.IO_BOARD}.{reason}"
    return Reason(f"journey.unavailable.{reason}", device_key=key, actor=actor)


def _platform_reasons(definition: ServiceDefinition, platform: PlatformState) -> Iterator[Reason]:
    if definition.terminal == "never":
        yield Reason("journey.unavailable.never")
    if definition.code in platform.suspended:
        yield Reason("journey.unavailable.suspended")
    if platform.versions is None:
        # Without the platform's key no case can be sealed, so not even stored.
        yield Reason("journey.unavailable.platform")
        return
    version = platform.versions.get(definition.code)
    if version is None:
        yield Reason("journey.unavailable.not-at-platform")
    elif version != definition.version:
        yield Reason("journey.unavailable.version")
    if not platform.is_reachable:
        # The outbox tries again by itself: nobody has to act.
        need = definition.needs.platform
        word = "unavailable" if need.required else "degraded"
        yield Reason(f"journey.{word}.platform", without=None if need.required else need.without)


def _need_reason(
    need: DeviceNeed, profile: TerminalProfile, by_role: Mapping[Role, DeviceReport]
) -> Reason | None:
    """None when the device is well, or one that does the same; else whichever the place has."""
    reason = _device_reason(need, profile, by_role.get(need.role))
    other = STANDS_IN.get(need.role)
    if reason is None or other is None or other not in profile.roles:
        return reason
    instead = _device_reason(need.model_copy(update={"role": other}), profile, by_role.get(other))
    return instead if instead is None or need.role not in profile.roles else reason


def _device_reason(
    need: DeviceNeed, profile: TerminalProfile, report: DeviceReport | None
) -> Reason | None:
    word = "unavailable" if need.without is None else "degraded"
    if need.role not in profile.roles:
        return Reason(f"journey.{word}.device-absent", need.role, without=need.without)
    if report is None:
        # Configured but not heard of yet: starting, or its worker is being replaced.
        return Reason(f"journey.{word}.device", need.role, without=need.without)
    if is_usable(report.status):
        return None
    match report.status:
        case Unavailable(reason=reason, actor=actor):
            key = f"device.{need.role}.{reason}"
            return Reason(f"journey.{word}.device", need.role, key, actor, need.without)
        case _:
            raise AssertionError(f"{report.status} is neither usable nor unavailable")
