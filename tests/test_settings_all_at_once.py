"""Many mistakes in many places: all are said in one go, also those of the service packages."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.host.settings import load_setup
from tests.receipt_samples import ROOT
from tests.settings_rig import good, line_of, refuse

CHANGES = [
    ("sheets: 40", "sheets: many"),
    ('region: "990100"', "region: north"),
    ("adapter: sam-serial", "adapter: crystal-ball"),
    ("port: 9100", "port: nine\n      colour: red"),
    ("id: slips", "id: Slips!"),
]


def with_mistakes(folder: Path, changes: list[tuple[str, str]]) -> str:
    text = good(folder)
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def broken_package(folder: Path) -> Path:
    """The shipped packages, one of them with two mistakes in two files."""
    services = folder / "services"
    shutil.copytree(ROOT / "config" / "services", services)
    home = services / "small-eatery-filing"
    main = home / "service.yaml"
    main.write_text(main.read_text("utf-8") + "surprise: yes\n", "utf-8")
    (home / "more.yaml").write_text("form: [unclosed\n", "utf-8")
    return services


def test_mistakes_of_every_section_are_said_together(tmp_path: Path) -> None:
    text = with_mistakes(tmp_path, CHANGES[:3])
    refusal = refuse(tmp_path, text)
    assert refusal.code == 2
    for part in ("many", "north", "crystal-ball"):
        assert refusal.at(line_of(text, part)), refusal.lines
    assert refusal.lines[-1] == "3 problem(s); nothing was started."


def test_a_device_with_a_wrong_name_does_not_hide_its_neighbours(tmp_path: Path) -> None:
    text = with_mistakes(tmp_path, [CHANGES[2], CHANGES[4]])
    refusal = refuse(tmp_path, text)
    assert refusal.at(line_of(text, "crystal-ball"))
    assert refusal.at(line_of(text, "Slips!"))


def test_all_mistakes_of_one_device_are_said_together(tmp_path: Path) -> None:
    text = with_mistakes(tmp_path, [CHANGES[3]])
    refusal = refuse(tmp_path, text)
    assert refusal.at(line_of(text, "port: nine"))
    assert refusal.at(line_of(text, "colour: red"))


@pytest.mark.parametrize("section", ["folders", "stock"])
def test_packages_are_checked_even_when_the_settings_are_wrong(
    tmp_path: Path, section: str
) -> None:
    services = broken_package(tmp_path)
    text = good(tmp_path).replace("folders:", f"folders:\n  services: {services}")
    text = text.replace("sheets: 40", "sheets: many") if section == "stock" else text
    refusal = refuse(tmp_path, text)
    assert refusal.code == 2
    assert refusal.begun == []
    assert any(f"{services}/small-eatery-filing/more.yaml:" in line for line in refusal.lines)
    assert bool(refusal.at(line_of(text, "sheets:"))) is (section == "stock")


def test_packages_that_are_not_there_are_said(tmp_path: Path) -> None:
    text = good(tmp_path).replace("folders:", f"folders:\n  services: {tmp_path / 'none'}")
    refusal = refuse(tmp_path, text)
    assert refusal.code == 2
    assert any("no such folder of service packages" in line for line in refusal.lines)


def test_the_command_itself_ends_with_2_and_leaves_nothing(tmp_path: Path) -> None:
    text = with_mistakes(tmp_path, CHANGES)
    (tmp_path / "terminal.yaml").write_text(text, "utf-8")
    command = [sys.executable, str(ROOT / "run_kiosk.py"), "diagnose"]
    done = subprocess.run(
        [*command, "--settings", "terminal.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    assert done.returncode == 2
    assert done.stdout == ""
    for part in ("many", "north", "crystal-ball", "Slips!"):
        assert f"terminal.yaml:{line_of(text, part)}:" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["terminal.yaml"]


def test_the_shipped_settings_are_right() -> None:
    for file in sorted((ROOT / "config" / "settings").glob("*.yaml")):
        setup = load_setup(file, ROOT)
        assert setup.devices, file
        assert setup.catalogue.services, file
