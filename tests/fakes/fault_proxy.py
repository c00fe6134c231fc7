"""A TCP proxy that breaks connections in six ways, by seed.

It stands between the uplink and the platform. One fault is drawn for each connection; where a cut
falls is drawn too. It knows nothing of HTTP: it counts bytes, as a bad line does.
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
    """``fault_share`` of the connections break; ``faults`` counts what really happened."""

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
            fault, at_byte = self._draw()
            thread = threading.Thread(target=self._serve, args=(client, fault, at_byte))
            self._threads.append(thread)
            thread.start()

    def _draw(self) -> tuple[Fault, int]:
        broken = self._random.random() < self._share
        fault = self._random.choice(self._kinds) if broken else Fault.NONE
        self.faults[fault] += 1
        size = 300 if fault is Fault.CUT_REPLY else self._random.choice((600, 20_000, 700_000))
        return fault, self._random.randrange(size)

    def _serve(self, client: socket.socket, fault: Fault, at_byte: int) -> None:
        if fault is Fault.RESET_AT_ACCEPT:
            _reset(client)
            client.close()
            return
        try:
            server = socket.create_connection(self._target)
        except OSError:
            _reset(client)
            client.close()
            return
        with self._lock:
            self._sockets |= {client, server}
        back = threading.Thread(target=self._pump_reply, args=(server, client, fault, at_byte))
        back.start()
        self._pump_request(client, server, fault, at_byte)
        back.join()
        with self._lock:
            self._sockets -= {client, server}
        client.close()
        server.close()

    def _pump_request(
        self, client: socket.socket, server: socket.socket, fault: Fault, at_byte: int
    ) -> None:
        passed = 0
        while data := _receive(client):
            if fault is Fault.BLACKHOLE:
                continue
            if fault is Fault.CUT_REQUEST and passed + len(data) > at_byte:
                _send(server, data[: at_byte - passed])
                break
            passed += len(data)
            if not _send(server, data):
                break
        _reset(server)
        _reset(client)

    def _pump_reply(
        self, server: socket.socket, client: socket.socket, fault: Fault, at_byte: int
    ) -> None:
        passed = 0
        while data := _receive(server):
            if fault is Fault.LOST_REPLY:
                break
            if fault is Fault.DELAY:
                self._closing.wait(0.02)
            if fault is Fault.CUT_REPLY and passed + len(data) > at_byte:
                _send(client, data[: at_byte - passed])
                break
            passed += len(data)
            if not _send(client, data):
                break
        _reset(client)
        _reset(server)


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
