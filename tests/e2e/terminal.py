"""One terminal with its platform and its virtual devices, all as processes of their own.

Owns their lives over a test and what can be seen of them from outside: the glass, the bench, the
log of the host, the books on disk. Must not reach into any of them.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import requests
import yaml

from config.terminal import PORTRAIT_PX
from devices.virtual.bench import BenchClient
from devices.virtual.pcscd import missing
from kiosk.clock import SystemClock
from screens.bench.ensemble import Ensemble, Places, derive_settings
from screens.bench.glass_client import GlassClient, GlassError, Look
from screens.bench.walker import LostError, Walker
from tests.fakes.speaker_rig import can_speak
from tests.staff_rig import PIN

UNCERTAIN = "SELECT 1 FROM attempt WHERE state = 'uncertain'"
#: Who settles what other tests have left behind; no test signs in as this one.
KEEPER = "T-900"

PROJECT = Path(__file__).resolve().parents[2]
TEMPLATE = PROJECT / "config" / "settings" / "demo.yaml"
#: Kivy does all of its own work, touches and words included, and nobody rasterises it: software GL
#: would take both processors, and these tests ask what the glass says, not how it looks.
WITHOUT_PIXELS = {"KIVY_GL_BACKEND": "mock"}
#: Smaller windows cost less to draw, but their words no longer fit.
SCALE = 0.5
#: A cold start of a visit on a busy machine.
LIMIT_SECONDS = 100.0
#: A test that waits for its turn is no citizen who has gone: no screen gives these citizens up.
PATIENT = {
    "idle_seconds": 600,
    "warning_seconds": 600,
    "identify_seconds": 600,
    "rate_seconds": 600,
    "goodbye_seconds": 600,
}
LOOK_SECONDS = 0.05
#: Per device: everything that bad luck may have left behind.
CURES = {
    "id-reader": ("heal", "lift", "plug"),
    "qr-scanner": ("plug",),
    "document-camera": ("plug", "thaw", "clean", "remove"),
    "receipt-printer": ("plug", "refill", "close_cover", "speak_again", "normal_speed"),
    "licence-printer": ("power_on", "refill", "cover_close"),
    "page-scanner": ("plug", "clear", "remove", "unload"),
    "io-board": ("heal", "plug"),
}
if not missing():
    CURES["smart-card-reader"] = ("plug", "heal", "lift")
if can_speak():
    CURES["speaker"] = ("plug", "heal", "forget")

#: States of a device that a citizen may rely on.
USABLE = ("online", "deviceBusy")

T = TypeVar("T")


class Terminal:
    """Everything that stands in a hall, and the platform far away."""

    def __init__(
        self,
        folder: Path,
        *,
        draws_pixels: bool = False,
        drawing_px: tuple[int, int] = PORTRAIT_PX,
    ) -> None:
        self.clock = SystemClock()
        self.places = Places(folder)
        settings = derive_settings(TEMPLATE, self.places, scale=SCALE, drawing_px=drawing_px)
        self.set_limits()
        self.platform_url = str(settings["platform"]["url"])
        surroundings = {} if draws_pixels else WITHOUT_PIXELS
        self.ensemble = Ensemble(PROJECT, self.places, self.platform_url, surroundings)
        self.walker = Walker(self.places.glass, folder / "steps", self.clock)
        self._bench: BenchClient | None = None
        #: Name, district and street of shops that nobody has registered yet: the platform gives a
        #: name once a district, and the tour takes one.
        self.shops = [
            *((name, "qingshan", "songshan") for name in ("plain", "homely", "sign")),
            *((name, "linhu", "hehua") for name in ("homely", "sign")),
        ]
        self._running: set[str] = set()

    # --- lives --------------------------------------------------------------------------------

    def start(self, *names: str) -> None:
        """Start parts that do not run."""
        starts: dict[str, Callable[[], None]] = {
            "platform": self.ensemble.start_platform,
            "devices": self.ensemble.start_devices,
            "host": lambda: self.ensemble.start_host(is_offscreen=True),
        }
        for name in names:
            if name not in self._running:
                starts[name]()
                self._running.add(name)

    def kill(self, *names: str) -> None:
        """The power cut: nobody may tidy up."""
        for name in names:
            self.ensemble.kill(name)
            self._running.discard(name)
        if "devices" in names:
            self._hang_up()

    def stop(self, *names: str) -> None:
        """An orderly end."""
        if "devices" in names:
            self._hang_up()
        for name in names:
            self.ensemble.stop_one(name)
            self._running.discard(name)

    def set_limits(self, **seconds: float) -> None:
        """Time limits of the visits of hosts that are started from now on; others are patient."""
        tree = yaml.safe_load(self.places.settings.read_text("utf-8"))
        tree["time_limits"] = PATIENT | seconds
        self.places.settings.write_text(yaml.safe_dump(tree, allow_unicode=True), "utf-8")

    def end(self) -> None:
        """End everything."""
        self.let_go()
        self.ensemble.stop()

    def let_go(self) -> None:
        """Close every connection of the test's own."""
        self.walker.let_go()
        self._hang_up()

    def make_well(self) -> None:
        """Undo bad luck, and have a fresh attract screen on the glass."""
        self.start("platform", "devices", "host")
        self.fault("none")
        for device, cures in CURES.items():
            for cure in cures:
                self.bench.act(device, cure)
        self.wait("every device to be well", lambda: self.usable() == set(CURES))
        self.wait("no sheet to be under way", self._is_paper_settled)
        self._settle_uncertain_sheets()
        shown = self.shown()
        if shown is not None and self.screen() != "AttractView":
            self.kill_visit()
        self.attract()
        self.wait("the platform to be known", self._offers_everything)

    def _is_paper_settled(self) -> bool:
        return not self.ledger("SELECT 1 FROM attempt WHERE state IN ('submitting', 'submitted')")

    def _settle_uncertain_sheets(self) -> None:
        """Only a person does: one who has looked everywhere, and writes it down at a shell."""
        if not self.ledger(UNCERTAIN):
            return
        if KEEPER not in self.run_cli("staff", "list"):
            self.run_cli("staff", "add", KEEPER, "--role", "technician", heard=f"{PIN}\n{PIN}\n")
        for sheet in json.loads(self.run_cli("paper", "show", "--json"))["waiting"]:
            self.run_cli("paper", "settle", sheet["name"], "destroyed", "--by", KEEPER)
        self.wait("every sheet to be accounted for", lambda: not self.ledger(UNCERTAIN))

    def run_cli(self, command: str, *words: str, heard: str = "") -> str:
        """``run_kiosk.py`` for this terminal, as from another shell; what it printed."""
        done = subprocess.run(
            [
                sys.executable, "run_kiosk.py", command,
                "--settings", str(self.places.settings), *words,
            ],
            cwd=PROJECT, input=heard, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.stdout

    def _offers_everything(self) -> bool:
        look = self.walker.look()
        return look is not None and look.screen == "AttractView" and look.says("正常服务")

    # --- the hands ----------------------------------------------------------------------------

    @property
    def bench(self) -> BenchClient:
        """The hands on the devices."""
        if self._bench is None:
            self._bench = BenchClient(self.places.bench, timeout_seconds=60.0)
        return self._bench

    def _hang_up(self) -> None:
        if self._bench is not None:
            self._bench.close()
            self._bench = None

    def fault(self, name: str) -> None:
        """What is wrong with the platform from now on."""
        answer = requests.post(f"{self.platform_url}/demo/faults", json={"fault": name}, timeout=60)
        answer.raise_for_status()

    def shown(self) -> int | None:
        """The process of the visit that the host shows, as its log tells."""
        shown, pids, ended = None, {}, set()
        for line in self.host_log().splitlines():
            if started := re.search(r"visit_started visit=(\w+) pid=(\d+)", line):
                pids[started[1]] = int(started[2])
            elif now := re.search(r"visit_shown visit=(\w+)", line):
                shown = now[1]
            elif gone := re.search(r"visit_ended visit=(\w+)", line):
                ended.add(gone[1])
        return None if shown is None or shown in ended else pids[shown]

    def kill_visit(self, number: int = signal.SIGKILL) -> int:
        """Send a signal to the visit on the glass, whose citizen goes with the card; its pid."""
        pid = self.wait("a visit on the glass", lambda: self._signalled(number))
        self.bench.act("id-reader", "lift")
        self.walker.let_go()
        return pid

    def _signalled(self, number: int) -> int | None:
        """The visit on the glass, once it has got the signal: it may end by itself meanwhile."""
        pid = self.shown()
        if pid is not None:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                return None
        return pid

    # --- the eyes -----------------------------------------------------------------------------

    def wait(self, what: str, until: Callable[[], T | None], limit: float = LIMIT_SECONDS) -> T:
        """Look until there is something. Raises LostError after the limit."""
        never, give_up = threading.Event(), self.clock.monotonic() + limit
        while True:
            # Before the look: whoever got no turn for so long still has a last one.
            is_last = self.clock.monotonic() >= give_up
            if seen := until():
                return seen
            if is_last:
                break
            self.clock.wait(never, LOOK_SECONDS)
        raise LostError(
            f"waited {limit:.0f} s for {what}; the host said:\n{self.host_log()[-1500:]}"
        )

    def screen(self) -> str:
        """What is on the glass; empty while visits change over."""
        look = self.walker.look()
        return "" if look is None else look.screen

    def see(self, screen: str, *words: str) -> Look:
        """Wait for a screen that says all of this."""
        return self.walker.wait(
            f"{screen} saying {words}",
            lambda look: look.screen == screen and all(look.says(one) for one in words),
            LIMIT_SECONDS,
        )

    def attract(self) -> Look:
        """Wait for the next citizen's screen."""
        return self.see("AttractView")

    def host_log(self) -> str:
        """What the host has said so far."""
        log = self.places.log("host")
        return log.read_text("utf-8") if log.exists() else ""

    def keep_evidence(self, folder: Path) -> None:
        """What the glass shows and what was logged, for whoever reads of a failed test."""
        with contextlib.suppress(OSError, GlassError):
            client = GlassClient(self.places.glass)
            try:
                client.shot(folder / "glass.png")
            finally:
                client.close()
        for log in self.places.folder.glob("*.log"):
            shutil.copyfile(log, folder / log.name)

    def usable(self) -> set[str]:
        """Ids of the devices that the host calls usable."""
        with contextlib.suppress(OSError, ValueError):
            board = json.loads((self.places.state / "health.json").read_text("utf-8"))
            return {row["id"] for row in board["devices"] if row["state"] in USABLE}
        return set()

    # --- the books ----------------------------------------------------------------------------

    def platform_rows(self, statement: str) -> list[tuple[object, ...]]:
        """What the platform's database holds."""
        return rows(self.places.folder / "central" / "platform.db", statement)

    def cases(self) -> list[str]:
        """Every case that the platform has, by its id."""
        return [str(row[0]) for row in self.platform_rows("SELECT case_id FROM cases")]

    def newest_case(self) -> str:
        """The case that was handed in last, by its id."""
        return str(self.outbox("SELECT id FROM outbox WHERE kind = 'case' ORDER BY seq")[-1][0])

    def is_through(self, case_id: str) -> bool:
        """Whether the outbox is done with a case: the platform has it and all its files."""
        return (case_id, "closed") in self.outbox("SELECT id, state FROM outbox")

    def outbox_ids(self) -> set[str]:
        """All that visits ever put into the outbox; reports of sheets come when they are due."""
        return {str(row[0]) for row in self.outbox("SELECT id FROM outbox WHERE kind <> 'print'")}

    def outbox(self, statement: str) -> list[tuple[object, ...]]:
        """What the terminal's outbox holds."""
        return rows(self.places.state / "outbox" / "outbox.sqlite", statement)

    def ledger(self, statement: str) -> list[tuple[object, ...]]:
        """What the custody ledger holds."""
        return rows(self.places.state / "paper.sqlite", statement)


def rows(file: Path, statement: str) -> list[tuple[object, ...]]:
    """Read a database that somebody else writes."""
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=60)
    try:
        return database.execute(statement).fetchall()
    finally:
        database.close()
