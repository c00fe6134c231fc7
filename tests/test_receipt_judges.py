"""Somebody else's reader of ESC/POS (npm ``npos``) agrees with ours on what is on the paper.

Our twin and our encoder were written in one house: both could misread the same page of the manual.
npos shares nothing with either. It cannot read GS ( k, so codes are cut out first; those are judged
by zxing-cpp on the picture of the paper.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import cv2
import pytest
import zxingcpp

from printer.document import Cut, Document, Field, Fields, Paragraph
from printer.layouts.receipt import Rung
from printer.receipt.escpos_printer import EscposPrinter
from printer.receipt.raster import LineArtist
from printer.receipt.typeset import Line
from tests.receipt_samples import (
    ACCEPTED,
    CLOCK,
    ENVELOPE,
    FONT,
    PATIENT,
    QUERY,
    RATING,
    RECEIVED,
    ROOT,
    STORED,
    encode,
    lines,
    network_printer,
    sample,
)

JUDGES = ROOT / "tests" / "judges"


@pytest.fixture(scope="module")
def node() -> str:
    program = shutil.which("node")
    if program is None or not (JUDGES / "node_modules" / "npos").is_dir():
        pytest.skip("npos is not here: set-up found no npm, see docs/dependencies.md")
    return program


def judged(node: str, job: bytes | bytearray) -> dict[str, Any]:
    """What npos makes of a job. It fails on a command that it does not know."""
    done = subprocess.run(
        [node, str(JUDGES / "read_receipt.js")],
        input=without_codes(bytes(job)),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout))


def without_codes(job: bytes) -> bytes:
    """The job without GS ( k. Every length is the command's own, so nothing else is touched."""
    kept, place = bytearray(), 0
    while place < len(job):
        if job.startswith(b"\x1d(k", place):
            place += 5 + int.from_bytes(job[place + 3 : place + 5], "little")
            continue
        kept.append(job[place])
        place += 1
    return bytes(kept)


def texts(verdict: dict[str, Any]) -> str:
    return "".join(entry["text"] for entry in verdict["entries"] if entry["type"] == "text")


def rows(verdict: dict[str, Any]) -> list[list[str]]:
    return [entry["picture"] for entry in verdict["entries"] if entry["type"] == "raster"]


def commands(verdict: dict[str, Any]) -> set[tuple[str, str]]:
    return {(name, letter or "") for name, letter in verdict["commands"]}


@pytest.mark.parametrize(
    "rung", [STORED, RECEIVED, ACCEPTED], ids=["stored", "received", "accepted"]
)
def test_every_receipt_reads_the_same_to_npos_and_to_our_printer(node: str, rung: Rung) -> None:
    for columns in (32, 48):
        job = encode(sample(rung), columns)  # type: ignore[arg-type]
        assert texts(judged(node, job)).splitlines() == lines(job)


def test_punctuation_yen_and_full_width_are_read_as_they_were_meant(node: str) -> None:
    text = "，。：《》ＡＢ１２￥买买提·艾力“青禾”——第…页"
    job = encode(Document((Paragraph(text), Paragraph("金额¥5"), Cut())))
    assert texts(judged(node, job)).splitlines() == [*lines(job)]
    assert "金额￥5" in texts(judged(node, job))


def test_only_the_line_with_a_rare_name_is_a_picture_dot_for_dot_ours(node: str) -> None:
    job = encode(Document((Fields((Field("谁来办", "𠮷*"), Field("谁跟进", "滨江街道"))), Cut())))
    verdict = judged(node, job)
    (picture,) = rows(verdict)
    drawn = LineArtist(FONT, 48).draw(Line("谁来办  𠮷*"))
    width = len(picture[0])
    ours = [
        "".join(
            "#" if x < drawn.width and drawn.getpixel((x, y)) == 0 else "." for x in range(width)
        )
        for y in range(drawn.height)
    ]
    assert picture == ours
    assert texts(verdict).splitlines() == ["谁跟进  滨江街道"]


ATTACKS = ["\x1b@", "\x1dV\x00", "\x1b{\x01", "\x1c.", "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
           "\x9b1m", "\x85", "\u202e", "\u2066", "\U000e0041"]  # fmt: skip


def test_typed_commands_reach_npos_as_nothing(node: str) -> None:
    calm = sample(masked_name="张三*", service_name="张三*")
    evil = sample(masked_name=f"张{''.join(ATTACKS)}三*", service_name=f"张{''.join(ATTACKS)}三*")
    verdict = judged(node, encode(evil))
    assert commands(verdict) == commands(judged(node, encode(calm)))
    assert not set(texts(verdict)) & set("".join(ATTACKS)) - set("@V{.1m")


def test_codes_on_the_paper_are_read_by_zxing(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        printer.print_receipt(encode(sample(ACCEPTED)))
        paper = cv2.imread(str(virtual.jobs[0].picture), cv2.IMREAD_GRAYSCALE)
        printer.close()
    found = {code.text for code in zxingcpp.read_barcodes(paper)}
    assert found == {ENVELOPE, QUERY, RATING}
