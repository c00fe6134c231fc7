"""A USB interface with bulk endpoints: claimed, read and written through pyusb.

Owns finding the device again under its stable identity, the claim, the timeouts and what libusb's
errors mean. Must not know what any byte means. ``UsbInterface`` serves devices that spread their
frames over several endpoints; ``UsbBulkTransport`` is the usual pair, a ``Transport``.

``backend`` is pyusb's own seam: ``None`` is libusb, a test gives ``devices/virtual/usb_bus.py``.
"""

import array
import contextlib
import errno
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import usb.core
import usb.util
from usb.backend import IBackend

from devices.status import DeviceGoneError
from devices.transport.tap import tap_of_build
from devices.transport.transport import (
    NO_SUCH_PORT,
    NO_USB,
    NOT_A_PORT,
    NOT_OPEN,
    NOT_UNIQUE,
    PORT_BUSY,
    PORT_FORBIDDEN,
    UNPLUGGED,
    WRITE_STALLED,
)
from devices.transport.usb_identity import PortPath, UsbId
from kiosk.clock import Clock

#: pyusb's own seam, for drivers that are built on ``UsbInterface``.
UsbBackend: TypeAlias = IBackend

#: Never smaller than a packet (a shorter buffer is an overflow error) and a multiple of each size.
_READ_BYTES = 4096
#: libusb takes 0 for "for ever".
_LEAST_MILLISECONDS = 1
_REASON_BY_ERRNO = {
    errno.EACCES: PORT_FORBIDDEN,
    errno.EPERM: PORT_FORBIDDEN,
    errno.EBUSY: PORT_BUSY,
}


@dataclass(frozen=True, slots=True)
class UsbSettings:
    """Which device. Both ids always: a vendor's id alone also fits its other products."""

    vendor_id: UsbId
    product_id: UsbId
    #: Where two of a kind may be plugged in. Empty: any, as long as there is one only.
    serial_number: str = ""
    #: Bus and hub ports as in ``/sys/bus/usb/devices`` (``1-2.4``), for kinds without a serial.
    port_path: PortPath = ""
    interface: int = 0


class _Inbox:
    """What an endpoint gave and nobody has taken yet; taken bytes are wiped."""

    def __init__(self) -> None:
        self.bytes = array.array("B", bytes(_READ_BYTES))
        self.start = self.end = 0

    @property
    def is_empty(self) -> bool:
        return self.start == self.end

    def take(self, target: memoryview) -> int:
        count = min(len(target), self.end - self.start)
        with memoryview(self.bytes) as arrived:
            target[:count] = arrived[self.start : self.start + count]
            arrived[self.start : self.start + count] = array.array("B", bytes(count))
        self.start += count
        if self.is_empty:
            self.start = self.end = 0
        return count

    def wipe(self) -> None:
        self.bytes[:] = array.array("B", bytes(len(self.bytes)))
        self.start = self.end = 0


class UsbInterface:
    """One claimed interface. Endpoints are named by their addresses (0x02 out, 0x81 in)."""

    def __init__(
        self, settings: UsbSettings, clock: Clock, backend: UsbBackend | None = None
    ) -> None:
        self._settings, self._clock, self._backend = settings, clock, backend
        self._device: Any = None
        #: Whose claim it is, while two threads may want to be rid of it.
        self._guard = threading.Lock()
        self._is_severed = False
        self._tap = tap_of_build()
        self._inboxes: dict[int, _Inbox] = {}
        self.outs: tuple[int, ...] = ()
        self.ins: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        """True between a good ``open`` and the next ``close``."""
        return self._device is not None and not self._is_severed

    def open(self) -> None:
        """Find and claim. Raises DeviceGoneError; leaves nothing half open."""
        self.close()
        if self._is_severed:
            raise DeviceGoneError(NOT_OPEN)
        device = self._find()
        try:
            self._claim(device)
        except usb.core.USBError as error:
            _let_go(device)
            raise DeviceGoneError(_REASON_BY_ERRNO.get(error.errno or 0, UNPLUGGED)) from error
        except DeviceGoneError:
            _let_go(device)
            raise
        with self._guard:
            self._device = device
            if not self._is_severed:
                return
        self.close()
        raise DeviceGoneError(NOT_OPEN)

    def close(self) -> None:
        """Let go. Never raises; safe to call twice."""
        with self._guard:
            device, self._device = self._device, None
        self.forget()
        if device is not None:
            _let_go(device)

    def reset(self) -> None:
        """Reset the port that the device hangs on: it starts anew, as after being plugged in.

        Closed before and after. Raises DeviceGoneError.
        """
        self.close()
        if self._is_severed:
            raise DeviceGoneError(NOT_OPEN)
        device = self._find()
        try:
            device.reset()
        except usb.core.USBError as error:
            # libusb's word for one that came back as if it were another: ``open`` finds it.
            if error.errno != errno.ENOENT:
                raise DeviceGoneError(_REASON_BY_ERRNO.get(error.errno or 0, UNPLUGGED)) from error
        finally:
            _let_go(device)

    def sever(self) -> None:
        """As ``Transport.sever``: the kernel ends the transfers of a claim that is given back."""
        with self._guard:
            self._is_severed = True
            if self._device is not None:
                with contextlib.suppress(usb.core.USBError):
                    usb.util.release_interface(self._device, self._settings.interface)

    def forget(self) -> None:
        """Wipe what has arrived and was not taken: it may be a card."""
        for inbox in self._inboxes.values():
            inbox.wipe()
        self._inboxes.clear()

    def write(self, endpoint: int, data: bytes | bytearray | memoryview, deadline: float) -> None:
        """Hand over every byte before ``deadline``. Raises DeviceGoneError."""
        device = self._opened()
        self._tap.sent(data)
        with memoryview(data) as view:
            done = 0
            while done < len(view):
                self._opened()
                # pyusb wants an array; the copy is wiped, because it may be somebody's receipt.
                piece = array.array("B", view[done:].tobytes())
                try:
                    done += device.write(endpoint, piece, self._milliseconds(deadline))
                except usb.core.USBTimeoutError as error:
                    raise DeviceGoneError(WRITE_STALLED) from error
                except usb.core.USBError as error:
                    raise self._broken(endpoint, error) from error
                finally:
                    piece[:] = array.array("B", bytes(len(piece)))

    def read_into(self, endpoint: int, target: memoryview, deadline: float) -> int:
        """Put what has arrived into ``target``; as ``Transport.read_into``."""
        device = self._opened()
        inbox = self._inboxes.setdefault(endpoint, _Inbox())
        # An empty packet ends a transfer and is no silence: more may follow before the deadline.
        while inbox.is_empty:
            self._opened()
            try:
                inbox.end = device.read(endpoint, inbox.bytes, self._milliseconds(deadline))
            except usb.core.USBTimeoutError:
                return 0
            except usb.core.USBError as error:
                raise self._broken(endpoint, error) from error
            if not inbox.end and self._clock.monotonic() >= deadline:
                return 0
        count = inbox.take(target)
        self._tap.received(target[:count])
        return count

    # --- finding and claiming ------------------------------------------------------------------

    def _find(self) -> Any:
        try:
            found = [device for device in self._candidates() if self._is_meant(device)]
        except usb.core.NoBackendError as error:
            raise DeviceGoneError(NO_USB) from error
        except usb.core.USBError as error:
            raise DeviceGoneError(_REASON_BY_ERRNO.get(error.errno or 0, UNPLUGGED)) from error
        if not found:
            raise DeviceGoneError(NO_SUCH_PORT)
        if len(found) > 1:
            raise DeviceGoneError(NOT_UNIQUE)
        return found[0]

    def _candidates(self) -> Iterator[Any]:
        found: Iterator[Any] = usb.core.find(
            find_all=True,
            backend=self._backend,
            idVendor=self._settings.vendor_id,
            idProduct=self._settings.product_id,
        )
        return found

    def _is_meant(self, device: Any) -> bool:
        wanted = self._settings
        if wanted.port_path and _port_path(device) != wanted.port_path:
            return False
        if not wanted.serial_number:
            return True
        try:
            return bool(device.serial_number == wanted.serial_number)
        except ValueError as error:
            # pyusb's word for strings that it was not allowed to read.
            raise DeviceGoneError(PORT_FORBIDDEN) from error
        finally:
            usb.util.dispose_resources(device)

    def _claim(self, device: Any) -> None:
        number = self._settings.interface
        try:
            configuration = device.get_active_configuration()
        except usb.core.USBError:
            # Nobody has configured it. One that is, is left alone: configuring resets some models.
            device.set_configuration()
            configuration = device.get_active_configuration()
        interface = usb.util.find_descriptor(configuration, bInterfaceNumber=number)
        if interface is None:
            raise DeviceGoneError(NOT_A_PORT)
        # usblp holds every printer; without this the claim is refused.
        with contextlib.suppress(NotImplementedError):
            if device.is_kernel_driver_active(number):
                device.detach_kernel_driver(number)
        usb.util.claim_interface(device, number)
        bulk = [
            end.bEndpointAddress
            for end in interface
            if usb.util.endpoint_type(end.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        ]
        self.outs = tuple(address for address in bulk if not address & usb.util.ENDPOINT_IN)
        self.ins = tuple(address for address in bulk if address & usb.util.ENDPOINT_IN)

    # --- inside --------------------------------------------------------------------------------

    def _opened(self) -> Any:
        if self._device is None or self._is_severed:
            raise DeviceGoneError(NOT_OPEN)
        return self._device

    def _milliseconds(self, deadline: float) -> int:
        remaining = (deadline - self._clock.monotonic()) * 1000.0
        return max(_LEAST_MILLISECONDS, round(remaining))

    def _broken(self, endpoint: int, error: usb.core.USBError) -> DeviceGoneError:
        if error.errno == errno.EPIPE:
            # A stalled endpoint stays so over a reopening, until somebody clears it.
            with contextlib.suppress(usb.core.USBError):
                self._device.clear_halt(endpoint)
        return DeviceGoneError(UNPLUGGED)


class UsbBulkTransport:
    """One endpoint out, one in: what a USB printer or a simple reader has."""

    def __init__(
        self, settings: UsbSettings, clock: Clock, backend: UsbBackend | None = None
    ) -> None:
        self._interface = UsbInterface(settings, clock, backend)

    @property
    def is_open(self) -> bool:
        return self._interface.is_open

    def open(self) -> None:
        self._interface.open()
        if not self._interface.outs or not self._interface.ins:
            self._interface.close()
            raise DeviceGoneError(NOT_A_PORT)

    def close(self) -> None:
        self._interface.close()

    def reset(self) -> None:
        """As ``UsbInterface.reset``."""
        self._interface.reset()

    def sever(self) -> None:
        self._interface.sever()

    def write(self, data: bytes | bytearray | memoryview, deadline: float) -> None:
        self._require_open()
        self._interface.write(self._interface.outs[0], data, deadline)

    def read_into(self, target: memoryview, deadline: float) -> int:
        self._require_open()
        return self._interface.read_into(self._interface.ins[0], target, deadline)

    def _require_open(self) -> None:
        if not self._interface.is_open:
            raise DeviceGoneError(NOT_OPEN)


def _port_path(device: Any) -> str:
    """``1-2.4``: bus 1, port 2 of the root hub, port 4 of the next."""
    return f"{device.bus}-{'.'.join(map(str, device.port_numbers or ()))}"


def _let_go(device: Any) -> None:
    # A device that was pulled out may refuse to be released; there is nothing left to save.
    with contextlib.suppress(usb.core.USBError):
        usb.util.dispose_resources(device)
