"""From the words of a settings file to drivers: which adapter is meant, whether its options fit.

Owns what an adapter declares of itself and the checks of a device's entry; must not open anything.
The words themselves come from outside: the house's own (``kiosk/host/adapters.py``) and those of
other makers (``devices/third_party.py``). A mistake in the settings stops the start with file and
line; a broken driver of another maker is a remark and leaves its one role out of service.
"""

import dataclasses
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from config.terminal import DeviceEntry
from config.yaml_source import Document
from devices.absent_driver import AbsentDriver
from devices.ports import Device
from devices.qr_scanner import wedge
from devices.status import Role
from devices.third_party import DRIVER_BROKEN, Misfit, ThirdParty, build_guarded
from devices.transcript import MASKED, Transcript, WirePolicy
from devices.transport.tap import heard_by
from kiosk.clock import Clock
from kiosk.errors import Problem

log = logging.getLogger(__name__)

#: Names that say where on the bus something was found first.
_BUS_NAME = re.compile(r"/dev/(tty(USB|ACM)|video|hidraw|usb/lp)[0-9]+$")
_BUS_NAME_TEXT = "may be another device after a replug; use a name under /dev/*/by-id/ or by-path/"


@dataclass(frozen=True, slots=True)
class Adapter:
    """One word of the settings: its role, its options (a dataclass), how it is built.

    ``build(options, clock)`` returns a driver that is not yet open. ``virtual(options, clock)``,
    where a maker gives one, returns the far end of the same wire (``devices/virtual/bench.py``),
    so that the driver can be tried without hardware. ``check(options)`` names what single values
    cannot show, such as an address given twice, as (path inside the options, text).
    """

    role: Role
    options: type
    build: Callable[[Any, Clock], Device]
    virtual: Callable[[Any, Clock], Any] | None = None
    #: What a technician may see of the wire; a maker who does not say shows nothing but shapes.
    wire: WirePolicy = MASKED
    check: Callable[[Any], Iterable[tuple[tuple[str | int, ...], str]]] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A device that can be built."""

    entry: DeviceEntry
    adapter: Adapter
    options: object
    #: Why there is no driver behind this device (a reason keyword); empty when there is one.
    fault: str = ""
    is_third_party: bool = False

    def build(self, clock: Clock, transcript: Transcript | None = None) -> Device:
        """The driver, not yet opened. Another maker's failure to build is a device out of order."""
        with heard_by(transcript or Transcript(clock, policy=self.adapter.wire)):
            if not self.is_third_party:
                return self.adapter.build(self.options, clock)
            built = build_guarded(self.adapter, self.options, clock)
        if isinstance(built, Misfit):
            log.error("driver_misfit device=%s %s", self.entry.id, built.text)
            return AbsentDriver(built.reason)
        return built


@dataclass(slots=True)
class Findings:
    """What is wrong (nothing starts), and what is worth knowing (the kiosk starts without it)."""

    problems: list[Problem]
    remarks: list[Problem] = field(default_factory=list)


def plan_devices(
    entries: Iterable[tuple[int, DeviceEntry]],
    adapters: Mapping[str, Adapter],
    third_party: ThirdParty,
    document: Document,
    base: Path,
    findings: Findings,
) -> tuple[Plan, ...]:
    """Check every device of the settings; adds all findings with their lines.

    ``entries`` are the readable ones with their places in the list of the file.
    """
    desk = _Desk(adapters, third_party, document, base, findings)
    plans = []
    seen_ids: set[str] = set()
    seen_roles: set[str] = set()
    for index, entry in entries:
        place = ("devices", index)
        if entry.id in seen_ids:
            desk.wrong((*place, "id"), f"device id '{entry.id}' twice")
        if entry.role in seen_roles:
            desk.wrong((*place, "role"), f"second {entry.role}")
        seen_ids.add(entry.id)
        seen_roles.add(entry.role)
        plan = desk.plan(entry, place)
        if plan is not None:
            plans.append(plan)
    return tuple(plans)


class _Desk:
    """Everything that one look at the settings needs."""

    def __init__(
        self,
        adapters: Mapping[str, Adapter],
        third_party: ThirdParty,
        document: Document,
        base: Path,
        findings: Findings,
    ) -> None:
        self._adapters, self._third_party = adapters, third_party
        self._document, self._base, self._findings = document, base, findings

    def wrong(self, path: tuple[str | int, ...], text: str) -> None:
        self._findings.problems.append(self._document.problem(path, text))

    def plan(self, entry: DeviceEntry, place: tuple[str, int]) -> Plan | None:
        if entry.adapter in wedge.WORDS:
            self.wrong((*place, "adapter"), wedge.REFUSED)
            return None
        adapter = self._adapters.get(entry.adapter)
        if adapter is None:
            return self._foreign_plan(entry, place)
        if adapter.role != entry.role:
            self.wrong((*place, "role"), f"'{entry.adapter}' is a {adapter.role}")
            return None
        options, said = read_options(adapter, entry.options, self._base)
        for path, text in said:
            self.wrong((*place, "options", *path), text)
        for name, value in entry.options.items():
            if isinstance(value, str) and _BUS_NAME.match(value):
                self._remark((*place, "options", name), f"'{value}' {_BUS_NAME_TEXT}")
        return None if said else Plan(entry, adapter, options)

    def _foreign_plan(self, entry: DeviceEntry, place: tuple[str, int]) -> Plan | None:
        found = self._third_party.find(entry.adapter, Adapter)
        if found is None:
            known = ", ".join(sorted({*self._adapters, *self._third_party.words()}))
            self.wrong((*place, "adapter"), f"unknown device '{entry.adapter}'; known: {known}")
            return None
        if isinstance(found, Misfit):
            return self._without_driver(entry, (*place, "adapter"), found)
        if found.role != entry.role:
            text = f"driver '{entry.adapter}' is a {found.role}"
            return self._without_driver(entry, (*place, "role"), Misfit(DRIVER_BROKEN, text))
        options, said = read_options(found, entry.options, self._base)
        for path, text in said:
            self._remark((*place, "options", *path), text)
        if said:
            return self._without_driver(entry, (*place, "options"), Misfit(DRIVER_BROKEN, ""))
        return Plan(entry, found, options, is_third_party=True)

    def _without_driver(
        self, entry: DeviceEntry, path: tuple[str | int, ...], misfit: Misfit
    ) -> Plan:
        if misfit.text:
            self._remark(path, f"{misfit.text}; the terminal runs without this device")
        absent = Adapter(Role(entry.role), type(None), lambda _, __: AbsentDriver(misfit.reason))
        return Plan(entry, absent, None, fault=misfit.reason)

    def _remark(self, path: tuple[str | int, ...], text: str) -> None:
        self._findings.remarks.append(self._document.problem(path, text))


def read_options(
    adapter: Adapter, given: Mapping[str, object], base: Path
) -> tuple[object | None, list[tuple[tuple[str | int, ...], str]]]:
    """The options as the adapter's own type, and everything wrong as (path, text)."""
    said: list[tuple[tuple[str | int, ...], str]] = []
    known = {each.name for each in dataclasses.fields(adapter.options)}
    said += [((name,), f"unknown option '{name}'") for name in given if name not in known]
    values = {name: _anchored(name, value, base) for name, value in given.items()}
    options: object | None = None
    try:
        options = TypeAdapter(adapter.options).validate_python(values)
    except ValidationError as refused:
        for error in refused.errors(include_url=False):
            name = str(error["loc"][0]) if error["loc"] else "options"
            missing = error["type"] == "missing"
            said.append((error["loc"], f"missing option '{name}'" if missing else error["msg"]))
    if options is not None and adapter.check is not None:
        said += adapter.check(options)
    return (None, said) if said else (options, said)


#: Options that name a place on this machine.
_PLACES = frozenset({"port", "service_socket", "asound_config"})


def _anchored(name: str, value: object, base: Path) -> object:
    """A device file may be named relative to the program's folder (the demo's pseudo-terminals)."""
    if name not in _PLACES or not isinstance(value, str):
        return value
    # Empty is no place: it leaves the choice to the adapter.
    if value and not value.startswith("/"):
        return str(base / value)
    return value
