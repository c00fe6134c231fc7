"""What a definition file may not do, and what its problems say."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from config.yaml_source import LARGEST_FILE_BYTES, collect, load, read
from config.yaml_tree import Limits, build_tree, plain
from kiosk.errors import DefinitionError, Problem


class Door(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    width_mm: int


class House(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    doors: tuple[Door, ...] = ()


def write(folder: Path, text: str | bytes, name: str = "house.yaml") -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def problems_of(file: Path) -> list[Problem]:
    problems: list[Problem] = []
    assert collect(file, House, problems) is None
    return problems


def test_a_good_file_becomes_the_model(tmp_path: Path) -> None:
    file = write(tmp_path, "title: 大厅\ndoors:\n  - {name: 东, width_mm: 900}\n")
    assert load(file, House) == House(title="大厅", doors=(Door(name="东", width_mm=900),))


def test_words_that_yaml_1_1_would_change_stay_text(tmp_path: Path) -> None:
    assert load(write(tmp_path, "title: no\n"), House).title == "no"
    assert load(write(tmp_path, "title: 010\n"), House).title == "010"
    assert load(write(tmp_path, "title: 2026-04-02\n"), House).title == "2026-04-02"
    assert load(write(tmp_path, "title: '12'\n"), House).title == "12"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (b"", 1, "empty"),
        (b"# only a comment\n", 1, "empty"),
        (b"title: a\ntitle: b\n", 2, "already on line 1"),
        (b"title: !!python/object/apply:os.system [ls]\n", 1, "tags such as"),
        (b"title: &a x\n", 1, "anchors"),
        (b"title: x\ndoors: [*a, *a]\n", 2, "anchors"),
        (b"title: a\ndoors:\n\t- x\n", 3, "tab"),
        (b"title: a\nx: \xff\xfe\n", 2, "UTF-8"),
        (b"title: [1, 2\n", 2, "expected"),
        (b"title: a\n---\ntitle: b\n", 3, "second document"),
        (b"? [a, b]\n: x\n", 1, "key must be plain text"),
        (b"title: a\nb: \x07\n", 2, "control characters"),
        (b"[" * 200 + b"]" * 200, 1, "too deep"),
        (b"- a\n" * 30_000, None, "too deep or too long"),
        (b"title: a\n" + b"#" * LARGEST_FILE_BYTES, 1, "larger than"),
        (b"- a\n", 1, "valid dictionary"),
        (b"title: a\ncolour: red\n", 2, "unknown key 'colour'"),
        (b"doors: []\n", 1, "missing key 'title'"),
        (b"title: a\ndoors:\n  - name: x\n    width_mm: wide\n", 4, "doors.0.width_mm"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, text: bytes, line: int | None, says: str
) -> None:
    file = write(tmp_path, text)
    problems = problems_of(file)
    match = [problem for problem in problems if says in problem.text]
    assert match, problems
    assert match[0].file == str(file)
    assert line is None or match[0].line == line


def test_all_problems_of_a_file_come_at_once(tmp_path: Path) -> None:
    file = write(tmp_path, "doors:\n  - name: 3\n    width_mm: x\n  - {wide: 1}\nroof: flat\n")
    with pytest.raises(DefinitionError) as raised:
        load(file, House)
    # title missing, name not text, width not a number, two keys missing, two keys unknown
    assert len(raised.value.problems) == 7
    assert str(file) in str(raised.value)


def test_several_files_report_together(tmp_path: Path) -> None:
    problems: list[Problem] = []
    for name in ("a.yaml", "b.yaml"):
        collect(write(tmp_path, "roof: flat\n", name), House, problems)
    assert {Path(problem.file).name for problem in problems} == {"a.yaml", "b.yaml"}


def test_a_missing_file_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    assert "cannot be read" in problems_of(tmp_path / "nowhere.yaml")[0].text
    assert "cannot be read" in problems_of(tmp_path)[0].text


def test_a_key_in_two_files_of_one_document_names_both(tmp_path: Path) -> None:
    one = write(tmp_path, "title: a\n", "a.yaml")
    two = write(tmp_path, "# here too\ntitle: b\n", "b.yaml")
    problems: list[Problem] = []
    read([one, two], problems)
    assert [(problem.file, problem.line) for problem in problems] == [(str(two), 2)]
    assert f"{one}:1" in problems[0].text


_scalars = (
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text("甲ab #:-'\"", max_size=8)
)
_trees = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("甲ab", min_size=1, max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_trees.filter(lambda tree: tree is not None))
def test_what_json_can_say_reads_back_the_same(tree: object) -> None:
    problems: list[Problem] = []
    built = build_tree("x", json.dumps(tree, ensure_ascii=False), Limits(), problems)
    assert not problems
    assert built is not None
    assert plain(built) == tree


@given(st.binary(max_size=200))
def test_any_bytes_give_problems_and_never_an_exception(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    file = write(tmp_path_factory.mktemp("bytes"), raw)
    assert problems_of(file)
