"""Whole journeys over real processes: what the citizen holds at the end, what the platform has."""

import re
import subprocess

import pytest
import requests

from screens.bench.desk_visitor import save_case
from screens.bench.tour import (
    Tour,
    file_a_small_eatery,
    look_into_an_envelope,
    print_a_social_security_record,
    register_a_noodle_shop,
)

OFFICER = "李梅 0217"
REASON = "现场核查不符合要求"


@pytest.fixture
def hall(terminal):
    """The terminal, and what was there before this journey."""
    terminal.tour = Tour(terminal.walker, terminal.bench)
    terminal.before = papers(terminal)
    terminal.cases_before = set(terminal.cases())
    terminal.receipts_before = receipts(terminal)
    return terminal


def papers(terminal):
    """Sheets in the tray and documents that arrived at the licence printer."""
    folder = terminal.places.folder / "virtual" / "licence-printer"
    return tuple(sorted(folder.glob("tray/*.png"))), tuple(sorted(folder.glob("documents/*.pdf")))


def receipts(terminal):
    return terminal.bench.states()["receipt-printer"]["receipts"]


def receipt_text(terminal):
    """The one receipt of this journey; a citizen in a hurry may be gone before it is out."""
    terminal.wait("the receipt", lambda: receipts(terminal) > terminal.receipts_before)
    assert receipts(terminal) == terminal.receipts_before + 1
    newest = terminal.bench.states()["receipt-printer"]["newest"]
    return "".join("".join(line.split()) for line in newest["lines"])


def new_case(hall):
    (case_id,) = set(hall.cases()) - hall.cases_before
    return case_id


def case_page(hall, case_id, folder):
    """The case as an officer reads it."""
    page = save_case(hall.platform_url, case_id, folder).read_text("utf-8")
    return re.sub(r"<[^>]+>", " ", page)


def sheet_text(hall):
    """The one sheet that this journey printed, as text."""
    (tray, documents), (tray_before, documents_before) = papers(hall), hall.before
    assert len(tray) == len(tray_before) + 1
    (document,) = set(documents) - set(documents_before)
    told = subprocess.run(["pdftotext", str(document), "-"], capture_output=True, check=True)
    return "".join(told.stdout.decode().split())


def test_noodle_shop_leaves_with_one_receipt_and_one_licence(hall, tmp_path):
    register_a_noodle_shop(hall.tour)
    assert "●已受理" in receipt_text(hall)
    text = sheet_text(hall)
    assert "张三面馆" in text
    assert "滨江路12号1层" in text
    page = case_page(hall, new_case(hall), tmp_path)
    for said in ("张三面馆", "滨江路", "50000", "13812345678"):
        assert said in page
    assert (tmp_path / "case-scan-1.pdf").read_bytes().startswith(b"%PDF")


def test_record_is_printed_once_after_a_touch_of_consent(hall, tmp_path):
    print_a_social_security_record(hall.tour)
    assert "●已受理" in receipt_text(hall)
    assert "张三" in sheet_text(hall)
    assert "张三" in case_page(hall, new_case(hall), tmp_path)


def test_small_eatery_follows_up_with_its_envelope_and_an_officer_decides(hall, tmp_path):
    file_a_small_eatery(hall.tour)
    case_id = new_case(hall)
    assert papers(hall) == hall.before, "an officer decides: nothing is granted on the spot"
    assert "房东身份证明" in receipt_text(hall)
    codes = hall.bench.states()["receipt-printer"]["newest"]["codes"]
    (envelope,) = [code for code in codes if code.startswith("E-")]

    look = look_into_an_envelope(hall.tour, envelope)
    assert look.says("还缺 1 样")
    assert look.says("房东身份证明")
    assert not look.says("房屋租赁合同")
    assert not look.says("张三")
    for code, words in (
        ("https://example.org/win", "这里不打开网页"),
        ("wxp://f2f0aBcDeF", "这里不收钱"),
        (envelope[:-1], "码没扫全"),
    ):
        refuses(hall, code, words)
    hall.tour.press("Back()")
    hall.see("HomeView")

    decide(hall, case_id, "refuse", REASON)
    assert hall.platform_rows(f"SELECT state FROM cases WHERE case_id = '{case_id}'") == [
        ("refused",)
    ]
    newest = hall.platform_rows(
        f"SELECT actor, note FROM case_log WHERE case_id = '{case_id}' ORDER BY seq DESC LIMIT 1"
    )
    assert newest == [(OFFICER, REASON)]
    assert REASON in case_page(hall, case_id, tmp_path)


def refuses(hall, code, words):
    """A foreign code is answered in words, and the window waits for the next."""
    if hall.screen() != "ScanningView":
        hall.tour.press("Continue()")
        hall.see("HomeView")
        hall.tour.press("OpenTool(tool=<Tool.SCAN: 'scan'>)")
        hall.see("ScanningView")
    hall.tour.show_code(code)
    hall.see("ScanningView", words)


def decide(hall, case_id, act, reason):
    """An officer signs in at the desk and presses a key under the case."""
    url = f"{hall.platform_url}/desk"
    with requests.Session() as web:
        web.post(f"{url}/sign-in", {"officer": OFFICER}, timeout=30)
        page = web.get(f"{url}/cases/{case_id}", timeout=30)
        page.encoding = "utf-8"
        (token,) = set(re.findall(r'name="token" value="([0-9a-f]+)"', page.text))
        form = {"token": token, "act": act, "reason": reason}
        web.post(f"{url}/cases/{case_id}", form, timeout=30).raise_for_status()
