"""The citizen is gone, in whatever way: nothing of the person is in any process or file.

The canary's number, name, address and typed mobile number, the photo of the card and the printed
sheet are searched for in every process of the terminal and in every file that it wrote. Each test
first finds them in the visit that lives: a search that finds nothing there could never have failed.
Not searched, by name: the virtual devices (they are the card and the paper in the hand), the
platform (it rightly has the case), and this test.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
import yaml

from devices.virtual.synthetic_card import DECK
from kiosk.upkeep.log_lines import known_lines
from screens.bench.tour import Tour
from tests.e2e.citizen import TRADER, Citizen
from tests.e2e.terminal import TEMPLATE, Terminal
from tests.fakes.memory_scan import (
    Needle,
    _occurrences,
    _pieces,
    _written_regions,
    byte_needles,
    family,
    file_hits,
    memory_hits,
    processes,
    text_needles,
    unseen,
)

pytestmark = [
    pytest.mark.skipif(
        os.geteuid() != 0,
        reason="a visit lets no process of its own user read its memory; only root can search it",
    ),
]

CARD = DECK["resident"]
MOBILE = "13812345678"
#: As the card, the form and the dock's own key (放张三的卡) have it.
PERSON: tuple[Needle, ...] = (
    *text_needles("number", "110101190001010014"),
    *text_needles("name", "张三", harmless_tail="的卡"),
    *text_needles("address", "青禾市滨江区河埠路 8 号"),
    *byte_needles("photo", CARD.photo),
)
TYPED = text_needles("mobile", MOBILE)
RINGS = Path("/dev/shm")
#: As its settings name them.
TERMINAL = "QH-BJL-03"
DEVICES = tuple(one["id"] for one in yaml.safe_load(TEMPLATE.read_text("utf-8"))["devices"])


class Hall(Terminal):
    """A terminal with a home and a temporary folder of its own, so that all it writes is here."""

    def host(self) -> int:
        return self.ensemble.pid("host")

    def wrote_in(self) -> Path:
        return self.places.folder

    def not_ours(self) -> tuple[Path, ...]:
        """The platform's cases, the paper in the trays, this test's own pictures."""
        return tuple(self.wrote_in() / one for one in ("central", "virtual", "steps"))

    def begin_anew(self, **seconds: float) -> None:
        """Start the host anew with these time limits."""
        self.stop("host")
        self.walker.let_go()
        self.set_limits(**seconds)
        self.start("host")
        self.attract()

    def ring(self) -> Path:
        """The camera's frames."""
        return next(RINGS.glob(f"openhall-ring-{self.host()}-*"))

    # --- searching --------------------------------------------------------------------------------

    def found_in_visit(self, needles: tuple[Needle, ...]) -> None:
        """The control: the visit that lives has what is searched for; the host has not."""
        visit = self.shown()
        assert visit is not None
        assert unseen(visit, needles) == set()
        assert memory_hits(self.host(), "host", needles) == []

    def in_processes(self, which: dict[int, str], needles: tuple[Needle, ...]) -> list[object]:
        found: list[object] = []
        for pid, name in which.items():
            try:
                found += memory_hits(pid, name, needles)
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended meanwhile
        return found

    def is_clean(self, needles: tuple[Needle, ...]) -> None:
        """Nothing is in any process of the terminal, and in no file."""
        assert self.in_processes(dict(family(self.host())), needles) == []
        self.files_are_clean(needles)

    def files_are_clean(self, needles: tuple[Needle, ...]) -> None:
        assert file_hits(self.wrote_in(), needles, without=self.not_ours()) == []
        rings = [hit for file in RINGS.glob("openhall-ring-*") for hit in file_hits(file, needles)]
        assert rings == []
        assert not (self.wrote_in() / "home" / ".kivy").exists()
        assert [line for line in self.host_log().splitlines() if not self.may_be_logged(line)] == []

    def may_be_logged(self, line: str) -> bool:
        """Whether the host said it, and the list of lines that hold nothing of a person has it."""
        said = f"2026-04-02 13:40:00,000 INFO {line.removeprefix('host ')}"
        return line.startswith("host ") and bool(known_lines([said], TERMINAL, DEVICES).lines)

    def next_visit(self) -> None:
        """Take the card; wait for the attract screen of a visit with a new spare behind it."""
        self.walker.let_go()
        self.bench.act("id-reader", "lift")
        self.attract()
        self.wait("a new spare", lambda: len(visits(self)) == 2 and self.shown())


def visits(hall: Hall) -> dict[int, str]:
    """The live visit processes."""
    return {pid: name for pid, name in family(hall.host()).items() if " visit " in f" {name} "}


@pytest.fixture(scope="module")
def running():
    folder = Path(tempfile.mkdtemp(prefix="oh-"))
    with pytest.MonkeyPatch.context() as surroundings:
        for variable, name in (("HOME", "home"), ("TMPDIR", "tmp")):
            (folder / name).mkdir()
            surroundings.setenv(variable, str(folder / name))
        hall = Hall(folder, draws_pixels=True)  # pictures of a person are memory, too
        hall.start("platform", "devices", "host")
    try:
        yield hall
    finally:
        hall.end()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def hall(running):
    running.make_well()
    yield running
    running.start("host")  # the next test must not be charged for a process that this one ended
    running.let_go()


@pytest.fixture
def citizen(hall):
    return Citizen(hall)


def type_mobile(hall: Hall, citizen: Citizen) -> None:
    """Lay the card, type a number that stands on no card."""
    citizen.identify(TRADER)
    Tour(hall.walker, hall.bench).type_in("mobile", MOBILE)


def test_nothing_stays_of_a_citizen_who_leaves(hall, citizen):
    type_mobile(hall, citizen)
    hall.found_in_visit(PERSON + TYPED)
    citizen.press("Leave()")
    citizen.see("GoodbyeView")
    citizen.act("id-reader", "lift")
    citizen.press("Continue()")
    hall.next_visit()
    hall.is_clean(PERSON + TYPED)


def test_nothing_stays_of_a_visit_killed_in_the_form(hall, citizen):
    type_mobile(hall, citizen)
    hall.found_in_visit(PERSON + TYPED)
    hall.kill_visit()
    hall.next_visit()
    hall.is_clean(PERSON + TYPED)


def test_nothing_stays_of_a_visit_killed_under_the_camera(hall, citizen):
    citizen.capture()
    citizen.act("document-camera", "place", paper="lease", page=1)
    hall.walker.wait("a page", lambda look: look.target("RetakePage(index=0)") is not None)
    hall.found_in_visit(PERSON + TYPED)
    workers = [pid for pid, name in family(hall.host()).items() if "page_process" in name]
    assert workers, "somebody looks at the paper"
    assert any(hall.ring().read_bytes()), "the paper is in the ring"
    assert not strangers(hall), "a visit starts nobody but page workers"
    assert {core_limit(pid) for pid in family(hall.host())} == {"0 0"}
    hall.kill_visit()
    hall.next_visit()
    assert not set(workers) & set(processes()), "the page worker ends with its visit"
    hall.wait("the ring to be wiped", lambda: is_black(hall.ring()))
    hall.is_clean(PERSON + TYPED)


def test_nothing_stays_of_a_citizen_who_walks_away_without_the_card(hall, citizen):
    hall.begin_anew(idle_seconds=12, warning_seconds=40, goodbye_seconds=1)
    try:
        type_mobile(hall, citizen)
        asked = citizen.see("TimeoutView")
        assert not any("张三" in words for words in asked.words)
        gone = hall.shown()
        # Searching takes as long as the machine takes, and this visit does not wait for it.
        memory = copy_of_memory(gone)
        hall.wait("the visit to end", lambda: gone not in processes())
        assert not_in(memory, PERSON + TYPED) == set()
        hall.walker.let_go()
        # The card still lies there; what was read from it is gone all the same.
        citizen.see("GoodbyeView")
        hall.is_clean(PERSON + TYPED)
        hall.next_visit()
    finally:
        hall.begin_anew()


def test_nothing_stays_of_a_visit_that_was_finished(hall, citizen):
    citizen.be_granted()
    citizen.print_sheet()
    hall.walker.wait("the sheet", lambda look: look.target("PaperTaken()") is not None)
    sheet = newest(hall.wrote_in() / "virtual" / "licence-printer" / "documents")
    paper = byte_needles("sheet", sheet.read_bytes())
    hall.found_in_visit(PERSON + paper)
    citizen.press("PaperTaken()")
    citizen.go()
    hall.next_visit()
    hall.is_clean(PERSON + paper)


def test_nothing_stays_when_the_host_is_asked_to_stop(hall, citizen):
    type_mobile(hall, citizen)
    hall.found_in_visit(PERSON + TYPED)
    everybody = set(family(hall.host()))
    ring = hall.ring()
    hall.stop("host")
    assert not everybody & set(processes())
    assert not ring.exists()
    hall.files_are_clean(PERSON + TYPED)


def copy_of_memory(pid: int) -> list[bytes]:
    """All that a process has written to, in pieces."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        return [
            piece
            for start, end in _written_regions(pid)
            for piece in _pieces(memory.fileno(), start, end)
        ]


def not_in(memory: list[bytes], needles: tuple[Needle, ...]) -> set[str]:
    """What cannot be found in any encoding."""
    return {
        what
        for what in {one.what for one in needles}
        if not any(
            _occurrences(piece, one) for one in needles if one.what == what for piece in memory
        )
    }


def strangers(hall: Hall) -> list[str]:
    """What a visit started beside its page worker: a clipboard's owner would outlive it."""
    return [
        name
        for visit in visits(hall)
        for pid, name in family(visit).items()
        if pid != visit and "devices.document_scanner.page_process" not in name
    ]


def core_limit(pid: int) -> str:
    """Soft and hard limit of a process for its core file."""
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    line = next(one for one in limits if one.startswith("Max core file size"))
    return " ".join(line.split()[4:6])


def is_black(ring: Path) -> bool:
    """No pixel but the ring's own stamps: at most a few bytes of each slot."""
    content = ring.read_bytes()
    return len(content) - content.count(0) < 256


def newest(folder: Path) -> Path:
    return max(folder.glob("*.pdf"), key=lambda file: file.stat().st_mtime_ns)
