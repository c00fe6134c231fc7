"""The example driver of docs/write-a-driver.md: found by its entry point, held to its promises."""

import contextlib
import importlib
import io
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import run_kiosk
from devices.conformance.hands import VirtualHands
from devices.conformance.kit import Check
from devices.status import Role
from devices.virtual.rewire import rewired
from kiosk.clock import SystemClock
from kiosk.host.settings import load_setup
from tests.conformance import keep, promises
from tests.receipt_samples import ROOT
from tests.third_party_rig import EXAMPLE, example_installed, settings

WORD = "tcp-line-scanner"
LIMIT_SECONDS = 60


@pytest.fixture
def bench(tmp_path):
    with example_installed(tmp_path):
        (plan,) = (
            plan
            for plan in load_setup(settings(tmp_path, WORD), ROOT).devices
            if plan.entry.adapter == WORD
        )
        clock = SystemClock()
        options = rewired(plan.options, tmp_path, plan.entry.id)
        far_end = plan.adapter.virtual(options, clock)
        device = plan.adapter.build(options, clock)
        far_end.start()
        device.open()
        yield device, VirtualHands(Role.QR_SCANNER, far_end.actions)
        device.close()
        far_end.stop()


@promises(Role.QR_SCANNER)
def test_it(bench, check: Check) -> None:
    device, hands = bench
    keep(check, device, hands)


def test_code_that_is_shown_the_moment_after_the_call_reaches_the_caller(tmp_path: Path) -> None:
    with example_installed(tmp_path):
        virtual = importlib.import_module("virtual_line_scanner")
        far_end = virtual.VirtualLineScanner(0, SystemClock())
        far_end.start()
        place = ("127.0.0.1", far_end._port)
        try:
            for number in range(50):
                with socket.create_connection(place, LIMIT_SECONDS) as caller:
                    far_end.show(f"code-{number}")
                    assert caller.recv(64) == f"code-{number}\r".encode()
        finally:
            far_end.stop()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(place, LIMIT_SECONDS)


def test_settings_check_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    out = io.StringIO()
    with example_installed(tmp_path), contextlib.redirect_stdout(out):
        code = run_kiosk.main(["settings", "check", "--settings", str(settings(tmp_path, WORD))])
    assert code == 0
    assert "0 remark(s), 2 device(s)" in out.getvalue()


def test_conform_runs_it_at_its_own_virtual_device(tmp_path: Path) -> None:
    out = io.StringIO()
    file = settings(tmp_path, WORD)
    with example_installed(tmp_path), contextlib.redirect_stdout(out):
        run_kiosk.main(["conform", "codes", "--virtual", "--settings", str(file)])
    assert "bronze held: reads a shown code whole" in out.getvalue()


def test_driver_is_imported_only_where_the_settings_name_it(tmp_path: Path) -> None:
    with example_installed(tmp_path):
        load_setup(settings(tmp_path, "serial-scanner", options="{port: /nowhere}"), ROOT)
        assert "openhall_tcp_line_scanner" not in sys.modules


def test_package_installs_with_pip_and_offers_its_word(tmp_path: Path) -> None:
    # Older ones need one more package to build a wheel; CI has what Python itself brings along.
    pytest.importorskip("setuptools", minversion="70.1")
    target = tmp_path / "site"
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
            *("--no-build-isolation", "--disable-pip-version-check"),
            *("--target", str(target), str(_copy_of_example(tmp_path))),
        ],
        check=True,
        timeout=110,
    )
    (points,) = target.glob("*.dist-info/entry_points.txt")
    assert "[openhall.devices]" in points.read_text("utf-8")
    assert WORD in points.read_text("utf-8")


def _copy_of_example(folder: Path) -> Path:
    """Building leaves folders behind; not among the documents."""
    copy = folder / "source"
    copy.mkdir()
    for file in EXAMPLE.iterdir():
        if file.is_file():
            (copy / file.name).write_bytes(file.read_bytes())
    return copy
