"""House rules of the screens that a reader would otherwise have to remember."""

import re

import pytest

from tests.window.pilot import PROJECT

SCREENS = PROJECT / "screens"
KV = sorted(SCREENS.rglob("*.kv"))
PYTHON = sorted(SCREENS.rglob("*.py"))


@pytest.mark.parametrize("file", KV, ids=lambda file: file.stem)
def test_kv_is_short_and_names_no_app(file):
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= 200
    assert not re.search(r"\bapp\.", text)
    assert not re.search(r"^\s*(def|import|for|while)\b", text, re.M)


@pytest.mark.parametrize("file", KV, ids=lambda file: file.stem)
def test_kv_has_the_module_that_loads_it(file):
    assert 'with_suffix(".kv")' in file.with_suffix(".py").read_text("utf-8")


@pytest.mark.parametrize("file", KV, ids=lambda file: file.stem)
def test_words_for_citizens_come_from_the_language_file(file):
    assert not re.search(r"[\u4e00-\u9fff]", file.read_text("utf-8"))


@pytest.mark.parametrize("file", PYTHON, ids=lambda file: file.stem)
def test_no_singleton_app_no_inline_kv_no_markup(file):
    text = file.read_text("utf-8")
    for word in ("get_running_app", "load_string", "markup=True", "TextInput", "Window.bind"):
        assert word not in text, word


def test_every_static_text_exists():
    from kiosk.i18n import load_texts

    texts = load_texts(PROJECT / "config" / "locale" / "zh-CN")
    used = {
        key
        for file in (*KV, *PYTHON)
        for key in re.findall(r'texts\("(screens\.[\w.-]+)"\)', file.read_text("utf-8"))
    }
    assert used
    assert not [key for key in used if key not in texts]
