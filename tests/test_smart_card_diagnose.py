"""A social-security card reader is asked by ``diagnose`` and by the technician's walk-through."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.smart_card_reader.pcsc_reader import PcscSettings
from devices.status import Role
from devices.transcript import Transcript
from devices.virtual.pcscd import private_socket
from devices.virtual.smart_card import VirtualSmartCardReader
from devices.virtual.terminal import make_virtual_devices
from kiosk.clock import SystemClock
from kiosk.host.settings import load_setup
from kiosk.upkeep.findings import Failed
from kiosk.upkeep.plan import Trial, TrialName
from kiosk.upkeep.self_test import SelfTest
from tests.fakes.smart_card_rig import (
    driver,
    needs_pcscd,
    records_of,
    virtual_reader,
)
from tests.receipt_samples import ROOT
from tests.terminal_rig import Terminal, terminal

pytestmark = needs_pcscd
CHIP = Trial(TrialName.CHIP, Role.SMART_CARD_READER, is_attended=True)


@pytest.fixture
def virtual() -> Iterator[VirtualSmartCardReader]:
    with virtual_reader() as virtual:
        yield virtual


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Terminal]:
    with terminal(tmp_path) as here:
        here.add("smart-card-reader", "pcsc", service_socket=private_socket())
        yield here


def test_well_reader_passes_and_tells_its_slots(
    here: Terminal, virtual: VirtualSmartCardReader
) -> None:
    found = here.diagnose().device("smart-card-reader")
    assert found["state"] == "online"
    assert found["test"]["result"] == "passed"
    assert "Openhall Virtual" in found["test"]["facts"]["slots"]
    assert found["test"]["facts"]["card"] == "none"


def test_missing_service_is_told_to_the_technician_with_what_to_do(here: Terminal) -> None:
    code, text = here.run()
    assert code != 0
    assert "service-absent" in text
    assert "systemctl status pcscd.socket" in text


def test_card_left_in_the_slot_is_nowhere_in_the_report(
    here: Terminal, virtual: VirtualSmartCardReader
) -> None:
    virtual.lay()
    reader = driver()
    reader.open()
    records_of(reader.read_card(30.0, threading.Event()))
    reader.close()
    diagnosis = here.diagnose()
    assert diagnosis.device("smart-card-reader")["test"]["facts"]["card"] == "social-security"
    assert "110101" not in repr(diagnosis.document)
    assert "张三" not in repr(diagnosis.document)


def test_walk_through_says_what_became_of_a_test_card(virtual: VirtualSmartCardReader) -> None:
    reader = driver()
    reader.open()
    virtual.lay("locked")
    found = SelfTest(SystemClock()).attempt(CHIP, reader, threading.Event())
    reader.close()
    assert isinstance(found, Failed)
    assert (found.reason, found.facts) == ("chip-refused", {"status-word": "6982"})


def test_transcript_keeps_the_commands_and_of_a_card_only_its_shape(
    here: Terminal, virtual: VirtualSmartCardReader
) -> None:
    (plan,) = load_setup(here.settings_file, ROOT).devices
    transcript = Transcript(SystemClock(), policy=plan.adapter.wire)
    reader: Any = plan.build(SystemClock(), transcript)
    reader.open()
    virtual.lay()
    records_of(reader.read_card(30.0, threading.Event()))
    reader.close()
    kept = repr(transcript.notes())
    assert "00 A4 04 00 0F" in kept
    assert "d18" in kept
    assert "110101" not in kept
    assert "D5 C5" not in kept


def test_settings_of_a_virtual_terminal_bring_a_daemon_of_their_own(
    here: Terminal, tmp_path: Path
) -> None:
    (plan,) = load_setup(here.settings_file, ROOT).devices
    assert plan.options == PcscSettings(service_socket=str(private_socket()))
    made = make_virtual_devices(
        {"x": (plan.entry.adapter, plan.options)}, tmp_path, tmp_path, SystemClock()
    )
    assert isinstance(made["x"], VirtualSmartCardReader)


def test_reader_at_the_systems_own_daemon_gets_no_virtual_card(tmp_path: Path) -> None:
    made = make_virtual_devices({"x": ("pcsc", PcscSettings())}, tmp_path, tmp_path, SystemClock())
    assert made == {}
