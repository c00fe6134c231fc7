"""A hand at the virtual card is felt by whoever plays into it: not a moment later."""

import os
import select
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.virtual import speaker
from devices.virtual.speaker import VirtualSpeaker
from kiosk.clock import SystemClock

_LIMIT_SECONDS = 30.0


class SlowToLetGo:
    """A card's thread that gets no turn for a moment after it was woken.

    The kernel keeps a pipe open for a ``select`` that waits on it, whoever closes it meanwhile; a
    second descriptor of the same pipe stands for that.
    """

    def __init__(self) -> None:
        self.turns, self.listens = threading.Semaphore(0), threading.Semaphore(0)
        self.player_has_written = threading.Event()

    def select(
        self, reading: list[int], writing: list[int], odd: list[int]
    ) -> tuple[list[int], list[int], list[int]]:
        kept = [os.dup(end) for end in reading[1:]]
        (self.listens if kept else self.turns).release()
        try:
            ready = select.select(reading, writing, odd)
            self.player_has_written.wait(0.2)
        finally:
            for end in kept:
                os.close(end)
        return ready


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> SlowToLetGo:
    slow = SlowToLetGo()
    monkeypatch.setattr(speaker, "select", slow)
    return slow


@pytest.fixture
def card(slow: SlowToLetGo, tmp_path: Path) -> Iterator[VirtualSpeaker]:
    card = VirtualSpeaker(tmp_path / "asound.conf", "hall", SystemClock(), is_paced=False)
    card.start()
    # The first time it is woken by its own plug.
    for _ in range(2):
        assert slow.listens.acquire(timeout=_LIMIT_SECONDS)
    yield card
    slow.player_has_written.set()
    card.stop()


@pytest.fixture
def player(card: VirtualSpeaker, tmp_path: Path) -> Iterator[int]:
    end = os.open(tmp_path / "asound.conf.pcm", os.O_WRONLY | os.O_NONBLOCK)
    yield end
    os.close(end)


def test_pipe_is_broken_once_unplugging_has_returned(card: VirtualSpeaker, player: int) -> None:
    card.unplug()
    with pytest.raises(BrokenPipeError):
        os.write(player, b"\0\0")


def test_card_takes_no_sample_once_it_was_made_to_stick(
    card: VirtualSpeaker, player: int, slow: SlowToLetGo
) -> None:
    card.actions["stick"]()
    os.write(player, b"\0\0")
    slow.player_has_written.set()
    assert slow.turns.acquire(timeout=_LIMIT_SECONDS)
    assert card.heard().size == 0
