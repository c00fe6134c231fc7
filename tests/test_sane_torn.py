"""A page that only looks like one: half of it, too much of it, another size, no picture at all."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.document_scanner.sane_picture import (
    MOST_HEADER_BYTES,
    PictureRefusedError,
    ends_unpainted,
    read_header,
)
from devices.document_scanner.sane_scanner import make_sane_scanner
from devices.document_scanner.sane_settings import SaneSettings
from devices.ports import FeederTooFull, PagesScanned, ScanFailed, ScanSource
from kiosk.clock import SystemClock
from tests.sane_rig import Pages, SaneRig
from tests.test_sane_hung import stand_in

#: A stand-in for scanimage: it knows one device with a feeder, and writes what it is told to.
PROGRAM = """\
case "$*" in
  *--formatted-device-list*) echo 'odd:0|Odd|Machine|flatbed scanner'; exit 0;;
  *--all-options*) echo '    --source Flatbed|ADF [Flatbed]'; exit 0;;
  *--dont-scan*) exit 0;;
esac
head='P6\\n# made for a test\\n413 585\\n255\\n'
whole=$((413 * 585 * 3))
cd "$SANE_CONFIG_DIR"
%s
"""


def odd(tmp_path, monkeypatch, script):
    stand_in(tmp_path, monkeypatch, PROGRAM % script)
    settings = SaneSettings(backend="odd", resolution_dpi=50, config_folder=str(tmp_path))
    scanner = make_sane_scanner(settings, SystemClock())
    scanner.open()
    return scanner


SAYS_WHOLE = "; echo $PWD/1"
NOUGHTS = '{ printf "$head"; head -c %s /dev/zero; } > 1.part'
#: What the program does, and the reason that is given.
BAD_PAGES = [
    ("half", NOUGHTS % "$((whole / 2))" + SAYS_WHOLE, "page-torn"),
    ("half-then-jam", NOUGHTS % "999" + "; exit 6", "media-jam"),
    ("half-then-well", NOUGHTS % "999" + "; exit 0", "page-torn"),
    ("more", NOUGHTS % "$((whole + 1))" + SAYS_WHOLE, "page-torn"),
    ("unsaid", NOUGHTS % "$whole" + "; exit 9", "scanner-io-error"),
    ("garbage", "echo '<html>busy</html>' > 1.part" + SAYS_WHOLE, "page-torn"),
    ("endless", "exec cat /dev/zero > 1.part", "page-torn"),
    ("deep", "printf 'P6\\n413 585\\n65535\\n' > 1.part" + SAYS_WHOLE, "page-torn"),
    ("huge", "printf 'P6\\n99999 99999\\n255\\n' > 1.part" + SAYS_WHOLE, "page-torn"),
    ("wide", "head='P5\\n800 585\\n255\\n'; " + NOUGHTS % "468000" + SAYS_WHOLE, "page-wrong-size"),
    ("crash", NOUGHTS % "999" + "; kill -SEGV $$", "scan-program-crashed"),
    ("no-page", "exit 4", "scan-setting-refused"),
]


@pytest.mark.parametrize(
    ("script", "reason"), [row[1:] for row in BAD_PAGES], ids=[row[0] for row in BAD_PAGES]
)
def test_what_is_not_a_whole_page_is_not_delivered(tmp_path, monkeypatch, script, reason):
    pages = Pages()
    scanner = odd(tmp_path, monkeypatch, script)
    outcome = scanner.scan(ScanSource.FEEDER, pages, never())
    assert isinstance(outcome, ScanFailed)
    assert (outcome.pages, outcome.status.reason) == (0, reason)
    assert pages.numbers == []


def test_the_stand_in_itself_can_deliver_a_whole_page(tmp_path, monkeypatch):
    script = '{ printf "$head"; head -c $whole /dev/urandom; } > 1.part; echo $PWD/1'
    pages = Pages()
    scanner = odd(tmp_path, monkeypatch, script)
    assert scanner.scan(ScanSource.FEEDER, pages, never()) == PagesScanned(1)
    assert pages.sizes == [(413, 585)]


def test_pages_before_a_torn_one_are_delivered_and_counted(tmp_path, monkeypatch):
    good = '{ printf "$head"; head -c $whole /dev/urandom; }'
    script = f"for n in 1 2; do {good} > $n.part; echo $PWD/$n; done; {good} | head -c 999 > 3.part"
    pages = Pages()
    scanner = odd(tmp_path, monkeypatch, script)
    outcome = scanner.scan(ScanSource.FEEDER, pages, never())
    assert isinstance(outcome, ScanFailed)
    assert (outcome.pages, outcome.status.reason) == (2, "page-torn")
    assert pages.numbers == [1, 2]


def test_a_scanner_that_scans_narrower_than_asked_is_refused(tmp_path):
    rig, pages = SaneRig(tmp_path), Pages()
    rig.set(**{"hand-scanner": "true"})
    rig.scanner.open()
    outcome = rig.scan(ScanSource.FLATBED, pages)
    assert isinstance(outcome, ScanFailed)
    assert outcome.status.reason == "page-wrong-size"
    assert pages.numbers == []


def test_more_sheets_than_wanted_are_not_delivered_and_it_is_said(tmp_path):
    rig, pages = SaneRig(tmp_path), Pages()
    rig.scanner.open()
    assert rig.scan(ScanSource.FEEDER, pages, most_pages=4) == FeederTooFull(4)
    assert pages.numbers == [1, 2, 3, 4]


def test_exactly_as_many_sheets_as_wanted_are_all(tmp_path):
    rig = SaneRig(tmp_path)
    rig.scanner.open()
    assert rig.scan(ScanSource.FEEDER, most_pages=10) == PagesScanned(10)


def test_rows_that_a_decoder_painted_grey_are_not_paper():
    page = np.random.default_rng(1).integers(0, 256, (60, 40, 3), np.uint8)
    assert not ends_unpainted(page)
    page[-8:] = 128
    assert ends_unpainted(page)
    page[-1, 0] = 129
    assert not ends_unpainted(page)


@pytest.mark.parametrize("white", [0, 127, 236, 255])
def test_plain_paper_of_any_shade_is_paper(white):
    assert not ends_unpainted(np.full((60, 40, 3), white, np.uint8))


@given(st.binary(max_size=MOST_HEADER_BYTES))
def test_any_bytes_are_a_header_or_refused_or_awaited(head):
    try:
        found = read_header(head)
    except PictureRefusedError:
        return
    assert found is None or found.pixel_bytes > 0


@given(st.integers(16, 6000), st.integers(16, 6000), st.sampled_from("56"), st.binary(max_size=40))
def test_a_true_header_is_read_whatever_follows(width, height, kind, rest):
    head = f"P{kind}\n# SANE data follows\n{width} {height}\n255\n".encode()
    for cut in range(len(head)):
        assert read_header(head[:cut]) is None
    found = read_header(head + rest)
    assert (found.width_px, found.height_px, found.header_bytes) == (width, height, len(head))
    assert found.channels == (1 if kind == "5" else 3)


def never():
    return threading.Event()
