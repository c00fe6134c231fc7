"""Which adapter a settings file means, and whether its options make sense.

Owns the table from ``adapter`` words to classes; must not open anything. A new device model is one
line here and one file beside its siblings.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from config.terminal import DeviceEntry
from config.yaml_source import Document
from devices.document_scanner.camera import CameraDocumentScanner, CameraSettings
from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.ports import Device
from devices.qr_scanner.camera_scanner import CameraQrScanner, CameraScannerSettings
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.status import Role
from devices.transport.serial_port import SerialSettings, SerialTransport
from devices.transport.tcp import TcpSettings, TcpTransport
from kiosk.clock import Clock
from kiosk.errors import Problem
from printer.licence.ipp_printer import IppLicencePrinter, LicencePrinterSettings
from printer.receipt.escpos_printer import EscposPrinter


@dataclass(frozen=True, slots=True)
class Adapter:
    """One word of the settings: its role, its options, how it is built."""

    role: Role
    options: type
    build: Callable[[Any, Clock], Device]


ADAPTERS: Mapping[str, Adapter] = {
    "sam-serial": Adapter(Role.ID_READER, SamSerialSettings, SamSerialReader),
    "serial-scanner": Adapter(Role.QR_SCANNER, SerialScannerSettings, SerialQrScanner),
    "camera-scanner": Adapter(Role.QR_SCANNER, CameraScannerSettings, CameraQrScanner),
    "opencv-camera": Adapter(Role.DOCUMENT_SCANNER, CameraSettings, CameraDocumentScanner),
    "escpos-serial": Adapter(
        Role.RECEIPT_PRINTER,
        SerialSettings,
        lambda options, clock: EscposPrinter(SerialTransport(options, clock), clock),
    ),
    "escpos-tcp": Adapter(
        Role.RECEIPT_PRINTER,
        TcpSettings,
        lambda options, clock: EscposPrinter(TcpTransport(options, clock), clock),
    ),
    "ipp": Adapter(Role.LICENCE_PRINTER, LicencePrinterSettings, IppLicencePrinter),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A device that can be built."""

    entry: DeviceEntry
    adapter: Adapter
    options: object

    def build(self, clock: Clock) -> Device:
        """The adapter, not yet opened."""
        return self.adapter.build(self.options, clock)


def plan_devices(
    entries: Iterable[tuple[int, DeviceEntry]],
    document: Document,
    base: Path,
    problems: list[Problem],
) -> tuple[Plan, ...]:
    """Check every device of the settings; adds all problems, with their lines, to the list.

    ``entries`` are the readable ones with their places in the list of the file.
    """
    plans = []
    seen_ids: set[str] = set()
    seen_roles: set[str] = set()
    for index, entry in entries:
        place = ("devices", index)
        if entry.id in seen_ids:
            problems.append(document.problem((*place, "id"), f"device id '{entry.id}' twice"))
        if entry.role in seen_roles:
            problems.append(document.problem((*place, "role"), f"second {entry.role}"))
        seen_ids.add(entry.id)
        seen_roles.add(entry.role)
        plan = _plan(entry, place, document, base, problems)
        if plan is not None:
            plans.append(plan)
    return tuple(plans)


def _plan(
    entry: DeviceEntry,
    place: tuple[str, int],
    document: Document,
    base: Path,
    problems: list[Problem],
) -> Plan | None:
    adapter = ADAPTERS.get(entry.adapter)
    if adapter is None:
        known = ", ".join(sorted(ADAPTERS))
        problems.append(
            document.problem(
                (*place, "adapter"), f"unknown device '{entry.adapter}'; known: {known}"
            )
        )
        return None
    if adapter.role != entry.role:
        problems.append(
            document.problem((*place, "role"), f"'{entry.adapter}' is a {adapter.role}")
        )
        return None
    options = _options(entry, adapter, place, document, base, problems)
    return None if options is None else Plan(entry, adapter, options)


def _options(
    entry: DeviceEntry,
    adapter: Adapter,
    place: tuple[str, int],
    document: Document,
    base: Path,
    problems: list[Problem],
) -> object | None:
    before = len(problems)
    known = {field.name for field in dataclasses.fields(adapter.options)}
    for name in entry.options:
        if name not in known:
            problems.append(document.problem((*place, "options", name), f"unknown option '{name}'"))
    values = {name: _anchored(name, value, base) for name, value in entry.options.items()}
    try:
        options: object = TypeAdapter(adapter.options).validate_python(values)
    except ValidationError as refused:
        for error in refused.errors(include_url=False):
            name = str(error["loc"][0]) if error["loc"] else "options"
            said = f"missing option '{name}'" if error["type"] == "missing" else error["msg"]
            problems.append(document.problem((*place, "options", *error["loc"]), said))
        return None
    return options if len(problems) == before else None


def _anchored(name: str, value: object, base: Path) -> object:
    """A device file may be named relative to the program's folder (the demo's pseudo-terminals)."""
    if name == "port" and isinstance(value, str) and not value.startswith("/"):
        return str(base / value)
    return value
