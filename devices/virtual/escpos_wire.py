"""The three sockets on the back of the virtual receipt printer: Ethernet, serial and USB.

Owns file descriptors and nothing else; must not look into the bytes. Used by one thread.
"""

import contextlib
import os
import socket
from pathlib import Path
from typing import Protocol

from devices.virtual.pty_plug import PtyPlug
from devices.virtual.usb_bus import PRINTER_CLASS, Gadget, GadgetIdentity, VirtualUsbBus

_READ_BYTES = 4096
_LOOPBACK = "127.0.0.1"


class Wire(Protocol):
    """A way in and out that can be pulled out and put back under the same name."""

    @property
    def address(self) -> str:
        """What a host connects to."""
        ...

    def plug(self) -> None: ...

    def unplug(self) -> None: ...

    def descriptor(self) -> int | None:
        """What to wait on for input; ``None`` while unplugged."""
        ...

    def receive(self) -> bytes:
        """What has arrived; perhaps nothing."""
        ...

    def send(self, data: bytes) -> None:
        """Answer. Lost when nobody is there to take it."""
        ...


class TcpWire:
    """Port 9100 style: one host at a time, the next one waits. Port 0 takes any free one."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._listener: socket.socket | None = None
        self._host: socket.socket | None = None

    @property
    def address(self) -> str:
        return f"{_LOOPBACK}:{self._port}"

    @property
    def port(self) -> int:
        """The TCP port, the same again after each plugging in."""
        return self._port

    def plug(self) -> None:
        if self._listener is None:
            self._listener = socket.create_server((_LOOPBACK, self._port), backlog=1)
            self._port = self._listener.getsockname()[1]

    def unplug(self) -> None:
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def descriptor(self) -> int | None:
        end = self._host or self._listener
        return None if end is None else end.fileno()

    def receive(self) -> bytes:
        if self._host is None:
            if self._listener is not None:
                self._host = self._listener.accept()[0]
                self._host.setblocking(False)
            return b""
        try:
            data = self._host.recv(_READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def send(self, data: bytes) -> None:
        if self._host is not None:
            with contextlib.suppress(OSError):
                self._host.send(data)

    def _hang_up(self) -> None:
        if self._host is not None:
            self._host.close()
            self._host = None


class SerialWire:
    """A serial port whose stable name is a symbolic link, as under /dev/serial/by-id."""

    def __init__(self, link: Path) -> None:
        self.address = str(link)
        self._plug = PtyPlug(link)

    def plug(self) -> None:
        self._plug.push_in()

    def unplug(self) -> None:
        self._plug.pull_out()

    def descriptor(self) -> int | None:
        return None if self._plug.ends is None else self._plug.ends[0]

    def receive(self) -> bytes:
        end = self.descriptor()
        if end is None:
            return b""
        try:
            return os.read(end, _READ_BYTES)
        except BlockingIOError:
            return b""

    def send(self, data: bytes) -> None:
        end = self.descriptor()
        if end is not None:
            with contextlib.suppress(OSError):
                os.write(end, data)


class UsbWire:
    """An interface of one pair of endpoints on a bus in memory; a printer's unless it is said."""

    OUT, IN = 0x02, 0x81

    def __init__(
        self,
        bus: VirtualUsbBus,
        serial_number: str = "",
        port: int = 1,
        identity: GadgetIdentity | None = None,
    ) -> None:
        printer = GadgetIdentity(
            0x0FE6, 0x811E, serial_number, PRINTER_CLASS, (self.OUT, self.IN), ports=(port,)
        )
        self._bus = bus
        self.gadget = Gadget(identity or printer, self._take)
        self.gadget.when_reset = self._start_anew
        self._is_frozen = False
        self._printer_end: socket.socket | None = None
        self._host_end: socket.socket | None = None

    @property
    def address(self) -> str:
        identity = self.gadget.identity
        return f"{identity.vendor_id:04x}:{identity.product_id:04x}"

    def plug(self) -> None:
        if self._printer_end is None:
            self._printer_end, self._host_end = socket.socketpair()
            for end in (self._printer_end, self._host_end):
                end.setblocking(False)
            self._bus.plug(self.gadget)

    def unplug(self) -> None:
        if self._printer_end is not None and self._host_end is not None:
            self._bus.unplug(self.gadget)
            self._printer_end.close()
            self._host_end.close()
            self._printer_end = self._host_end = None

    def descriptor(self) -> int | None:
        return None if self._printer_end is None else self._printer_end.fileno()

    def receive(self) -> bytes:
        if self._printer_end is None:
            return b""
        try:
            return self._printer_end.recv(_READ_BYTES)
        except BlockingIOError:
            return b""

    def send(self, data: bytes) -> None:
        self.gadget.send(self.IN, data)

    def freeze(self) -> None:
        """The USB chip takes what comes and hands nothing on, until its port is reset."""
        self._is_frozen = True

    def _start_anew(self) -> None:
        self._is_frozen = False

    def _take(self, _endpoint: int, data: bytes) -> int:
        """On the host's thread: what fits into the printer's ear."""
        end = self._host_end
        if self._is_frozen:
            return len(data)
        try:
            return 0 if end is None else end.send(data)
        except OSError:  # full, or unplugged in this very moment
            return 0
