"""A host that is asked to stop while it still starts: the wish is not lost, the loop ends."""

from collections.abc import Iterator

import pytest

from kiosk.host.hub import Hub


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()
    yield made
    made.close()


def test_loop_that_was_stopped_before_it_began_does_not_begin(hub: Hub) -> None:
    rounds: list[int] = []

    def tick() -> None:
        rounds.append(1)
        hub.stop()  # so that a loop that has forgotten the wish fails and does not hang

    hub.stop()
    hub.run(lambda _: None, tick)
    assert rounds == []


def test_loop_that_was_stopped_can_run_again(hub: Hub) -> None:
    rounds: list[int] = []

    def tick() -> None:
        rounds.append(1)
        hub.stop()

    hub.run(lambda _: None, tick)
    hub.run(lambda _: None, tick)
    assert rounds == [1, 1]
