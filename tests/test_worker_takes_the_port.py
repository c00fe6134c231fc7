"""A driver that hangs with its port open: the driver that follows it gets the port. Real wires.

The clock is the real one and can be put forward, so that nobody waits for deadlines and grace.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.id_reader.sam_usb import SamUsbReader, SamUsbSettings
from devices.ports import Device
from devices.status import DeviceGoneError, DeviceReport, Ready, Role, Unavailable
from devices.transport.serial_port import SerialSettings, SerialTransport
from devices.transport.tcp import TcpSettings, TcpTransport
from devices.virtual.id_reader import VirtualIdReader
from devices.virtual.usb_id_reader import PRODUCT_ID, VENDOR_ID, VirtualUsbIdReader
from devices.worker import DeviceFailed, DeviceWorker, WorkerTiming
from kiosk.clock import SystemClock

LIMIT_SECONDS = 60
TIMING = WorkerTiming(probe_seconds=0.2, restart_grace_seconds=10.0)


class AdvancingClock(SystemClock):
    """The real time, and as much more as the test says."""

    def __init__(self) -> None:
        self.ahead_seconds = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead_seconds


class Stand:
    """A worker whose first driver hangs, at a wire with a virtual reader at its far end."""

    def __init__(self, build: Callable[[AdvancingClock], Device], clock: AdvancingClock) -> None:
        self.clock, self.released = clock, threading.Event()
        self.changed = threading.Condition()
        self.reports: list[DeviceReport] = []
        self.worker = DeviceWorker(
            device_id="reader",
            role=Role.ID_READER,
            model="sam",
            device=build(clock),
            clock=clock,
            on_change=self._note,
            timing=TIMING,
            rebuild=lambda: build(clock),
        )

    def _note(self, report: DeviceReport) -> None:
        with self.changed:
            self.reports.append(report)
            self.changed.notify_all()

    def wait_ready(self) -> None:
        """Ready, and nothing else on the way but what was known before: no port is busy."""
        with self.changed:
            assert self.changed.wait_for(
                lambda: any(isinstance(one.status, Ready) for one in self.reports), LIMIT_SECONDS
            )
            told = [one.status for one in self.reports]
        reasons = {one.reason for one in told if isinstance(one, Unavailable)}
        assert reasons <= {"worker-stuck", "starting"}

    def hang(self, how: Callable[[Device], object]) -> list[object]:
        """Submit what never ends, let its deadline and the grace pass, and relieve."""
        begun, answers = threading.Event(), []

        def run(driver: Device) -> object:
            begun.set()
            return how(driver)

        self.worker.submit(run, answers.append, deadline_seconds=5.0)
        assert begun.wait(LIMIT_SECONDS)
        self.reports.clear()
        self.clock.ahead_seconds += 5.0 + TIMING.restart_grace_seconds + 1.0
        self.worker.look_after()
        return answers


@contextmanager
def at_work(build: Callable[[AdvancingClock], Device], clock: AdvancingClock) -> Iterator[Stand]:
    stand = Stand(build, clock)
    stand.worker.start()
    try:
        stand.wait_ready()
        yield stand
    finally:
        stand.released.set()
        stand.worker.stop(LIMIT_SECONDS)
        for thread in stand.worker._left_behind:
            thread.join(LIMIT_SECONDS)


@contextmanager
def on_a_pty(folder: Path) -> Iterator[Stand]:
    clock = AdvancingClock()
    virtual = VirtualIdReader(folder / "reader", clock)
    virtual.start()
    settings = SamSerialSettings(str(folder / "reader"))
    try:
        with at_work(lambda at: SamSerialReader(settings, at), clock) as stand:
            yield stand
    finally:
        virtual.stop()


@contextmanager
def on_usb(_: Path) -> Iterator[Stand]:
    clock = AdvancingClock()
    virtual = VirtualUsbIdReader(clock)
    virtual.start()
    settings = SamUsbSettings(VENDOR_ID, PRODUCT_ID)
    try:
        with at_work(lambda at: SamUsbReader(settings, at, virtual.bus), clock) as stand:
            yield stand
    finally:
        virtual.stop()


@pytest.mark.parametrize("wire", [on_a_pty, on_usb])
def test_driver_that_hangs_with_its_port_open_loses_it_to_the_next(wire, tmp_path: Path) -> None:
    with wire(tmp_path) as stand:
        answers = stand.hang(lambda _: stand.released.wait(LIMIT_SECONDS))
        stand.wait_ready()
        assert [type(answer) for answer in answers] == [DeviceFailed]
        assert stand.worker.record().restarts == 1


@pytest.mark.parametrize("wire", [on_a_pty, on_usb])
def test_driver_that_hangs_in_a_read_is_set_free_and_its_thread_ends(wire, tmp_path: Path) -> None:
    def listen(driver: Device) -> object:
        target, now = memoryview(bytearray(64)), stand.clock.monotonic()
        return driver._transport.read_into(target, now + 10 * LIMIT_SECONDS)  # type: ignore[attr-defined]

    with wire(tmp_path) as stand:
        stand.hang(listen)
        stand.wait_ready()
        (stuck,) = stand.worker._left_behind
        stuck.join(LIMIT_SECONDS)
        assert not stuck.is_alive()


def test_driver_that_wakes_up_late_cannot_speak_on_the_line_of_the_next(tmp_path: Path) -> None:
    spoke: list[str] = []
    done = threading.Event()

    def wake_late(driver: Device) -> None:
        assert stand.released.wait(LIMIT_SECONDS)
        try:
            driver._transport.write(b"trigger off", stand.clock.monotonic() + 1.0)  # type: ignore[attr-defined]
            spoke.append("it did")
        except DeviceGoneError as gone:
            spoke.append(gone.reason)
        finally:
            done.set()

    with on_a_pty(tmp_path) as stand:
        stand.hang(wake_late)
        stand.wait_ready()
        stand.released.set()
        assert done.wait(LIMIT_SECONDS)
        assert spoke == ["not-open"]


def test_severed_port_can_be_opened_by_another_and_never_again_by_its_owner(
    tmp_path: Path,
) -> None:
    clock = SystemClock()
    virtual = VirtualIdReader(tmp_path / "reader", clock)
    virtual.start()
    settings = SerialSettings(str(tmp_path / "reader"))
    old, new = SerialTransport(settings, clock), SerialTransport(settings, clock)
    with ExitStack() as ends:
        ends.callback(virtual.stop)
        ends.callback(new.close)
        ends.callback(old.close)
        old.open()
        with pytest.raises(DeviceGoneError, match="port-busy"):
            new.open()
        old.sever()
        new.open()
        with pytest.raises(DeviceGoneError, match="not-open"):
            old.open()
        assert new.is_open
        assert not old.is_open


def test_printer_that_takes_one_call_at_a_time_is_hung_up_on(tmp_path: Path) -> None:
    clock = SystemClock()
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = TcpTransport(TcpSettings("127.0.0.1", server.getsockname()[1]), clock)
        line.open()
        peer, _ = server.accept()
        with peer:
            line.sever()
            peer.settimeout(LIMIT_SECONDS)
            assert peer.recv(1) == b""
            with pytest.raises(DeviceGoneError, match="not-open"):
                line.write(b"x", clock.monotonic() + 1.0)
        line.close()


def test_driver_that_fails_at_being_severed_does_not_keep_the_next_from_its_work() -> None:
    class Sour:
        def __init__(self, _: AdvancingClock) -> None: ...
        def open(self) -> None: ...
        def close(self) -> None: ...
        def probe(self) -> Ready:
            return Ready()

        def capabilities(self) -> frozenset[str]:
            return frozenset()

        def sever(self) -> None:
            raise ZeroDivisionError

    with at_work(Sour, AdvancingClock()) as stand:
        stand.hang(lambda _: stand.released.wait(LIMIT_SECONDS))
        stand.wait_ready()
