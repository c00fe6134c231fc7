"""Drivers of other makers that are broken: said with file and line, and nothing else stops."""

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

import run_kiosk
from devices.status import DeviceGoneError
from devices.third_party import DRIVER_BROKEN, SAFE_MODE, ThirdParty
from kiosk.clock import SystemClock
from kiosk.errors import DefinitionError
from kiosk.host.settings import Setup, load_setup
from tests.receipt_samples import ROOT
from tests.third_party_rig import example_installed, installed, settings

WORD = "acme"
GOOD = """\
from dataclasses import dataclass
from devices.registry import Adapter
from devices.status import Ready, Role

@dataclass(frozen=True)
class Options:
    host: str
    port: int

class Scanner:
    def __init__(self, options, clock): pass
    def open(self): pass
    def close(self): pass
    def probe(self): return Ready()
    def capabilities(self): return frozenset()
    def scan(self, timeout_seconds, cancelled): pass

ADAPTER = Adapter(Role.QR_SCANNER, Options, Scanner)
"""
BROKEN = {
    "does not load: {home}/acme.py:1: ModuleNotFoundError": "import no_such_library\n",
    "does not load: {home}/acme.py:2: SyntaxError": "x = 1\ndef broken(:\n",
    "does not load: {home}/acme.py:1: ZeroDivisionError": "x = 1 / 0\n",
    "does not load: {home}/acme.py:1: SystemExit": "raise SystemExit(1)\n",
    "does not load: AttributeError": "x = 1\n",
    "is a str, not a devices.registry.Adapter": "ADAPTER = 'scanner'\n",
    "has no scan(): {home}/acme.py:10": GOOD.replace("def scan", "def skan"),
    "needs a dataclass": GOOD.replace("Role.QR_SCANNER, Options", "Role.QR_SCANNER, dict"),
    "has no role": GOOD.replace("Adapter(Role.QR_SCANNER", "Adapter('qr-scanner'"),
    "is a receipt-printer": GOOD.replace("Adapter(Role.QR", "Adapter(Role.QR").replace(
        "class Scanner:", "class Scanner:\n    def print_receipt(self, job): pass"
    ).replace("Role.QR_SCANNER", "Role.RECEIPT_PRINTER"),
    "missing option 'baud'": GOOD.replace("    port: int", "    port: int\n    baud: int"),
}  # fmt: skip


@contextlib.contextmanager
def acme(folder: Path, source: str) -> Iterator[Path]:
    with installed(folder, {"acme": source}, {WORD: "acme:ADAPTER"}) as home:
        yield home


def codes(setup: Setup):
    (plan,) = (plan for plan in setup.devices if plan.entry.id == "codes")
    return plan


@pytest.mark.parametrize("said", BROKEN)
def test_broken_driver_is_a_remark_with_file_and_line_and_its_role_is_off(
    tmp_path: Path, said: str
) -> None:
    file = settings(tmp_path, WORD)
    with acme(tmp_path, BROKEN[said]) as home:
        setup = load_setup(file, ROOT)
    text = "\n".join(map(str, setup.remarks))
    assert said.format(home=home) in text
    assert f"{file}:" in text
    assert codes(setup).fault == DRIVER_BROKEN
    device = codes(setup).build(SystemClock())
    with pytest.raises(DeviceGoneError, match=DRIVER_BROKEN):
        device.open()


def test_settings_check_tells_of_a_broken_driver_and_is_no_error(tmp_path: Path) -> None:
    out = io.StringIO()
    file = settings(tmp_path, WORD)
    with acme(tmp_path, "import no_such_library\n"), contextlib.redirect_stdout(out):
        assert run_kiosk.main(["settings", "check", "--settings", str(file)]) == 0
    assert "no_such_library" in out.getvalue()
    assert "1 remark(s)" in out.getvalue()


def test_driver_that_cannot_be_built_is_a_device_out_of_order(tmp_path: Path) -> None:
    source = GOOD.replace("clock): pass", "clock): raise OSError('no')")
    with acme(tmp_path, source):
        setup = load_setup(settings(tmp_path, WORD), ROOT)
        device = codes(setup).build(SystemClock())
    with pytest.raises(DeviceGoneError, match=DRIVER_BROKEN):
        device.open()


def test_word_that_two_makers_offer_is_nobodys(tmp_path: Path) -> None:
    with (
        installed(tmp_path, {"acme": GOOD}, {WORD: "acme:ADAPTER"}),
        installed(tmp_path, {"best": GOOD}, {WORD: "best:ADAPTER"}, "best-drivers"),
    ):
        setup = load_setup(settings(tmp_path, WORD), ROOT)
    assert codes(setup).fault == DRIVER_BROKEN
    assert "acme-drivers" in str(setup.remarks[0])
    assert "best-drivers" in str(setup.remarks[0])


def test_word_of_the_house_cannot_be_taken_by_another_maker(tmp_path: Path) -> None:
    with installed(tmp_path, {"acme": "boom"}, {"serial-scanner": "acme:ADAPTER"}):
        file = settings(tmp_path, "serial-scanner", options="{port: /nowhere}")
        setup = load_setup(file, ROOT)
    assert not codes(setup).is_third_party
    assert setup.remarks == ()


def test_word_that_nobody_offers_is_a_problem_and_lists_the_words_that_there_are(
    tmp_path: Path,
) -> None:
    with example_installed(tmp_path), pytest.raises(DefinitionError) as wrong:
        load_setup(settings(tmp_path, "tcp-line-skanner"), ROOT)
    assert "tcp-line-scanner" in str(wrong.value)


def test_left_out_driver_is_not_even_imported(tmp_path: Path) -> None:
    with acme(tmp_path, "raise RuntimeError('imported')"):
        setup = load_setup(settings(tmp_path, WORD), ROOT, ThirdParty(left_out=SAFE_MODE))
    assert codes(setup).fault == SAFE_MODE
    assert "safe mode" in str(setup.remarks[0])


def test_name_of_a_place_on_the_bus_is_a_remark_because_a_replug_moves_it(tmp_path: Path) -> None:
    file = settings(tmp_path, "serial-scanner", options="{port: /dev/ttyUSB0}")
    setup = load_setup(file, ROOT)
    assert codes(setup).fault == ""
    assert "use a name under /dev/*/by-id/" in str(setup.remarks[0])
    stable = settings(tmp_path, "serial-scanner", options="{port: /dev/serial/by-id/usb-1}")
    assert load_setup(stable, ROOT).remarks == ()
