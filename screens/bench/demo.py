"""``make run``: a whole terminal with virtual devices.

With a display it is a window and a dock beside it, without one the tour.

Owns the choice and the order; the parts are in ``ensemble``, ``tour`` and ``dock``.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from config.terminal import LANDSCAPE_PX, PORTRAIT_PX
from devices.virtual.bench import BenchClient
from devices.virtual.bench_desk import DEFAULT_PLACE, known_at
from kiosk.clock import Clock, SystemClock
from screens.bench.demo_staff import enrol_demo_staff, told
from screens.bench.desk_visitor import case_ids, save_case
from screens.bench.display import kiosk_place, pair_scale, usable_area
from screens.bench.ensemble import Ensemble, EnsembleError, Places, derive_settings
from screens.bench.tour import Tour, register_a_noodle_shop
from screens.bench.tour_report import Findings, write_report
from screens.bench.walker import LostError, Walker

#: The tour draws every frame on the processor: half size is legible and twice as quick.
TOUR_HEIGHT_PX = 960
EXIT_LOST = 1


def run_demo(
    *, base: Path, settings_file: Path, out: Path, is_headless: bool, is_landscape: bool
) -> int:
    """Run until the tour is over or the window is closed; returns the exit code."""
    if is_headless or not _has_display():
        drawing_px = LANDSCAPE_PX if is_landscape else PORTRAIT_PX
        return run_tour(base=base, settings_file=settings_file, out=out, drawing_px=drawing_px)
    return run_window(base=base, settings_file=settings_file, is_landscape=is_landscape)


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_tour(*, base: Path, settings_file: Path, out: Path, drawing_px: tuple[int, int]) -> int:
    """Walk one visit and write the report."""
    clock = SystemClock()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="openhall-") as folder:
        places = Places(Path(folder))
        scale = TOUR_HEIGHT_PX / drawing_px[1]
        settings = derive_settings(settings_file, places, scale=scale, drawing_px=drawing_px)
        try:
            page = _tour(base, settings, out, places, clock)
        except (LostError, EnsembleError, OSError) as lost:
            print(f"The tour did not get through: {lost}", file=sys.stderr)  # noqa: T201
            _keep_logs(places, out)
            return EXIT_LOST
        _keep_logs(places, out)
    print(f"The tour is done: {page}")  # noqa: T201
    return 0


def _tour(base: Path, settings: dict[str, object], out: Path, places: Places, clock: Clock) -> Path:
    platform_url = str(settings["platform"]["url"])  # type: ignore[index]
    ensemble = Ensemble(base, places, platform_url)
    started = clock.monotonic()
    try:
        print("Starting the platform, the virtual devices and the terminal ...")  # noqa: T201
        ensemble.start_platform()
        ensemble.start_devices()
        ensemble.start_host(is_offscreen=True)
        bench = BenchClient(places.bench)
        walker = Walker(places.glass, out / "steps", clock)
        print("Walking a citizen's visit ...")  # noqa: T201
        try:
            with known_at(base / DEFAULT_PLACE, places.bench):
                register_a_noodle_shop(Tour(walker, bench))
        finally:
            walker.let_go()
            bench.close()
        for case_id in case_ids(places.state / "outbox" / "outbox.sqlite"):
            save_case(platform_url, case_id, out)
        findings = Findings(
            steps=tuple(walker.steps),
            receipts=_files(places, "receipt-printer", "*.png"),
            licence_documents=_files(places, "licence-printer", "documents/*.pdf"),
            licence_pictures=_files(places, "licence-printer", "tray/*.png"),
            total_seconds=clock.monotonic() - started,
        )
        return write_report(out, findings)
    finally:
        ensemble.stop()


def _files(places: Places, device: str, pattern: str) -> tuple[Path, ...]:
    return tuple(sorted((places.folder / "virtual" / device).glob(pattern)))


def _keep_logs(places: Places, out: Path) -> None:
    for log in places.folder.glob("*.log"):
        with contextlib.suppress(OSError):
            shutil.copyfile(log, out / log.name)


def run_window(*, base: Path, settings_file: Path, is_landscape: bool) -> int:
    """The kiosk window with the dock of virtual devices beside it, until the dock is closed."""
    with tempfile.TemporaryDirectory(prefix="openhall-") as folder:
        places = Places(Path(folder))
        area, drawing_px = usable_area(), LANDSCAPE_PX if is_landscape else PORTRAIT_PX
        kiosk = kiosk_place(area, drawing_px)
        settings = derive_settings(
            settings_file,
            places,
            scale=pair_scale(area, drawing_px),
            place_px=(kiosk.left_px, kiosk.top_px),
            drawing_px=drawing_px,
        )
        platform_url = str(settings["platform"]["url"])  # type: ignore[index]
        ensemble = Ensemble(base, places, platform_url)
        for line in told(enrol_demo_staff(places.state, SystemClock())):
            sys.stdout.write(f"{line}\n")
        try:
            ensemble.start_platform()
            ensemble.start_devices()
            ensemble.start_host(is_offscreen=False)
            dock = subprocess.Popen(
                [
                    *(sys.executable, "run_kiosk.py", "dock"),
                    *("--settings", str(places.settings)),
                    *("--control", str(places.bench), "--faults", platform_url),
                    *(("--landscape",) if is_landscape else ()),
                ],
                cwd=base,
            )
            with known_at(base / DEFAULT_PLACE, places.bench), _ended_by_signals(dock):
                dock.wait()
        finally:
            ensemble.stop()
    return 0


@contextlib.contextmanager
def _ended_by_signals(dock: "subprocess.Popen[bytes]"):  # type: ignore[no-untyped-def]
    def end(*_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            dock.terminate()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
