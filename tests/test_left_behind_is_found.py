"""The watch over what tests leave behind: it finds each kind, and charges nobody with another's."""

import os
import subprocess
import threading

import pytest

from tests import conftest


def left_since(before) -> list[str]:
    return conftest._left(*before)


@pytest.fixture
def before():
    return conftest._threads(), conftest._children(), conftest._descriptors()


def test_file_pipe_and_thread_that_stay_are_named(before, tmp_path):
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait, name="stays")
    thread.start()
    ends = os.pipe()
    with (tmp_path / "open").open("w"):
        left = left_since(before)
    for end in ends:
        os.close(end)
    ended.set()
    thread.join()
    assert left == ["thread stays", "file pipe", "file pipe", f"file {tmp_path}/open"]
    assert left_since(before) == []


def test_process_that_stays_is_named(before):
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:
        left = left_since(before)
        child.communicate(b"")
    assert "1 process(es)" in left[0]
    assert "file pipe" in left


def test_pipe_of_somebody_else_that_was_opened_again_under_another_number_is_no_leak():
    theirs = os.pipe()
    before = conftest._threads(), conftest._children(), conftest._descriptors()
    lowest = os.dup(theirs[0])
    for end in theirs:
        os.close(end)
    again = os.pipe()
    os.close(lowest)
    assert left_since(before) == []
    for end in again:
        os.close(end)


def test_list_of_children_that_lacks_one_for_a_moment_is_read_again(monkeypatch):
    readings = iter(({"1", "2"}, {"2"}, {"1", "2"}, {"1", "2"}))
    monkeypatch.setattr(conftest, "_listed_children", lambda: next(readings))
    assert conftest._children() == {"1", "2"}
