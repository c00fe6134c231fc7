"""Loading packages: what a folder must hold, and what the digest stands for."""

from pathlib import Path

import pytest

from kiosk.catalogue.linter import load_catalogue
from kiosk.catalogue.loader import read_packages
from kiosk.errors import DefinitionError, Problem
from tests.test_catalogue_linter import GOOD


def write(folder: Path, **files: str) -> None:
    home = folder / "bench"
    home.mkdir(exist_ok=True)
    for name, text in files.items():
        (home / f"{name}.yaml").write_text(text, "utf-8")


def test_a_package_may_be_split_over_files(tmp_path: Path) -> None:
    head, tail = GOOD.split("fields:\n")
    write(tmp_path, service=head, form=f"fields:\n{tail}")
    assert len(load_catalogue(tmp_path).services["bench"].definition.fields) == 8


def test_a_problem_in_a_split_file_names_that_file(tmp_path: Path) -> None:
    head, tail = GOOD.split("fields:\n")
    write(tmp_path, service=head, form=f"fields:\n{tail}".replace("id: toys", "id: food"))
    with pytest.raises(DefinitionError) as raised:
        load_catalogue(tmp_path)
    (problem,) = raised.value.problems
    assert Path(problem.file).name == "form.yaml"
    assert problem.line == 13


def test_a_key_in_two_files_is_refused(tmp_path: Path) -> None:
    write(tmp_path, service=GOOD, form="fields: []\n")
    problems: list[Problem] = []
    read_packages(tmp_path, problems)
    assert "key 'fields' is already in" in problems[0].text


@pytest.mark.row("S03")
def test_one_changed_byte_changes_the_digest_and_nothing_else_does(tmp_path: Path) -> None:
    write(tmp_path, service=GOOD)
    first = load_catalogue(tmp_path)
    assert load_catalogue(tmp_path).digest == first.digest
    write(tmp_path, service=GOOD.replace("占道摆摊", "占道经营"))
    changed = load_catalogue(tmp_path)
    assert changed.services["bench"].digest != first.services["bench"].digest
    assert changed.digest != first.digest
    assert first.digest.startswith("sha256:")
    assert len(first.digest) == len("sha256:") + 64


def test_moving_words_between_files_changes_the_digest(tmp_path: Path) -> None:
    write(tmp_path, service=GOOD)
    whole = load_catalogue(tmp_path).digest
    head, tail = GOOD.split("fields:\n")
    write(tmp_path, service=head, form=f"fields:\n{tail}")
    assert load_catalogue(tmp_path).digest != whole


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: None, "holds no service package"),
        (lambda folder: (folder / "empty").mkdir(), "needs this file"),
        (lambda folder: folder.rmdir(), "no such folder"),
    ],
)
def test_a_folder_without_packages_is_a_problem(tmp_path: Path, make, says: str) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "services"
    folder.mkdir()
    make(folder)
    with pytest.raises(DefinitionError, match=says):
        load_catalogue(folder)


def test_a_broken_package_does_not_hide_the_faults_of_the_next(tmp_path: Path) -> None:
    for name, text in (("bench", "code: [\n"), ("stall", GOOD.replace("icon: shop", "icon: x", 1))):
        home = tmp_path / name
        home.mkdir()
        (home / "service.yaml").write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_catalogue(tmp_path)
    assert {Path(problem.file).parent.name for problem in raised.value.problems} == {
        "bench",
        "stall",
    }
