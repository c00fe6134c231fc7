"""Documents whose links lead nowhere, pictures too heavy to clone, decisions with one number."""

import re
from collections import Counter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    [*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), *PROJECT.glob("benchmarks/*.md")]
)
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
HEAVIEST_PICTURE_BYTES = 200_000


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = _LINK.findall(document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_readme_links_to_every_document_for_readers() -> None:
    linked = set(_LINK.findall((PROJECT / "README.md").read_text("utf-8")))
    documents = {f"docs/{path.name}" for path in (PROJECT / "docs").glob("*.md")}
    assert documents - linked == set()


def test_both_readmes_lead_to_the_same_places() -> None:
    def targets(name: str) -> set[str]:
        return set(_LINK.findall((PROJECT / name).read_text("utf-8")))

    assert targets("README.md") ^ targets("README.zh-CN.md") == {"README.md", "README.zh-CN.md"}


def test_no_two_decisions_share_a_number() -> None:
    numbers = Counter(path.name[:4] for path in (PROJECT / "docs" / "decisions").glob("*.md"))
    assert [number for number, times in numbers.items() if times > 1] == []


def test_pictures_are_light() -> None:
    pictures = list((PROJECT / "docs" / "img").iterdir())
    assert pictures
    heavy = [one.name for one in pictures if one.stat().st_size > HEAVIEST_PICTURE_BYTES]
    assert heavy == []
