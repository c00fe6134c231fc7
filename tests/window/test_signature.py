"""Signing: strokes go out in fractions of the field, and can be wiped."""

import pytest

from kiosk.visit.intents import SignatureChanged


@pytest.fixture
def pad(pilot):
    from screens.widgets.signature import SignaturePad

    pad = SignaturePad(size_hint=(None, None), size=(400, 200), pos=(50, 300))
    pilot.window.add_widget(pad)
    sent = []
    pad.bind(on_strokes=lambda _, intent: sent.append(intent))
    pilot.step(2)
    return pilot, pad, sent


def test_stroke_goes_out_in_fractions_from_the_top_left(pad):
    pilot, widget, sent = pad
    pilot.touch_down(widget.x + 0.5, widget.top - 0.5)
    pilot.move_to(*widget.center)
    pilot.move_to(widget.right - 0.5, widget.y + 0.5)
    pilot.touch_up()
    (points,) = sent[-1].strokes
    assert points[0] == pytest.approx((0, 0), abs=0.01)
    assert points[1] == pytest.approx((0.5, 0.5), abs=0.01)
    assert points[-1] == pytest.approx((1, 1), abs=0.01)


def test_stroke_that_leaves_the_field_stays_inside(pad):
    pilot, _, sent = pad
    pilot.touch_down(250, 400)
    pilot.move_to(530, 900)
    pilot.touch_up()
    assert all(0 <= part <= 1 for stroke in sent[-1].strokes for point in stroke for part in point)


def test_clearing_wipes_ink_and_points(pad):
    pilot, widget, sent = pad
    pilot.touch_down(250, 400)
    pilot.move_to(300, 420)
    pilot.touch_up()
    drawn = len(widget.canvas.children)
    widget.clear()
    assert sent[-1] == SignatureChanged(())
    assert widget.empty
    assert len(widget.canvas.children) < drawn
