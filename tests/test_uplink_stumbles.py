"""A bug in a step of the sender or the sync: told by type and place, and the thread goes on."""

import logging
import threading
from collections.abc import Callable

import pytest

from kiosk.upkeep.log_lines import known_lines
from kiosk.uplink.stepper import Stepper
from tests.fakes.clock import FakeClock

LIMIT_SECONDS = 30
CANARY = "张三110101190001010014"


class NoClient:
    """Nothing is called here."""

    def stop(self) -> None: ...
    def close(self) -> None: ...


class Stumbling(Stepper):
    """Breaks in its first step, with somebody's words in the exception."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__("uplink-test", NoClient(), clock)  # type: ignore[arg-type]
        self.steps, self.went_on = 0, threading.Event()
        self.stumbled = threading.Event()

    def step(self) -> float:
        self.steps += 1
        if self.steps == 1:
            raise KeyError(CANARY)
        self.went_on.set()
        return 3600.0

    def _stumbled(self) -> float:
        self.stumbled.set()
        return 7.0


@pytest.fixture
def stumbled(caplog: pytest.LogCaptureFixture) -> Callable[[], Stumbling]:
    caplog.set_level(logging.DEBUG)
    return lambda: Stumbling(FakeClock())


def test_step_that_breaks_is_told_without_what_its_exception_says(
    stumbled: Callable[[], Stumbling], caplog: pytest.LogCaptureFixture
) -> None:
    thread = stumbled()
    thread.start()
    assert thread.stumbled.wait(LIMIT_SECONDS)
    # Told before it rests: what passes until then is not its pause.
    for _ in range(100 * LIMIT_SECONDS):
        thread._clock.advance(7.0)
        if thread.went_on.wait(0.01):
            break
    assert thread.went_on.is_set()
    thread.stop()
    thread.join()
    assert CANARY not in caplog.text
    (record,) = caplog.records
    assert record.exc_info is None
    line = f"2026-04-02 13:40:00,000 ERROR {record.getMessage()}"
    assert "error=KeyError at=step:" in line
    assert known_lines([line], "QH-BJL-03", ["id-reader"]).lines == (line,)


def test_thread_that_pauses_ends_at_once_when_it_is_told_to(
    stumbled: Callable[[], Stumbling],
) -> None:
    thread = stumbled()
    thread.start()
    assert thread.stumbled.wait(LIMIT_SECONDS)
    thread.stop()
    thread.join()
    assert thread.steps == 1


def test_thread_that_never_began_can_be_stopped(stumbled: Callable[[], Stumbling]) -> None:
    thread = stumbled()
    thread.stop()
    thread.join()
    assert thread.steps == 0
