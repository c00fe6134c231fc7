"""The document camera's stream into shared memory, for one visit at a time.

Owns the ring: it is wiped whenever the stream stops, because frames show what strangers bring.
"""

import threading
from functools import partial

from devices.document_scanner.frame_ring import FrameRing
from devices.ports import DocumentScanner
from devices.worker import DeviceFailed, DeviceWorker
from kiosk.host.messages import CameraStarted, CameraStopped
from kiosk.host.post_office import PostOffice

#: The largest frame that a document camera of ours delivers.
RING_WIDTH_PX, RING_HEIGHT_PX = 2592, 1944
#: A stream has no end of its own, but a frame every now and then; the driver itself gives up a
#: frozen picture within seconds, so that only a driver that hangs gets as far as this.
SILENCE_SECONDS = 20.0


class CameraDesk:
    """Runs in the hub's loop; the stream itself runs on the camera's worker."""

    def __init__(self, post: PostOffice, camera: DeviceWorker[DocumentScanner] | None) -> None:
        self._post, self._camera = post, camera
        self._ring = FrameRing.create(RING_WIDTH_PX, RING_HEIGHT_PX, slots=2, name="document")
        self._streaming: tuple[str, threading.Event] | None = None

    @property
    def ring_address(self) -> str:
        """Where frames arrive while there is a camera."""
        return self._ring.address

    def start(self, visit_id: str) -> None:
        """Stream for this visit."""
        self.forget_stream()
        if self._camera is None:
            self._post.send(visit_id, CameraStopped("device-absent"))
            return
        cancelled = threading.Event()
        self._streaming = (visit_id, cancelled)
        self._post.send(visit_id, CameraStarted(self._ring.address))
        self._camera.submit(
            lambda camera: self._stream(camera, cancelled),
            partial(self._stopped, visit_id, cancelled),
            deadline_seconds=SILENCE_SECONDS,
        )

    def stop(self, visit_id: str) -> None:
        """The visit has its pages, or went back."""
        if self._streaming is not None and self._streaming[0] == visit_id:
            self.forget_stream()

    def forget_stream(self) -> None:
        """Stop whatever streams."""
        if self._streaming is not None:
            self._streaming[1].set()
            self._streaming = None

    def close(self) -> None:
        """Wipe and unlink the ring. The worker has been stopped before."""
        self.forget_stream()
        self._ring.close()

    # --- on the camera's thread ---------------------------------------------------------------

    def _stream(self, camera: DocumentScanner, cancelled: threading.Event) -> None:
        try:
            camera.stream(self._write, cancelled)
        finally:
            self._ring.wipe()

    def _write(self, pixels: memoryview, width_px: int, height_px: int) -> None:
        self._ring.write(pixels, width_px, height_px)
        if self._camera is not None:
            self._camera.beat()

    def _stopped(
        self, visit_id: str, cancelled: threading.Event, outcome: DeviceFailed | None
    ) -> None:
        if not cancelled.is_set():
            reason = "device-gone" if isinstance(outcome, DeviceFailed) else "ended"
            self._post.send(visit_id, CameraStopped(reason))
