"""Whatever becomes of a card or its reader: words for the citizen, the staff and the technician."""

import pytest

from devices.smart_card_reader import pcsc
from tests.sample_visit import texts

REASONS = [pcsc.SERVICE_ABSENT, pcsc.SERVICE_FORBIDDEN, pcsc.READER_ABSENT, pcsc.READER_BUSY,
           pcsc.READER_FAILED]  # fmt: skip
OUTCOMES = ["card-mute", "card-foreign", "card-refused", "card-garbled", "card-moved", "no-card"]


@pytest.fixture(scope="module")
def words():  # type: ignore[no-untyped-def]
    return texts()


def test_every_reason_of_the_driver_is_in_this_list() -> None:
    assert set(pcsc._GONE.values()) | {pcsc.READER_FAILED} == set(REASONS)


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_is_said_to_all_three(reason: str, words) -> None:  # type: ignore[no-untyped-def]
    for voice in ("device", "staff", "guide"):
        assert words(f"{voice}.smart-card-reader.{reason}")
    assert words(f"diagnose.wrong.{reason}")


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("reader", ["citizen", "host-staff", "technician"])
def test_each_outcome_is_said_to_all_three(outcome: str, reader: str, words) -> None:  # type: ignore[no-untyped-def]
    assert words(f"device.smart-card-reader.outcome.{outcome}.{reader}", status="6982")
