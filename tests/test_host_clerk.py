"""A whole host, with no device and no platform: its door to the books, and visits that end."""

import gc
import os
import random
import subprocess
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from kiosk.clock import SystemClock
from kiosk.host.clerk_door import SOCKET_NAME
from kiosk.host.host import Host
from kiosk.host.settings import load_setup
from kiosk.host.supervisor import Kind
from kiosk.upkeep.paper_clerk import BooksShown, LoadStack, ShowBooks, Written
from kiosk.upkeep.paper_command import consult
from tests.licence_rig import until
from tests.receipt_samples import CLOCK, ROOT
from tests.terminal_rig import Terminal, terminal


def _visit_that_says_nothing(socket_fd: int, visit_id: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(["sleep", "600"], pass_fds=[socket_fd], start_new_session=True)


class Circle:
    """Refers to itself: only a collection ends it."""

    itself: "Circle"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Terminal]:
    with terminal(tmp_path) as made:
        yield made


@contextmanager
def running_host(here: Terminal) -> Iterator[Host]:
    """In a thread of its own, serving, until the block ends."""
    setup = load_setup(here.settings_file, ROOT)
    made = Host(setup, SystemClock(), _visit_that_says_nothing, random.Random(7))
    loop = threading.Thread(target=made.run, name="host-loop")
    loop.start()
    # Whoever asks between the taking of the books and the opening of the door is told to ask again.
    until(
        lambda: consult(here.state, CLOCK, ShowBooks()), lambda said: isinstance(said, BooksShown)
    )
    try:
        yield made
    finally:
        made.stop()
        loop.join()


@pytest.fixture
def host(here: Terminal) -> Iterator[Host]:
    with running_host(here) as made:
        yield made


def test_running_host_writes_for_the_paper_command(here: Terminal, host: Host) -> None:
    load = LoadStack("QH00000471", 40, 80, "T-118")
    assert isinstance(consult(here.state, CLOCK, load), Written)
    shown = consult(here.state, CLOCK, ShowBooks())
    assert isinstance(shown, BooksShown)
    assert (shown.remaining, shown.is_well) == (80, True)
    mode = os.stat(here.state / SOCKET_NAME).st_mode & 0o777
    assert mode == 0o600


def test_receipt_at_the_mouth_is_nobodys_once_its_visit_has_ended(host: Host) -> None:
    waited_for = host._paper._expected["visit-1"] = threading.Event()
    host._on_gone(SimpleNamespace(visit_id="visit-1", kind=Kind.CITIZEN))  # type: ignore[arg-type]
    assert waited_for.is_set()


@pytest.mark.parametrize(("kind", "counted"), [(Kind.CITIZEN, 1), (Kind.SERVICE, 0)])
def test_only_visits_of_citizens_are_counted_as_visits(
    host: Host, kind: Kind, counted: int
) -> None:
    before = host._monitor.vitals().visits_gone
    host._on_gone(SimpleNamespace(visit_id="visit-1", kind=kind))  # type: ignore[arg-type]
    assert host._monitor.vitals().visits_gone - before == counted


def test_what_a_visit_left_in_a_circle_is_collected_when_it_has_gone(host: Host) -> None:
    gc.disable()
    try:
        circle = Circle()
        circle.itself = circle
        left = weakref.ref(circle)
        del circle
        host._on_gone(SimpleNamespace(visit_id="visit-1", kind=Kind.CITIZEN))  # type: ignore[arg-type]
        assert left() is None
    finally:
        gc.enable()
