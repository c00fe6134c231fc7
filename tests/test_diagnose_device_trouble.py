"""A device has something: the report names it, its cause, who acts and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from devices.virtual.id_reader import VirtualIdReader
from tests.patience import unhurried
from tests.terminal_rig import terminal

__all__ = ["unhurried"]

READER_TROUBLES: list[tuple[Callable[[VirtualIdReader], None], str, str]] = [
    (lambda reader: reader.unplug(), "noDevice", "no-such-port"),
    (lambda reader: reader.stick(), "noDevice", "not-answering"),
    (lambda reader: reader.set_condition(0x66), "hardwareError", "sam-not-authorised"),
    (lambda reader: reader.set_condition(0x60), "hardwareError", "sam-self-test-failed"),
]


@pytest.mark.parametrize(
    ("harm", "state", "reason"), READER_TROUBLES, ids=[row[2] for row in READER_TROUBLES]
)
def test_a_reader_in_trouble_is_the_technicians(
    tmp_path: Path, harm: Callable[[VirtualIdReader], None], state: str, reason: str
) -> None:
    with terminal(tmp_path) as here:
        harm(here.id_reader())
        found = here.diagnose()
        assert found.code != 0
        assert found.troubles_at("id-reader") == {(reason, "technician")}
        device = found.device("id-reader")
        assert (device["state"], device["reason"]) == (state, reason)
        assert device["since"] is not None
        assert device["test"]["result"] in ("failed", "skipped")


PRINTER_TROUBLES = [
    ("paper_out", "userError", "media-empty", "host-staff"),
    ("open_cover", "userError", "cover-open", "host-staff"),
    ("paper_near_end", "online", "media-low", "host-staff"),
    ("jam_cutter", "hardwareError", "cutter-failure", "technician"),
    ("fall_silent", "noDevice", "silent", "technician"),
    ("unplug", "noDevice", "connection-refused", "technician"),
]


@pytest.mark.parametrize(("action", "state", "reason", "actor"), PRINTER_TROUBLES)
def test_a_printer_in_trouble_names_who_must_act(
    tmp_path: Path,
    request: pytest.FixtureRequest,
    action: str,
    state: str,
    reason: str,
    actor: str,
) -> None:
    if action != "fall_silent":
        request.getfixturevalue("unhurried")
    with terminal(tmp_path) as here:
        here.receipt_printer().actions[action]()
        found = here.diagnose("--print")
        assert found.code != 0
        assert found.troubles_at("receipt-printer") == {(reason, actor)}
        assert found.device("receipt-printer")["state"] == state


@pytest.mark.usefixtures("unhurried")
def test_low_paper_still_passes_its_test(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.receipt_printer().actions["paper_near_end"]()
        assert here.diagnose().device("receipt-printer")["test"]["result"] == "passed"


@pytest.mark.usefixtures("unhurried")
def test_a_dark_camera_answers_and_yet_fails(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.camera().dim(0.02)
        found = here.diagnose()
        device = found.device("document-scanner")
        assert device["state"] == "online"
        assert device["test"]["reason"] == "picture-too-dark"
        assert found.troubles_at("document-scanner") == {("picture-too-dark", "technician")}


@pytest.mark.usefixtures("unhurried")
def test_one_sick_device_does_not_keep_the_others_from_their_tests(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.id_reader().unplug()
        here.receipt_printer()
        found = here.diagnose()
        assert found.device("receipt-printer")["test"]["result"] == "passed"
        assert found.device("id-reader")["test"] == {
            "result": "skipped",
            "reason": "device-gone",
            "seconds": None,
            "facts": {},
        }


@pytest.mark.usefixtures("unhurried")
def test_the_words_stand_beside_the_keyword_and_the_way_on_below(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.receipt_printer().actions["paper_out"]()
        code, text = here.run()
        assert code != 0
        assert "缺纸 (media-empty)" in text
        assert "[场地人员]" in text
        assert "换一卷热敏纸" in text
