"""After a restart: what became of the sheets that were under way. Owns asking; never sends a job.

A printer that cannot be asked leaves its sheet as it is: ask again when it is back.
"""

from devices.ports import JobWaiting, LicencePrinter
from devices.status import DeviceGoneError
from kiosk.paper.ledger import CustodyLedger
from kiosk.paper.sheets import Attempt
from kiosk.paper.states import SheetState
from kiosk.paper.watch import settle


def recover(ledger: CustodyLedger, printer: LicencePrinter) -> tuple[Attempt, ...]:
    """Settle every unfinished sheet as far as the printer can tell; how each stands now.

    What is still ``submitting`` or ``submitted`` in the answer must be asked about again: its
    printer is away, or the job waits there for paper.
    """
    return tuple(_recover(ledger, printer, attempt) for attempt in ledger.unfinished())


def _recover(ledger: CustodyLedger, printer: LicencePrinter, attempt: Attempt) -> Attempt:
    if attempt.state is SheetState.RESERVED:
        return ledger.withdraw(attempt.attempt_id, "restart-before-submission")
    try:
        return _ask(ledger, printer, attempt)
    except DeviceGoneError:
        return attempt


def _ask(ledger: CustodyLedger, printer: LicencePrinter, attempt: Attempt) -> Attempt:
    found = printer.find_job(attempt.order.job_name)
    if found is None:
        # Never sent, or forgotten over a power cut: from here the two look alike.
        return ledger.doubt(attempt.attempt_id, "job-not-found")
    if attempt.ticket is None:
        attempt = ledger.accept(attempt.attempt_id, found)
    ticket = attempt.ticket
    if ticket is None or ticket.job_uuid != found.job_uuid:
        return ledger.doubt(attempt.attempt_id, "another-job")
    settled = settle(ledger, attempt, printer.job(ticket, attempt.order.pages))
    match settled:
        case JobWaiting():
            return attempt
        case _:
            return settled.attempt
