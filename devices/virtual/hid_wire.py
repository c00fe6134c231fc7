"""A HID device's end of its plug as a wire of bytes: reports in, reports out.

Owns cutting what is said into reports and nothing else; must not know what a report says.
"""

import contextlib
import socket

from devices.virtual.hid_bus import HidIdentity, HidPlug, VirtualHidBus

_READ_BYTES = 4096
_REPORT_BYTES = 64


class HidWire:
    """Implements ``escpos_wire.Wire``. A report is handed over as written, its number first."""

    def __init__(self, bus: VirtualHidBus, identity: HidIdentity) -> None:
        self._bus, self._plug = bus, HidPlug(identity, self._hear)
        self._device_end: socket.socket | None = None
        self._host_end: socket.socket | None = None

    @property
    def address(self) -> str:
        identity = self._plug.identity
        return f"{identity.vendor_id:04x}:{identity.product_id:04x}"

    def plug(self) -> None:
        self._device_end, self._host_end = socket.socketpair()
        self._device_end.setblocking(False)
        self._bus.plug(self._plug)

    def unplug(self) -> None:
        self._bus.unplug(self._plug)
        for end in (self._device_end, self._host_end):
            if end is not None:
                end.close()
        self._device_end = self._host_end = None

    def descriptor(self) -> int | None:
        return None if self._device_end is None else self._device_end.fileno()

    def receive(self) -> bytes:
        return b"" if self._device_end is None else self._device_end.recv(_READ_BYTES)

    def send(self, data: bytes) -> None:
        for start in range(0, len(data), _REPORT_BYTES):
            self._plug.send(data[start : start + _REPORT_BYTES].ljust(_REPORT_BYTES, b"\0"))

    def _hear(self, report: bytes) -> None:
        """On the host's thread."""
        if self._host_end is not None:
            with contextlib.suppress(OSError):
                self._host_end.send(report)
