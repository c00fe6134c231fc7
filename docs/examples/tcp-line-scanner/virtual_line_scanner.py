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
    """Implements ``devices.virtual.bench.VirtualDevice``; may be called from any thread.

    It needs no thread of its own: the kernel takes calls, and whoever has called is picked up when
    there is something to say. So nobody has called and is not yet known.
    """

    def __init__(self, port: int, clock: Clock) -> None:
        self._port, self._clock = port, clock
        self._guard = threading.Lock()
        self._listener: socket.socket | None = None
        self._host: socket.socket | None = None
        self._held = ""

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
            self._pick_up()
            if self._host is not None:
                with contextlib.suppress(OSError):
                    self._host.sendall(text.encode() + b"\r")

    def hide(self) -> None:
        """Take the code away."""
        with self._guard:
            self._held = ""

    def plug(self) -> None:
        """Answer at the same address again."""
        with self._guard:
            if self._listener is None:
                self._listener = socket.create_server((HOST, self._port))
                self._listener.setblocking(False)
                self._port = self._listener.getsockname()[1]

    def unplug(self) -> None:
        """Every connection breaks, and nobody answers."""
        with self._guard:
            # Who has called and was not yet picked up is hung up on with the listener.
            listener, self._listener = self._listener, None
            host, self._host = self._host, None
            for end in (listener, host):
                if end is not None:
                    end.close()

    def _pick_up(self) -> None:
        """The newest caller counts. The guard is held."""
        while self._listener is not None:
            try:
                connection, _ = self._listener.accept()
            except BlockingIOError:
                return
            if self._host is not None:
                self._host.close()
            self._host = connection
            connection.setblocking(True)
