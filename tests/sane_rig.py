"""Scanners for tests: SANE's own test backend with its settings, and the virtual eSCL machine."""

import threading
from contextlib import contextmanager

import numpy as np

from devices.document_scanner.sane_escl import EsclScanner
from devices.document_scanner.sane_scanner import make_sane_scanner
from devices.document_scanner.sane_settings import EsclSettings, SaneSettings
from devices.ports import ScanFailed
from devices.virtual.escl_scanner import VirtualEsclScanner
from kiosk.clock import SystemClock

_MOST_HANGS = 3
#: What the test backend is told when nothing else is said. Its file is read line by line.
WELL = {
    "number_of_devices": "1",
    "mode": "Color",
    "depth": "8",
    "resolution": "50.0",
    "geometry_max": "300.0",
    "br_x": "210.0",
    "br_y": "297.0",
    "test-picture": '"Color pattern"',
}


class Pages:
    """A sink that keeps what a page shows in few numbers. ``after`` is called with its number."""

    def __init__(self, after=lambda number: None):
        self._after = after
        self.reset()

    def reset(self):
        self.numbers, self.sizes, self.digests = [], [], []

    def __call__(self, number, pixels, width_px, height_px):
        assert len(pixels) == width_px * height_px * 3
        self.numbers.append(number)
        self.sizes.append((width_px, height_px))
        self.digests.append(hash(bytes(pixels)))
        self.last_mean = float(np.frombuffer(pixels, np.uint8).mean())
        self._after(number)


class SaneRig:
    """The test backend. ``set`` changes what its next process reads."""

    def __init__(self, folder, **options):
        self.folder = folder / "sane"
        self.folder.mkdir()
        self._lines = dict(WELL)
        self.set()
        settings = {"resolution_dpi": 50, "page_seconds": 20.0, "look_every_seconds": 0.0}
        self.settings = SaneSettings(
            backend="test", config_folder=str(self.folder), **{**settings, **options}
        )
        self.scanner = make_sane_scanner(self.settings, SystemClock())

    def set(self, **lines):
        self._lines |= {name.replace("__", "-"): word for name, word in lines.items()}
        text = "".join(f"{name} {word}\n" for name, word in self._lines.items())
        (self.folder / "test.conf").write_text(text, "utf-8")

    def read_says(self, status):
        self.set(**{"read-status-code": f'"SANE_STATUS_{status}"'})

    def unplug(self):
        self.set(number_of_devices="0")

    def plug(self):
        self.set(number_of_devices="1")

    def scan(self, source, sink=None, cancelled=None, most_pages=40):
        """Scan, and once more when the backend hangs by itself.

        Once in some thousand pages SANE's test backend cancels its reader's thread while that holds
        a lock, and waits for the lock for ever (seen in its system calls, and in three of 1500
        stacks of bare scanimage). What we make of a hang is tested where it is arranged.
        """
        for _ in range(_MOST_HANGS):
            outcome = scan(self, source, sink, cancelled, most_pages)
            is_hung = isinstance(outcome, ScanFailed) and outcome.status.reason == "scanner-hung"
            if not is_hung or self._lines.get("read-delay") == "true":
                return outcome
            if isinstance(sink, Pages):
                sink.reset()
        return outcome


def scan(rig, source, sink=None, cancelled=None, most_pages=40):
    sink = Pages() if sink is None else sink
    cancelled = threading.Event() if cancelled is None else cancelled
    return rig.scanner.scan(source, sink, cancelled, most_pages)


class EsclRig:
    """The virtual network scanner and the adapter that knows only its address."""

    def __init__(self, clock=None, **options):
        self.virtual = VirtualEsclScanner(SystemClock())
        self.virtual.start()
        settings = {"resolution_dpi": 75, "page_seconds": 30.0, **options}
        self.settings = EsclSettings(url=self.virtual.url, **settings)
        self.scanner = EsclScanner(self.settings, clock or SystemClock())
        self.unplug, self.plug = self.virtual.unplug, self.virtual.plug

    scan = scan

    def close(self):
        self.scanner.close()
        self.virtual.stop()


@contextmanager
def escl_rig(clock=None, **options):
    rig = EsclRig(clock, **options)
    try:
        rig.scanner.open()
        yield rig
    finally:
        rig.close()
