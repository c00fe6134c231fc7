"""Conditions: what each operator says about an answer, about no answer, and about nonsense."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kiosk.catalogue.condition import Condition, holds, leaves

_adapter: TypeAdapter[Condition] = TypeAdapter(Condition)
KNOWN = {"trade": "noodles", "area": "36", "name": "张三"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"field": "trade", "is": "noodles"}, True),
        ({"field": "trade", "is": "hair"}, False),
        ({"field": "trade", "is_not": "hair"}, True),
        ({"field": "trade", "is_not": "noodles"}, False),
        ({"field": "gone", "is_not": "hair"}, False),
        ({"field": "gone", "is": ""}, False),
        ({"field": "trade", "in": ["hair", "noodles"]}, True),
        ({"field": "trade", "in": ["hair"]}, False),
        ({"field": "area", "at_least": 36}, True),
        ({"field": "area", "at_least": 36.5}, False),
        ({"field": "area", "at_most": 36}, True),
        ({"field": "area", "at_most": 35}, False),
        ({"field": "name", "at_least": 1}, False),
        ({"field": "gone", "at_most": 1}, False),
        ({"field": "name", "filled": True}, True),
        ({"field": "gone", "filled": True}, False),
        ({"field": "gone", "filled": False}, True),
        ({"all": [{"field": "trade", "is": "noodles"}, {"field": "area", "at_least": 1}]}, True),
        ({"all": [{"field": "trade", "is": "noodles"}, {"field": "gone", "filled": True}]}, False),
        ({"any": [{"field": "trade", "is": "hair"}, {"field": "area", "at_least": 1}]}, True),
        ({"any": [{"field": "trade", "is": "hair"}, {"field": "gone", "filled": True}]}, False),
        ({"not": {"field": "trade", "is": "hair"}}, True),
        ({"not": {"not": {"field": "trade", "is": "hair"}}}, False),
    ],
)
def test_condition_says(raw: dict[str, Any], expected: bool) -> None:
    assert holds(_adapter.validate_python(raw), KNOWN) is expected


def test_no_condition_always_holds() -> None:
    assert holds(None, {})


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"field": "a"},
        {"field": "a", "is": "x", "is_not": "y"},
        {"field": "a", "is": "x", "extra": 1},
        {"is": "x"},
        {"all": []},
        {"any": [{"field": "a"}]},
        {"not": "x"},
        {"eval": "__import__('os')"},
        "trade == noodles",
        {"field": "a", "at_least": "many"},
        {"field": "a", "at_least": "NaN"},
    ],
)
def test_what_is_no_condition_is_refused(raw: object) -> None:
    with pytest.raises(ValidationError):
        _adapter.validate_python(raw)


@pytest.mark.parametrize(
    "answer", ["", "NaN", "Infinity", "1e999999999", "１２", "-", "0x10", "三"]
)
def test_an_answer_that_is_no_plain_number_is_compared_without_a_crash(answer: str) -> None:
    at_least = _adapter.validate_python({"field": "a", "at_least": 10})
    assert holds(at_least, {"a": answer}) in (True, False)


_leaf = st.sampled_from(["a", "b", "c"]).flatmap(
    lambda name: st.sampled_from(
        [
            {"field": name, "is": "x"},
            {"field": name, "is_not": "x"},
            {"field": name, "in": ["x", "1"]},
            {"field": name, "at_least": 1},
            {"field": name, "at_most": 1},
            {"field": name, "filled": True},
            {"field": name, "filled": False},
        ]
    )
)
_conditions = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)


@given(_conditions, st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["x", "1", "2", ""])))
def test_only_the_fields_that_a_condition_names_matter(
    raw: dict[str, Any], known: dict[str, str]
) -> None:
    condition = _adapter.validate_python(raw)
    named = {question.field for question in leaves(condition)}
    seen = {key: value for key, value in known.items() if key in named}
    assert holds(condition, known) is holds(condition, seen)
    negated = _adapter.validate_python({"not": raw})
    assert holds(negated, known) is not holds(condition, known)
