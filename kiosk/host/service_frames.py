"""Frames and figures of a device for the technician, as far as its driver and worker keep any.

Must not ask the device: looking at a wire must not change what is on it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from devices.worker import DeviceWorker
from kiosk.host import service_messages as said

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


def device_seen(request_id: int, worker: DeviceWorker[Any]) -> said.DeviceSeen:
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
    )
