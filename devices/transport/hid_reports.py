"""A USB HID device: found by stable identity, opened, spoken to in whole reports through hidapi.

Owns the search, the open handle and what hidapi's errors mean. Must not know what a report says,
nor how large one is: report ids, padding and lengths belong to the device's protocol.

``library`` is the seam: ``None`` is hidapi's hidraw backend, which leaves the kernel's driver where
it is; a test gives ``devices/virtual/hid_bus.py``.
"""

import contextlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from devices.status import DeviceGoneError
from devices.transport.tap import tap_of_build
from devices.transport.transport import (
    NO_SUCH_PORT,
    NO_USB,
    NOT_OPEN,
    NOT_UNIQUE,
    PORT_FORBIDDEN,
    UNPLUGGED,
)
from kiosk.clock import Clock

#: HID usage tables: generic desktop and its keyboard, and the page of point-of-sale scanners.
PAGE_GENERIC_DESKTOP, USAGE_KEYBOARD = 0x01, 0x06
PAGE_BAR_CODE_SCANNER = 0x8C
#: The device is there, but only as a keyboard that types into whatever field has the focus.
ONLY_A_KEYBOARD = "only-a-keyboard"

#: hidapi's ``read`` takes 0 for "for ever" on a blocking handle; ours never blocks without a limit.
_LEAST_MILLISECONDS = 1
#: ``.../1-2.4:1.0/...``: bus 1, port 2, port 4 of the hub there, then configuration and interface.
_PORT_IN_SYSFS = re.compile(r"/(\d+-[\d.]+):\d+\.\d+/")


class HidHandle(Protocol):
    """What is used of ``hid.device``."""

    def open_path(self, path: bytes) -> None: ...
    def set_nonblocking(self, v: int) -> int: ...
    def read(self, max_length: int, timeout_ms: int = 0) -> list[int]: ...
    def write(self, buff: bytes) -> int: ...
    def close(self) -> None: ...


class HidLibrary(Protocol):
    """What is used of the module ``hid``."""

    def enumerate(self, vendor_id: int, product_id: int) -> Sequence[Mapping[str, object]]: ...
    def device(self) -> HidHandle: ...


@dataclass(frozen=True, slots=True)
class HidSettings:
    """Which device, by what stays the same over replugging."""

    vendor_id: int
    product_id: int
    #: Where two of a kind may be plugged in. Empty: any, as long as there is one only.
    serial_number: str = ""
    #: The top-level collection to open, where the device has several; 0 takes any but a keyboard.
    usage_page: int = 0
    #: Bus and hub ports as in ``/sys/bus/usb/devices`` (``1-2.4``), for kinds without a number.
    port_path: str = ""


class HidReports:
    """One opened collection of one device. Used by one worker thread only."""

    def __init__(
        self, settings: HidSettings, clock: Clock, library: HidLibrary | None = None
    ) -> None:
        self._settings, self._clock = settings, clock
        self._library = library
        self._handle: HidHandle | None = None
        self._is_severed = False
        self._tap = tap_of_build()

    @property
    def is_open(self) -> bool:
        """True between a good ``open`` and the next ``close``."""
        return self._handle is not None and not self._is_severed

    def open(self) -> None:
        """Find and open. Raises DeviceGoneError; leaves nothing half open."""
        self.close()
        if self._is_severed:
            raise DeviceGoneError(NOT_OPEN)
        library = self._library or _hidapi()
        path = self._find(library)
        handle = library.device()
        try:
            handle.open_path(path)
            handle.set_nonblocking(1)
        except (OSError, ValueError) as error:
            with contextlib.suppress(OSError, ValueError):
                handle.close()
            # It was listed a moment ago, so it is there: what is missing is the right to open it.
            raise DeviceGoneError(PORT_FORBIDDEN) from error
        self._handle = handle

    def close(self) -> None:
        """Let go. Never raises; safe to call twice."""
        handle, self._handle = self._handle, None
        if handle is not None:
            with contextlib.suppress(OSError, ValueError):
                handle.close()

    def sever(self) -> None:
        """As ``Transport.sever``. Nobody has hidraw to himself, and hidapi frees a handle under a
        read that waits: so the handle is left to its thread, which can do no more with it.
        """  # noqa: D205
        self._is_severed = True

    def write(self, report: bytes | bytearray) -> None:
        """Send one report, its id (0 for none) first. Raises DeviceGoneError."""
        handle = self._opened()
        try:
            written = handle.write(bytes(report))
        except (OSError, ValueError) as error:
            raise DeviceGoneError(UNPLUGGED) from error
        if written < 0:
            raise DeviceGoneError(UNPLUGGED)
        self._tap.sent(report)

    def read_into(self, target: memoryview, deadline: float) -> int:
        """Put one whole report, its id first where it has one, into ``target``.

        Returns its length, 0 when none came before ``deadline``. A report longer than ``target``
        is cut. hidapi gives a list of numbers, so no immutable copy of the bytes comes about.
        Raises DeviceGoneError.
        """
        handle = self._opened()
        remaining = round((deadline - self._clock.monotonic()) * 1000.0)
        try:
            values = handle.read(len(target), max(_LEAST_MILLISECONDS, remaining))
        except (OSError, ValueError) as error:
            raise DeviceGoneError(UNPLUGGED) from error
        count = min(len(values), len(target))
        for place in range(count):
            target[place] = values[place]
            values[place] = 0
        self._tap.received(target[:count])
        return count

    def _find(self, library: HidLibrary) -> bytes:
        wanted = self._settings
        try:
            listed = library.enumerate(wanted.vendor_id, wanted.product_id)
        except OSError as error:
            raise DeviceGoneError(NO_USB) from error
        ours = [
            one
            for one in listed
            if wanted.serial_number in ("", one.get("serial_number"))
            and wanted.port_path in ("", port_of(_path_of(one)))
        ]
        if not ours:
            raise DeviceGoneError(NO_SUCH_PORT)
        usable = [one for one in ours if not _is_keyboard(one)]
        if not usable:
            raise DeviceGoneError(ONLY_A_KEYBOARD)
        if wanted.usage_page:
            usable = [one for one in usable if one.get("usage_page") == wanted.usage_page]
        paths = {_path_of(one) for one in usable}
        if not paths:
            raise DeviceGoneError(NO_SUCH_PORT)
        if len(paths) > 1:
            raise DeviceGoneError(NOT_UNIQUE)
        return paths.pop()

    def _opened(self) -> HidHandle:
        if self._handle is None or self._is_severed:
            raise DeviceGoneError(NOT_OPEN)
        return self._handle


def _is_keyboard(listed: Mapping[str, object]) -> bool:
    return (listed.get("usage_page"), listed.get("usage")) == (PAGE_GENERIC_DESKTOP, USAGE_KEYBOARD)


def _path_of(listed: Mapping[str, object]) -> bytes:
    path = listed["path"]
    return path if isinstance(path, bytes) else str(path).encode()


def port_of(node: bytes, nodes: Path = Path("/sys/class/hidraw")) -> str:
    """Where the device behind ``/dev/hidrawN`` is plugged in; empty when it hangs on no USB."""
    try:
        place = os.path.realpath(nodes / Path(os.fsdecode(node)).name / "device")
    except OSError:  # pulled out since the bus was listed
        return ""
    found = _PORT_IN_SYSFS.search(f"{place}/")
    return found[1] if found else ""


def _hidapi() -> HidLibrary:
    # Imported late: the library opens libudev, which a terminal without HID devices need not have.
    try:
        import hidraw
    except ImportError as error:
        raise DeviceGoneError(NO_USB) from error
    library: HidLibrary = hidraw
    return library
