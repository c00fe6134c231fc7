"""A USB bus in memory, as a backend of pyusb: the far end of ``devices/transport/usb_bulk.py``.

Owns what libusb and the kernel would do: descriptors, claims, packets, timeouts, unplugging. What
a device says is its own: it is a ``Gadget`` with endpoints. pyusb's code runs unchanged above it.
"""

import array
import errno
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf
from types import SimpleNamespace

import usb.core
import usb.util
from usb.backend import IBackend

from kiosk.clock import Clock

PRINTER_CLASS, VENDOR_CLASS = 0x07, 0xFF
_PACKET_BYTES = 64
_IN = 0x80
_GET_DESCRIPTOR, _STRING = 0x06, 0x03
_US_ENGLISH = 0x0409
#: A device that takes nothing is asked again this often, as a host controller does on NAK.
_NAK_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class GadgetIdentity:
    """The descriptors that tell one device from another."""

    vendor_id: int
    product_id: int
    serial_number: str = ""
    interface_class: int = VENDOR_CLASS
    endpoints: tuple[int, ...] = (0x02, 0x81)
    bus: int = 1
    ports: tuple[int, ...] = (1,)


class Gadget:
    """A device's own side of its cable. ``take`` is called on the host's thread."""

    def __init__(self, identity: GadgetIdentity, take: Callable[[int, bytes], int]) -> None:
        self.identity = identity
        #: ``take(endpoint, data)`` returns how many bytes it could take now; 0 is a NAK.
        self.take = take
        #: As after a boot: usblp or usbhid holds the interface until somebody detaches it.
        self.has_kernel_driver = identity.interface_class == PRINTER_CLASS
        self.stalled: set[int] = set()
        #: What the device does when its port is reset.
        self.when_reset: Callable[[], None] = lambda: None
        #: What was opened before it was plugged in anew stays dead.
        self.times_plugged = 0
        #: Each with the instant from which the host can fetch it.
        self._packets: dict[int, deque[tuple[float, bytes]]] = {
            address: deque() for address in identity.endpoints if address & _IN
        }
        self._lock = threading.Lock()
        self.moved = threading.Event()

    def send(self, endpoint: int, data: bytes, *, at: float = 0.0) -> None:
        """One transfer to the host, in packets; not before the bus's clock shows ``at``."""
        with self._lock:
            for start in range(0, len(data), _PACKET_BYTES):
                self._packets[endpoint].append((at, data[start : start + _PACKET_BYTES]))
        self.moved.set()

    def send_nothing(self, endpoint: int, *, at: float = 0.0) -> None:
        """A packet of length zero, as some firmware sends after a full one."""
        with self._lock:
            self._packets[endpoint].append((at, b""))
        self.moved.set()

    def forget(self) -> None:
        """What was not fetched is gone when the plug is pulled."""
        with self._lock:
            for packets in self._packets.values():
                packets.clear()
        self.moved.set()

    def fetch(self, endpoint: int, room: int, now: float) -> bytes | None:
        """Packets up to a short one, as far as they fit; ``None`` when there is none."""
        with self._lock:
            waiting, taken = self._packets[endpoint], bytearray()
            if not waiting or waiting[0][0] > now:
                return None
            if len(waiting[0][1]) > room:
                raise usb.core.USBError("Overflow", -8, errno.EOVERFLOW)
            while waiting and waiting[0][0] <= now and len(taken) + len(waiting[0][1]) <= room:
                _, packet = waiting.popleft()
                taken += packet
                if len(packet) < _PACKET_BYTES:
                    break
            return bytes(taken)

    def seconds_until_next(self, endpoint: int, now: float) -> float:
        """How long until the first packet that waits here may be fetched."""
        with self._lock:
            waiting = self._packets[endpoint]
            return waiting[0][0] - now if waiting else inf


@dataclass(slots=True)
class _Handle:
    gadget: Gadget
    node: int
    configuration: int = 1


class VirtualUsbBus(IBackend):  # type: ignore[misc]  # pyusb ships no types
    """Give it to ``usb.core.find(backend=...)``. Plugging may come from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        #: Held while plugs and claims change: hands are on other threads than drivers.
        self._guard = threading.Lock()
        self._plugged: list[Gadget] = []
        self._claims: dict[tuple[int, int], _Handle] = {}
        #: libusb without the rights to the device file.
        self.forbidden = False

    def plug(self, gadget: Gadget) -> None:
        """Put the plug in; the kernel finds its driver at once."""
        gadget.has_kernel_driver = gadget.identity.interface_class == PRINTER_CLASS
        gadget.stalled.clear()
        # What was said while the plug was being pulled was said to nobody.
        gadget.forget()
        with self._guard:
            gadget.times_plugged += 1
            self._plugged.append(gadget)

    def unplug(self, gadget: Gadget) -> None:
        """Pull it, in the middle of a transfer if need be; harmless when it is out."""
        with self._guard:
            self._plugged = [one for one in self._plugged if one is not gadget]
            self._forget_claims(lambda who: who.gadget is gadget)
        gadget.forget()

    def is_plugged(self, gadget: Gadget) -> bool:
        """True while a host could find it."""
        return gadget in self._plugged

    # --- descriptors ---------------------------------------------------------------------------

    def enumerate_devices(self) -> Iterator[Gadget]:
        yield from tuple(self._plugged)

    def get_parent(self, dev: Gadget) -> None:
        return None

    def get_device_descriptor(self, dev: Gadget) -> SimpleNamespace:
        identity = dev.identity
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x0200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=identity.vendor_id,
            idProduct=identity.product_id, bcdDevice=0x0100, iManufacturer=0, iProduct=0,
            iSerialNumber=3 if identity.serial_number else 0, bNumConfigurations=1,
            address=None, bus=identity.bus, port_number=identity.ports[-1],
            port_numbers=identity.ports, speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Gadget, config: int) -> SimpleNamespace:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(
        self, dev: Gadget, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        if intf or alt:
            raise IndexError(intf)
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0,
            bNumEndpoints=len(dev.identity.endpoints), bInterfaceClass=dev.identity.interface_class,
            bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(
        self, dev: Gadget, ep: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=dev.identity.endpoints[ep],
            bmAttributes=usb.util.ENDPOINT_TYPE_BULK, wMaxPacketSize=_PACKET_BYTES, bInterval=0,
            bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    # --- opening -------------------------------------------------------------------------------

    def open_device(self, dev: Gadget) -> _Handle:
        if self.forbidden:
            raise usb.core.USBError("Access denied", -3, errno.EACCES)
        handle = _Handle(dev, dev.times_plugged)
        self._require_plugged(handle)
        return handle

    def close_device(self, dev_handle: _Handle) -> None:
        with self._guard:
            self._forget_claims(lambda who: who is dev_handle)

    def reset_device(self, dev_handle: _Handle) -> None:
        """The device starts anew, and the kernel finds its driver as after plugging in."""
        self._require_plugged(dev_handle)
        gadget = dev_handle.gadget
        with self._guard:
            self._forget_claims(lambda who: who.gadget is gadget)
        gadget.has_kernel_driver = gadget.identity.interface_class == PRINTER_CLASS
        gadget.stalled.clear()
        gadget.forget()
        gadget.when_reset()

    def set_configuration(self, dev_handle: _Handle, config_value: int) -> None:
        self._require_plugged(dev_handle)
        dev_handle.configuration = config_value

    def get_configuration(self, dev_handle: _Handle) -> int:
        self._require_plugged(dev_handle)
        return dev_handle.configuration

    def claim_interface(self, dev_handle: _Handle, intf: int) -> None:
        key = (id(dev_handle.gadget), intf)
        with self._guard:
            self._require_plugged(dev_handle)
            if (
                dev_handle.gadget.has_kernel_driver
                or self._claims.get(key, dev_handle) is not dev_handle
            ):
                raise usb.core.USBError("Resource busy", -6, errno.EBUSY)
            self._claims[key] = dev_handle

    def release_interface(self, dev_handle: _Handle, intf: int) -> None:
        with self._guard:
            self._require_plugged(dev_handle)
            self._claims.pop((id(dev_handle.gadget), intf), None)
        dev_handle.gadget.moved.set()

    def is_kernel_driver_active(self, dev_handle: _Handle, intf: int) -> bool:
        self._require_plugged(dev_handle)
        return dev_handle.gadget.has_kernel_driver

    def detach_kernel_driver(self, dev_handle: _Handle, intf: int) -> None:
        self._require_plugged(dev_handle)
        dev_handle.gadget.has_kernel_driver = False

    # --- transfers -----------------------------------------------------------------------------

    def ctrl_transfer(  # the shape is pyusb's
        self, dev_handle: _Handle, request_type: int, request: int, value: int, index: int,
        data: "array.array[int]", timeout: int,
    ) -> int:  # fmt: skip
        self._require_plugged(dev_handle)
        if (request_type, request, value >> 8) != (_IN, _GET_DESCRIPTOR, _STRING):
            raise usb.core.USBError("Pipe error", -9, errno.EPIPE)
        serial = dev_handle.gadget.identity.serial_number.encode("utf-16-le")
        body = serial if value & 0xFF else _US_ENGLISH.to_bytes(2, "little")
        answer = bytes([len(body) + 2, _STRING]) + body
        count = min(len(answer), len(data))
        data[:count] = array.array("B", answer[:count])
        return count

    def bulk_write(
        self, dev_handle: _Handle, ep: int, intf: int, data: "array.array[int]", timeout: int
    ) -> int:
        deadline = self._clock.monotonic() + timeout / 1000.0
        left, never = data.tobytes(), threading.Event()
        while True:
            self._require_well(dev_handle, ep)
            left = left[dev_handle.gadget.take(ep, left) :]
            if not left:
                return len(data)
            if self._clock.monotonic() >= deadline:
                raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
            self._clock.wait(never, _NAK_SECONDS)

    def bulk_read(
        self, dev_handle: _Handle, ep: int, intf: int, buff: "array.array[int]", timeout: int
    ) -> int:
        gadget, deadline = dev_handle.gadget, self._clock.monotonic() + timeout / 1000.0
        while True:
            # First, so that what happens from here on ends the wait below.
            gadget.moved.clear()
            self._require_well(dev_handle, ep)
            arrived = gadget.fetch(ep, len(buff), self._clock.monotonic())
            if arrived is not None:
                buff[: len(arrived)] = array.array("B", arrived)
                return len(arrived)
            now = self._clock.monotonic()
            if now >= deadline:
                raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
            self._clock.wait(gadget.moved, min(deadline - now, gadget.seconds_until_next(ep, now)))

    def clear_halt(self, dev_handle: _Handle, ep: int) -> None:
        dev_handle.gadget.stalled.discard(ep)

    def _require_well(self, handle: _Handle, endpoint: int) -> None:
        self._require_plugged(handle)
        if self._claims.get((id(handle.gadget), 0)) is not handle:
            # usbfs kills the transfers of an interface that is given back, and libusb says this.
            raise usb.core.USBError("Input/Output Error", -1, errno.EIO)
        if endpoint in handle.gadget.stalled:
            raise usb.core.USBError("Pipe error", -9, errno.EPIPE)

    def _forget_claims(self, is_over: Callable[[_Handle], bool]) -> None:
        self._claims = {key: who for key, who in self._claims.items() if not is_over(who)}

    def _require_plugged(self, handle: _Handle) -> None:
        is_same = handle.node == handle.gadget.times_plugged
        if not (is_same and self.is_plugged(handle.gadget)):
            raise usb.core.USBError("No such device", -4, errno.ENODEV)
