"""A serial port whose far end is a pty that this test holds."""

import os
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.status import DeviceGoneError
from devices.transport.serial_port import SerialSettings, SerialTransport
from kiosk.clock import SystemClock

CLOCK = SystemClock()


class FarEnd:
    """The master side of a pty behind a stable name."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self.plug()

    def plug(self) -> None:
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self._link.symlink_to(os.ttyname(self._slave))
        self.plugged = True

    def unplug(self) -> None:
        if self.plugged:
            self.plugged = False
            self._link.unlink()
            os.close(self._slave)
            os.close(self.master)


@pytest.fixture
def far_end(tmp_path: Path) -> Iterator[FarEnd]:
    end = FarEnd(tmp_path / "reader")
    yield end
    end.unplug()


@pytest.fixture
def port(far_end: FarEnd, tmp_path: Path) -> Iterator[SerialTransport]:
    transport = SerialTransport(SerialSettings(str(tmp_path / "reader")), CLOCK)
    transport.open()
    yield transport
    transport.close()


def soon() -> float:
    return CLOCK.monotonic() + 2.0


def read(port: SerialTransport, deadline: float) -> bytes:
    buffer = bytearray(64)
    return bytes(buffer[: port.read_into(memoryview(buffer), deadline)])


def test_bytes_pass_both_ways_unchanged(port: SerialTransport, far_end: FarEnd) -> None:
    every_byte = bytes(range(256))
    port.write(every_byte, soon())
    assert os.read(far_end.master, 512) == every_byte
    os.write(far_end.master, b"\x00\x11\x13\x0d\x0a\xff")
    assert read(port, soon()) == b"\x00\x11\x13\x0d\x0a\xff"


def test_silent_line_gives_nothing_at_the_deadline(port: SerialTransport) -> None:
    assert read(port, CLOCK.monotonic()) == b""


def test_unplugged_while_open_is_gone_on_read_and_write(
    port: SerialTransport, far_end: FarEnd
) -> None:
    far_end.unplug()
    with pytest.raises(DeviceGoneError, match="unplugged"):
        read(port, soon())
    with pytest.raises(DeviceGoneError, match="unplugged"):
        port.write(b"x", soon())
    port.close()
    port.close()


def test_plugged_in_again_under_another_number_is_found_by_its_name(
    port: SerialTransport, far_end: FarEnd
) -> None:
    far_end.unplug()
    far_end.plug()
    port.open()
    os.write(far_end.master, b"back")
    assert read(port, soon()) == b"back"


def test_peer_that_reads_nothing_stalls_the_write(port: SerialTransport) -> None:
    with pytest.raises(DeviceGoneError, match="write-stalled"):
        port.write(bytes(1 << 20), CLOCK.monotonic())


def test_missing_port_has_its_own_reason(tmp_path: Path) -> None:
    transport = SerialTransport(SerialSettings(str(tmp_path / "nothing")), CLOCK)
    with pytest.raises(DeviceGoneError, match="no-such-port"):
        transport.open()
    assert not transport.is_open


def test_port_that_vanishes_while_its_name_is_followed_is_gone(
    far_end: FarEnd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The interpreter looks whether it is a link, and only then where it leads.
    readlink = os.readlink

    def pulled_just_now(path: str) -> str:
        far_end.unplug()
        return readlink(path)

    monkeypatch.setattr(os, "readlink", pulled_just_now)
    with pytest.raises(DeviceGoneError) as gone:
        SerialTransport(SerialSettings(str(tmp_path / "reader")), CLOCK).open()
    assert gone.value.reason == "no-such-port"


def test_ordinary_file_is_not_a_port(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DeviceGoneError, match="not-a-port"):
        SerialTransport(SerialSettings(str(tmp_path / "file")), CLOCK).open()


def test_port_held_by_another_is_busy(port: SerialTransport, tmp_path: Path) -> None:
    with pytest.raises(DeviceGoneError, match="port-busy"):
        SerialTransport(SerialSettings(str(tmp_path / "reader")), CLOCK).open()


def test_closed_port_neither_reads_nor_writes(port: SerialTransport) -> None:
    port.close()
    with pytest.raises(DeviceGoneError, match="not-open"):
        read(port, soon())
    with pytest.raises(DeviceGoneError, match="not-open"):
        port.write(b"x", soon())
