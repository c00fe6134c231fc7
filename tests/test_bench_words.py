"""What is typed to the bench: friendly words, and what is answered when nothing fits."""

import contextlib
import io
from pathlib import Path

import pytest

import run_kiosk
from devices.virtual.bench import Bench
from devices.virtual.bench_desk import known_at
from devices.virtual.bench_words import NotUnderstood, Offer, Order, understand
from devices.virtual.id_reader import VirtualIdReader
from kiosk.clock import SystemClock
from tests.receipt_samples import network_printer

OFFERS = {
    "id-reader": Offer("VirtualIdReader", {"lay": ["card"], "unplug": [], "lift-during-read": []}),
    "receipt-printer": Offer(
        "VirtualReceiptPrinter", {"paper_out": [], "open_cover": [], "paper_ends_after": ["mm"]}
    ),
    "qr-scanner": Offer("VirtualQrScanner", {"show": ["text"]}),
    "page-scanner": Offer(
        "VirtualEsclScanner",
        {"lay": ["paper", "page"], "load": ["paper", "copies"], "cover_open": [], "power_cut": []},
    ),
    "smart-card-reader": Offer("VirtualSmartCardReader", {"lay": ["card"], "lift": []}),
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("card lay zhang-san", Order("id-reader", "lay", {"card": "resident"})),
        ("card lay damaged", Order("id-reader", "lay", {"card": "damaged"})),
        ("reader unplug", Order("id-reader", "unplug", {})),
        ("reader lift during read", Order("id-reader", "lift-during-read", {})),
        ("printer paper out", Order("receipt-printer", "paper_out", {})),
        ("printer cover open", Order("receipt-printer", "open_cover", {})),
        ("receipt-printer paper-out", Order("receipt-printer", "paper_out", {})),
        ("printer paper ends after 10", Order("receipt-printer", "paper_ends_after", {"mm": 10})),
        ("feeder load lease", Order("page-scanner", "load", {"paper": "lease"})),
        ("flatbed lay lease 2", Order("page-scanner", "lay", {"paper": "lease", "page": 2})),
        ("feeder cover open", Order("page-scanner", "cover_open", {})),
        ("flatbed power cut", Order("page-scanner", "power_cut", {})),
        ("social-card lay", Order("smart-card-reader", "lay", {})),
        ("chip lift", Order("smart-card-reader", "lift", {})),
        ("code show 12345", Order("qr-scanner", "show", {"text": "12345"})),
    ],
)
def test_words_mean_an_order(typed: str, meant: Order) -> None:
    assert understand(typed.split(), OFFERS) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "card / reader"),
        ("oven heat", "there is no 'oven' here; there is: id-reader / card"),
        ("printer", "printer can: paper out, open cover, paper ends after <mm>"),
        ("printer paper uot", "did you mean 'printer paper out'?"),
        ("printer explode", "It can: paper out"),
        ("card lay a b", "'lay' takes <card>, not 'a b'"),
        ("reader unplug now", "'unplug' takes nothing more"),
    ],
)
def test_words_that_mean_nothing_are_answered_with_what_is_possible(typed: str, said: str) -> None:
    answer = understand(typed.split(), OFFERS)
    assert isinstance(answer, NotUnderstood)
    assert said in answer.text


def bench(control: Path, *words: str) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = run_kiosk.main(["bench", "--control", str(control), *words])
    return code, out.getvalue()


@pytest.fixture
def control(tmp_path):
    with network_printer(tmp_path) as (printer, _):
        reader = VirtualIdReader(tmp_path / "id-reader", SystemClock())
        running = Bench({"id-reader": reader, "receipt-printer": printer}, tmp_path / "socket")
        printer.stop()  # the bench starts it
        running.start()
        with known_at(tmp_path / "deep" / "bench", tmp_path / "socket"):
            yield tmp_path / "deep" / "bench"
        running.stop()


def test_running_demo_is_found_by_its_link_and_does_what_is_typed(control: Path) -> None:
    code, said = bench(control, "card", "lay", "zhang-san")
    assert code == 0
    assert "card 张三" in said
    assert "paper out" in bench(control, "printer", "paper", "out")[1]
    assert "plugged False" in bench(control, "reader", "unplug")[1]


def test_list_shows_every_device_with_its_actions_and_its_state(control: Path) -> None:
    code, said = bench(control, "list")
    assert code == 0
    assert "id-reader / card / reader / id" in said
    assert "  lay <card>" in said
    assert "  paper ends after <mm>" in said
    assert "  now: plugged True" in said


def test_card_that_is_not_in_the_deck_is_refused(control: Path) -> None:
    code, said = bench(control, "card", "lay", "nobody")
    assert code == 1
    assert "nobody" in said


def test_without_a_demo_it_says_how_to_start_one(tmp_path: Path) -> None:
    code, said = bench(tmp_path / "nowhere", "list")
    assert code == 2
    assert "make run" in said


def test_link_of_a_later_demo_is_left_alone(tmp_path: Path) -> None:
    link = tmp_path / "bench"
    with known_at(link, tmp_path / "first"):
        link.unlink()
        link.symlink_to(tmp_path / "second")
    assert link.readlink() == tmp_path / "second"
