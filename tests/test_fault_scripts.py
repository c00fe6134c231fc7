"""Every script of bad luck in tests/faults, played at its virtual device; and the language."""

import contextlib
import io
from pathlib import Path
from random import Random

import pytest

import run_kiosk
from devices.virtual.fault_script import Span, drawn, load_scripts
from devices.virtual.pcscd import missing
from kiosk.clock import SystemClock
from kiosk.errors import DefinitionError
from kiosk.upkeep.fault_round import play
from tests.patience import unhurried
from tests.receipt_samples import FONT, ROOT

__all__ = ["unhurried"]

SCRIPTS = sorted((ROOT / "tests" / "faults").glob("*.yaml"))
#: A machine without pcscd has no virtual card slot to be unlucky at.
PLAYED = [file for file in SCRIPTS if not (missing() and file.name.startswith("chip-"))]
FONTS = FONT.parent
GOOD = """\
title: a reader that is well
driver: sam-serial
acts:
  - command: probe
    expect:
      - Ready
"""


@pytest.mark.parametrize("file", PLAYED, ids=lambda file: file.stem)
def test_bad_luck_ends_as_the_script_says(file: Path, request: pytest.FixtureRequest) -> None:
    (loaded,) = load_scripts([file])
    deeds = [deed.do for act in loaded.script.acts for deed in (*act.given, *act.faults)]
    if "fall_silent" not in deeds:
        request.getfixturevalue("unhurried")
    for played in play(loaded, FONTS, SystemClock()):
        assert not played.missed, f"{played.act.faults} did not all come: {played.faults}"
        assert played.has_held, f"{played.outcome}, expected {played.act.expect}"


def test_there_is_bad_luck_for_every_command() -> None:
    scripts = [loaded.script for loaded in load_scripts(SCRIPTS)]
    assert len(scripts) >= 8
    asked = {act.command for script in scripts for act in script.acts}
    assert asked >= {"read_card", "wait_removed", "scan", "scan_feeder", "print_receipt"}


def script(folder: Path, text: str, name: str = "bad.yaml") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_all_mistakes_of_all_files_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    one = script(tmp_path, GOOD.replace("probe", "explode").replace("title", "titel"), "one.yaml")
    two = script(
        tmp_path,
        GOOD + "    faults:\n      - do: lay\n      - do: lift\n        at_command: 3g\n",
        "two.yaml",
    )
    with pytest.raises(DefinitionError) as wrong:
        load_scripts([one, two])
    said = str(wrong.value)
    assert f"{one}:1:" in said
    assert "unknown key 'titel'" in said
    assert f"{one}:4:" in said
    assert f"{two}:8:" in said
    assert "needs one moment" in said
    assert f"{two}:10:" in said


def test_deed_that_the_device_cannot_do_is_told_with_its_line(tmp_path: Path) -> None:
    file = script(tmp_path, GOOD + "    given:\n      - do: dance\n")
    (loaded,) = load_scripts([file])
    with pytest.raises(DefinitionError, match=r"bad.yaml:8:.*cannot 'dance'; it can: .*lay"):
        list(play(loaded, FONTS, SystemClock()))


def test_driver_that_there_is_not_is_told_with_its_line(tmp_path: Path) -> None:
    file = script(tmp_path, GOOD.replace("sam-serial", "oven"))
    (loaded,) = load_scripts([file])
    with pytest.raises(DefinitionError, match=r"bad.yaml:2:.*unknown driver"):
        list(play(loaded, FONTS, SystemClock()))


def test_the_same_seed_is_the_same_bad_luck_and_another_seed_is_another() -> None:
    span = Span.model_validate({"from": 0, "to": 10_000})

    def luck(seed: int) -> list[float]:
        random = Random(seed)
        return [drawn(span, random) for _ in range(5)]

    assert luck(7) == luck(7)
    assert luck(7) != luck(8)


def test_fault_that_never_came_breaks_the_act(tmp_path: Path) -> None:
    text = GOOD + "    faults:\n      - do: unplug\n        after_bytes_received: 100000\n"
    (loaded,) = load_scripts([script(tmp_path, text)])
    (played,) = play(loaded, FONTS, SystemClock())
    assert played.missed
    assert not played.has_held


def test_command_says_what_held_and_what_broke(tmp_path: Path) -> None:
    files = [
        script(tmp_path, GOOD, "good.yaml"),
        script(tmp_path, GOOD.replace("- Ready", "- gone"), "bad.yaml"),
    ]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = run_kiosk.main(["faults", *map(str, files)])
    assert code == 1
    assert "1 probe: Ready, held" in out.getvalue()
    assert "1 probe: Ready, BROKEN, expected ('gone',)" in out.getvalue()
