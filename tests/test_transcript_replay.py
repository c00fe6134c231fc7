"""Frames of a device kept, masked, saved and played back: to the same outcomes, or it is said."""

import contextlib
import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import run_kiosk
from devices.replayed import plain
from devices.status import Role
from devices.transcript import ANSWERS_SHOWN, MASKED, Transcript, shape_of
from devices.virtual.escpos_wire import TcpWire
from devices.virtual.id_reader import VirtualIdReader
from devices.virtual.qr_scanner import VirtualQrScanner
from devices.virtual.receipt_printer import VirtualReceiptPrinter, VirtualReceiptPrinterSettings
from kiosk.clock import SystemClock
from kiosk.host.adapters import ADAPTERS
from kiosk.upkeep.conform import plan_of
from kiosk.upkeep.replay import DIFFERENT, NOT_REPLAYED, SAME
from printer.document import Cut, Document, Paragraph
from tests.fakes.clock import FakeClock
from tests.fakes.kept_worker import KeptWorker
from tests.receipt_samples import PRINTER_FONT, encode, patient

__all__ = ["patient"]

CLOCK = SystemClock()
LIMIT_SECONDS = 60.0
PATIENCE = dict.fromkeys(("find_limit_seconds", "select_limit_seconds", "read_limit_seconds"), 10.0)


@contextlib.contextmanager
def bench(word: str, virtual: Any, folder: Path, **options: object) -> Iterator[KeptWorker]:
    virtual.start()
    plan = plan_of(word, ADAPTERS[word], options, folder)
    made = KeptWorker(plan, folder, lambda transcript: plan.build(CLOCK, transcript))
    made.worker.start()
    try:
        yield made
    finally:
        made.worker.stop()
        virtual.stop()


def never() -> threading.Event:
    return threading.Event()


@contextlib.contextmanager
def reader(folder: Path) -> Iterator[tuple[KeptWorker, VirtualIdReader]]:
    link = folder / "id-reader"
    virtual = VirtualIdReader(link, CLOCK)
    # Both ends are threads of this process: an answer may be as late as its thread.
    with bench("sam-serial", virtual, folder, port=str(link), **PATIENCE) as made:
        yield made, virtual


def read_and_lift(made: KeptWorker, virtual: VirtualIdReader) -> None:
    virtual.lay("resident")
    made.run(lambda device: device.read_card(20.0, never()))
    virtual.lift()
    made.run(lambda device: device.wait_removed(20.0, never()))


def test_card_read_and_taken_is_replayed_to_the_same_outcomes(tmp_path: Path) -> None:
    with reader(tmp_path) as (made, virtual):
        read_and_lift(made, virtual)
        saved = made.save()
    assert made.replay() == (SAME, "1 CardRead: same\n2 True: same\n")
    for secret in ("张三", "110101190001010014"):
        assert secret not in saved
        assert secret.encode("utf-16-le").hex(" ").upper() not in saved


def test_refused_card_is_replayed_as_refused(tmp_path: Path) -> None:
    with reader(tmp_path) as (made, virtual):
        virtual.lay("resident")
        virtual.answer_with(0x33, b"\x30\x01", times=3)
        made.run(lambda device: device.read_card(20.0, never()))
        made.save()
    assert made.replay() == (SAME, "1 CardRefused: same\n")


def test_driver_that_comes_to_something_else_is_told(tmp_path: Path) -> None:
    with reader(tmp_path) as (made, virtual):
        read_and_lift(made, virtual)
        text = made.save().replace('"outcome": "CardRead"', '"outcome": "CardRefused"')
        made.file.write_text(text, "utf-8")
    assert made.replay() == (DIFFERENT, "1 CardRefused: now CardRead\n2 True: same\n")


def test_code_is_replayed_and_only_its_shape_is_kept(tmp_path: Path) -> None:
    link = tmp_path / "qr-scanner"
    # So fast that a code is one piece, and one frame, on a machine without processor time too.
    baud = 921_600
    virtual = VirtualQrScanner(link, CLOCK, baud=baud)
    with bench("serial-scanner", virtual, tmp_path, port=str(link), baud=baud) as made:
        virtual.show("110101190001010014/zhang")
        made.run(lambda device: device.scan(20.0, never()))
        # Long enough for its light to be asked for; without that there is nothing to play back.
        made.run(lambda device: device.scan(1.5, never()))
        saved = made.save()
    assert made.replay() == (SAME, "1 CodeRead: same\n2 NoCode: same\n")
    assert "d18 2F a5 0D" in saved
    # Longer than the microseconds of a stamp, which may spell anything.
    assert "1101011" not in saved
    assert "zhang" not in saved
    assert "7A 68 61 6E 67" not in saved


def test_receipt_is_replayed_and_nothing_of_it_is_kept(tmp_path: Path, patient: None) -> None:
    wire = TcpWire()
    wire.plug()
    settings = VirtualReceiptPrinterSettings(PRINTER_FONT, tmp_path / "receipts")
    virtual = VirtualReceiptPrinter(wire, CLOCK, settings)
    job = encode(Document((Paragraph("张三 110101190001010014"), Cut())))
    with bench("escpos-tcp", virtual, tmp_path, host="127.0.0.1", port=wire.port) as made:
        made.run(lambda device: device.print_receipt(job))
        virtual.actions["paper_out"]()
        made.run(lambda device: device.print_receipt(job))
        saved = made.save()
    assert made.replay() == (SAME, "1 ReceiptPrinted: same\n2 ReceiptRefused: same\n")
    assert "31 31 30 31" not in saved
    assert "张".encode("gb18030").hex(" ").upper() not in saved
    assert json.loads(saved.splitlines()[0])["options"].get("host") is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ":1: not JSON"),
        ('{"transcript": 99}\n', ":1: no transcript of format 1"),
        ('{"transcript": 1, "adapter": "oven"}\n', "there is no driver 'oven'"),
        ('{"transcript": 1}\n{"at": "x"}\n', ":2:"),
        ('{"transcript": 1, "adapter": "ipp"}\n', "cannot be replayed"),
    ],
)
def test_file_that_cannot_be_replayed_says_why(tmp_path: Path, content: str, said: str) -> None:
    file, out = tmp_path / "frames.jsonl", io.StringIO()
    file.write_text(content, "utf-8")
    with contextlib.redirect_stdout(out):
        assert run_kiosk.main(["replay", str(file)]) == NOT_REPLAYED
    assert said in out.getvalue()


def test_shape_counts_digits_letters_and_the_rest() -> None:
    assert shape_of(memoryview(b"A1/2345 ab\r" + "张".encode())) == "a1 d1 2F d4 20 a2 0D x3"


def test_chunks_of_one_answer_are_one_frame() -> None:
    kept = Transcript(FakeClock(), policy=MASKED)
    kept.received(memoryview(b"1234"))
    kept.received(memoryview(b"56"))
    (note,) = kept.notes()
    assert (note.visible, note.masked_bytes, note.shape) == ("", 6, "d6")


def test_real_time_commands_are_shown_and_what_is_printed_is_not() -> None:
    kept = Transcript(FakeClock(), policy=ANSWERS_SHOWN)
    kept.sent(b"\x10\x04\x01")
    kept.received(memoryview(b"\x16"))
    kept.sent("张三 123".encode("gb18030"))
    shown, answered, printed = kept.notes()
    assert (shown.visible, answered.visible) == ("10 04 01", "16")
    assert (printed.visible, printed.masked_bytes) == ("", 8)


def test_outcome_whose_frames_are_forgotten_is_left_out() -> None:
    kept = Transcript(FakeClock(), kept_frames=2)
    kept.ended("CardRead", 1.0, 0)
    for _ in range(5):
        kept.sent(b"x")
    kept.ended("NoCard", 1.0, 4)
    lines = [json.loads(line) for line in kept.lines({})]
    assert [line["outcome"] for line in lines if "outcome" in line] == ["NoCard"]
    assert lines[-1]["frames"] == 1


def test_every_driver_on_a_byte_wire_says_what_may_be_shown_of_it() -> None:
    byte_wires = {Role.ID_READER, Role.QR_SCANNER, Role.RECEIPT_PRINTER, Role.IO_BOARD}
    silent = {
        word
        for word, adapter in ADAPTERS.items()
        if adapter.role in byte_wires and adapter.wire == MASKED
    }
    assert silent <= {"camera-scanner"}


def probe(kept: Transcript, answer: bytes) -> None:
    frames = kept.frames
    kept.sent(b"\x10\x04\x01")
    kept.received(memoryview(answer))
    kept.probed(frames)


def test_idle_hour_of_probes_does_not_push_the_last_command_out() -> None:
    kept = Transcript(FakeClock(), kept_frames=8, policy=ANSWERS_SHOWN)
    kept.sent(b"receipt")
    for _ in range(1000):
        probe(kept, b"\x12")
    probe(kept, b"\x1a")
    shown = [note.visible or note.masked_bytes for note in kept.notes()]
    assert shown == [7, "10 04 01", "12", "10 04 01", "1A"]


def test_shape_of_a_long_answer_is_cut_between_words_and_can_be_replayed() -> None:
    kept = Transcript(FakeClock())
    for _ in range(50):
        kept.received(memoryview(b"a1/2345 ab\r" * 20))
    (note,) = kept.notes()
    assert note.masked_bytes == 50 * 220
    assert len(note.shape) <= 120
    assert len(plain(note)) == note.masked_bytes


def test_strip_of_a_receipt_that_begins_like_a_command_is_not_shown() -> None:
    kept = Transcript(FakeClock(), policy=ANSWERS_SHOWN)
    kept.sent(b"\x10" + "张三 123".encode("gb18030") * 20)
    (note,) = kept.notes()
    assert (note.visible, note.masked_bytes) == ("", 161)
