"""Frames and figures of a device for the technician, as far as its driver and worker keep any.

Must not ask the device: looking at a wire must not change what is on it.
"""

from typing import Any

from devices.worker import DeviceWorker
from kiosk.host import service_messages as said

#: What fits on the glass, and some more to look back at.
MOST_FRAMES = 40


def device_seen(request_id: int, worker: DeviceWorker[Any]) -> said.DeviceSeen:
    """What is known without asking."""
    return said.DeviceSeen(request_id, worker.device_id, keeps_frames=False, frames=())
