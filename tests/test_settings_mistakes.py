"""One mistake in the settings: said with file and line, exit code 2, nothing started."""

from pathlib import Path

import pytest

import run_kiosk
from tests.settings_rig import Refusal, good, line_of, refuse, refuse_file, watched

#: What is replaced, by what, on which line it is said, and what is said.
MISTAKES = [
    ("sheets: 40", "sheets: many", "sheets:", "stock.sheets"),
    ("sheets: 40", "sheets: 0", "sheets:", "greater than 0"),
    ("  sheets: 40\n", "", "stock:", "missing key 'sheets'"),
    ("sheets: 40", "sheets: 40\n  colour: red", "colour:", "unknown key 'colour'"),
    ("url: http://127.0.0.1:9", "url: somewhere", "url:", "platform.url"),
    ("adapter: sam-serial", "adapter: crystal-ball", "crystal-ball", "unknown device"),
    ("role: receipt-printer", "role: id-reader", "role: id-reader\n    adapter: esc", "escpos-tcp"),
    ("id: slips", "id: reader", "id: reader\n    role: rec", "device id 'reader' twice"),
    ("port: 9100", "port: 9100\n      colour: red", "colour:", "unknown option 'colour'"),
    ("      host: 127.0.0.1\n", "", "options:\n      port: 9100", "missing option 'host'"),
    ("port: 9100", "port: nine", "port: nine", "integer"),
    ("role: id-reader", "role: coffee", "role: coffee", "devices.0.role"),
    ("devices:", "devices: none\nspare:", "devices: none", "devices"),
    ("platform:", "language: xx-XX\nplatform:", "language:", "there are no texts"),
    ("platform:", "terminal:", "terminal:\n  url", "terminal"),
]


def assert_refused(refusal: Refusal) -> None:
    assert refusal.code == 2
    assert refusal.begun == []
    assert refusal.lines[-1].endswith("nothing was started.")


@pytest.mark.parametrize(
    ("old", "new", "place", "said"), MISTAKES, ids=[f"{row[3]}" for row in MISTAKES]
)
def test_a_mistake_is_said_where_it_stands(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    before = good(tmp_path)
    assert before.count(old) == 1
    text = before.replace(old, new)
    refusal = refuse(tmp_path, text)
    assert_refused(refusal)
    line = text[: text.index(place)].count("\n") + 1
    assert any(said in words for words in refusal.at(line)), refusal.lines
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("terminal: [unclosed\n", 2, "expected"),
        ("terminal:\n\tid: x\n", 2, "a tab used for indentation"),
        ("", 1, "the file is empty"),
        (b"terminal:\n  name: \xff\xfe\n", 2, "not UTF-8 text"),
        ("a: &x 1\nb: *x\n", 1, ""),
        ("- a\n- list\n", 1, ""),
    ],
)
def test_what_is_no_settings_file_at_all_is_said_with_a_line(
    tmp_path: Path, text: str | bytes, line: int, said: str
) -> None:
    refusal = refuse(tmp_path, text)
    assert_refused(refusal)
    assert any(said in words for words in refusal.at(line)), refusal.lines


def test_a_file_that_is_not_there_is_said_like_a_mistake(tmp_path: Path) -> None:
    refusal = refuse_file(tmp_path / "terminal.yaml")
    assert_refused(refusal)
    assert "cannot be read: No such file" in refusal.lines[0]


def test_a_folder_instead_of_a_file_is_said_like_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "terminal.yaml").mkdir()
    refusal = refuse_file(tmp_path / "terminal.yaml")
    assert_refused(refusal)
    assert "cannot be read: Is a directory" in refusal.lines[0]


def test_a_second_device_for_a_role_is_one_too_many(tmp_path: Path) -> None:
    text = (
        good(tmp_path)
        + "  - {id: more, role: id-reader, adapter: sam-serial, options: {port: /x}}\n"
    )
    refusal = refuse(tmp_path, text)
    assert_refused(refusal)
    assert "second id-reader" in refusal.at(line_of(text, "id: more"))[0]


@pytest.mark.parametrize("command", ["host", "virtual"])
def test_no_command_starts_on_wrong_settings(tmp_path: Path, command: str) -> None:
    text = good(tmp_path).replace("sheets: 40", "sheets: many")
    file = tmp_path / "terminal.yaml"
    file.write_text(text, "utf-8")
    more = ["--control", str(tmp_path / "control")] if command == "virtual" else []
    with watched() as begun:
        assert run_kiosk.main([command, "--settings", str(file), *more]) == 2
    assert begun == []
    assert [each.name for each in tmp_path.iterdir()] == ["terminal.yaml"]


def test_good_settings_begin_threads_and_sockets(tmp_path: Path) -> None:
    """So the empty lists of the tests above mean what they say."""
    refusal = refuse(tmp_path, good(tmp_path))
    assert refusal.code == 2  # its devices are gone, so it is out of service
    assert {"thread device-reader", "socket.__new__"} <= set(refusal.begun)
    assert refusal.lines == []
