"""A document camera that is not there: MJPEG over HTTP on loopback, of papers on a desk.

Owns the film and the wire. Frames of a scene are drawn and compressed once and then cycled, so that
an idle camera costs sockets only. Faults are true on the wire: ``freeze`` keeps the connection and
sends nothing, ``unplug`` cuts it and refuses new ones.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.virtual.camera_scene import Scene, add_noise, draw_scene
from devices.virtual.papers import draw_paper, page_count, paper_names
from kiosk.clock import Clock

_BOUNDARY = b"openhall-frame"
_FRAMES_A_SCENE = 4
_HAND_FRAMES = 5
_JPEG_QUALITY = 88
_HOST = "127.0.0.1"
#: A viewer that has not taken its frame by then has others that it has not looked at.
_HAND_OVER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Laid:
    """What lies under the camera. ``paper`` is empty for an empty tray."""

    paper: str = ""
    page: int = 1


class VirtualCamera:
    """``actions`` for the dock, ``url`` for the adapter."""

    def __init__(
        self,
        clock: Clock,
        port: int = 0,
        size_px: tuple[int, int] = (1920, 1080),
        frames_per_second: float = 12.0,
        seed: int = 1,
        desk: str = "dark",
    ) -> None:
        self._clock = clock
        self._port = port
        self._size_px = size_px
        self._period_seconds = 1 / frames_per_second
        self._seed = seed
        self._desk = desk
        self._laid = Laid()
        self._scene = Scene(desk=desk)
        self._film = _Film()
        self._changed = threading.Lock()
        self._stopped = threading.Event()
        self._server: _Server | None = None
        self._projector: threading.Thread | None = None
        self._films: dict[tuple[Laid, Scene], tuple[bytes, ...]] = {}

    def start(self) -> None:
        """Switch on."""
        self._stopped.clear()
        self._film = _Film(is_frozen=self._film.is_frozen)
        self._show(hand_first=False)
        self.plug()
        self._projector = threading.Thread(target=self._project, name="virtual-camera-projector")
        self._projector.start()

    def stop(self) -> None:
        """Switch off; every thread is joined and every socket closed."""
        self.unplug()
        self._stopped.set()
        if self._projector is not None:
            self._projector.join()
            self._projector = None

    @property
    def url(self) -> str:
        """Where the stream is."""
        return f"http://{_HOST}:{self._port}/stream"

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What the dock can do with it."""
        return {
            "place": self.place, "crooked": self.crooked, "glare": self.glare, "hand": self.hand,
            "blur": self.blur, "dim": self.dim, "slide_off": self.slide_off, "clean": self.clean,
            "remove": self.remove, "freeze": self.freeze, "thaw": self.thaw,
            "unplug": self.unplug, "plug": self.plug,
        }  # fmt: skip

    def state(self) -> dict[str, object]:
        """What the dock shows."""
        return {
            "plugged": self._server is not None,
            "frozen": self._film.is_frozen,
            "paper": self._laid.paper,
            "page": self._laid.page,
            "papers": {name: page_count(name) for name in paper_names()},
            "glare": self._scene.glare is not None,
            "hand": self._scene.hand,
            "viewers": 0 if self._server is None else self._server.viewers,
            "url": self.url,
        }

    def place(self, paper: str = "lease", page: int = 1) -> None:
        """A hand lays a page down and goes away."""
        if paper not in paper_names() or not 1 <= page <= page_count(paper):
            raise ValueError(f"no page {page} of {paper!r}")
        self._laid, self._scene = Laid(paper, page), Scene(desk=self._desk)
        self._show(hand_first=True)

    def remove(self) -> None:
        """A hand takes the page away."""
        self._laid, self._scene = Laid(), Scene(desk=self._desk)
        self._show(hand_first=True)

    def clean(self) -> None:
        """The page as it should lie, without glare, hand, blur or dusk."""
        self._arrange(Scene(desk=self._desk))

    def crooked(self, degrees: float = 11.0) -> None:
        """Turn the page."""
        self._arrange(replace(self._scene, turn_degrees=degrees))

    def glare(self, x: float = 0.60, y: float = 0.78) -> None:
        """A lamp mirrors itself on the page, by default at the lower right."""
        self._arrange(replace(self._scene, glare=(x, y)))

    def hand(self) -> None:
        """A hand stays on the page."""
        self._arrange(replace(self._scene, hand=True))

    def blur(self, sigma_px: float = 2.0) -> None:
        """Out of focus."""
        self._arrange(replace(self._scene, blur_px=sigma_px))

    def dim(self, light: float = 0.4) -> None:
        """The lamp is weak."""
        self._arrange(replace(self._scene, light=light))

    def slide_off(self, x: float = 0.0, y: float = 0.16) -> None:
        """The page hangs over the border of the picture."""
        self._arrange(replace(self._scene, offset=(x, y)))

    def freeze(self) -> None:
        """The connection stays, the picture does not come any more."""
        self._film.freeze()

    def thaw(self) -> None:
        """Pictures come again."""
        self._film.thaw()

    def unplug(self) -> None:
        """Every connection breaks, and nobody answers."""
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def plug(self) -> None:
        """Answer again, at the same address."""
        if self._server is None:
            self._server = _Server((_HOST, self._port), self._film)
            self._port = self._server.server_address[1]
            self._server.begin()

    def _arrange(self, scene: Scene) -> None:
        self._scene = scene
        self._show(hand_first=False)

    def _show(self, hand_first: bool) -> None:
        with self._changed:
            settled = self._frames(self._laid, self._scene)
            if hand_first:
                passing = self._frames(Laid(), replace(self._scene, hand=True))
                self._film.load(settled, [passing[i % len(passing)] for i in range(_HAND_FRAMES)])
            else:
                self._film.load(settled, [])

    def _frames(self, laid: Laid, scene: Scene) -> tuple[bytes, ...]:
        made = self._films.get((laid, scene))
        if made is None:
            paper = draw_paper(laid.paper, laid.page) if laid.paper else None
            picture = draw_scene(scene, paper, self._size_px, self._seed)
            made = tuple(
                _jpeg(add_noise(picture, scene.noise, self._seed * 100 + index))
                for index in range(_FRAMES_A_SCENE)
            )
            self._films[(laid, scene)] = made
        return made

    def _project(self) -> None:
        while not self._clock.wait(self._stopped, self._period_seconds):
            self._film.turn()


class _Film:
    """The frame of the moment. Viewers wait for the next one."""

    def __init__(self, *, is_frozen: bool = False) -> None:
        self.is_frozen = is_frozen
        self._turned = threading.Condition()
        #: Viewers who have taken a frame and not yet sent it on.
        self._in_hand = 0
        self._settled: tuple[bytes, ...] = ()
        self._passing: list[bytes] = []
        self._count = 0
        self._frame = b""

    def load(self, settled: tuple[bytes, ...], passing: list[bytes]) -> None:
        with self._turned:
            self._settled, self._passing = settled, list(passing)

    def turn(self) -> None:
        with self._turned:
            if self.is_frozen:
                return
            self._count += 1
            looping = self._settled[self._count % len(self._settled)]
            self._frame = self._passing.pop(0) if self._passing else looping
            self._turned.notify_all()

    def freeze(self) -> None:
        """Stand still; what was taken has been sent on when this returns."""
        with self._turned:
            self.is_frozen = True
            self._turned.wait_for(lambda: not self._in_hand, _HAND_OVER_SECONDS)

    def thaw(self) -> None:
        with self._turned:
            self.is_frozen = False

    @contextlib.contextmanager
    def next_frame(self, after: int, patience_seconds: float) -> Iterator[tuple[int, bytes]]:
        """The frame after that count, to be sent on; the count stays when none came in time."""
        with self._turned:
            is_new = self._turned.wait_for(lambda: self._count > after, patience_seconds)
            self._in_hand += is_new
            newest = self._count, self._frame
        try:
            yield newest
        finally:
            with self._turned:
                self._in_hand -= is_new
                self._turned.notify_all()


class _Viewer(BaseHTTPRequestHandler):
    """One connection."""

    server: "_Server"

    def handle(self) -> None:
        with self.server.listed(self.connection), contextlib.suppress(OSError):
            super().handle()

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header(
            "Content-Type", f"multipart/x-mixed-replace; boundary={_BOUNDARY.decode()}"
        )
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.server.play(self.connection)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads the access log of a virtual camera."""


class _Server(ThreadingHTTPServer):
    """The wire, from plugging in to unplugging."""

    daemon_threads = False  # close() joins every viewer
    allow_reuse_address = True

    def __init__(self, place: tuple[str, int], film: _Film) -> None:
        super().__init__(place, _Viewer)
        self._film = film
        self._open = threading.Event()
        self._open.set()
        self._connections: set[socket.socket] = set()
        self._viewing: set[socket.socket] = set()
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._serve, name="virtual-camera-server")

    @property
    def viewers(self) -> int:
        return len(self._viewing)

    def begin(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._open.clear()
        self.shutdown()
        with self._guard:
            for connection in self._connections:
                with contextlib.suppress(OSError):  # the viewer was faster
                    connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self.server_close()

    @contextlib.contextmanager
    def listed(self, connection: socket.socket) -> Iterator[None]:
        """Known to ``close`` for as long as it is handled."""
        with self._guard:
            self._connections.add(connection)
            is_open = self._open.is_set()
        try:
            if not is_open:
                connection.shutdown(socket.SHUT_RDWR)
            yield
        finally:
            with self._guard:
                self._connections.discard(connection)

    def play(self, connection: socket.socket) -> None:
        """Send frame after frame until the plug goes. Raises OSError when the viewer does."""
        self._viewing.add(connection)
        count = 0
        try:
            while self._open.is_set():
                with self._film.next_frame(count, patience_seconds=0.2) as (newest, frame):
                    if newest > count:
                        connection.sendall(_part(frame))
                        count = newest
        finally:
            self._viewing.discard(connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """A viewer that goes away in mid-request is everyday life for a camera."""

    def _serve(self) -> None:
        self.serve_forever(poll_interval=0.05)


def _part(frame: bytes) -> bytes:
    head = b"--%s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
    return head % (_BOUNDARY, len(frame)) + frame + b"\r\n"


def _jpeg(picture: NDArray[np.uint8]) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1].tobytes()
