"""A licence printer at the far end of a real wire: CUPS' own ``ippeveprinter`` with our paper path.

Owns its processes (a private message bus, the printer, the engine of ``licence_engine.py``) and a
folder: ``documents`` as they arrived, ``tray`` with a picture per sheet that came out, ``wasted``
with the sheets that it destroyed. The tray is the truth for tests. Must not know the driver.
"""

import http.client
import json
import socket
import sys
import threading
import urllib.parse
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devices.virtual.leash import LeashedProcess
from devices.virtual.licence_engine import sheets_used
from devices.virtual.loopback_ports import free_port
from kiosk.clock import Clock
from kiosk.errors import BrokenEnvironmentError

#: The form forgets whatever is not sent with it, so both trays are always named.
_MAIN_TRAY = {"size1": "iso_a4_210x297mm", "type1": "stationery"}
_BYPASS_TRAY = {"size3": "na_number-10_4.125x9.5in", "type3": "envelope", "level3": 25}
_FULL_STACK = 250
#: ippeveprinter is up within 0.1 s, and answers a form within 5 ms; a loaded machine may take long.
_START_SECONDS = _FORM_SECONDS = 60.0
_POLL_SECONDS = 0.02
#: Between finding a free port and taking it somebody else can be quicker.
_PORTS_TO_TRY = 3
#: ippeveprinter refuses to start without a system bus; this one carries nothing.
_BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:abstract={name}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


@dataclass(frozen=True, slots=True)
class LicencePrinterState:
    """What somebody standing before the machine would see."""

    powered: bool
    sheets_left: int
    sheets_in_tray: int
    sheets_wasted: int
    cover_open: bool
    faults_set: tuple[str, ...]
    #: The picture of the last sheet that came out; empty before the first.
    newest: str = ""


class VirtualLicencePrinter:
    """The machine. ``start`` it, print to ``uri``, and do to it what people and bad luck do."""

    def __init__(
        self, folder: Path, clock: Clock, *, sheets: int = _FULL_STACK, port: int = 0
    ) -> None:
        self.folder, self._clock = folder, clock
        self._bus: LeashedProcess | None = None
        self._printer: LeashedProcess | None = None
        self._port = self._fixed_port = port
        # An abstract name: paths of sockets may be no longer than 107 characters.
        self._bus_name = f"openhall-{uuid.uuid4()}"
        self._control: dict[str, Any] = {"sheets_loaded": sheets, "page_seconds": 0.0}
        self._control_lock = threading.Lock()

    @property
    def uri(self) -> str:
        """Where to print; stays the same over a power cut."""
        return f"ipp://127.0.0.1:{self._port}/ipp/print"

    @property
    def tray(self) -> tuple[Path, ...]:
        """A picture of every sheet that came out, in order."""
        return tuple(sorted((self.folder / "tray").glob("*.png")))

    @property
    def documents(self) -> tuple[Path, ...]:
        """Every document that reached the engine, byte for byte."""
        return tuple(sorted((self.folder / "documents").glob("*.pdf")))

    @property
    def actions(self) -> Mapping[str, Callable[[], None]]:
        """What the bench can do to the machine, by name."""
        return {
            "paper_out": self.paper_out,
            "refill": self.refill,
            "jam": self.jam_next_sheet,
            "clear_jam": self.clear_jam,
            "cover_open": self.open_cover,
            "cover_close": self.close_cover,
            "power_cut": self.power_cut,
            "power_on": self.power_on,
        }

    def start(self) -> None:
        """Plug in and wait until it answers. Raises BrokenEnvironmentError without CUPS' tools."""
        for place in ("documents", "tray", "wasted", "rendered", "spool"):
            (self.folder / place).mkdir(parents=True, exist_ok=True)
        self._write_control()
        self._start_bus()
        for _ in range(_PORTS_TO_TRY):
            self._port = self._fixed_port or free_port()
            if self._boot():
                return
        self.stop()
        raise BrokenEnvironmentError("the virtual licence printer does not start")

    def stop(self) -> None:
        """Unplug everything; no process is left."""
        self.power_cut()
        if self._bus:
            self._bus.kill()
            self._bus = None

    def power_on(self) -> None:
        """Boot. Forgets every job, starts its up-time anew and numbers jobs from 1 again."""
        if not self._printer and not self._boot():
            raise BrokenEnvironmentError("the virtual licence printer does not start")

    def power_cut(self) -> None:
        """Pull the plug: the printer and its engine die in the same instant."""
        if not self._printer:
            return
        # ippeveprinter leaves its engine running when only itself is killed: the group must go.
        self._printer.kill()
        self._printer = None

    def paper_out(self) -> None:
        """Take the paper away, now or in mid-job."""
        self._set(sheets_loaded=sheets_used(self.folder))
        self._set_tray_level()

    def refill(self, sheets: int = _FULL_STACK) -> None:
        """Put paper in."""
        self._set(sheets_loaded=sheets_used(self.folder) + sheets)
        self._set_tray_level()

    def jam_next_sheet(self, on_page: int = 1) -> None:
        """Let page ``on_page`` of every coming job jam, until ``clear_faults``."""
        self._set(jam_on_page=on_page)

    def clear_jam(self) -> None:
        """Take the torn sheet out. ippeveprinter forgets a jam only by a restart, as many do."""
        self.clear_faults()
        self.power_cut()
        self.power_on()

    def mute_after_page(self, page: int) -> None:
        """Let the page come out, but never report it: the moment before a power cut."""
        self._set(mute_from_page=page)

    def open_cover(self) -> None:
        """The engine stops at the next sheet."""
        self._set(cover_open=True)

    def close_cover(self) -> None:
        """The engine goes on."""
        self._set(cover_open=False)

    def hang(self) -> None:
        """Stop moving paper for no reason that it could name."""
        self._set(hang=True)

    def kill_engine(self, on_page: int = 1) -> None:
        """Let the paper path's program die at page ``on_page`` of every coming job."""
        self._set(die_on_page=on_page)

    def set_supplies(self, *, toner_percent: int = 75, waste_percent: int = 25) -> None:
        """Use up toner, fill the waste box: ippeveprinter's own form. A restart makes both new."""
        self._submit_form("supplies", {"supply0": waste_percent, "supply1": toner_percent})

    def slow_down(self, page_seconds: float) -> None:
        """Take so long for each page."""
        self._set(page_seconds=page_seconds)

    def clear_faults(self) -> None:
        """Make everything well; the paper stays as it is."""
        with self._control_lock:
            loaded = self._control["sheets_loaded"]
            self._control = {"sheets_loaded": loaded, "page_seconds": 0.0}
        self._write_control()

    def state(self) -> LicencePrinterState:
        """What can be seen from outside."""
        # Each counted once: a sheet may come out at this very moment.
        tray, wasted = self.tray, len(list((self.folder / "wasted").glob("*.png")))
        return LicencePrinterState(
            powered=self._printer is not None,
            sheets_left=max(0, int(self._control["sheets_loaded"]) - len(tray) - wasted),
            sheets_in_tray=len(tray),
            sheets_wasted=wasted,
            cover_open=bool(self._control.get("cover_open")),
            faults_set=tuple(sorted(self._control.keys() - {"sheets_loaded", "page_seconds"})),
            newest=str(tray[-1].resolve()) if tray else "",
        )

    # --- inside -----------------------------------------------------------------------------

    def _set(self, **changes: object) -> None:
        with self._control_lock:
            self._control.update(changes)
        self._write_control()

    def _write_control(self) -> None:
        with self._control_lock:
            draft = self.folder / "control.draft"
            draft.write_text(json.dumps(self._control), "utf-8")
            draft.replace(self.folder / "control.json")  # the engine never sees half a file

    def _boot(self) -> bool:
        """False when somebody else has the port: CUPS would share it without a word."""
        if self._answers():
            return False
        command = ["ippeveprinter", "-r", "off", "-p", str(self._port), "-n", "localhost"]
        command += ["-d", str(self.folder / "spool"), "-f", "application/pdf"]
        command += ["-c", str(self._engine_command()), "Licence"]
        printer = self._printer = self._spawn(command)
        self._wait_for(lambda: printer.has_ended or self._answers())
        if printer.has_ended:
            printer.kill()
            self._printer = None
            return False
        self._set_tray_level()
        return True

    def _engine_command(self) -> Path:
        """Ippeveprinter wants one program without arguments."""
        engine = self.folder.resolve() / "engine.sh"
        script = Path(__file__).with_name("licence_engine.py")
        engine.write_text(
            f'#!/bin/sh\nPYTHONPATH="{script.parents[2]}" '
            f'exec "{sys.executable}" "{script}" "{engine.parent}" "$1"\n',
            "utf-8",
        )
        engine.chmod(0o700)
        return engine

    def _start_bus(self) -> None:
        config = self.folder / "bus.conf"
        config.write_text(_BUS_CONFIG.format(name=self._bus_name), "utf-8")
        self._bus = self._spawn(["dbus-daemon", f"--config-file={config}", "--nofork"])
        self._wait_for(self._bus_answers)

    def _bus_answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(f"\0{self._bus_name}") == 0

    def _spawn(self, command: list[str]) -> LeashedProcess:
        address = f"unix:abstract={self._bus_name}"
        return LeashedProcess(command, {"DBUS_SYSTEM_BUS_ADDRESS": address})

    def _wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = self._clock.monotonic() + _START_SECONDS
        while not condition():
            if self._clock.monotonic() > deadline:
                self.stop()
                raise BrokenEnvironmentError("the virtual licence printer does not answer")
            self._clock.wait(threading.Event(), _POLL_SECONDS)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def _set_tray_level(self) -> None:
        """Tell ippeveprinter's own sensor, through the form that its web page has."""
        if not self._printer:
            return
        left = self.state().sheets_left
        self._submit_form("media", _MAIN_TRAY | {"level1": left} | _BYPASS_TRAY)

    def _submit_form(self, page: str, fields: Mapping[str, object]) -> None:
        form = urllib.parse.urlencode(fields)
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_FORM_SECONDS)
        try:
            connection.request("GET", f"/{page}?{form}")
            connection.getresponse().read()
        finally:
            connection.close()
