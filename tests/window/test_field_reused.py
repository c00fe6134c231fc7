"""A field that was drawn before is drawn as another one: nothing of the first stays on it."""

import pytest

from screens.presenters.parts import BLANK_FIELD, FieldView, KeyView, TagView

KEY = KeyView("修改", None)
TAG = TagView("azurite", "id", "身份证")


@pytest.fixture
def field(pilot):
    from screens.widgets.field import Field

    widget = Field()
    pilot.window.add_widget(widget)
    yield widget
    pilot.window.remove_widget(widget)


def counts(field):
    return len(field.ids.side.children), len(field.ids.head.children) - 1


def test_key_and_tag_of_the_field_before_are_gone(field):
    field.view = FieldView("name", "姓名", "张三", "filled", tag=TAG, key=KEY)
    assert counts(field) == (1, 1)
    field.view = BLANK_FIELD
    assert counts(field) == (0, 0)
    field.view = FieldView("name", "姓名", "张三", "filled", tag=TAG, key=KEY)
    assert counts(field) == (1, 1)
