"""Files that staff took along lie in a folder that nobody else tidies up: only the newest stay."""

import pytest

from kiosk.host import export_desk
from kiosk.host.export_desk import KEPT_FILES, ExportDesk, Exported, outdated

LIMIT_SECONDS = 30.0
BUNDLE = "openhall-QH-BJL-03-2026{:04}-222608.tar.gz"
#: One a day, oldest first; all of them there before the next is made.
FULL = [BUNDLE.format(400 + day) for day in range(1, KEPT_FILES + 1)]
NEXT = BUNDLE.format(501)


@pytest.fixture(autouse=True)
def _slow_disk(monkeypatch):
    """A loaded machine's disk takes what it takes; the file in hand is finished all the same."""
    monkeypatch.setattr(export_desk, "CLOSE_SECONDS", LIMIT_SECONDS)


def export(folder, name, text="whole"):
    desk, outcomes = ExportDesk(folder), []
    assert desk.begin(name, lambda file: file.write_text(text), outcomes.append)
    desk.close()
    return outcomes


def lying(folder):
    return sorted(one.name for one in folder.iterdir())


@pytest.fixture
def folder(tmp_path):
    for name in FULL:
        (tmp_path / name).write_text("old")
    return tmp_path


def test_oldest_goes_when_one_more_is_made(folder):
    assert export(folder, NEXT) == [Exported(NEXT)]
    assert lying(folder) == sorted([*FULL[1:], NEXT])


def test_all_that_are_too_many_go_at_once(folder):
    for day in range(1, 8):
        (folder / BUNDLE.format(300 + day)).write_text("older")
    export(folder, NEXT)
    assert lying(folder) == sorted([*FULL[1:], NEXT])


def test_new_one_stays_though_the_clock_was_set_back_before_it(folder):
    new = BUNDLE.format(101)
    export(folder, new)
    assert lying(folder) == sorted([*FULL[1:], new])


def test_nothing_goes_before_the_new_one_is_whole(folder):
    desk, outcomes = ExportDesk(folder), []

    def write(file):
        file.write_text("half")
        raise OSError(28, "No space left on device")

    assert desk.begin(NEXT, write, outcomes.append)
    desk.close()
    assert lying(folder) == FULL


def test_copy_that_has_begun_is_finished_whole(folder):
    oldest = folder / FULL[0]
    with oldest.open() as copying:
        first = copying.read(1)
        export(folder, NEXT)
        assert not oldest.exists()
        assert first + copying.read() == "old"


def test_half_file_of_a_killed_host_goes_with_the_next_export(folder):
    (folder / f".{BUNDLE.format(402)}.part").write_text("half")
    export(folder, NEXT)
    assert lying(folder) == sorted([*FULL[1:], NEXT])


def test_one_that_cannot_be_deleted_keeps_no_other(tmp_path):
    (tmp_path / BUNDLE.format(301)).mkdir()
    for name in FULL:
        (tmp_path / name).write_text("old")
    assert export(tmp_path, NEXT) == [Exported(NEXT)]
    assert lying(tmp_path) == sorted([BUNDLE.format(301), *FULL[1:], NEXT])


STRANGERS = [
    "holiday.jpg",
    "openhall-QH-BJL-04-20260401-222608.tar.gz",
    "openhall-QH-BJL-03-20260401-222608.tar.gz.bak",
    "openhall-QH-BJL-03-20260401.tar.gz",
    "QH-BJL-03-id-reader-20260401-222608.jsonl",
    ".holiday.part",
]


def test_files_of_others_and_of_other_kinds_on_the_same_stick_stay():
    assert outdated([*FULL, *STRANGERS], NEXT) == [FULL[0]]


def test_frames_of_each_device_are_counted_by_themselves():
    reader = [f"QH-BJL-03-id-reader-202604{day:02}-222608.jsonl" for day in range(1, 15)]
    printer = [f"QH-BJL-03-printer-202604{day:02}-222608.jsonl" for day in range(1, 15)]
    made = "QH-BJL-03-printer-20260415-222608.jsonl"
    assert outdated([*reader, *printer, made], made) == printer[:5]


def test_name_that_is_none_of_ours_deletes_nothing():
    assert outdated(FULL * 2, "file") == []
