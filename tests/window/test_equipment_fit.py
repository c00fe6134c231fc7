"""Dashboards of a whole hall and pages of every kind of device: all fits, nothing is cut off."""

import pytest

from devices.status import Actor, DeviceReport, Role, State, Unavailable
from screens.presenters.technician.wording import short_state
from tests.window.equipment_story import EQUIPMENT_STORY
from tests.window.service_story import NOW, SCENE
from tests.window.test_screens_fit import measure
from tests.window.test_service_fit import test_service_screen_fits_and_can_be_hit  # noqa: F401


@pytest.fixture(params=EQUIPMENT_STORY)
def page(request, pilot):
    pilot.show(EQUIPMENT_STORY[request.param]())
    return measure(pilot.screen)


def test_every_state_of_every_device_has_room_on_a_tile(pilot):
    pilot.show(EQUIPMENT_STORY["40-hall-well"]())
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
