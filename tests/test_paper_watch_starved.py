"""A host that gets no turn while a sheet is printed: the printer is not called silent for that."""

from pathlib import Path

from devices.ports import JobOutcome, JobTicket, JobWaiting
from devices.status import DeviceGoneError
from kiosk.paper.events import SheetPrinted
from kiosk.paper.issue import IssueLimits
from tests.fakes.licence_printer import FakeLicencePrinter
from tests.paper_rig import paper_rig

LONG_SECONDS = 2 * IssueLimits().silent_seconds


class _Printer(FakeLicencePrinter):
    """At its first question the job waits. Then nobody has a turn, and one question is lost."""

    def __init__(self) -> None:
        super().__init__()
        self.questions = 0
        self.stand_still = lambda: None

    def job(self, ticket: JobTicket, pages: int) -> JobOutcome:
        self.questions += 1
        match self.questions:
            case 1:
                return JobWaiting(("media-empty",), 0)
            case 2:
                self.stand_still()
                raise DeviceGoneError("timeout")
            case _:
                return super().job(ticket, pages)


def test_one_question_lost_after_the_machine_stood_still_leaves_the_sheet_certain(
    tmp_path: Path,
) -> None:
    printer = _Printer()
    with paper_rig(tmp_path, printer) as rig:
        printer.stand_still = lambda: rig.clock.advance(LONG_SECONDS)
        assert isinstance(rig.print_once(), SheetPrinted)
    assert printer.questions == 3
