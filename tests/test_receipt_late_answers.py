"""An answer that comes after its question was given up: never taken for the answer to the next."""

import pytest

from devices.ports import ReceiptPrinted
from devices.status import Attention, DeviceGoneError, Ready
from devices.transport.memory import Delivery, MemoryTransport
from printer.receipt.commands import STATUS_REQUEST
from printer.receipt.conversation import Conversation
from printer.receipt.escpos_printer import EscposPrinter
from printer.receipt.status import judge
from tests.fakes.skipping_clock import SkippingClock
from tests.receipt_samples import encode, sample

ANSWER_SECONDS = 0.5
#: What a well printer says to DLE EOT 1 to 4 when its roll is nearly used up.
LOW = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x1E}
TRAVEL_SECONDS = 0.05
PRINTING_SECONDS = 2.0


class Laggard:
    """A printer with little paper, whose answer to the ``late``-th question comes late."""

    def __init__(self, clock: SkippingClock, late: int, by_seconds: float) -> None:
        self.asked, self._late, self._by_seconds = 0, late, by_seconds
        self.wire = MemoryTransport(self._answer, clock, self._travel)

    def _answer(self, written: bytes) -> bytes:
        if written.startswith(STATUS_REQUEST):
            self.asked += 1
            return bytes([LOW[written[-1]]])
        return b"\x00" if written.endswith(b"\x1dr\x01") else b""

    def _travel(self, answer: bytes) -> list[Delivery]:
        if not answer:
            return []
        if answer == b"\x00":
            return [Delivery(answer, PRINTING_SECONDS)]
        is_late = self.asked == self._late
        return [Delivery(answer, self._by_seconds if is_late else TRAVEL_SECONDS)]


@pytest.fixture
def clock() -> SkippingClock:
    return SkippingClock()


@pytest.mark.parametrize("late", [1, 2, 3, 4])
@pytest.mark.parametrize("by_seconds", [0.55, 0.62, 0.68, 0.9])
def test_late_answer_shifts_no_later_one(
    clock: SkippingClock, late: int, by_seconds: float
) -> None:
    laggard = Laggard(clock, late, by_seconds)
    laggard.wire.open()
    conversation = Conversation(laggard.wire, clock, ANSWER_SECONDS, has_tear_bar=False)
    with pytest.raises(DeviceGoneError):
        conversation.condition()
    for _ in range(3):
        conversation.drain()
        assert isinstance(judge(conversation.condition(), clock.wall()), Attention)


def test_answer_that_never_comes_is_not_waited_for_twice(clock: SkippingClock) -> None:
    laggard = Laggard(clock, late=1, by_seconds=1e9)
    laggard.wire.open()
    conversation = Conversation(laggard.wire, clock, ANSWER_SECONDS, has_tear_bar=False)
    with pytest.raises(DeviceGoneError):
        conversation.condition()
    conversation.drain()
    assert isinstance(judge(conversation.condition(), clock.wall()), Attention)
    before = clock.monotonic()
    conversation.drain()
    assert clock.monotonic() == before


def test_look_in_mid_job_that_is_answered_late_hides_no_low_paper(clock: SkippingClock) -> None:
    laggard = Laggard(clock, late=5, by_seconds=0.62)
    printer = EscposPrinter(laggard.wire, clock)
    printer.open()
    assert printer.print_receipt(encode(sample())) == ReceiptPrinted()
    assert printer.probe() != Ready()
