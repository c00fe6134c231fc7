"""The virtual hardware is killed without a word: no orphan of it keeps a wire warm."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.licence_rig import until

PROJECT = Path(__file__).resolve().parents[1]
MACHINE = """
import pathlib, sys
from devices.virtual.licence_printer import VirtualLicencePrinter
from kiosk.clock import SystemClock
machine = VirtualLicencePrinter(pathlib.Path(sys.argv[1]), SystemClock(), port=int(sys.argv[2]))
machine.start()
print("on", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def boot(folder, port):
    machine = subprocess.Popen(
        [sys.executable, "-c", MACHINE, folder, str(port)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert machine.stdout.readline() == b"on\n"
    return machine


def kill(machine):
    machine.kill()
    machine.communicate()


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_killed_virtual_machine_takes_its_printer_with_it(tmp_path, port):
    machine = boot(tmp_path, port)
    assert answers(port)
    kill(machine)
    assert not until(lambda: answers(port), lambda answered: not answered)


def test_machine_does_not_boot_beside_another_on_its_port(tmp_path, port):
    first = boot(tmp_path / "first", port)
    second = subprocess.run(
        [sys.executable, "-c", MACHINE, tmp_path / "second", str(port)],
        cwd=PROJECT,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    kill(first)
    assert b"BrokenEnvironmentError" in second.stderr
