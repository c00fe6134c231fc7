"""A TCP device on loopback."""

import socket
from collections.abc import Iterator

import pytest

from devices.status import DeviceGoneError
from devices.transport.tcp import TcpSettings, TcpTransport
from kiosk.clock import SystemClock

CLOCK = SystemClock()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def line(listener: socket.socket) -> Iterator[tuple[TcpTransport, socket.socket]]:
    transport = TcpTransport(TcpSettings("127.0.0.1", listener.getsockname()[1]), CLOCK)
    transport.open()
    peer, _ = listener.accept()
    with peer:
        yield transport, peer
    transport.close()


def soon() -> float:
    return CLOCK.monotonic() + 2.0


def test_bytes_pass_both_ways(line: tuple[TcpTransport, socket.socket]) -> None:
    transport, peer = line
    transport.write(b"\x10\x04\x01", soon())
    assert peer.recv(8) == b"\x10\x04\x01"
    peer.sendall(b"\x12")
    buffer = bytearray(8)
    assert transport.read_into(memoryview(buffer), soon()) == 1
    assert buffer[0] == 0x12


def test_peer_that_hangs_up_is_gone(line: tuple[TcpTransport, socket.socket]) -> None:
    transport, peer = line
    peer.close()
    with pytest.raises(DeviceGoneError, match="unplugged"):
        transport.read_into(memoryview(bytearray(8)), soon())


def test_peer_that_reads_nothing_stalls_the_write(
    line: tuple[TcpTransport, socket.socket],
) -> None:
    transport, _ = line
    with pytest.raises(DeviceGoneError, match="write-stalled"):
        transport.write(bytes(64 << 20), CLOCK.monotonic())


def test_nobody_listening_is_refused(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    listener.close()
    with pytest.raises(DeviceGoneError, match="connection-refused"):
        TcpTransport(TcpSettings("127.0.0.1", port), CLOCK).open()


def test_host_that_does_not_exist_is_unreachable() -> None:
    with pytest.raises(DeviceGoneError, match="unreachable"):
        TcpTransport(TcpSettings("printer.invalid", 9100), CLOCK).open()
