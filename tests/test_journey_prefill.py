"""What the card already answers, and what goes out of it."""

from dataclasses import replace

import pytest

from kiosk.journey.answers import Source
from kiosk.journey.engine import walk
from kiosk.journey.prefill import prefill
from kiosk.journey.submission import submitted_form
from tests.sample_visit import RESIDENT, SOCIAL, SOLE_TRADER, Someone, answered, service


@pytest.mark.row("S27")
def test_a_person_that_was_read_fills_the_card_fields() -> None:
    answers = prefill(service(SOLE_TRADER).definition, RESIDENT)
    found = {key: (answers[key].value, answers[key].source) for key in answers}
    assert found == {
        "operator-name": ("张三", Source.CARD),
        "operator-number": ("110101190001010014", Source.CARD),
        "home-address": ("青禾市临湖区荷花里 1 栋", Source.CARD),
    }


def test_what_the_card_does_not_have_stays_unanswered() -> None:
    answers = prefill(service(SOLE_TRADER).definition, replace(RESIDENT, address=""))
    assert "home-address" not in answers


def test_last_time_is_used_when_it_is_known() -> None:
    answers = prefill(
        service(SOLE_TRADER).definition, RESIDENT, last_time={"mobile": "13800005678"}
    )
    assert answers["mobile"].source is Source.LAST_TIME
    assert "mobile" not in prefill(service(SOLE_TRADER).definition, RESIDENT)


@pytest.mark.parametrize(
    ("part", "value"), [("birth", "1900-01-01"), ("sex", "1"), ("valid_to", "")]
)
def test_any_part_of_a_card_can_be_a_field(part: str, value: str) -> None:
    definition = service(SOCIAL).definition
    name = definition.fields[0].model_copy(update={"source": f"card.{part}"})
    changed = definition.model_copy(update={"fields": (name,)})
    assert prefill(changed, Someone()).value(name.id) == value


def test_the_form_carries_words_and_where_they_come_from() -> None:
    answers = answered(SOLE_TRADER)
    form = submitted_form(walk(service(SOLE_TRADER).definition, answers), answers)
    assert form.values["trade-name"] == "张三面馆"
    assert form.values["scope"].startswith("许可项目：小餐饮")
    assert form.values["operator-number"] == "110101190001010014", "shown masked, sent whole"
    assert form.sources["operator-number"] is Source.CARD
    assert form.sources["premises"] is Source.CITIZEN
    assert list(form.values) == [
        field.id for field in walk(service(SOLE_TRADER).definition, answers).fields
    ]


def test_a_choice_that_machines_read_is_sent_as_its_id() -> None:
    answers = answered(SOCIAL)
    form = submitted_form(walk(service(SOCIAL).definition, answers), answers)
    assert form.values["period"] == "last-12-months"
