"""What the printer's words mean for the books. Owns settling a submitted sheet; sends nothing."""

from typing import assert_never

from devices.ports import JobOutcome, JobPrinted, JobUncertain, JobWaiting
from kiosk.paper.events import SheetPrinted, SheetUncertain
from kiosk.paper.ledger import CustodyLedger
from kiosk.paper.sheets import Attempt


def settle(
    ledger: CustodyLedger, attempt: Attempt, outcome: JobOutcome
) -> SheetPrinted | SheetUncertain | JobWaiting:
    """Write down how a submitted sheet stands; a waiting one leaves the books as they are."""
    match outcome:
        case JobPrinted():
            return SheetPrinted(ledger.confirm(attempt.attempt_id))
        case JobUncertain(reason=reason):
            return SheetUncertain(ledger.doubt(attempt.attempt_id, reason))
        case JobWaiting():
            return outcome
        case _:
            assert_never(outcome)
