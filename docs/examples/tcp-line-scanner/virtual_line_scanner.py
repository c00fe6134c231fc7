"""The far end of the same wire: a scanner that is not there, for demo mode and for ``conform``.

Shares nothing with the driver but the wire. ``actions`` are what hands can do to it.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping

from kiosk.clock import Clock

HOST = "127.0.0.1"


class VirtualLineScanner:
    """Implements ``devices.virtual.bench.VirtualDevice``."""

    def __init__(self, port: int, clock: Clock) -> None:
        self._port, self._clock = port, clock
        self._guard = threading.Lock()
        self._listener: socket.socket | None = None
        self._host: socket.socket | None = None
        self._held = ""
        self._thread: threading.Thread | None = None

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        return {"show": self.show, "hide": self.hide, "plug": self.plug, "unplug": self.unplug}

    def start(self) -> None:
        self.plug()

    def stop(self) -> None:
        self.unplug()

    def state(self) -> dict[str, object]:
        return {"plugged": self._listener is not None, "holding": bool(self._held)}

    def show(self, text: str) -> None:
        """Hold a code before the window: an ever-lit scanner sends it at once."""
        with self._guard:
            self._held = text
            if self._host is not None:
                with contextlib.suppress(OSError):
                    self._host.sendall(text.encode() + b"\r")

    def hide(self) -> None:
        """Take the code away."""
        with self._guard:
            self._held = ""

    def plug(self) -> None:
        """Answer at the same address again."""
        if self._listener is not None:
            return
        self._listener = socket.create_server((HOST, self._port))
        self._port = self._listener.getsockname()[1]
        self._thread = threading.Thread(
            target=self._accept, args=(self._listener,), name="virtual-line-scanner"
        )
        self._thread.start()

    def unplug(self) -> None:
        """Every connection breaks, and nobody answers."""
        listener, self._listener = self._listener, None
        if listener is None or self._thread is None:
            return
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        listener.close()
        with self._guard:
            host, self._host = self._host, None
        if host is not None:
            host.close()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with self._guard:
                    before, self._host = self._host, connection
                if before is not None:
                    before.close()
