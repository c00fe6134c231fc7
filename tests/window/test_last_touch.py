"""A touch that ends the visit: whoever drew it hears that it was taken, however quick the end."""

import select
import socket

import pytest

from kiosk.clock import SystemClock


@pytest.fixture
def served(pilot, tmp_path):
    """The path of a glass that serves the pilot's window."""
    from screens.bench.glass import Glass

    path = tmp_path / "glass.sock"
    glass = Glass(path, pilot.navigator, SystemClock())
    glass.start()
    yield path
    glass.stop()


@pytest.mark.parametrize("order", ["draw", "rest"])
def test_answer_is_on_the_wire_before_the_touch_is_felt(pilot, served, order):
    answered_when_felt = []
    control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    control.connect(str(served))

    def feel(_window, _touch):
        answered_when_felt.append(bool(select.select([control], [], [], 0)[0]))

    pilot.window.bind(on_touch_down=feel)
    try:
        control.sendall(ORDERS[order])
        pilot.step_until(lambda: answered_when_felt)
    finally:
        pilot.window.unbind(on_touch_down=feel)
        control.close()
    assert answered_when_felt == [True]


ORDERS = {
    "draw": b'{"do": "draw", "points": [[0.5, 0.5]]}\n',
    "rest": b'{"do": "rest", "x": 0.5, "y": 0.5, "seconds": 0}\n',
}


def test_finger_is_busy_from_the_plan_until_all_was_felt(pilot):
    from screens.bench.glass import GlassFinger

    felt = []
    finger = GlassFinger()
    finger.draw([(0.5, 0.5), (0.6, 0.5)])
    finger.update(lambda phase, touch: felt.append(phase))
    assert (felt, finger.is_idle) == ([], False)
    finger.go()
    for _ in range(3):
        assert not finger.is_idle
        finger.update(lambda phase, touch: felt.append(phase))
    assert (felt, finger.is_idle) == (["begin", "update", "end"], True)


def test_touch_that_nobody_was_told_of_is_not_felt_at_the_next_order(pilot):
    from screens.bench.glass import GlassFinger

    finger = GlassFinger()
    finger.draw([(0.5, 0.5)])
    finger.forget()
    finger.go()
    assert finger.is_idle
