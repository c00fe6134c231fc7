"""What staff tried at the glass stands in the signed report, with its date and what changed."""

import json
import subprocess
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.upkeep import history
from kiosk.upkeep.attended import Attended, attended_of
from kiosk.upkeep.signed_pdf import Genuine, judge
from kiosk.upkeep.staff.audit import AuditLine, Deed
from kiosk.upkeep.staff.sign_in import StaffFiles
from kiosk.upkeep.terminal_key import CERTIFICATE_FILE, read_certificate
from tests.terminal_rig import terminal
from tests.test_readiness_report import write

EARLY, LATE = "2026-04-01T09:00:00.000+00:00", "2026-04-02T14:18:00.000+00:00"


def line(detail: str, deed: Deed = Deed.JUDGED, at: str = LATE, number: str = "T-118") -> AuditLine:
    return AuditLine(at, number, deed, detail)


def test_the_newest_word_counts_and_the_one_before_is_kept() -> None:
    (one,) = attended_of(
        [line("speaker speech good", at=EARLY, number="T-7"), line("speaker speech nothing")]
    )
    assert one == Attended("speaker", "speech", "", "nothing", LATE, "T-118", before="good")


def test_machine_and_person_at_one_trial_are_one_verdict_the_persons() -> None:
    lines = [
        line("receipt-printer slip good", at=EARLY),
        line("receipt-printer slip passed", Deed.TESTED),
        line("receipt-printer slip poor"),
    ]
    (one,) = attended_of(lines)
    assert (one.verdict, one.before, one.is_by_machine) == ("poor", "good", False)


def test_what_the_machine_alone_judges_says_the_reason_of_its_failure() -> None:
    (one,) = attended_of([line("id-reader card no-card", Deed.TESTED)])
    assert (one.verdict, one.is_by_machine) == ("no-card", True)


def test_a_trial_that_was_passed_over_stands_as_not_done_and_hides_no_change() -> None:
    skipped = [line("speaker speech good", at=EARLY), line("speaker speech skipped")]
    (one,) = attended_of(skipped)
    assert (one.verdict, one.before) == ("skipped", "good")
    (after,) = attended_of([*skipped, line("speaker speech nothing")])
    assert (after.verdict, after.before) == ("nothing", "good")


def test_each_lamp_has_a_verdict_of_its_own() -> None:
    lamps = [
        line("io-board lamps-seen id-reader good"),
        line("io-board lamps-seen qr-scanner poor"),
    ]
    assert [one.slot for one in attended_of(lamps)] == ["id-reader", "qr-scanner"]


def test_other_deeds_and_lines_of_another_shape_are_passed_over() -> None:
    others = [line("T-118 signed in", Deed.SIGNED_IN), line("one two"), line("a b c d e"), line("")]
    assert attended_of(others) == ()


def test_the_paper_and_its_record_tell_who_tried_what_when(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.id_reader()
        without = write(here, "first.pdf")
        audit = StaffFiles.under(here.state, SystemClock()).audit
        audit.note("T-118", Deed.JUDGED, "speaker speech good")
        audit.note("T-118", Deed.JUDGED, "speaker speech poor")
        audit.note("T-118", Deed.JUDGED, "io-board lamps-seen licence-printer nothing")
        audit.note("T-118", Deed.JUDGED, "touch-screen touch skipped")
        document = write(here, "second.pdf")
        verdict = judge(document, read_certificate(here.state / CERTIFICATE_FILE))
        records = history.examinations(here.state)
    assert "还没有人在机前测过" in text_of(without)
    text = text_of(document)
    for words in ("听一听喇叭", "好 → 不清楚", "证照机", "没有动静", "没测", "T-118"):
        assert words in text, words
    assert isinstance(verdict, Genuine)
    kept = json.loads(verdict.record)["attended"]
    assert [(one["trial"], one["verdict"]) for one in kept] == [
        ("lamps-seen", "nothing"),
        ("speech", "poor"),
        ("touch", "skipped"),
    ]
    # A record of before, that says nothing of it, and one that does, are links of one chain.
    assert "attended" not in records[0].shown()
    assert history.first_broken_link(records) is None


def text_of(document: bytes) -> str:
    said = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(said, input=document, capture_output=True, check=True).stdout.decode()
