"""What a person or a shop is called is ink, never an instruction."""

import pytest

from printer.licence.pdf import Composed
from tests.licence_samples import composer, licence
from tests.test_licence_pdf import text_of

_HOSTILE = [
    '#read("parts.typ")',
    "#panic(1)",
    '#import"x.typ"',
    "$integral$",
    "*bold*_it_",
    "`raw`",
    "<label>@ref",
    "\\u{4e2d}",
    "//x/*y*/",
    "= Title",
    '"}],"words":{}',
    "\\\"'",
    "{seq}{page}",
    "---...~",
]


@pytest.mark.parametrize("hostile", _HOSTILE)
@pytest.mark.parametrize("field", ["name", "operator", "premises", "scope", "issuer", "kind"])
def test_hostile_value_is_printed_as_it_is_written(field: str, hostile: str) -> None:
    composition = composer().compose(licence(**{field: hostile}))
    assert isinstance(composition, Composed)
    letters = "".join(text_of(composition.document).split())
    assert hostile.replace(" ", "") in letters
