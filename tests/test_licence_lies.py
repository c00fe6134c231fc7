"""A printer that says half of the truth, or nothing: only a whole proof counts as printed."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from devices.ports import (
    JobPrinted,
    JobTicket,
    JobUncertain,
    JobWaiting,
    SubmissionRefused,
    SubmissionUnknown,
)
from devices.status import Actor, Attention, Busy, DeviceGoneError, Ready, Unavailable, is_usable
from kiosk.clock import SystemClock
from kiosk.paper.recovery import recover
from kiosk.paper.sheets import Attempt
from kiosk.paper.states import SheetState
from printer.licence.ipp_codec import Group, Message
from printer.licence.ipp_printer import IppLicencePrinter, LicencePrinterSettings
from tests.fakes import ipp_server
from tests.fakes.clock import STORY_EVENING, FakeClock
from tests.fakes.ipp_server import (
    GET_JOB,
    GET_JOBS,
    GET_PRINTER,
    PRINT_JOB,
    Answer,
    LyingPrinter,
    lying_printer,
)
from tests.licence_samples import order
from tests.paper_rig import open_ledger

_TICKET = JobTicket("JOB-1", "urn:uuid:1", 1, 100)


@pytest.fixture
def liar() -> Iterator[LyingPrinter]:
    with lying_printer() as printer:
        yield printer


@pytest.fixture
def driver(liar: LyingPrinter) -> IppLicencePrinter:
    return IppLicencePrinter(LicencePrinterSettings(liar.uri, timeout_seconds=60.0), FakeClock())


def test_whole_proof_counts_as_printed(driver: IppLicencePrinter) -> None:
    assert driver.job(_TICKET, 1) == JobPrinted(1)


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (partial(ipp_server.job, pages=0), JobUncertain("pages-missing", 0)),
        (partial(ipp_server.job, pages=2), JobUncertain("pages-missing", 2)),
        (partial(ipp_server.job, pages=-1), JobUncertain("pages-missing", -1)),
        (partial(ipp_server.job, state=7), JobUncertain("canceled", 1)),
        (partial(ipp_server.job, state=8, pages=0), JobUncertain("aborted", 0)),
        (partial(ipp_server.job, uuid="urn:uuid:2"), JobUncertain("job-vanished", 0)),
        (partial(ipp_server.job, uuid=""), JobUncertain("job-vanished", 0)),
        (partial(ipp_server.job, state=77), JobUncertain("unknown-job-state", 1)),
        (partial(ipp_server.job, state=5, pages=0), JobWaiting((), 0)),
        (partial(ipp_server.refusal, code=0x0406), JobUncertain("job-vanished", 0)),
    ],
)
def test_anything_less_is_not_printed(
    liar: LyingPrinter, driver: IppLicencePrinter, job: Answer, expected: object
) -> None:
    liar.says[GET_JOB] = job
    assert driver.job(_TICKET, 1) == expected


def test_half_printed_job_reported_complete_is_not_printed(
    liar: LyingPrinter, driver: IppLicencePrinter
) -> None:
    liar.says[GET_JOB] = partial(ipp_server.job, pages=1)
    assert driver.job(_TICKET, 3) == JobUncertain("pages-missing", 1)


def test_printer_that_does_not_count_pages_proves_nothing(
    liar: LyingPrinter, driver: IppLicencePrinter
) -> None:
    def without_count(request: Message) -> Message:
        (group,) = ipp_server.job(request).groups
        kept = tuple(each for each in group.attributes if "impressions" not in each.name)
        return Message(0, request.request_id, (Group(group.tag, kept),))

    liar.says[GET_JOB] = without_count
    assert driver.job(_TICKET, 1) == JobUncertain("pages-missing", -1)


@pytest.mark.parametrize("uuid", ["urn:uuid:2", ""])
def test_job_of_our_name_and_another_uuid_is_not_ours(
    liar: LyingPrinter, driver: IppLicencePrinter, tmp_path: Path, uuid: str
) -> None:
    liar.says[GET_JOBS] = partial(ipp_server.job, uuid=uuid, name=order().job_name)
    with open_ledger(tmp_path, SystemClock()) as ledger:
        reserved = ledger.reserve(order(), "token")
        assert isinstance(reserved, Attempt)
        ledger.begin(reserved.attempt_id)
        ledger.accept(reserved.attempt_id, JobTicket(order().job_name, "urn:uuid:1", 1, 100))
        (found,) = recover(ledger, driver)
        assert found.state is SheetState.UNCERTAIN
        assert found.reason == ("another-job" if uuid else "job-not-found")
    assert PRINT_JOB not in liar.asked, "never sent again"


def test_printer_that_has_restarted_is_not_believed(
    liar: LyingPrinter, driver: IppLicencePrinter
) -> None:
    liar.says[GET_PRINTER] = partial(ipp_server.printer, up_time=99)
    assert driver.job(_TICKET, 1) == JobUncertain("printer-restarted", 0)


@pytest.mark.parametrize(
    ("printer", "reason", "actor"),
    [
        (partial(ipp_server.printer, reasons=("media-empty-error",)), "media-empty", "host-staff"),
        (partial(ipp_server.printer, reasons=("media-jam",)), "media-jam", "host-staff"),
        (partial(ipp_server.printer, reasons=("opc-life-over",)), "opc-life-over", "technician"),
        (partial(ipp_server.printer, media=("iso_a5_148x210mm",)), "media-needed", "host-staff"),
        (partial(ipp_server.printer, state=5), "stopped", "technician"),
        (partial(ipp_server.printer, accepting=False), "not-accepting-jobs", "technician"),
    ],
)
def test_unfit_printer_gets_no_job(
    liar: LyingPrinter, driver: IppLicencePrinter, printer: Answer, reason: str, actor: str
) -> None:
    liar.says[GET_PRINTER] = printer
    outcome = driver.submit(bytearray(b"%PDF"), "JOB-1", 1)
    assert isinstance(outcome, SubmissionRefused)
    assert isinstance(outcome.status, Unavailable)
    assert (outcome.status.reason, outcome.status.actor) == (reason, actor)
    assert PRINT_JOB not in liar.asked


def test_busy_printer_gets_no_job(liar: LyingPrinter, driver: IppLicencePrinter) -> None:
    liar.says[GET_PRINTER] = partial(ipp_server.printer, state=4)
    outcome = driver.submit(bytearray(b"%PDF"), "JOB-1", 1)
    assert outcome == SubmissionRefused(Busy(STORY_EVENING))
    assert PRINT_JOB not in liar.asked


@pytest.mark.parametrize("reason", ["toner-low-report", "vendor-invented-this"])
def test_printer_that_only_wants_care_prints(
    liar: LyingPrinter, driver: IppLicencePrinter, reason: str
) -> None:
    liar.says[GET_PRINTER] = partial(ipp_server.printer, reasons=(reason,))
    status = driver.probe()
    assert isinstance(status, Attention)
    assert is_usable(status)
    assert status.actor is not Actor.NOBODY
    assert isinstance(driver.submit(bytearray(b"%PDF"), "JOB-1", 1), JobTicket)


@pytest.mark.parametrize("answer", [lambda _: None, lambda _: b"", lambda _: b"\2\0\0"])
def test_line_that_breaks_after_the_document_leaves_it_unknown(
    liar: LyingPrinter, driver: IppLicencePrinter, answer: Answer
) -> None:
    liar.says[PRINT_JOB] = answer
    assert isinstance(driver.submit(bytearray(b"%PDF"), "JOB-1", 1), SubmissionUnknown)
    assert liar.asked.count(PRINT_JOB) == 1, "never sent again"


def test_answer_to_another_request_leaves_it_unknown(
    liar: LyingPrinter, driver: IppLicencePrinter
) -> None:
    liar.says[PRINT_JOB] = lambda request: ipp_server.job(
        ipp_server.Message(0, request.request_id + 1, ())
    )
    assert isinstance(driver.submit(bytearray(b"%PDF"), "JOB-1", 1), SubmissionUnknown)


@pytest.mark.parametrize("code", [0x0507, 0x0506, 0x040A])
def test_refused_job_was_not_taken(
    liar: LyingPrinter, driver: IppLicencePrinter, code: int
) -> None:
    liar.says[PRINT_JOB] = partial(ipp_server.refusal, code=code)
    assert isinstance(driver.submit(bytearray(b"%PDF"), "JOB-1", 1), SubmissionRefused)


def test_internal_error_of_the_printer_leaves_it_unknown(
    liar: LyingPrinter, driver: IppLicencePrinter
) -> None:
    liar.says[PRINT_JOB] = partial(ipp_server.refusal, code=0x0500)
    assert driver.submit(bytearray(b"%PDF"), "JOB-1", 1) == SubmissionUnknown("ipp-0500")


def test_uuid_missing_in_the_answer_is_asked_for(
    liar: LyingPrinter, driver: IppLicencePrinter
) -> None:
    liar.says[PRINT_JOB] = partial(ipp_server.job, uuid="")
    assert driver.submit(bytearray(b"%PDF"), "JOB-1", 1) == _TICKET


def test_well_printer_is_ready(driver: IppLicencePrinter) -> None:
    assert driver.probe() == Ready()


def test_garbage_instead_of_a_status_means_gone(
    liar: LyingPrinter, driver: IppLicencePrinter
) -> None:
    liar.says[GET_PRINTER] = lambda _: b"HELLO"
    with pytest.raises(DeviceGoneError):
        driver.probe()
