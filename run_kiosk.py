"""The front door: subcommands. The only file that knows everybody.

    run_kiosk.py demo            a whole terminal with virtual devices (a tour, without a display)
    run_kiosk.py host            a terminal with the devices of its settings
    run_kiosk.py diagnose        ask every device how it is, and test it
    run_kiosk.py attached        what is plugged in, and which of it the settings name
    run_kiosk.py report          the same as a signed PDF; check-report looks at one
    run_kiosk.py bundle          what support needs, without personal data
    run_kiosk.py paper show      the books of numbered blanks: show, load, spoil, settle
    run_kiosk.py bench WORDS     hands of a running demo, from another terminal window
    run_kiosk.py transcript ID   the last frames of a device, from the running host
    run_kiosk.py replay FILE     play such frames back against the driver
    run_kiosk.py faults FILE...  play scripts of bad luck at virtual devices
    run_kiosk.py conform ID      does this device keep the promises of its role?
    run_kiosk.py settings check  check the settings, and the drivers of other makers
    run_kiosk.py services check  check the service packages
    run_kiosk.py staff           who may enter service: add, list, remove, unlock

Exit codes: 0 well, 1 something needs a person, 2 the settings or packages are wrong; of diagnose
0 ready, 1 degraded, 2 out of service.
"""

import argparse
import logging
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

from kiosk.clock import SystemClock
from kiosk.errors import BrokenEnvironmentError, DefinitionError
from kiosk.upkeep.paper_arguments import add_arguments

BASE = Path(__file__).resolve().parent
DEFAULT_SETTINGS = BASE / "config" / "settings" / "demo.yaml"
EXIT_DEFINITION = 2
EXIT_ENVIRONMENT = 3

# OpenCV and its FFmpeg write to stderr past every log, once for each look at an absent camera.
os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except DefinitionError as wrong:
        for problem in wrong.problems:
            print(_relative(str(problem)), file=sys.stderr)
        print(f"{len(wrong.problems)} problem(s); nothing was started.", file=sys.stderr)
        return EXIT_DEFINITION
    except BrokenEnvironmentError as broken:
        print(_relative(f"{broken} ({broken.code})"), file=sys.stderr)
        return EXIT_ENVIRONMENT
    return code


def _relative(text: str) -> str:
    return text.replace(f"{BASE}/", "")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run_kiosk.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        sub.add_argument("--settings", type=Path, default=DEFAULT_SETTINGS)
        return sub

    demo = command("demo", _demo, "a whole terminal with virtual devices")
    demo.add_argument("--headless", action="store_true", help="the tour, display or not")
    demo.add_argument("--out", type=Path, default=BASE / "out" / "tour")
    demo.add_argument("--landscape", action="store_true", help="on a glass wider than tall")
    host = command("host", _host, "the long-lived process of a terminal")
    host.add_argument("--offscreen", action="store_true")
    host.add_argument("--glass", type=Path)
    host.add_argument("--frame-log", type=Path)
    visit = command("visit", _visit, "the process of one citizen, or of staff (host's child)")
    visit.add_argument("--kind", choices=["citizen", "service"], default="citizen")
    visit.add_argument("--socket-fd", type=int, required=True)
    visit.add_argument("--visit-id", required=True)
    visit.add_argument("--offscreen", action="store_true")
    visit.add_argument("--glass", type=Path)
    visit.add_argument("--frame-log", type=Path)
    virtual = command("virtual", _virtual, "virtual devices at the far end of the settings' wires")
    virtual.add_argument("--control", type=Path, required=True)
    dock = command("dock", _dock, "the window with the hands of demo mode")
    dock.add_argument("--control", type=Path, required=True)
    dock.add_argument("--faults", default="")
    dock.add_argument("--landscape", action="store_true", help="beside a glass wider than tall")
    _add_upkeep(command)
    _add_device_tools(command)
    services = command("services", _services, "work on service packages")
    services.add_argument("what", choices=["check"])
    services.add_argument("folder", type=Path, nargs="?", default=BASE / "config" / "services")
    _add_staff(command)
    return parser


def _add_staff(command: Callable[[str, object, str], argparse.ArgumentParser]) -> None:
    add_arguments(command("paper", _paper, "the books of numbered blanks"))
    tamper = command(
        "tamper", _tamper, "whether the box was tampered with, and that it was seen to"
    )
    tamper.add_argument("what", choices=["show", "clear"], nargs="?", default="show")
    tamper.add_argument("--by", default="", help="your staff number, like T-118")
    staff = command("staff", _staff, "who may enter service at this terminal")
    staff.add_argument("what", choices=["add", "list", "remove", "unlock"])
    staff.add_argument("number", nargs="?", default="", help="staff number, like T-118")
    staff.add_argument("--role", choices=["technician", "host-staff"], default="host-staff")
    staff.add_argument("--card", action="store_true", help="also known by an ID card")
    staff.add_argument("--badge", type=Path, help="write the badge's code as a picture")


def _add_device_tools(command: Callable[[str, object, str], argparse.ArgumentParser]) -> None:
    bench = command("bench", _bench, "hands of a running demo, e.g. bench card lay zhang-san")
    bench.add_argument("words", nargs="*", help="a device and what to do to it; list shows all")
    bench.add_argument("--control", type=Path, help="the bench's socket, if not the demo's")
    transcript = command("transcript", _transcript, "the last frames of a device, masked")
    transcript.add_argument("device", help="its id in the settings")
    transcript.add_argument("--out", type=Path, help="where to; default <device>.jsonl")
    replayed = command("replay", _replay, "does the driver come to the same outcomes as then?")
    replayed.add_argument("file", type=Path)
    faults = command("faults", _faults, "play scripts of bad luck at virtual devices")
    faults.add_argument("files", type=Path, nargs="+")
    conform = command("conform", _conform, "does a device keep the promises of its role?")
    conform.add_argument("device", nargs="?", help="its id in the settings; without: all, a table")
    conform.add_argument("--gold", action="store_true", help="supplies, forgotten things, stress")
    conform.add_argument("--virtual", action="store_true", help="a virtual device at the far end")
    conform.add_argument("--minutes", type=float, default=60.0, help="of stress, for gold")
    check = command("settings", _settings, "work on settings")
    check.add_argument("what", choices=["check"])


def _add_upkeep(command: Callable[[str, object, str], argparse.ArgumentParser]) -> None:
    """What a technician runs at a terminal."""
    diagnose = command("diagnose", _diagnose, "ask every device how it is, and test it")
    diagnose.add_argument("--json", action="store_true", help="one JSON document")
    diagnose.add_argument("--print", action="store_true", help="print a test slip, too")
    attached = command("attached", _attached, "what is plugged in, and what the settings know")
    attached.add_argument("--json", action="store_true", help="one JSON document")
    report = command("report", _report, "test everything, and write a signed readiness report")
    report.add_argument("--out", type=Path, required=True, help="the PDF to write")
    report.add_argument("--print", action="store_true", help="print a test slip, too")
    check = command("check-report", _check_report, "whether a readiness report is genuine")
    check.add_argument("file", type=Path)
    check.add_argument("--certificate", type=Path, help="of the terminal; else this one's own")
    bundle = command("bundle", _bundle, "collect what support needs, without personal data")
    bundle.add_argument("--out", type=Path, required=True, help="the .tar.gz to write")


def _demo(options: argparse.Namespace) -> int:
    from screens.bench.demo import run_demo

    return run_demo(
        base=BASE,
        settings_file=options.settings.resolve(),
        out=options.out.resolve(),
        is_headless=options.headless,
        is_landscape=options.landscape,
    )


def _host(options: argparse.Namespace) -> NoReturn:
    from kiosk.host.host import Host
    from kiosk.host.start_count import careful_setup
    from kiosk.lockdown import keep_last_words_plain, leave, refuse_inspection
    from kiosk.upkeep.log_file import keep_log

    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="host %(message)s")
    setup, starts = careful_setup(options.settings.resolve(), BASE, SystemClock())
    keep_log(setup.path(setup.settings.folders.state))
    # Card bytes pass through here on their way to a visit.
    refuse_inspection()
    keep_last_words_plain()

    def launch(socket_fd: int, visit_id: str, kind: str = "") -> "subprocess.Popen[bytes]":
        command = [sys.executable, str(BASE / "run_kiosk.py"), "visit"]
        command += ["--kind", kind] if kind else []
        command += ["--settings", str(options.settings.resolve())]
        command += ["--socket-fd", str(socket_fd), "--visit-id", visit_id]
        command += ["--offscreen"] if options.offscreen else []
        command += ["--glass", str(options.glass)] if options.glass else []
        command += ["--frame-log", str(options.frame_log)] if options.frame_log else []
        return subprocess.Popen(
            command, pass_fds=[socket_fd], stdin=subprocess.DEVNULL, start_new_session=True
        )

    jitter = random.Random()  # noqa: S311  (no secret)
    try:
        host = Host(setup, SystemClock(), launch, jitter, partial(launch, kind="service"), starts)
    except BrokenEnvironmentError as broken:
        # For the log that support is sent, too: what ``main`` says goes to the console alone.
        logging.getLogger(__name__).error("host_not_started code=%s why=%s", broken.code, broken)
        raise
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: host.stop())
    signal.signal(signal.SIGUSR1, lambda *_: host.save_transcripts())
    host.run()
    leave(0)


def _visit(options: argparse.Namespace) -> NoReturn:
    if options.kind == "service":
        from screens.service_process import run_service as run
    else:
        from screens.visit_process import run_visit as run
    run(
        settings_file=options.settings,
        base=BASE,
        socket_fd=options.socket_fd,
        visit_id=options.visit_id,
        is_offscreen=options.offscreen,
        glass=options.glass,
        frame_log=options.frame_log,
    )


def _virtual(options: argparse.Namespace) -> int:
    from devices.virtual.terminal import run_virtual_devices
    from kiosk.host.settings import load_setup
    from kiosk.upkeep.surroundings import require_fonts

    setup = load_setup(options.settings.resolve(), BASE)
    return run_virtual_devices(
        devices={plan.entry.id: (plan.entry.adapter, plan.options) for plan in setup.devices},
        folder=options.control.parent,
        fonts=require_fonts(setup.path(setup.settings.folders.fonts)),
        control=options.control,
        clock=SystemClock(),
    )


def _dock(options: argparse.Namespace) -> int:
    from screens.bench.dock import run_dock

    return run_dock(control=options.control, faults=options.faults, is_landscape=options.landscape)


def _diagnose(options: argparse.Namespace) -> int:
    from kiosk.host.start_count import cautious_setup
    from kiosk.upkeep.diagnose import diagnose

    setup = cautious_setup(options.settings.resolve(), BASE)
    return diagnose(
        setup, SystemClock(), sys.stdout, as_json=options.json, prints_slip=options.print
    )


def _attached(options: argparse.Namespace) -> int:
    from kiosk.host.settings import load_setup
    from kiosk.upkeep.attached import print_attached

    setup = load_setup(options.settings.resolve(), BASE)
    return print_attached(setup, sys.stdout, as_json=options.json)


def _report(options: argparse.Namespace) -> int:
    from kiosk.host.start_count import cautious_setup
    from kiosk.upkeep.commands import write_report

    setup = cautious_setup(options.settings.resolve(), BASE)
    return write_report(setup, SystemClock(), options.out, sys.stdout, prints_slip=options.print)


def _check_report(options: argparse.Namespace) -> int:
    from kiosk.host.settings import load_setup
    from kiosk.upkeep.commands import check_report

    setup = load_setup(options.settings.resolve(), BASE)
    return check_report(setup, options.file, options.certificate, sys.stdout)


def _bundle(options: argparse.Namespace) -> int:
    from kiosk.host.start_count import cautious_setup
    from kiosk.upkeep.commands import write_support_bundle

    setup = cautious_setup(options.settings.resolve(), BASE)
    return write_support_bundle(setup, SystemClock(), options.out, sys.stdout)


def _bench(options: argparse.Namespace) -> int:
    from devices.virtual.bench_desk import DEFAULT_PLACE, run_bench

    return run_bench(options.words, options.control or BASE / DEFAULT_PLACE, sys.stdout)


def _transcript(options: argparse.Namespace) -> int:
    from kiosk.host.settings import load_setup
    from kiosk.upkeep.transcript_call import fetch_transcript

    setup = load_setup(options.settings.resolve(), BASE)
    to = options.out or Path(f"{options.device}.jsonl")
    return fetch_transcript(setup, options.device, to, SystemClock(), sys.stdout)


def _replay(options: argparse.Namespace) -> int:
    from kiosk.upkeep.replay import replay

    return replay(options.file, SystemClock(), sys.stdout)


def _faults(options: argparse.Namespace) -> int:
    from kiosk.upkeep.fault_round import run_scripts
    from kiosk.upkeep.surroundings import require_fonts

    fonts = require_fonts(BASE / "config" / "fonts")
    return run_scripts(options.files, fonts, SystemClock(), sys.stdout)


def _conform(options: argparse.Namespace) -> int:
    from kiosk.host.settings import load_setup
    from kiosk.upkeep.conform import Level, Wish, conform
    from kiosk.upkeep.conformance_table import print_table
    from kiosk.upkeep.surroundings import require_fonts

    setup = load_setup(options.settings.resolve(), BASE)
    require_fonts(setup.path(setup.settings.folders.fonts))
    highest = Level.GOLD if options.gold else Level.SILVER
    wish = Wish(highest, options.minutes * 60.0, is_virtual=options.virtual)
    if options.device is None:
        return print_table(setup, wish, SystemClock(), sys.stdout)
    return conform(setup, options.device, wish, SystemClock(), sys.stdout, input)


def _settings(options: argparse.Namespace) -> int:
    from kiosk.host.settings import load_setup

    setup = load_setup(options.settings.resolve(), BASE)
    for remark in setup.remarks:
        print(_relative(str(remark)))
    print(f"0 problem(s), {len(setup.remarks)} remark(s), {len(setup.devices)} device(s)")
    return 0


def _services(options: argparse.Namespace) -> int:
    from kiosk.catalogue.linter import Remark, check

    findings = check(options.folder)
    for finding in findings:
        print(_relative(str(finding)))
    faults = [one for one in findings if not isinstance(one, Remark)]
    print(f"{len(faults)} problem(s), {len(findings) - len(faults)} remark(s)")
    return EXIT_DEFINITION if faults else 0


def _staff(options: argparse.Namespace) -> int:
    from kiosk.host.settings import load_setup
    from kiosk.upkeep.staff.enrol import Enrolment, asker, run

    setup = load_setup(options.settings.resolve(), BASE)
    state = setup.path(setup.settings.folders.state)
    enrolment = Enrolment(state, SystemClock(), asker(sys.stdin), sys.stdout)
    return run(enrolment, options)


def _tamper(options: argparse.Namespace) -> int:
    from kiosk.host.settings import load_setup
    from kiosk.upkeep.staff.sign_in import StaffFiles
    from kiosk.upkeep.tamper import run

    setup = load_setup(options.settings.resolve(), BASE)
    files = StaffFiles.under(setup.path(setup.settings.folders.state), SystemClock())
    return run(files, options.what, options.by, sys.stdout)


def _paper(options: argparse.Namespace) -> int:
    from kiosk.host.settings import load_setup
    from kiosk.upkeep.paper_command import run

    return run(load_setup(options.settings.resolve(), BASE), SystemClock(), options, sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
