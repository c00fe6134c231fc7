"""The signed report: genuine as written, found out when a byte or the signer is changed."""

import io
import json
import re
import stat
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
import zxingcpp

import run_kiosk
from kiosk.clock import SystemClock
from kiosk.upkeep import history
from kiosk.upkeep.signed_pdf import Genuine, NotGenuine, judge, sign
from kiosk.upkeep.terminal_key import (
    CERTIFICATE_FILE,
    KEY_FILE,
    TerminalKey,
    read_certificate,
    terminal_key,
)
from tests.receipt_samples import patient
from tests.terminal_rig import Terminal, terminal

__all__ = ["patient"]

NOW = SystemClock().wall()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Terminal]:
    with terminal(tmp_path) as terminal_:
        terminal_.id_reader()
        yield terminal_


def command(here: Terminal, name: str, *options: str) -> tuple[int, str]:
    out = io.StringIO()
    with redirect_stdout(out):
        code = run_kiosk.main([name, *options, "--settings", str(here.settings_file)])
    return code, out.getvalue()


def write(here: Terminal, name: str = "report.pdf") -> bytes:
    file = here.folder / name
    code, said = command(here, "report", "--out", str(file))
    assert code == 2, said  # a reader alone serves nobody
    return file.read_bytes()


def certificate(here: Terminal) -> bytes:
    return read_certificate(here.state / CERTIFICATE_FILE)


@pytest.fixture
def key(tmp_path: Path) -> TerminalKey:
    return terminal_key(tmp_path / "elsewhere", "QH-BJL-03", NOW)


def small_pdf() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments["record.json"] = b"{}"
        content = io.BytesIO()
        pdf.save(content)
    return content.getvalue()


def test_a_report_is_genuine_and_carries_its_record(here: Terminal) -> None:
    document = write(here)
    verdict = judge(document, certificate(here))
    assert isinstance(verdict, Genuine)
    (record,) = history.examinations(here.state)
    assert verdict.record == record.canonical()
    assert verdict.digest == record.digest
    code, said = command(here, "check-report", str(here.folder / "report.pdf"))
    assert (code, record.digest in said) == (0, True)


def test_the_code_on_the_paper_says_terminal_time_result_and_digest(here: Terminal) -> None:
    document = write(here)
    (record,) = history.examinations(here.state)
    picture = subprocess.run(
        ["pdftoppm", "-png", "-r", "150", "-gray", "-"],
        input=document,
        capture_output=True,
        check=True,
    ).stdout
    page = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert page is not None
    (code,) = zxingcpp.read_barcodes(page)
    assert code.text.split() == [
        "OPENHALL-READINESS/1",
        "QH-BJL-03",
        record.at,
        "out-of-service",
        f"sha256:{sha256(record.canonical()).hexdigest()}",
    ]


def test_any_changed_byte_is_found(key: TerminalKey) -> None:
    document = sign(small_pdf(), key)
    assert isinstance(judge(document, key.certificate), Genuine)
    # What the signature covers: all but the hole that holds the signature itself.
    numbers = re.search(rb"/ByteRange \[\s*(\d+) (\d+) (\d+) (\d+)", document)
    assert numbers is not None
    _, hole_begins, hole_ends, rest = map(int, numbers.groups())
    assert hole_ends + rest == len(document)
    covered = [*range(hole_begins), *range(hole_ends, len(document))]
    for place in covered[:: max(1, len(covered) // 60)]:
        changed = bytearray(document)
        changed[place] ^= 0x01
        assert isinstance(judge(bytes(changed), key.certificate), NotGenuine), place


def test_a_changed_byte_of_the_text_is_told_at_the_door(here: Terminal) -> None:
    document = bytearray(write(here))
    place = document.index(b"stream\n") + 40
    document[place] ^= 0x10
    (here.folder / "forged.pdf").write_bytes(document)
    code, said = command(here, "check-report", str(here.folder / "forged.pdf"))
    assert code == 1
    assert "不可信" in said


def test_an_update_on_top_is_found_though_the_signed_bytes_are_whole(key: TerminalKey) -> None:
    document = sign(small_pdf(), key)
    start = document.rindex(b"startxref") + len(b"startxref\n")
    before = int(document[start : document.index(b"\n", start)])
    update = b"\n1 0 obj\n<< /Type /Catalog /Forged true >>\nendobj\n"
    table = len(document) + len(update)
    offset = len(document) + 1
    update += b"xref\n1 1\n%010d 00000 n \ntrailer\n<< /Size 99 /Root 1 0 R /Prev %d >>\n" % (
        offset,
        before,
    )
    forged = document + update + b"startxref\n%d\n%%%%EOF\n" % table
    assert isinstance(judge(forged, key.certificate), NotGenuine)


def test_a_stranger_of_the_same_name_is_not_the_terminal(key: TerminalKey, tmp_path: Path) -> None:
    stranger = terminal_key(tmp_path / "stranger", "QH-BJL-03", NOW)
    assert judge(sign(small_pdf(), stranger), key.certificate) == NotGenuine("another-signer")


@pytest.mark.parametrize("document", [b"", b"%PDF-1.7", b"not a pdf", small_pdf()])
def test_what_is_no_report_is_not_genuine(key: TerminalKey, document: bytes) -> None:
    assert isinstance(judge(document, key.certificate), NotGenuine)


def test_the_key_is_made_once_and_readable_for_its_user_only(here: Terminal) -> None:
    write(here)
    first = (here.state / KEY_FILE).read_bytes()
    write(here)
    assert (here.state / KEY_FILE).read_bytes() == first
    assert stat.S_IMODE((here.state / KEY_FILE).stat().st_mode) == 0o600
    assert "PRIVATE" not in repr(terminal_key(here.state, "QH-BJL-03", NOW))


def test_drift_against_the_last_test_is_on_the_paper(here: Terminal, patient: None) -> None:
    printer = here.receipt_printer()
    write(here, "first.pdf")
    printer.actions["paper_out"]()
    second = write(here, "second.pdf")
    said = ["pdftotext", "-layout", "-", "-"]
    text = subprocess.run(said, input=second, capture_output=True, check=True).stdout.decode()
    assert "passed → media-empty" in text
    assert "场地人员" in text
    assert "没有变化" in text


def test_the_history_is_a_chain_that_shows_a_changed_line(here: Terminal) -> None:
    for _ in range(3):
        write(here)
    records = history.examinations(here.state)
    assert len(records) == 3
    assert history.first_broken_link(records) is None
    file = here.state / history.HISTORY_FOLDER / history.HISTORY_FILE
    lines = [line for line in file.read_text("utf-8").splitlines() if line]
    tree = json.loads(lines[1])
    tree["readiness"] = "ready"
    whole = file.read_text("utf-8")
    file.write_text(whole.replace(lines[1], json.dumps(tree)), "utf-8")
    assert history.first_broken_link(history.examinations(here.state)) == 2
    file.write_text(whole.replace(lines[1], ""), "utf-8")
    assert history.first_broken_link(history.examinations(here.state)) == 1


def test_half_a_line_of_a_power_cut_costs_nothing_else(here: Terminal) -> None:
    write(here)
    file = here.state / history.HISTORY_FOLDER / history.HISTORY_FILE
    with file.open("a", encoding="utf-8") as stream:
        stream.write('{"terminal": "QH-BJL')
    write(here)
    records = history.examinations(here.state)
    assert len(records) == 2
    assert history.first_broken_link(records) is None
    assert records[1].time - records[0].time > timedelta()


def test_a_place_that_cannot_be_written_is_said(here: Terminal) -> None:
    code, said = command(here, "report", "--out", str(here.folder / "none" / "report.pdf"))
    assert code == 1
    assert "写不了" in said
