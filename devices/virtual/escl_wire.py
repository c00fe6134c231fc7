"""The wire of the virtual network scanner: HTTP on loopback, from plugging in to unplugging.

Owns sockets and threads, and how an answer breaks off. Must not know what is asked.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"
_MOST_BODY_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    body: bytes = b""
    content_type: str = "text/xml"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cut:
    """An answer that announces ``announced`` bytes, sends ``body`` and then breaks off.

    ``before_end`` keeps the connection open and silent for as long as it takes.
    """

    body: bytes
    announced: int
    content_type: str
    before_end: Callable[[], object] = lambda: None


#: method, path, body
Respond = Callable[[str, str, bytes], Answer | Cut]


class EsclWire:
    """Where the scanner is reached. ``port`` stays the same when it is plugged in again."""

    def __init__(self, port: int, respond: Respond) -> None:
        self.port = port
        self._respond = respond
        self._server: _Server | None = None

    @property
    def is_up(self) -> bool:
        """Whether anybody answers."""
        return self._server is not None

    def open(self) -> None:
        """Answer from now on."""
        if self._server is None:
            self._server = _Server((HOST, self.port), self._respond)
            self.port = self._server.server_address[1]
            self._server.begin()

    def close(self) -> None:
        """Break every connection; every thread is joined."""
        server, self._server = self._server, None
        if server is not None:
            server.close()


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: "_Server"
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        with self.server.listed(self.connection), contextlib.suppress(OSError):
            super().handle()

    def do_GET(self) -> None:
        self._do()

    def do_POST(self) -> None:
        self._do()

    def do_DELETE(self) -> None:
        self._do()

    def _do(self) -> None:
        size = self.headers.get("Content-Length", "0")
        if not size.isdecimal() or int(size) > _MOST_BODY_BYTES:
            self.close_connection = True
            return
        said = self.server.respond(self.command, self.path, self.rfile.read(int(size)))
        if isinstance(said, Cut):
            self._begin(200, said.content_type, said.announced, {})
            self.wfile.write(said.body)
            said.before_end()
            self.close_connection = True
            return
        self._begin(said.status, said.content_type, len(said.body), said.headers)
        self.wfile.write(said.body)

    def _begin(self, status: int, kind: str, size: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads the access log of a virtual scanner."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # close() joins every connection
    allow_reuse_address = True

    def __init__(self, place: tuple[str, int], respond: Respond) -> None:
        super().__init__(place, _Handler)
        self.respond = respond
        self._connections: set[socket.socket] = set()
        self._guard = threading.Lock()
        self._is_open = True
        self._thread = threading.Thread(target=self._serve, name="virtual-scanner-server")

    def begin(self) -> None:
        self._thread.start()

    def close(self) -> None:
        with self._guard:
            self._is_open = False
        self.shutdown()
        with self._guard:
            for connection in self._connections:
                with contextlib.suppress(OSError):  # the client was faster
                    connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self.server_close()

    @contextlib.contextmanager
    def listed(self, connection: socket.socket) -> Iterator[None]:
        """Known to ``close`` for as long as it is handled."""
        with self._guard:
            self._connections.add(connection)
            is_open = self._is_open
        try:
            if not is_open:
                connection.shutdown(socket.SHUT_RDWR)
            yield
        finally:
            with self._guard:
                self._connections.discard(connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in mid-request is everyday life for a scanner."""

    def _serve(self) -> None:
        self.serve_forever(poll_interval=0.05)
