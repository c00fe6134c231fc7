"""``make conformance``: all roles at once, a page of what held; stress for as long as was asked."""

import contextlib
import io
import os
from pathlib import Path

import pytest

import run_kiosk
from devices.conformance.kit import Level, Stand, rounds_of_stress
from kiosk.clock import SystemClock
from kiosk.host.settings import load_setup
from kiosk.upkeep import conformance_table
from kiosk.upkeep.conform import HOUR_SECONDS, Wish
from tests.conformance import MethodHands
from tests.fakes.skipping_clock import SkippingClock
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


def test_every_role_of_the_settings_is_on_the_page(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.add("receipt-printer", "escpos-tcp", host="127.0.0.1", port=9)
        here.add("qr-scanner", "serial-scanner", port=tmp_path / "nowhere")
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = run_kiosk.main(["conform", "--settings", str(here.settings_file), "--virtual"])
    assert code == 0
    said = out.getvalue()
    assert "| receipt-printer | `escpos-tcp` | 4 of 4 | 8 of 8 | - | silver |" in said
    assert "| qr-scanner | `serial-scanner` | 5 of 5 | 7 of 7 | - | silver |" in said


def test_a_role_whose_process_dies_ends_the_others_and_makes_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certify = conformance_table.certify

    def dies_at_the_scanner(setup, plan, wish, clock):
        if plan.entry.id == "qr-scanner":
            os._exit(3)
        return certify(setup, plan, wish, clock)

    monkeypatch.setattr(conformance_table, "certify", dies_at_the_scanner)
    with terminal(tmp_path) as here:
        here.add("qr-scanner", "serial-scanner", port=tmp_path / "nowhere")
        here.add("receipt-printer", "escpos-tcp", host="127.0.0.1", port=9)
        setup = load_setup(here.settings_file, run_kiosk.BASE)
        out = io.StringIO()
        with pytest.raises(EOFError):
            conformance_table.print_table(setup, Wish(Level.GOLD), SystemClock(), out)
    assert out.getvalue() == ""
