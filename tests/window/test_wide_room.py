"""What the dashboard of a wide glass is told to hold has room there, whatever the words are."""

from dataclasses import replace
from typing import get_args

import pytest

from config.terminal import LANDSCAPE_PX
from kiosk.upkeep.service.state import Dashboard
from screens.presenters.technician import room
from screens.presenters.technician.dashboard import dashboard_view
from screens.presenters.technician.parts import ActionView, RowSetting
from screens.presenters.technician.room import Parts, on_wide_glass
from screens.presenters.technician.wording import breadth
from tests.window.equipment_story import EQUIPMENT_STATES, WIDE_EQUIPMENT_STORY
from tests.window.service_story import (
    FAULTS,
    SCENE,
    WIDE_SCENE,
    everything_wrong,
    gone,
    state,
)

#: So many rows are laid out in one go; where they lie does not matter.
AT_ONCE = 50
#: Two thirds of a line: one line by any reckoning.
SHORT = 20.0
WHO = "场地人员 · 3 月 22 日 22:26 起"


def sentences():
    """Every sentence that says what to do, every trouble of the device with the longest name."""
    words, keys = SCENE.words, SCENE.words.keys()
    todos = [
        words(key)
        for key in keys
        if key.startswith(("guide.", "diagnose.any.")) and "{" not in words(key)
    ]
    wrong = [words(key) for key in keys if key.startswith("diagnose.wrong.")]
    names = [words(key) for key in keys if key.endswith(".name") and "device." in key]
    name = max(names, key=breadth)
    titles = [words("service.trouble", name=name, wrong=one) for one in wrong]
    longest = max(titles, key=breadth)
    shortest = min(todos, key=breadth)
    return [
        *((longest, todo) for todo in todos if breadth(todo) > SHORT),
        *((title, shortest) for title in titles if breadth(title) > SHORT),
    ]


@pytest.mark.parametrize("setting", get_args(RowSetting))
def test_no_row_is_higher_than_the_room_that_is_left_for_it(pilot, setting):
    from kivy.metrics import dp

    from tests.window.service_story import WIDE_SERVICE_STORY

    rows = room._ROWS[setting]
    pilot.turn(LANDSCAPE_PX)
    view = WIDE_SERVICE_STORY["20b-dashboard-all"]()
    key = view.actions[0].key
    found, too_high = sentences(), []
    assert len(found) > 200
    for at in range(0, len(found), AT_ONCE):
        some = found[at : at + AT_ONCE]
        actions = tuple(ActionView("card-reader", "bad", *one, WHO, key) for one in some)
        pilot.show(replace(view, actions=actions, setting=setting))
        (card,) = pilot.screen.ids.actions.children
        too_high += [
            (row.view.title, row.view.todo, row.height / dp(1), rows.height_px(row.view))
            for row in card.ids.rows.children
            if row.height / dp(1) > rows.height_px(row.view) + 0.5
        ]
    assert not too_high


def dashboard(name):
    return dashboard_view(EQUIPMENT_STATES[name](), WIDE_SCENE)


def test_five_faults_stand_beside_all_devices_and_their_paper():
    view = dashboard("40c-hall-five")
    assert len(view.actions) == 5
    assert view.setting == "tight"
    assert len(view.devices) == 11
    assert len(view.supplies) == 2


def test_five_faults_of_many_words_stand_denser_and_none_waits():
    lost = gone("no-such-port")
    statuses = {role.replace("-", "_"): status for role, status in FAULTS.values()}
    state_of_wires = state(Dashboard(), **statuses | {"id_reader": lost, "qr_scanner": lost})
    view = dashboard_view(state_of_wires, WIDE_SCENE)
    assert len(view.actions) == 5
    assert view.setting == "dense"


def test_few_faults_leave_room_for_the_past():
    view = dashboard("40b-hall-three")
    assert view.setting == "airy"
    assert view.troubles_title


def test_faults_that_take_many_words_are_fewer_on_the_glass_but_all_are_counted():
    state = everything_wrong()
    whole = dashboard_view(state, WIDE_SCENE)
    action = replace(whole.actions[0], todo="把插头重新插紧；" * 12)
    parts = on_wide_glass(Parts((action,) * 5, whole.devices, whole.supplies, whole.troubles))
    assert 0 < len(parts.actions) < 5
    assert parts.setting == "dense"
    assert whole.title == "要处理 5 件"


def test_paper_makes_way_for_devices():
    whole = dashboard("40c-hall-five")
    tiles = whole.devices + whole.devices[:4]
    parts = on_wide_glass(Parts((), tiles, whole.supplies, ()))
    assert parts.tiles == tiles
    assert parts.supplies == ()


def test_what_was_never_fitted_makes_way_for_paper():
    whole = dashboard("40c-hall-five")
    absent = tuple(replace(tile, tone="off") for tile in whole.devices[:4])
    parts = on_wide_glass(Parts((), whole.devices + absent, whole.supplies, ()))
    assert parts.tiles == whole.devices
    assert parts.supplies == whole.supplies


def test_longest_of_what_to_do_has_room_on_the_page_of_the_device_with_most_facts(pilot):
    from tests.window.test_screens_fit import measure

    pilot.turn(LANDSCAPE_PX)
    view = WIDE_EQUIPMENT_STORY["42-board"]()
    longest = max((todo for _, todo in sentences()), key=breadth)
    pilot.show(replace(view, note=replace(view.note, text=longest)))
    page = measure(pilot.screen)
    assert page.stage_overflow <= 1
    assert not page.cut
    console = pilot.find("console")
    assert len(console.ids.lines.children) >= 2
