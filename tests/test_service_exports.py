"""What a technician takes along: whole in the folder of the settings, or not there and said why."""

import errno
import threading

import pytest

from kiosk.host import service_messages as said
from kiosk.host.export_desk import ExportDesk, Exported, NotExported
from tests.service_desk_rig import Counter

LIMIT_SECONDS = 30.0


@pytest.fixture
def counter(tmp_path):
    made = Counter(tmp_path)
    yield made.signs_in()
    made.close_books()


def exports(counter, wish):
    counter.says(wish)
    return counter.waits_for(said.ErrandDone)


def test_bundle_lies_in_the_folder_under_the_name_that_is_told(counter, tmp_path):
    told = exports(counter, said.ExportBundle(7))
    assert told.is_done
    assert told.file.startswith("openhall-QH-BJL-03-")
    assert [one.name for one in (tmp_path / "exports").iterdir()] == [told.file]
    assert counter.staff.deeds()[-1] == "bundle-written"


def test_frames_lie_there_under_the_name_of_the_device(counter, tmp_path):
    told = exports(counter, said.ExportFrames(7, "id-reader"))
    assert told.file.startswith("QH-BJL-03-id-reader-")
    assert (tmp_path / "exports" / told.file).read_text() == "taken along"
    assert counter.staff.deeds()[-1] == "transcript-saved"


def test_full_disk_is_said_and_leaves_no_half_file(counter, tmp_path):
    def write(file):
        file.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    counter.write = write
    told = exports(counter, said.ExportBundle(7))
    assert (told.is_done, told.reason, told.file) == (False, "disk-full", "")
    assert list((tmp_path / "exports").iterdir()) == []


def test_folder_that_cannot_be_written_is_said_and_no_path_is_told(counter, tmp_path):
    (tmp_path / "exports").write_text("a file where the folder should be")
    told = exports(counter, said.ExportBundle(7))
    assert (told.is_done, told.reason) == (False, "not-writable")
    assert str(tmp_path) not in repr(told)


def test_file_that_could_not_be_made_is_said_and_the_next_one_is_written(counter, monkeypatch):
    raised = threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda _: raised.set())

    def write(file):
        raise ValueError("a bug")

    counter.write, well = write, counter.write
    assert exports(counter, said.ExportBundle(7)).reason == "not-made"
    assert raised.wait(LIMIT_SECONDS)
    counter.exports.close()
    counter.write = well
    assert exports(counter, said.ExportBundle(8)).is_done


def test_second_touch_while_the_first_is_written_says_busy(counter):
    may_end = threading.Event()
    counter.write = lambda file: may_end.wait(LIMIT_SECONDS) and file.write_text("slow")
    counter.says(said.ExportBundle(7))
    counter.says(said.ExportFrames(8, "id-reader"))
    assert counter.hears(said.ErrandDone) == [said.ErrandDone(8, is_done=False, reason="busy")]
    may_end.set()
    assert counter.waits_for(said.ErrandDone).is_done


def test_end_of_the_host_lets_the_file_in_hand_be_finished(tmp_path):
    desk, outcomes = ExportDesk(tmp_path / "a" / "b"), []
    assert desk.begin("file", lambda file: file.write_text("whole"), outcomes.append)
    desk.close()
    assert outcomes == [Exported("file")]
    assert (tmp_path / "a" / "b" / "file").read_text() == "whole"


def test_device_without_a_memory_of_its_wire_has_nothing_to_take_along(tmp_path):
    desk, outcomes = ExportDesk(tmp_path), []

    def write(file):
        raise FileNotFoundError("id-reader")

    assert desk.begin("file", write, outcomes.append)
    desk.close()
    assert outcomes == [NotExported("not-writable")]
