"""What citizens could do at this terminal now, by the same rule as the menu's.

Owns the way from findings to ``kiosk/catalogue/availability.py``; must not weigh anything itself.
"""

from collections.abc import Iterable

from devices.status import (
    Actor,
    DeviceReport,
    DeviceStatus,
    Ready,
    Role,
    State,
    Unavailable,
)
from kiosk.catalogue.availability import (
    NotOffered,
    Offered,
    PlatformState,
    TerminalProfile,
    availability,
)
from kiosk.catalogue.definition import ServiceDefinition
from kiosk.upkeep.findings import DeviceFinding, Examination, Failed, ServiceFinding, Standing
from kiosk.uplink.contract import Catalogue

#: Without room no case is taken, and without fonts nothing can be read or printed.
_BLOCKING = ("disk-full", "fonts-missing")


def services_of(
    found: Examination,
    definitions: Iterable[ServiceDefinition],
    roles: frozenset[Role],
    catalogue: Catalogue | None,
) -> tuple[ServiceFinding, ...]:
    """Each service as it stands. Empty when the devices could not be looked at."""
    if roles and not found.devices:
        return ()
    offered = tuple(definitions)
    reports = [_report(device, found) for device in found.devices]
    platform = _platform(found.platform.is_reachable, catalogue, offered)
    blocked = _blocked(found)
    return tuple(
        ServiceFinding(each.code, Standing.NOT_OFFERED, blocked)
        if blocked
        else _service(each, TerminalProfile(roles), reports, platform)
        for each in offered
    )


def _blocked(found: Examination) -> tuple[str, ...]:
    reasons = (trouble.reason for trouble in (*found.disk.troubles, *found.fonts.troubles))
    return tuple(reason for reason in reasons if reason in _BLOCKING)


def _platform(
    is_reachable: bool, catalogue: Catalogue | None, offered: tuple[ServiceDefinition, ...]
) -> PlatformState:
    """Where no host has fetched a catalogue yet, one that answers is taken at its word."""
    if catalogue is None and is_reachable:
        return PlatformState(True, {each.code: each.version for each in offered})
    return PlatformState.of(is_reachable, catalogue)


def _service(
    definition: ServiceDefinition,
    profile: TerminalProfile,
    reports: list[DeviceReport],
    platform: PlatformState,
) -> ServiceFinding:
    match availability(definition, profile, reports, platform):
        case Offered():
            return ServiceFinding(definition.code, Standing.OFFERED)
        case NotOffered(reasons=reasons):
            standing = Standing.NOT_OFFERED
        case degraded:
            standing, reasons = Standing.DEGRADED, degraded.reasons
    words = tuple(each.device_key or f"{each.key}.{each.role or ''}" for each in reasons)
    return ServiceFinding(definition.code, standing, tuple(each.rstrip(".") for each in words))


def _report(device: DeviceFinding, found: Examination) -> DeviceReport:
    return DeviceReport(device.device_id, device.role, device.adapter, _status(device, found))


def _status(device: DeviceFinding, found: Examination) -> DeviceStatus:
    """A device that fails its test is of no use, whatever it says of itself."""
    trouble = device.trouble
    if trouble is not None and device.state not in (State.ONLINE, State.DEVICE_BUSY):
        since = trouble.since or found.at
        return Unavailable(device.state, trouble.reason, trouble.actor, since)
    if isinstance(device.test, Failed):
        reason = device.test.reason
        return Unavailable(State.HARDWARE_ERROR, reason, Actor.TECHNICIAN, found.at)
    return Ready()
