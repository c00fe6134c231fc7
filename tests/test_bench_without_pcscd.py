"""A machine without pcscd: the demo's devices start, its card slot is honestly not there."""

from devices.smart_card_reader.pcsc_reader import PcscSettings
from devices.virtual import pcscd
from devices.virtual.bench import Bench, BenchClient
from devices.virtual.id_reader import VirtualIdReader
from devices.virtual.terminal import make_virtual_devices
from kiosk.clock import SystemClock
from kiosk.errors import BrokenEnvironmentError


class Broken:
    """A device that this machine cannot have."""

    def __init__(self):
        self.actions = {}
        self.is_stopped = False

    def start(self):
        raise BrokenEnvironmentError("pcscd does not stay up")

    def stop(self):
        self.is_stopped = True

    def state(self):
        raise AssertionError("nobody asks one that is not there")


def test_without_the_program_there_is_no_virtual_reader(monkeypatch, tmp_path):
    monkeypatch.setattr(pcscd, "PROGRAM", tmp_path / "pcscd")
    devices = {"chip": ("pcsc", PcscSettings(service_socket=str(tmp_path / "socket")))}
    assert make_virtual_devices(devices, tmp_path, tmp_path, SystemClock()) == {}


def test_device_that_cannot_start_is_left_out_and_the_others_serve(tmp_path):
    broken, reader = Broken(), VirtualIdReader(tmp_path / "reader", SystemClock())
    bench = Bench({"chip": broken, "id-reader": reader}, tmp_path / "bench")
    bench.start()
    try:
        client = BenchClient(tmp_path / "bench", 30.0)
        assert set(client.states()) == set(client.offers()) == {"id-reader"}
        client.close()
    finally:
        bench.stop()
    assert broken.is_stopped
