"""A TCP proxy that breaks connections in six ways, by seed.

It stands between the uplink and the platform. A fault is drawn for each turn (the client speaks,
the server answers), so connections that are kept open break too; where a cut falls is drawn as
well. It knows nothing of HTTP: it counts bytes, as a bad line does.
"""

import socket
import struct
import threading
from collections import Counter
from enum import Enum, auto
from random import Random


class Fault(Enum):
    NONE = auto()
    RESET_AT_ACCEPT = auto()
    CUT_REQUEST = auto()
    LOST_REPLY = auto()
    CUT_REPLY = auto()
    DELAY = auto()
    BLACKHOLE = auto()


_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class FaultProxy:
    """``fault_share`` of the turns break; ``faults`` counts what really happened."""

    def __init__(
        self, target_port: int, seed: int, fault_share: float, kinds: tuple[Fault, ...]
    ) -> None:
        self._target = ("127.0.0.1", target_port)
        self._random = Random(seed)
        self._share = fault_share
        self._kinds = kinds
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()
        self.faults: Counter[Fault] = Counter()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._acceptor = threading.Thread(target=self._accept)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def heal(self) -> None:
        """No more faults from now on."""
        self._share = 0.0

    def __enter__(self) -> "FaultProxy":
        self._acceptor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join()
        with self._lock:
            for one in self._sockets:
                _reset(one)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,))
            self._threads.append(thread)
            thread.start()

    def draw(self) -> tuple[Fault, int]:
        with self._lock:
            broken = self._random.random() < self._share
            fault = self._random.choice(self._kinds) if broken else Fault.NONE
            self.faults[fault] += 1
            size = 300 if fault is Fault.CUT_REPLY else self._random.choice((600, 20_000, 700_000))
            return fault, self._random.randrange(size)

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self._target)
        except OSError:
            _reset(client)
            client.close()
            return
        with self._lock:
            self._sockets |= {client, server}
            if self._closing.is_set():
                for end in (client, server):
                    _reset(end)
        line = _Line(self, client, server)
        back = threading.Thread(target=line.pump_replies, args=(self._closing,))
        back.start()
        line.pump_requests()
        back.join()
        with self._lock:
            self._sockets -= {client, server}
        client.close()
        server.close()


class _Line:
    """One connection, and the fault of the turn it is in."""

    def __init__(self, proxy: FaultProxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy = proxy
        self._client = client
        self._server = server
        self._fault, self._at_byte = Fault.NONE, 0
        self._asked = 0
        self._answered = 0
        self._is_new_turn = True

    def pump_requests(self) -> None:
        while data := _receive(self._client):
            if self._is_new_turn:
                self._fault, self._at_byte = self._proxy.draw()
                self._asked = self._answered = 0
                self._is_new_turn = False
            if not self._pass_request(data):
                break
        _reset(self._server)
        _reset(self._client)

    def _pass_request(self, data: bytes) -> bool:
        if self._fault is Fault.BLACKHOLE:
            return True
        if self._fault is Fault.RESET_AT_ACCEPT:
            return False
        if self._fault is Fault.CUT_REQUEST and self._asked + len(data) > self._at_byte:
            _send(self._server, data[: self._at_byte - self._asked])
            return False
        self._asked += len(data)
        return _send(self._server, data)

    def pump_replies(self, closing: threading.Event) -> None:
        while data := _receive(self._server):
            if self._fault is Fault.LOST_REPLY:
                break
            if self._fault is Fault.DELAY:
                closing.wait(0.02)
            if self._fault is Fault.CUT_REPLY and self._answered + len(data) > self._at_byte:
                _send(self._client, data[: self._at_byte - self._answered])
                break
            self._answered += len(data)
            # Before it is passed on: the next request may follow at once.
            self._is_new_turn = True
            if not _send(self._client, data):
                break
        _reset(self._client)
        _reset(self._server)


def _receive(source: socket.socket) -> bytes:
    try:
        return source.recv(65536)
    except OSError:
        return b""


def _send(target: socket.socket, data: bytes) -> bool:
    try:
        target.sendall(data)
    except OSError:
        return False
    return True


def _reset(one: socket.socket) -> None:
    """End it the hard way: the peer sees a reset when the socket is closed."""
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
