"""Frames in shared memory: never torn, never left behind."""

import itertools
import multiprocessing
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from devices.document_scanner.frame_ring import FrameRing, sweep_abandoned_rings

SIZE = (64, 48)
#: So many frames are written at least, and so many of them read while the writer writes.
FRAMES, LEAST_READ = 3000, 20


def frame(value):
    return np.full(SIZE[0] * SIZE[1] * 3, value, np.uint8)


@pytest.fixture
def ring():
    made = FrameRing.create(*SIZE, slots=2)
    yield made
    made.close()


def test_a_reader_gets_the_newest_frame_and_its_size(ring):
    ring.write(frame(1), *SIZE)
    ring.write(frame(2)[: 32 * 24 * 3], 32, 24)
    into = np.zeros(ring.slot_bytes, np.uint8)
    stamp = ring.read_newest(0, into)
    assert (stamp.sequence, stamp.width_px, stamp.height_px) == (2, 32, 24)
    assert set(into[: 32 * 24 * 3]) == {2}


def test_nothing_new_reads_as_nothing(ring):
    into = np.zeros(ring.slot_bytes, np.uint8)
    assert ring.read_newest(0, into) is None
    ring.write(frame(1), *SIZE)
    assert ring.read_newest(1, into) is None


def test_a_frame_too_large_for_the_ring_is_refused(ring):
    with pytest.raises(ValueError, match="does not fit"):
        ring.write(np.zeros(65 * 48 * 3, np.uint8), 65, 48)


def test_no_torn_frame_is_ever_read_while_the_writer_races(ring):
    enough = threading.Event()
    torn, read = [], 0

    def write():
        for value in itertools.count():
            if value >= FRAMES and enough.is_set():
                return
            ring.write(frame(value % 251), *SIZE)

    writer = threading.Thread(target=write)
    reader = FrameRing.attach(ring.address)
    into = np.zeros(ring.slot_bytes, np.uint8)
    writer.start()
    last = 0
    # Until the writer is through and the reader has had its turns, whichever takes longer.
    while writer.is_alive():
        stamp = reader.read_newest(last, into)
        if stamp is not None:
            read += 1
            last = stamp.sequence
            if (into != (last - 1) % 251).any():
                torn.append(last)
        if read >= LEAST_READ:
            enough.set()
    writer.join()
    reader.close()
    assert torn == []


def test_a_half_written_frame_is_not_believed(ring):
    ring.write(frame(7), *SIZE)
    start = ring._slot_start(1)
    ring._stamp(start, 1)
    into = np.zeros(ring.slot_bytes, np.uint8)
    assert ring.read_newest(0, into) is None


def test_wiping_leaves_no_pixel_and_no_frame(ring):
    ring.write(frame(9), *SIZE)
    ring.write(frame(9), *SIZE)
    ring.wipe()
    assert 9 not in ring._map[64:]
    assert ring.read_newest(0, np.zeros(ring.slot_bytes, np.uint8)) is None
    assert ring.write(frame(3), *SIZE) == 3


def test_a_named_ring_is_joined_by_another_process_and_gone_after_closing():
    ring = FrameRing.create(*SIZE, name="test")
    path = Path("/dev/shm") / ring.address.removeprefix("shm:")
    assert path.stat().st_mode & 0o777 == 0o600
    ring.write(frame(5), *SIZE)
    code = (
        "import sys, numpy as np\n"
        "from devices.document_scanner.frame_ring import FrameRing\n"
        "ring = FrameRing.attach(sys.argv[1])\n"
        "into = np.zeros(ring.slot_bytes, np.uint8)\n"
        "print(ring.read_newest(0, into).sequence, into.sum())\n"
        "ring.close()\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, ring.address], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert told.stdout.split() == ["1", str(5 * SIZE[0] * SIZE[1] * 3)]
    assert path.exists(), "a reader that ends must not take the owner's ring away"
    ring.close()
    assert not path.exists()


@pytest.mark.parametrize("address", ["shm:../etc/passwd", "shm:other-file", "file:/tmp/x", ""])
def test_an_address_outside_the_house_is_refused(address):
    with pytest.raises(ValueError, match="not the address"):
        FrameRing.attach(address)


def test_rings_of_dead_processes_are_swept_and_living_ones_kept():
    child = multiprocessing.get_context("fork").Process(target=_leave_a_ring)
    child.start()
    child.join()
    abandoned = Path(f"/dev/shm/openhall-ring-{child.pid}-left")
    child.close()
    living = FrameRing.create(*SIZE, name="living")
    assert abandoned.exists()
    sweep_abandoned_rings()
    assert not abandoned.exists()
    assert (Path("/dev/shm") / living.address.removeprefix("shm:")).exists()
    living.close()


def _leave_a_ring():
    FrameRing.create(*SIZE, name="left")
    os._exit(0)
