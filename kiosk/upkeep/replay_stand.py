"""A driver as a transcript names it, on a wire of its own whose far end answers by the transcript.

Owns which wire a driver's options ask for. What is compared is in ``replay.py``.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devices.id_reader.sam_hid import SamHidReader
from devices.id_reader.sam_usb import SamUsbReader
from devices.qr_scanner.hid_pos_scanner import HidPosScanner
from devices.registry import Adapter, read_options
from devices.replayed import Exchange, Recording, Segment
from devices.smart_card_reader.pcsc_reader import PcscCardReader
from devices.transport.hid_reports import PAGE_BAR_CODE_SCANNER
from devices.virtual.escpos_wire import SerialWire, TcpWire, UsbWire, Wire
from devices.virtual.hid_bus import HidIdentity, VirtualHidBus
from devices.virtual.hid_wire import HidWire
from devices.virtual.loopback_ports import free_port
from devices.virtual.replay_peer import ReplayPeer
from devices.virtual.replay_slot import ReplaySlot
from devices.virtual.usb_bus import GadgetIdentity, VirtualUsbBus
from kiosk.clock import Clock
from printer.receipt.model_options import usb_printer

#: Frames are kept whole, however they lay on endpoints or in reports: the plainest layout will do.
_ON_USB: Mapping[str, tuple[Callable[..., Any], Mapping[str, object]]] = {
    "sam-usb": (SamUsbReader, {"layout": "auto"}),
    "escpos-usb": (usb_printer, {}),
}
_ON_HID: Mapping[str, tuple[Callable[..., Any], Mapping[str, object], int]] = {
    "sam-hid": (SamHidReader, {"layout": "h1", "report_bytes": 64, "report_id": 0}, 0),
    "hid-pos-scanner": (HidPosScanner, {}, PAGE_BAR_CODE_SCANNER),
}
_ON_PCSC = "pcsc"


@dataclass(frozen=True, slots=True)
class ReplayStand:
    """``load`` before each command: it answers as it was answered then."""

    device: Any
    load: Callable[[Segment], None]
    start: Callable[[], None]
    stop: Callable[[], None]


def can_be_replayed(adapter: str, options: Any) -> bool:
    """Whether what passes on the wire of this driver is bytes that a peer of ours can say."""
    if adapter in (*_ON_USB, *_ON_HID, _ON_PCSC):
        return True
    return isinstance(getattr(options, "port", None), str) or (
        hasattr(options, "host") and isinstance(getattr(options, "port", None), int)
    )


def stand_for(
    adapter: Adapter,
    recording: Recording,
    between: Iterable[Exchange],
    folder: Path,
    clock: Clock,
) -> ReplayStand | None:
    """The driver and its far end, not yet started; None for a wire that is none of bytes."""
    try:
        if recording.adapter == _ON_PCSC:
            slot = ReplaySlot()
            device = PcscCardReader(_options(adapter, recording, {}, folder), clock, slot)
            return ReplayStand(device, slot.load, lambda: None, lambda: None)
        made = _wired(adapter, recording, folder, clock)
    except _UnfitError:
        return None
    if made is None:
        return None
    device, wire = made
    peer = ReplayPeer(wire, between)
    return ReplayStand(device, lambda segment: peer.load(segment.exchanges), peer.start, peer.stop)


def _wired(
    adapter: Adapter, recording: Recording, folder: Path, clock: Clock
) -> tuple[Any, Wire] | None:
    names = {each.name for each in dataclasses.fields(adapter.options)}
    word = recording.adapter
    wire: Wire
    if word in _ON_USB:
        make, changes = _ON_USB[word]
        bus = VirtualUsbBus(clock)
        options = _options(adapter, recording, changes, folder)
        wire = UsbWire(bus, identity=GadgetIdentity(options.vendor_id, options.product_id))
        return make(options, clock, bus), wire
    if word in _ON_HID:
        make, changes, page = _ON_HID[word]
        options = _options(adapter, recording, changes, folder)
        plugs = VirtualHidBus()
        identity = HidIdentity(options.vendor_id, options.product_id, usage_page=page)
        return make(options, clock, plugs), HidWire(plugs, identity)
    if {"host", "port"} <= names:
        port = free_port()
        wire, changes = TcpWire(port), {"host": "127.0.0.1", "port": port}
    elif "port" in names:
        link = folder / "wire"
        wire, changes = SerialWire(link), {"port": str(link)}
    else:
        return None
    return adapter.build(_options(adapter, recording, changes, folder), clock), wire


class _UnfitError(Exception):
    """The options of the transcript are not those of this driver."""


def _options(
    adapter: Adapter, recording: Recording, changes: Mapping[str, object], folder: Path
) -> Any:
    # Read as numbers, they are written as settings have them.
    ids = {
        name: f"0x{value:04x}"
        for name in ("vendor_id", "product_id")
        if isinstance(value := recording.options.get(name), int)
    }
    try:
        options, said = read_options(adapter, {**recording.options, **ids, **changes}, folder)
    except TypeError as wrong:
        raise _UnfitError from wrong
    if said:
        raise _UnfitError
    return options
