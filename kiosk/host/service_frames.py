"""Frames and figures of a device for the technician, as far as its driver and worker keep any.

Also how it is connected, by the settings. Must not ask the device: looking at a wire must not
change what is on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit

from devices.registry import Plan
from devices.worker import DeviceWorker
from kiosk.host import service_messages as said
from kiosk.upkeep.device_days import DeviceFigures

#: What fits on the glass, and some more to look back at.
MOST_FRAMES = 40


class Note(Protocol):
    """One frame of a transcript, already masked by the driver that keeps it."""

    @property
    def at(self) -> datetime: ...
    @property
    def direction(self) -> str: ...
    @property
    def visible(self) -> str: ...
    @property
    def masked_bytes(self) -> int: ...
    @property
    def remark(self) -> str: ...


class Notes(Protocol):
    """A short memory of the wire."""

    def notes(self) -> Sequence[Note]:
        """Oldest first."""
        ...


@runtime_checkable
class Transcribed(Protocol):
    """A driver that remembers the last frames."""

    @property
    def transcript(self) -> Notes:
        """What it remembers."""
        ...


@dataclass(frozen=True, slots=True)
class Interface:
    """How a device is connected: the kind of its wire (a word), and where that ends."""

    wire: str = ""
    place: str = ""


def interface_of(plan: Plan) -> Interface:
    """What the options of the settings say; nothing for one that says it otherwise."""

    def option(*names: str) -> str:
        values = (getattr(plan.options, name, None) for name in names)
        return next((str(value) for value in values if value not in (None, "")), "")

    if address := option("uri", "url"):
        return Interface("network", _host_of(address))
    if host := option("host"):
        return Interface("network", f"{host}:{option('port')}")
    if source := option("source"):
        return Interface("video", _host_of(source) or PurePath(source).name)
    if option("vendor_id"):
        place = ":".join(_hex(option(name)) for name in ("vendor_id", "product_id"))
        return Interface("hid" if plan.entry.adapter.endswith("hid") else "usb", place)
    if port := option("port", "path"):
        return Interface("serial", PurePath(port).name)
    if reader := option("reader", "device"):
        return Interface("driver", reader)
    return Interface()


def _host_of(address: str) -> str:
    """Host and port of an address, without the name and the password that it may carry."""
    return urlsplit(address).netloc.rpartition("@")[2]


def _hex(number: str) -> str:
    return f"{int(number):04X}" if number.isdigit() else number


def device_seen(
    request_id: int,
    worker: DeviceWorker[Any],
    interface: Interface,
    figures: DeviceFigures | None = None,
) -> said.DeviceSeen:
    """What is known without asking."""
    driver = worker.driver
    memory: Notes | None = driver.transcript if isinstance(driver, Transcribed) else None
    memory = memory or worker.transcript
    notes = () if memory is None else memory.notes()
    frames = tuple(
        said.FrameSeen(note.at, note.direction, note.visible, note.masked_bytes, note.remark)
        for note in notes[-MOST_FRAMES:]
    )
    return said.DeviceSeen(
        request_id,
        worker.device_id,
        keeps_frames=memory is not None,
        frames=frames,
        record=worker.record(),
        wire=interface.wire,
        place=interface.place,
        limit_seconds=worker.answer_limit_seconds,
        figures=figures,
    )
