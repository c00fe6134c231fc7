"""All processes of one demo: platform, virtual devices, host. Starts them in order, ends them all.

Owns their lives and their logs; must not know what they do. Everything they write is in one folder.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from config.terminal import PORTRAIT_PX
from devices.virtual.loopback_ports import free_port

#: A process that does not end by itself is ended.
END_LIMIT_SECONDS = 60.0
#: In a hall these run on machines of their own; here they must not take the terminal's turn.
ELSEWHERE = ("platform", "devices")
FURTHER_DOWN = 5


class EnsembleError(Exception):
    """A process did not come up; the message names its log."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything of one demo is. The folder's path is short: sockets allow 108 bytes."""

    folder: Path

    @property
    def settings(self) -> Path:
        """The settings with this demo's own ports and folders."""
        return self.folder / "settings.yaml"

    @property
    def glass(self) -> Path:
        """Hands and eyes on the visit that is on the glass."""
        return self.folder / "glass"

    @property
    def bench(self) -> Path:
        """The control of the virtual devices."""
        return self.folder / "bench"

    @property
    def state(self) -> Path:
        """The terminal's state."""
        return self.folder / "state"

    def log(self, name: str) -> Path:
        """Where a process writes."""
        return self.folder / f"{name}.log"


def derive_settings(
    template: Path,
    places: Places,
    *,
    scale: float = 1.0,
    place_px: tuple[int, int] | None = None,
    drawing_px: tuple[int, int] = PORTRAIT_PX,
) -> dict[str, object]:
    """The demo's settings on free ports, in a folder of their own; writes the file."""
    tree = yaml.safe_load(template.read_text("utf-8"))
    tree["folders"]["state"] = str(places.state)
    tree["platform"]["url"] = f"http://127.0.0.1:{free_port()}"
    tree.setdefault("monitoring", {})["metrics_port"] = free_port()
    window = tree.setdefault("window", {})
    window["width_px"], window["height_px"] = (int(side * scale) for side in drawing_px)
    if place_px is not None:
        window["place_px"] = list(place_px)
    for device in tree["devices"]:
        options = device["options"]
        if device["adapter"] in ("sam-serial", "serial-scanner", "modbus-board"):
            options["port"] = str(places.folder / f"tty-{device['id']}")
        elif device["adapter"] == "opencv-camera":
            options["source"] = f"http://127.0.0.1:{free_port()}/stream"
        elif device["adapter"] == "escpos-tcp":
            options["port"] = free_port()
        elif device["adapter"] == "ipp":
            options["uri"] = f"ipp://127.0.0.1:{free_port()}/ipp/print"
        elif device["adapter"] == "escl":
            options["url"] = f"http://127.0.0.1:{free_port()}/eSCL"
        elif device["adapter"] == "alsa-speaker":
            options["asound_config"] = str(places.folder / f"asound-{device['id']}.conf")
        elif device["adapter"] == "pcsc":
            options["service_socket"] = str(places.folder / f"pcscd-{device['id']}")
    places.folder.mkdir(parents=True, exist_ok=True)
    places.settings.write_text(yaml.safe_dump(tree, allow_unicode=True), "utf-8")
    settings: dict[str, object] = tree
    return settings


class Ensemble:
    """The processes of one demo."""

    def __init__(
        self,
        base: Path,
        places: Places,
        platform_url: str,
        surroundings: Mapping[str, str] | None = None,
    ) -> None:
        self._base, self._places, self.platform_url = base, places, platform_url
        self._surroundings = dict(surroundings or {})
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start_platform(self) -> None:
        """The reference platform, on loopback."""
        command = ["-m", "central", "--state", str(self._places.folder / "central"), "--demo"]
        command += ["--port", self.platform_url.rsplit(":", 1)[1]]
        line = self._start("platform", command, waits_for_line=True)
        if json.loads(line)["url"] != self.platform_url:
            raise EnsembleError("the platform is not where the terminal looks for it")

    def start_devices(self) -> None:
        """The virtual devices."""
        command = ["run_kiosk.py", "virtual", "--settings", str(self._places.settings)]
        self._start(
            "devices", [*command, "--control", str(self._places.bench)], waits_for_line=True
        )

    def start_host(self, *, is_offscreen: bool, frame_log: Path | None = None) -> None:
        """The terminal itself."""
        command = ["run_kiosk.py", "host", "--settings", str(self._places.settings)]
        command += ["--glass", str(self._places.glass)]
        command += ["--offscreen"] if is_offscreen else []
        command += ["--frame-log", str(frame_log)] if frame_log else []
        self._start("host", command)

    def pid(self, name: str) -> int:
        """The process id of one part."""
        return self._processes[name].pid

    def has_ended(self, name: str) -> bool:
        """Whether a part is gone."""
        return self._processes[name].poll() is not None

    def kill(self, name: str) -> None:
        """The power cut of one part."""
        process = self._processes.pop(name)
        process.kill()
        process.wait()

    def stop_one(self, name: str) -> None:
        """Ask one part to end."""
        process = self._processes.pop(name, None)
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(END_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop(self) -> None:
        """End everything, the last one started first."""
        for name in reversed(tuple(self._processes)):
            self.stop_one(name)

    def _start(self, name: str, command: list[str], *, waits_for_line: bool = False) -> str:
        with self._places.log(name).open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=self._base,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if waits_for_line else log,
                stderr=log,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self._surroundings},
            )
        self._processes[name] = process
        if name in ELSEWHERE:
            mine = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, process.pid, mine + FURTHER_DOWN)
        if not waits_for_line or process.stdout is None:
            return ""
        with process.stdout as said:
            line = said.readline()
        if not line:
            self.stop()
            raise EnsembleError(f"{name} did not start: see {self._places.log(name)}")
        return line.decode()
