"""``make conformance``: all roles at once, a page of what held; stress for as long as was asked."""

import subprocess
import sys
from pathlib import Path

import pytest

import run_kiosk
from devices.conformance.kit import Stand, rounds_of_stress
from kiosk.upkeep.conform import HOUR_SECONDS
from tests.conformance import MethodHands
from tests.fakes.skipping_clock import SkippingClock
from tests.receipt_samples import ROOT
from tests.terminal_rig import terminal


def stand(clock: SkippingClock, stress_seconds: float) -> Stand:
    return Stand(object(), MethodHands(object()), clock, stress_seconds=stress_seconds)


def test_an_hour_of_stress_is_an_operation_a_second() -> None:
    clock = SkippingClock()
    began_at = clock.monotonic()
    rounds = list(rounds_of_stress(stand(clock, HOUR_SECONDS)))
    assert rounds == list(range(1, 3601))
    assert HOUR_SECONDS - 1.0 <= clock.monotonic() - began_at <= HOUR_SECONDS


def test_operations_slower_than_the_pace_still_end_after_the_hour() -> None:
    clock = SkippingClock()
    rounds = 0
    for _ in rounds_of_stress(stand(clock, HOUR_SECONDS)):
        clock.advance(60.0)
        rounds += 1
    assert rounds == 60


def test_no_stress_at_all_is_three_operations_without_a_wait() -> None:
    clock = SkippingClock()
    began_at = clock.monotonic()
    assert list(rounds_of_stress(stand(clock, 0.0))) == [1, 2, 3]
    assert clock.monotonic() == began_at


def in_a_process_of_its_own(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The table forks, which a process full of other tests' threads must not."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_every_role_of_the_settings_is_on_the_page(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.add("receipt-printer", "escpos-tcp", host="127.0.0.1", port=9)
        here.add("qr-scanner", "serial-scanner", port=tmp_path / "nowhere")
        command = ("run_kiosk.py", "conform", "--virtual", "--settings", str(here.settings_file))
        done = in_a_process_of_its_own(*command)
    assert done.returncode == 0, done.stderr
    assert "| receipt-printer | `escpos-tcp` | 4 of 4 | 8 of 8 | - | silver |" in done.stdout
    assert "| qr-scanner | `serial-scanner` | 5 of 5 | 7 of 7 | - | silver |" in done.stdout


def test_a_role_whose_process_dies_ends_the_others_and_makes_no_page(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.add("receipt-printer", "escpos-tcp", host="127.0.0.1", port=9)
        here.add("qr-scanner", "serial-scanner", port=tmp_path / "nowhere")
        # The printer's hour of stress is not waited for: that is what this is about.
        done = in_a_process_of_its_own("-m", "tests.fakes.dying_certifier", str(here.settings_file))
    assert done.returncode == run_kiosk.EXIT_ENVIRONMENT, done.stderr
    assert done.stderr.splitlines()[-1] == "the suite of qr-scanner broke off; no table (OH-0200)"
    assert done.stdout == ""


@pytest.mark.parametrize(
    "command",
    [
        ("conform", "--virtual"),
        ("conform", "qr-scanner"),
        ("virtual", "--control", "nowhere/bench"),
    ],
)
def test_without_fonts_a_command_that_draws_says_what_to_do(
    tmp_path: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with terminal(tmp_path) as here:
        here.add("qr-scanner", "serial-scanner", port=tmp_path / "nowhere")
        here.fonts = tmp_path / "empty"
        code = run_kiosk.main([*command, "--settings", str(here.settings_file)])
    said = capsys.readouterr()
    assert (code, said.out) == (run_kiosk.EXIT_ENVIRONMENT, "")
    assert said.err.startswith(
        f"fonts missing in {tmp_path / 'empty'}: NotoSansCJKsc-Regular.otf, "
    )
    assert said.err.endswith("; deploy/setup.sh puts them there (OH-0200)\n")
