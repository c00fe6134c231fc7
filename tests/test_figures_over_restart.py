"""A whole host prints, ends and starts again: figures and paper are what they were, and go on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.status import Role, is_usable
from kiosk.host import device_book
from kiosk.host.host import Host
from kiosk.host.messages import PrintReceiptJob
from printer.receipt.paper_length import paper_mm
from tests.licence_rig import until
from tests.patience import LIMIT_SECONDS, unhurried
from tests.receipt_samples import encode, sample
from tests.terminal_rig import Terminal, terminal
from tests.test_host_clerk import running_host

__all__ = ["unhurried"]

pytestmark = pytest.mark.usefixtures("unhurried")

PRINTER = "receipt-printer"
ROLL_MM = 80_000


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    # The next host finds the book closed, however long the disk took.
    monkeypatch.setattr(device_book, "CLOSE_SECONDS", LIMIT_SECONDS)
    with terminal(tmp_path) as made:
        made.receipt_printer(roll_mm=ROLL_MM)
        yield made


def print_receipts(host: Host, count: int) -> None:
    """As a visit asks for them."""
    worker = host._workers[Role.RECEIPT_PRINTER]
    until(worker.report, lambda report: is_usable(report.status))
    before = worker.counts().done
    for number in range(count):
        host._paper.print_receipt("visit-1", PrintReceiptJob(number), encode(sample()))
    until(worker.counts, lambda counts: counts.done == before + count)


def test_figures_and_paper_go_on_after_a_restart(here: Terminal) -> None:
    length = paper_mm(encode(sample()))
    with running_host(here) as host:
        print_receipts(host, 2)
        assert host._tallies.paper_left() is None
        host._tallies.refilled(PRINTER)
        print_receipts(host, 1)
    with running_host(here) as host:
        figures, left = host._tallies.figures(PRINTER), host._tallies.paper_left()
        assert figures is not None
        assert left is not None
        assert (figures.month.done, figures.ever.done) == (3, 3)
        assert left.receipts == int((ROLL_MM - length) / length)
        print_receipts(host, 1)
        assert host._tallies.roll(PRINTER).fed_mm == pytest.approx(2 * length)
        figures = host._tallies.figures(PRINTER)
        assert figures is not None
        assert (figures.month.tried, figures.ever.done) == (4, 4)
