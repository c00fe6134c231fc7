"""Dashboards of a whole hall and pages of every kind of device: all fits, nothing is cut off."""

import itertools

import pytest

from config.terminal import LANDSCAPE_PX, PORTRAIT_PX
from devices.status import Actor, DeviceReport, Role, State, Unavailable
from screens.presenters.technician.wording import short_state
from tests.window.equipment_story import EQUIPMENT_STORY, WIDE_EQUIPMENT_STORY
from tests.window.service_story import NOW, SCENE
from tests.window.test_screens_fit import measure
from tests.window.test_service_fit import test_service_screen_fits_and_can_be_hit  # noqa: F401

SHAPES = {
    "portrait": (PORTRAIT_PX, EQUIPMENT_STORY),
    "landscape": (LANDSCAPE_PX, WIDE_EQUIPMENT_STORY),
}


@pytest.fixture(params=itertools.product(SHAPES, EQUIPMENT_STORY), ids="-".join)
def page(request, pilot):
    shape, name = request.param
    drawing_px, story = SHAPES[shape]
    pilot.turn(drawing_px)
    pilot.show(story[name]())
    return measure(pilot.screen)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_state_of_every_device_has_room_on_a_tile(pilot, shape):
    drawing_px, story = SHAPES[shape]
    pilot.turn(drawing_px)
    pilot.show(story["40-hall-well"]())
    tile = next(
        one for one in pilot.screen.walk() if type(one).__name__ == "DeviceTile" and one.intent
    )
    line = tile.ids.state
    marks = ("diagnose.wrong.", "equipment.short.")
    keys = SCENE.words.keys()
    reasons = {key.partition(mark)[2] for key in keys for mark in marks if mark in key}
    assert len(reasons) > 100
    for reason in sorted(reasons | {"flux-inverted-by-a-neutrino"}):
        status = Unavailable(State.HARDWARE_ERROR, reason, Actor.TECHNICIAN, NOW)
        line.shown = short_state(DeviceReport("x", Role.ID_READER, "x", status), SCENE)
        line.texture_update()
        assert not line.is_shortened, reason
