"""A pty that cannot get its name leaves nothing open behind."""

import os
from pathlib import Path

import pytest

from devices.virtual.pty_plug import PtyPlug


def test_plug_without_a_place_for_its_name_says_so_and_keeps_no_end_open(tmp_path: Path) -> None:
    before = set(os.listdir("/proc/self/fd"))
    plug = PtyPlug(tmp_path / "no-such-folder" / "tty")
    with pytest.raises(FileNotFoundError):
        plug.push_in()
    assert plug.ends is None
    assert set(os.listdir("/proc/self/fd")) == before


def test_plug_comes_under_its_name_and_goes_with_it(tmp_path: Path) -> None:
    plug = PtyPlug(tmp_path / "tty")
    plug.push_in()
    plug.push_in()
    assert (tmp_path / "tty").resolve().is_char_device()
    plug.pull_out()
    plug.pull_out()
    assert not (tmp_path / "tty").is_symlink()
