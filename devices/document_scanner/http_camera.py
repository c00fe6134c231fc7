"""A camera that gives MJPEG over HTTP: one connection while somebody looks, none else.

Owns the connection, its time limits and its pictures' memory. Must not look at what they show.
FFmpeg reads such streams too, but every opening left 1 to 3 KiB behind in the process
(benchmarks/devices.md), and a terminal opens its camera hundreds of times a day, for months.
"""

import base64
import http.client
from urllib.parse import SplitResult, unquote, urlsplit

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_scanner.mjpeg import PictureParser, wipe
from devices.status import DeviceGoneError
from kiosk.clock import Clock

Frame = NDArray[np.uint8]

ABSENT, SILENT = "camera-absent", "camera-silent"

_CHUNK_BYTES = 64 * 1024
#: A picture may have come while this thread had no processor: what lies there is looked at before
#: the camera counts as silent. More than so many pieces no picture has.
_LATE_LOOKS, _LATE_LOOK_SECONDS = 64, 0.001


class HttpCamera:
    """``source`` is an ``http://`` or ``https://`` address. Raises DeviceGoneError."""

    live = True

    def __init__(self, source: str, clock: Clock, open_timeout_seconds: float) -> None:
        self._clock = clock
        place = urlsplit(source)
        self._connection = _connection(place, open_timeout_seconds)
        try:
            self._connection.connect()
            self._socket = self._connection.sock
            self._connection.request("GET", _path(place), headers=_headers(place))
            self._answer = self._connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise DeviceGoneError(ABSENT) from error
        boundary = self._answer.headers.get_boundary() or ""
        self._parser = PictureParser(boundary.encode("latin-1", "replace"))
        if self._answer.status != http.client.OK or not boundary:
            self.release()
            raise DeviceGoneError(SILENT)

    def read(self, into: Frame, patience_seconds: float) -> Frame | None:
        """The next picture, in ``into`` where it fits; None when none came in time."""
        deadline = self._clock.monotonic() + patience_seconds
        while (picture := self._next_picture(deadline)) is not None:
            decoded = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
            wipe(picture)
            # One that was torn on the way is passed over: the next is on its way.
            if decoded is None:
                continue
            frame = np.asarray(decoded, np.uint8)
            if frame.shape != into.shape:
                return frame
            np.copyto(into, frame)
            frame[:] = 0
            return into
        return None

    def is_moving(self, patience_seconds: float) -> bool:
        """Whether two pictures come: a stream that froze still hands out its last one."""
        deadline = self._clock.monotonic() + patience_seconds
        seen = 0
        while seen < 2:
            # Several may come at once, and are several all the same.
            pictures = self._pictures(deadline)
            if not pictures:
                return False
            seen += len(pictures)
            for picture in pictures:
                wipe(picture)
        return True

    def release(self) -> None:
        """Hang up, and forget what came last."""
        self._answer.close()
        self._connection.close()
        self._parser.wipe()

    def _next_picture(self, deadline: float) -> bytearray | None:
        """The newest whole picture, still compressed; None when none came until then."""
        pictures = self._pictures(deadline)
        for picture in pictures[:-1]:
            wipe(picture)
        return pictures[-1] if pictures else None

    def _pictures(self, deadline: float) -> list[bytearray]:
        """The next whole pictures, as many as came together; none when none came until then."""
        late_looks = 0
        while late_looks < _LATE_LOOKS:
            left_seconds = deadline - self._clock.monotonic()
            late_looks += left_seconds <= 0.0
            try:
                self._socket.settimeout(max(left_seconds, _LATE_LOOK_SECONDS))
                arrived = self._answer.read1(_CHUNK_BYTES)
            except (OSError, http.client.HTTPException):
                return []
            if not arrived:
                return []
            if pictures := list(self._parser.take(arrived)):
                return pictures
        return []


def _connection(place: SplitResult, timeout_seconds: float) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    return kind(place.hostname or "", place.port, timeout=timeout_seconds)


def _path(place: SplitResult) -> str:
    return (place.path or "/") + (f"?{place.query}" if place.query else "")


def _headers(place: SplitResult) -> dict[str, str]:
    if place.username is None:
        return {}
    words = f"{unquote(place.username)}:{unquote(place.password or '')}".encode()
    return {"Authorization": "Basic " + base64.b64encode(words).decode("ascii")}
