"""Nothing of stock Kivy that a citizen could use to get out or to leave traces."""

import os

import pytest

from tests.window.story import STORY

KEYS = {"escape": 27, "f1": 282, "f10": 291, "f11": 292, "f12": 293, "menu": 319, "super": 311,
        "print": 316, "q": 113, "w": 119, "e": 101, "tab": 9, "enter": 13}  # fmt: skip


@pytest.mark.parametrize("modifiers", [[], ["ctrl"], ["alt"], ["ctrl", "alt"], ["meta"]])
def test_key_of_a_foreign_keyboard_changes_nothing(pilot, modifiers):
    pilot.show(STORY["02-home"]())
    before = [type(widget) for widget in pilot.window.children]
    for code in KEYS.values():
        pilot.window.dispatch("on_keyboard", code, 0, None, modifiers)
        pilot.window.dispatch("on_key_down", code, 0, None, modifiers)
        pilot.step()
    assert [type(widget) for widget in pilot.window.children] == before
    assert pilot.intents == []
    assert pilot.is_open()


def test_second_mouse_button_leaves_no_red_dot(pilot):
    from kivy.config import Config

    assert Config.get("input", "mouse") == "mouse,disable_multitouch"


def test_finger_has_one_way_in(pilot):
    """A panel that is also read past the window feels every touch twice (kivy#1903, #8494)."""
    from kivy.config import Config

    assert [name for name, _ in Config.items("input")] == ["mouse"]


def test_clipboard_is_the_dummy(pilot):
    from kivy.core.clipboard import Clipboard

    assert type(Clipboard).__name__ == "ClipboardDummy"


def test_kivy_neither_reads_nor_writes_a_configuration(pilot):
    assert os.environ["KIVY_NO_CONFIG"] == os.environ["KIVY_NO_FILELOG"] == "1"
