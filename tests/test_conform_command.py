"""``run_kiosk.py conform``: badges of virtual devices, and of devices that break a promise."""

import contextlib
import io
import threading
from functools import partial
from pathlib import Path

import pytest

import run_kiosk
from devices.conformance.hands import Deed, PersonsHands
from devices.conformance.kit import (
    Broken,
    Check,
    During,
    Held,
    Level,
    NotTried,
    Stand,
    badge,
    expect,
    run_check,
    run_checks,
)
from devices.conformance.suites import SUITES, checks_of
from devices.status import Ready, Role
from kiosk.clock import SystemClock
from printer.receipt import model_options
from printer.receipt.escpos_printer import EscposPrinterSettings
from tests.conformance import MethodHands
from tests.terminal_rig import terminal


def conform(here, *arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = run_kiosk.main(["conform", "--settings", str(here.settings_file), *arguments])
    return code, out.getvalue()


def test_virtual_receipt_printer_wins_silver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One of the promises is about silence, which is waited out; a hundred answers are not.
    patient = partial(EscposPrinterSettings, answer_seconds=2.0)
    monkeypatch.setattr(model_options, "EscposPrinterSettings", patient)
    with terminal(tmp_path) as here:
        here.add("receipt-printer", "escpos-tcp", host="127.0.0.1", port=9)
        code, said = conform(here, "receipt-printer", "--virtual")
    assert code == 0, said
    assert "badge: silver" in said
    assert "silver held: sends nothing without paper, and prints when there is some" in said


def test_absent_device_is_said_to_be_absent(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.add("id-reader", "sam-serial", port=tmp_path / "nowhere")
        code, said = conform(here, "id-reader")
    assert code == 2
    assert "no-such-port" in said
    assert "--virtual" in said


def test_unknown_device_is_answered_with_those_that_there_are(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.add("id-reader", "sam-serial", port=tmp_path / "nowhere")
        code, said = conform(here, "printer")
    assert code == 2
    assert "id-reader" in said


class Forgetful:
    """Breaks the promises that a test names."""

    def __init__(self, status: object = None) -> None:
        self.status = status or Ready()

    def open(self) -> None: ...
    def close(self) -> None: ...
    def capabilities(self) -> frozenset[str]:
        return frozenset({"reads-text"})

    def probe(self) -> object:
        return self.status


class Nobody:
    """Hands that can do nothing."""


def stand(device: object) -> Stand:
    return Stand(device, MethodHands(Nobody()), SystemClock())


def broken(_: Stand) -> None:
    expect(False, "it did something else")


def kept(_: Stand) -> None:
    pass


def test_promise_that_is_broken_says_how() -> None:
    check = Check("does something", Level.BRONZE, broken)
    assert run_check(check, stand(Forgetful())) == Broken("it did something else")


def test_deed_that_nobody_can_do_is_not_tried_and_costs_the_badge() -> None:
    checks = (
        Check("works", Level.BRONZE, kept),
        Check("survives noise", Level.SILVER, kept, frozenset({Deed.GARBLE})),
    )
    results = tuple(run_checks(checks, stand(Forgetful())))
    assert isinstance(results[1][1], NotTried)
    assert badge(results) is Level.BRONZE


def test_promise_about_a_sense_that_a_device_has_not_costs_nothing() -> None:
    checks = (
        Check("works", Level.BRONZE, kept),
        Check("survives", Level.SILVER, kept),
        Check("sees a hand", Level.SILVER, kept, senses=frozenset({"senses-hand"})),
    )
    assert badge(run_checks(checks, stand(Forgetful()))) is Level.SILVER


def test_broken_bronze_is_no_badge_however_good_the_rest_is() -> None:
    results = (
        (Check("works", Level.BRONZE, broken), Broken("x")),
        (Check("survives", Level.SILVER, kept), Held()),
    )
    assert badge(results) is None


def test_event_acts_in_the_middle_of_a_wait() -> None:
    seen = []
    event = During(lambda _: seen.append("hand"), at_look=2)
    assert not event.is_set()
    assert seen == []
    assert not event.is_set()
    assert seen == ["hand"]
    assert not threading.Event.is_set(event)


def test_person_is_asked_for_a_deed_and_for_putting_it_back() -> None:
    asked, told = [], []
    hands = PersonsHands(Role.ID_READER, told.append, asked.append)
    hands.do(Deed.LAY_CARD)
    hands.begin(Deed.UNPLUG)
    hands.tidy()
    assert asked == [
        "Please lay a card, then press Enter: ",
        "Please plug it in, then press Enter: ",
        "Please lift the card, then press Enter: ",
    ]
    assert told == ["Now please unplug it."]
    assert Deed.GARBLE not in hands.deeds()


@pytest.mark.parametrize("role", list(SUITES))
def test_every_suite_has_promises_of_every_level(role: Role) -> None:
    assert {check.level for check in checks_of(role)} == set(Level)
    names = [check.name for check in checks_of(role)]
    assert len(names) == len(set(names))
