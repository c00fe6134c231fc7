"""A USB interface whose far end is a bus in memory: pyusb itself runs in between."""

import threading
from collections.abc import Callable

import pytest
import usb.core

from devices.status import DeviceGoneError
from devices.transport.usb_bulk import UsbBulkTransport, UsbInterface, UsbSettings
from devices.virtual.usb_bus import PRINTER_CLASS, Gadget, GadgetIdentity, VirtualUsbBus
from kiosk.clock import SystemClock
from tests.fakes.skipping_clock import SkippingClock

CLOCK = SystemClock()
IDS = UsbSettings(0x0FE6, 0x811E)


class Echo:
    """Says back what it hears."""

    def __init__(self, bus: VirtualUsbBus, serial: str = "", ports: tuple[int, ...] = (1,)) -> None:
        self.heard = bytearray()
        self.room = 1 << 20
        identity = GadgetIdentity(0x0FE6, 0x811E, serial, PRINTER_CLASS, ports=ports)
        self.gadget = Gadget(identity, self._take)
        bus.plug(self.gadget)

    def _take(self, endpoint: int, data: bytes) -> int:
        taken = data[: self.room]
        self.heard += taken
        self.gadget.send(0x81, taken)
        return len(taken)


@pytest.fixture
def bus() -> VirtualUsbBus:
    return VirtualUsbBus(CLOCK)


def opened(bus: VirtualUsbBus, settings: UsbSettings = IDS) -> UsbBulkTransport:
    transport = UsbBulkTransport(settings, CLOCK, bus)
    transport.open()
    return transport


def read(port: UsbBulkTransport, room: int = 64, seconds: float = 5.0) -> bytes:
    buffer = bytearray(room)
    return bytes(buffer[: port.read_into(memoryview(buffer), CLOCK.monotonic() + seconds)])


def soon() -> float:
    return CLOCK.monotonic() + 5.0


def reason(act: Callable[[], object]) -> str:
    with pytest.raises(DeviceGoneError) as gone:
        act()
    return gone.value.reason


def test_bytes_go_out_and_come_back_in_any_pieces(bus: VirtualUsbBus) -> None:
    echo, port = Echo(bus), opened(bus)
    sent = bytes(range(256)) * 20
    port.write(sent, soon())
    assert echo.heard == sent
    back = bytearray()
    while len(back) < len(sent):
        back += read(port, room=1 + len(back) % 7)
    assert back == sent


def test_silence_is_no_bytes(bus: VirtualUsbBus) -> None:
    Echo(bus)
    assert read(opened(bus), seconds=0.0) == b""


def test_bytes_that_come_later_end_the_wait(bus: VirtualUsbBus) -> None:
    echo, port = Echo(bus), opened(bus)
    later = threading.Timer(0.05, lambda: echo.gadget.send(0x81, b"late"))
    later.start()
    assert read(port, seconds=30.0) == b"late"
    later.join()


def test_the_kernels_own_driver_is_asked_to_let_go(bus: VirtualUsbBus) -> None:
    echo = Echo(bus)
    assert echo.gadget.has_kernel_driver
    opened(bus)
    assert not echo.gadget.has_kernel_driver


def test_absent_device_is_no_such_port(bus: VirtualUsbBus) -> None:
    assert reason(lambda: opened(bus)) == "no-such-port"


def test_another_device_of_the_same_vendor_is_not_taken(bus: VirtualUsbBus) -> None:
    Echo(bus)
    assert reason(lambda: opened(bus, UsbSettings(0x0FE6, 0x0001))) == "no-such-port"


def test_no_right_to_the_device_file_is_said(bus: VirtualUsbBus) -> None:
    Echo(bus, "A1")
    bus.forbidden = True
    assert reason(lambda: opened(bus)) == "port-forbidden"
    assert reason(lambda: opened(bus, UsbSettings(0x0FE6, 0x811E, "A1"))) == "port-forbidden"


def test_interface_held_by_another_process_is_busy(bus: VirtualUsbBus) -> None:
    Echo(bus)
    first = opened(bus)
    assert reason(lambda: opened(bus)) == "port-busy"
    first.close()
    opened(bus).close()


def test_two_of_a_kind_without_a_name_are_not_guessed(bus: VirtualUsbBus) -> None:
    Echo(bus, "A1"), Echo(bus, "A2")
    assert reason(lambda: opened(bus)) == "not-unique"


def test_two_of_a_kind_are_told_apart_by_serial_number(bus: VirtualUsbBus) -> None:
    one, two = Echo(bus, "A1"), Echo(bus, "A2")
    opened(bus, UsbSettings(0x0FE6, 0x811E, "A2")).write(b"x", soon())
    assert (one.heard, two.heard) == (b"", b"x")


def test_two_without_serial_number_are_told_apart_by_their_sockets(bus: VirtualUsbBus) -> None:
    one, two = Echo(bus, ports=(2, 1)), Echo(bus, ports=(2, 4))
    opened(bus, UsbSettings(0x0FE6, 0x811E, port_path="1-2.4")).write(b"x", soon())
    assert (one.heard, two.heard) == (b"", b"x")


def test_plug_pulled_while_reading_is_unplugged(bus: VirtualUsbBus) -> None:
    echo, port = Echo(bus), opened(bus)
    pull = threading.Timer(0.05, lambda: bus.unplug(echo.gadget))
    pull.start()
    assert reason(lambda: read(port, seconds=30.0)) == "unplugged"
    pull.join()
    port.close()
    assert not port.is_open


def test_plug_pulled_before_writing_is_unplugged(bus: VirtualUsbBus) -> None:
    echo, port = Echo(bus), opened(bus)
    bus.unplug(echo.gadget)
    assert reason(lambda: port.write(b"x", soon())) == "unplugged"


def test_put_back_in_another_socket_it_is_found_again(bus: VirtualUsbBus) -> None:
    echo = Echo(bus, "A1")
    port = opened(bus)
    bus.unplug(echo.gadget)
    again = Echo(bus, "A1", ports=(5,))
    port.open()
    port.write(b"here", soon())
    assert again.heard == b"here"


def test_what_was_left_from_before_the_unplugging_is_not_read(bus: VirtualUsbBus) -> None:
    echo, port = Echo(bus), opened(bus)
    echo.gadget.send(0x81, b"old")
    assert read(port, room=1) == b"o"
    bus.unplug(echo.gadget)
    bus.plug(echo.gadget)
    port.open()
    assert read(port, seconds=0.0) == b""


def test_device_that_takes_no_bytes_is_stalled_at_the_deadline() -> None:
    clock = SkippingClock()
    bus = VirtualUsbBus(clock)
    Echo(bus).room = 0
    port = UsbBulkTransport(IDS, clock, bus)
    port.open()
    assert reason(lambda: port.write(b"x", clock.monotonic() + 2.0)) == "write-stalled"


def test_stalled_endpoint_is_cleared_for_the_next_opening(bus: VirtualUsbBus) -> None:
    echo, port = Echo(bus), opened(bus)
    echo.gadget.stalled.add(0x81)
    assert reason(lambda: read(port)) == "unplugged"
    port.open()
    port.write(b"well", soon())
    assert read(port) == b"well"


def test_interface_that_is_not_there_is_not_a_port(bus: VirtualUsbBus) -> None:
    Echo(bus)
    assert reason(lambda: opened(bus, UsbSettings(0x0FE6, 0x811E, interface=3))) == "not-a-port"


def test_device_without_a_way_back_is_not_a_port(bus: VirtualUsbBus) -> None:
    bus.plug(Gadget(GadgetIdentity(0x0FE6, 0x811E, endpoints=(0x02,)), lambda *_: 0))
    assert reason(lambda: opened(bus)) == "not-a-port"


def test_machine_without_libusb_says_so(
    bus: VirtualUsbBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(**_: object) -> None:
        raise usb.core.NoBackendError("No backend available")

    monkeypatch.setattr("usb.core.find", nobody)
    assert reason(lambda: opened(bus)) == "no-usb"


def test_closed_port_is_not_open(bus: VirtualUsbBus) -> None:
    Echo(bus)
    port = opened(bus)
    port.close()
    port.close()
    assert reason(lambda: read(port)) == "not-open"
    assert reason(lambda: port.write(b"x", soon())) == "not-open"


def test_four_endpoints_keep_their_bytes_apart(bus: VirtualUsbBus) -> None:
    heard: list[tuple[int, bytes]] = []

    def take(endpoint: int, data: bytes) -> int:
        heard.append((endpoint, data))
        return len(data)

    gadget = Gadget(GadgetIdentity(0x0400, 0xC35A, endpoints=(0x02, 0x06, 0x81, 0x85)), take)
    bus.plug(gadget)
    interface = UsbInterface(UsbSettings(0x0400, 0xC35A), CLOCK, bus)
    interface.open()
    assert (interface.outs, interface.ins) == ((0x02, 0x06), (0x81, 0x85))
    interface.write(0x06, b"rest", soon())
    assert heard == [(0x06, b"rest")]
    gadget.send(0x81, b"header!")
    gadget.send(0x85, b"body")
    buffer = bytearray(4)
    for endpoint, wanted in ((0x81, b"head"), (0x85, b"body"), (0x81, b"er!")):
        count = interface.read_into(endpoint, memoryview(buffer), soon())
        assert bytes(buffer[:count]) == wanted
    interface.close()


def test_taken_bytes_are_wiped_and_so_are_untaken_ones(bus: VirtualUsbBus) -> None:
    echo = Echo(bus)
    interface = UsbInterface(IDS, CLOCK, bus)
    interface.open()
    echo.gadget.send(0x81, b"personal")
    interface.read_into(0x81, memoryview(bytearray(4)), soon())
    (inbox,) = interface._inboxes.values()
    assert bytes(inbox.bytes[:8]) == b"\0\0\0\0onal"
    interface.close()
    assert not any(inbox.bytes)
