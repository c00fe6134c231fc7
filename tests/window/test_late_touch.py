"""A touch that the screen was too busy for: who drew it is told so, and it is not felt later."""

import json
import socket

import pytest

from kiosk.clock import SystemClock


@pytest.fixture
def control(pilot, tmp_path):
    """A hand at a glass that serves the pilot's window."""
    from screens.bench.glass import Glass

    glass = Glass(tmp_path / "glass.sock", pilot.navigator, SystemClock())
    glass.start()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as control:
        control.settimeout(60.0)
        control.connect(str(tmp_path / "glass.sock"))
        yield control
    glass.stop()


def test_touch_that_was_given_up_is_not_felt_with_the_next_one(pilot, control, monkeypatch):
    felt = []

    def feel(_window, touch):
        felt.append(round(touch.sx, 1))

    pilot.window.bind(on_touch_down=feel)
    answers = control.makefile("rb")
    try:
        monkeypatch.setattr("screens.bench.glass.ANSWER_LIMIT_SECONDS", 0.01)
        control.sendall(b'{"do": "draw", "points": [[0.2, 0.5]]}\n')
        assert "error" in json.loads(answers.readline())
        monkeypatch.setattr("screens.bench.glass.ANSWER_LIMIT_SECONDS", 60.0)
        control.sendall(b'{"do": "draw", "points": [[0.8, 0.5]]}\n')
        pilot.step_until(lambda: 0.8 in felt)
    finally:
        pilot.window.unbind(on_touch_down=feel)
        answers.close()
    assert felt == [0.8]
