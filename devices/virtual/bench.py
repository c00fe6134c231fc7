"""The hands of demo mode: lays cards, takes paper away, pulls plugs, over a Unix socket.

Owns the control of all virtual devices of one terminal; must not be reachable from the kiosk's own
code paths (nothing in ``kiosk`` imports it). One JSON object a line each way::

    {"device": "id-reader", "action": "lay", "with": {"card": "x"}}  ->  {"ok": true, "state": ...}
    {"device": null, "action": "state"}  ->  the states of all
    {"device": null, "action": "offers"}  ->  the actions of all, with the names of their values
"""

import contextlib
import dataclasses
import inspect
import json
import logging
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, cast

from kiosk.errors import BrokenEnvironmentError

log = logging.getLogger(__name__)

#: One line of control is short; anything longer is a mistake.
MAX_LINE_BYTES = 64 * 1024


class VirtualDevice(Protocol):
    """What every virtual device offers to the dock."""

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What hands and bad luck can do to it, by name."""
        ...

    def start(self) -> None:
        """Take its place at the far end of the wire."""
        ...

    def stop(self) -> None:
        """Leave; nothing of it stays."""
        ...

    def state(self) -> object:
        """What the dock shows: a map or a dataclass."""
        ...


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = False
    block_on_close = True
    #: A hand for each device may come at once, before the first is let in.
    request_queue_size = 64

    def __init__(self, path: Path, bench: "Bench") -> None:
        self.bench = bench
        super().__init__(str(path), _Handler)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast(_Server, self.server)
        server.bench.opened(self.connection)
        with contextlib.suppress(OSError):
            while line := self.rfile.readline(MAX_LINE_BYTES):
                answer = server.bench.answer(line)
                self.wfile.write(json.dumps(answer, ensure_ascii=False, default=str).encode())
                self.wfile.write(b"\n")
        server.bench.closed(self.connection)


class Bench:
    """Starts the virtual devices and obeys the dock."""

    def __init__(self, devices: Mapping[str, VirtualDevice], path: Path) -> None:
        self._devices, self._path = dict(devices), path
        self._open: set[socket.socket] = set()
        self._is_stopping = False
        self._lock = threading.Lock()
        #: One hand at a time at each device: a printer that boots holds up no other.
        self._hands = {name: threading.Lock() for name in self._devices}
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start every device, then the control socket."""
        for name, device in tuple(self._devices.items()):
            try:
                device.start()
            except BrokenEnvironmentError as broken:
                # This machine cannot have it; the kiosk has to say so of its end of the wire.
                log.warning("no virtual %s: %s", name, broken)
                device.stop()
                del self._devices[name]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        self._is_stopping = False
        self._server = _Server(self._path, self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="bench"
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop the socket and every device."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            with self._lock:
                self._is_stopping = True
                for connection in self._open:
                    _hang_up(connection)
            self._server.server_close()
            self._thread.join()
        self._path.unlink(missing_ok=True)
        for device in self._devices.values():
            device.stop()

    def opened(self, connection: socket.socket) -> None:
        """A dock connected."""
        with self._lock:
            self._open.add(connection)
            if self._is_stopping:
                _hang_up(connection)

    def closed(self, connection: socket.socket) -> None:
        """A dock left."""
        with self._lock:
            self._open.discard(connection)

    def answer(self, line: bytes) -> dict[str, Any]:
        """Obey one line; every mistake is said, none ends the bench."""
        try:
            order = json.loads(line)
            if order.get("device") is None and order.get("action") == "offers":
                offers = {name: _offer(device) for name, device in self._devices.items()}
                return {"ok": True, "state": offers}
            if order.get("device") is None:
                states = {name: _plain(device.state()) for name, device in self._devices.items()}
                return {"ok": True, "state": states}
            device = self._devices[order["device"]]
            with self._hands[order["device"]]:
                device.actions[order["action"]](**order.get("with", {}))
            return {"ok": True, "state": _plain(device.state())}
        except BrokenEnvironmentError as broken:
            # The hand did right; it is this machine that cannot.
            return {"ok": False, "error": f"this machine cannot: {broken}"}
        except (ValueError, KeyError, TypeError, AttributeError) as mistake:
            return {"ok": False, "error": f"{type(mistake).__name__}: {mistake}"}


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _offer(device: VirtualDevice) -> dict[str, object]:
    return {
        "kind": type(device).__name__,
        "actions": {
            name: list(inspect.signature(act).parameters) for name, act in device.actions.items()
        },
    }


def _plain(state: object) -> object:
    if dataclasses.is_dataclass(state) and not isinstance(state, type):
        return dataclasses.asdict(state)
    return state


class BenchRefusedError(Exception):
    """The bench does not know this device or action, or the values do not fit."""


class BenchClient:
    """The dock's end of the control socket. One thread at a time."""

    def __init__(self, path: Path, timeout_seconds: float | None = None) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout_seconds)
        try:
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise
        self._lines = self._socket.makefile("rb")

    def act(self, device: str, action: str, **values: object) -> dict[str, Any]:
        """Do something to a device; its new state. Raises BenchRefusedError."""
        return self._ask({"device": device, "action": action, "with": values})

    def states(self) -> dict[str, dict[str, Any]]:
        """The state of every device."""
        return self._ask({"device": None, "action": "state"})

    def offers(self) -> dict[str, dict[str, Any]]:
        """What every device can be told: its kind, its actions, the names of their values."""
        return self._ask({"device": None, "action": "offers"})

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self._socket.close()

    def _ask(self, order: dict[str, object]) -> dict[str, Any]:
        self._socket.sendall(json.dumps(order, ensure_ascii=False).encode() + b"\n")
        answer = json.loads(self._lines.readline() or b'{"ok": false, "error": "bench gone"}')
        if not answer["ok"]:
            raise BenchRefusedError(answer["error"])
        return cast(dict[str, Any], answer["state"])
