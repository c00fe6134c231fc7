"""What is USB's own: which endpoints, which device, packets of any size, stalls, pulled plugs."""

import threading
from random import Random

import pytest

from devices.id_reader.sam_usb import SamUsbReader, SamUsbSettings, UsbLayout
from devices.ports import CardOutcome, CardRead, IdReader
from devices.status import DeviceGoneError, DeviceReport, Ready, Role, Unavailable
from devices.virtual.synthetic_card import DECK
from devices.virtual.usb_bus import VirtualUsbBus
from devices.virtual.usb_id_reader import FOUR_ENDPOINTS, TWO_ENDPOINTS, VirtualUsbIdReader
from devices.worker import DeviceFailed, DeviceWorker, WorkerTiming
from kiosk.clock import SystemClock
from tests.fakes.id_reader_rig import person_of
from tests.fakes.id_reader_wires import USB_IDS, USB_WIRES, WireRig, wire_rig
from tests.fakes.skipping_clock import SkippingClock

PATIENCE_SECONDS = 30.0
ONE_OUT_TWO_IN = (0x02, 0x81, 0x85)
THREE_PAIRS = (0x01, 0x02, 0x03, 0x81, 0x82, 0x83)


def opened(wire: str) -> WireRig:
    rig = wire_rig(wire)
    rig.reader.open()
    rig.virtual.lay()
    return rig


@pytest.mark.parametrize("wire", USB_WIRES)
@pytest.mark.parametrize("packet_bytes", [1, 2, 7, 13, 63, 64])
@pytest.mark.parametrize("sends_empty_packets", [False, True])
def test_packets_of_any_size_give_the_whole_card(
    wire: str, packet_bytes: int, sends_empty_packets: bool
) -> None:
    rig = opened(wire)
    assert isinstance(rig.virtual, VirtualUsbIdReader)
    rig.virtual.split(packet_bytes, sends_empty_packets=sends_empty_packets)
    outcome = rig.read()
    assert isinstance(outcome, CardRead)
    assert outcome.payload == DECK["resident"].payload
    assert rig.virtual.requests()[-3:] == [b"\x20\x01", b"\x20\x02", b"\x30\x01"]


@pytest.mark.parametrize("endpoints", [TWO_ENDPOINTS, FOUR_ENDPOINTS])
@pytest.mark.parametrize("layout", list(UsbLayout))
def test_endpoints_decide_and_settings_that_disagree_are_a_reason(
    endpoints: tuple[int, ...], layout: UsbLayout
) -> None:
    clock = SkippingClock()
    virtual = VirtualUsbIdReader(clock, endpoints=endpoints)
    virtual.start()
    reader = SamUsbReader(SamUsbSettings(*USB_IDS, layout), clock, virtual.bus)
    fits = {UsbLayout.TWO: TWO_ENDPOINTS, UsbLayout.FOUR: FOUR_ENDPOINTS}.get(layout, endpoints)
    if fits == endpoints:
        reader.open()
        assert reader.probe() == Ready()
    else:
        with pytest.raises(DeviceGoneError, match="endpoints-unknown"):
            reader.open()


@pytest.mark.parametrize("endpoints", [ONE_OUT_TWO_IN, THREE_PAIRS, (0x81,)])
def test_device_with_other_endpoints_is_not_spoken_to(endpoints: tuple[int, ...]) -> None:
    clock = SkippingClock()
    virtual = VirtualUsbIdReader(clock, endpoints=endpoints)
    virtual.start()
    with pytest.raises(DeviceGoneError, match="endpoints-unknown"):
        SamUsbReader(SamUsbSettings(*USB_IDS), clock, virtual.bus).open()
    assert virtual.requests() == []


def two_of_a_kind(
    clock: SkippingClock,
) -> tuple[VirtualUsbBus, VirtualUsbIdReader, VirtualUsbIdReader]:
    bus = VirtualUsbBus(clock)
    left = VirtualUsbIdReader(clock, serial_number="LEFT", ports=(2, 1), bus=bus)
    right = VirtualUsbIdReader(clock, serial_number="RIGHT", ports=(2, 4), bus=bus)
    left.start()
    right.start()
    return bus, left, right


@pytest.mark.parametrize("binding", [{"serial_number": "RIGHT"}, {"port_path": "1-2.4"}])
def test_two_of_a_kind_are_told_apart(binding: dict[str, str]) -> None:
    clock = SkippingClock()
    bus, left, right = two_of_a_kind(clock)
    left.lay("resident-expired")
    right.lay("hong-kong")
    reader = SamUsbReader(SamUsbSettings(*USB_IDS, **binding), clock, bus)  # type: ignore[arg-type]
    reader.open()
    assert person_of(reader.read_card(5.0, threading.Event())).name == "陈大文"
    assert left.requests() == []


def test_two_of_a_kind_without_a_word_which_are_not_guessed() -> None:
    clock = SkippingClock()
    bus, left, _ = two_of_a_kind(clock)
    reader = SamUsbReader(SamUsbSettings(*USB_IDS), clock, bus)
    with pytest.raises(DeviceGoneError, match="not-unique"):
        reader.open()
    left.unplug()
    reader.open()
    assert reader.probe() == Ready()


def test_other_vendors_and_products_are_left_alone() -> None:
    clock = SkippingClock()
    virtual = VirtualUsbIdReader(clock)
    virtual.start()
    for ids in ((USB_IDS[0], 0x0001), (0x0001, USB_IDS[1])):
        with pytest.raises(DeviceGoneError, match="no-such-port"):
            SamUsbReader(SamUsbSettings(*ids), clock, virtual.bus).open()


def test_device_without_the_right_to_open_it_is_a_reason() -> None:
    rig = wire_rig("two-endpoints")
    assert isinstance(rig.virtual, VirtualUsbIdReader)
    rig.virtual.bus.forbidden = True
    with pytest.raises(DeviceGoneError, match="port-forbidden"):
        rig.reader.open()


@pytest.mark.parametrize("wire", USB_WIRES)
def test_stalled_endpoint_is_gone_and_well_after_reopening(wire: str) -> None:
    rig = opened(wire)
    rig.virtual.actions["stall"]()
    with pytest.raises(DeviceGoneError):
        rig.read()
    rig.reader.close()
    rig.reader.open()
    assert person_of(rig.read()).name == "张三"


@pytest.mark.parametrize("wire", USB_WIRES)
def test_leftovers_on_any_endpoint_are_never_the_next_answer(wire: str) -> None:
    rig = opened(wire)
    assert isinstance(rig.virtual, VirtualUsbIdReader)
    chance, ins = Random(3), [address for address in USB_WIRES[wire] if address & 0x80]
    heads = (b"", b"\xaa\xaa\xaa\x96\x69", b"\xaa\xaa\xaa\x96\x69\x05\x08", b"\x00" * 7)
    for _ in range(40):
        for _ in range(chance.randrange(1, 8)):
            leftover = chance.choice(heads) + chance.randbytes(chance.randrange(1, 200))
            rig.virtual.gadget.send(chance.choice(ins), leftover)
        rig.virtual.lay()
        assert person_of(rig.read()).name == "张三"


def test_worker_finds_the_reader_again_after_every_pull() -> None:
    """On real time and on the worker's own thread: the hand at the plug is another one."""
    rig = wire_rig("two-endpoints", SystemClock())
    reports: list[DeviceReport] = []
    changed = threading.Condition()

    def note(report: DeviceReport) -> None:
        with changed:
            reports.append(report)
            changed.notify_all()

    def seen(kind: type) -> bool:
        with changed:
            return changed.wait_for(
                lambda: bool(reports) and isinstance(reports[-1].status, kind), PATIENCE_SECONDS
            )

    device: IdReader = rig.reader
    worker: DeviceWorker[IdReader] = DeviceWorker(
        device_id="id-reader",
        role=Role.ID_READER,
        model="sam-usb",
        device=device,
        clock=rig.clock,
        on_change=note,
        timing=WorkerTiming(probe_seconds=0.02, reopen_first_seconds=0.01, reopen_cap_seconds=0.05),
    )
    worker.start()
    try:
        for _ in range(3):
            assert seen(Ready)
            rig.virtual.unplug()
            assert seen(Unavailable)
            rig.virtual.plug()
        assert seen(Ready)
        rig.virtual.lay()
        done = threading.Event()
        outcomes: list[CardOutcome | DeviceFailed] = []

        def settled(outcome: CardOutcome | DeviceFailed) -> None:
            outcomes.append(outcome)
            done.set()

        worker.submit(
            lambda reader: reader.read_card(PATIENCE_SECONDS, threading.Event()),
            settled,
            deadline_seconds=PATIENCE_SECONDS,
        )
        assert done.wait(PATIENCE_SECONDS)
        assert isinstance(outcomes[0], CardRead)
    finally:
        worker.stop()
