"""Prints one sheet and kills itself with SIGKILL at the given instant. Run as a program.

python -m tests.licence_crash_child LEDGER_FOLDER PRINTER_URI JOB_NUMBER INSTANT
"""

import os
import signal
import sys
from pathlib import Path
from typing import cast

from kiosk.clock import SystemClock
from kiosk.paper.issue import LicenceIssue
from kiosk.paper.ledger import CustodyLedger
from printer.licence.ipp_printer import IppLicencePrinter, LicencePrinterSettings
from tests.fakes.licence_printer import NEVER, CutAt, FakeResultDesk, PowerCut
from tests.licence_samples import blank_pdf, order


def main(folder: str, uri: str, number: str, instant: str) -> None:
    clock, cut = SystemClock(), CutAt(int(instant))
    ledger = CustodyLedger(Path(folder) / "paper.sqlite", clock)
    printer = IppLicencePrinter(LicencePrinterSettings(uri, timeout_seconds=60.0), clock)
    issue = LicenceIssue(
        cast("CustodyLedger", cut.around(ledger)),
        cast("IppLicencePrinter", cut.around(printer)),
        FakeResultDesk(),
        clock,
    )
    try:
        issue.print_once(order(number), blank_pdf(), lambda _: None, NEVER)
    except PowerCut:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
