"""What the switches mean: one status, the worst first, since one moment, and no bouncing."""

import pytest

from devices.io_board.condition import condition, reason_of
from devices.ports import BoxInputs, Contact
from devices.status import Actor, Attention, DeviceStatus, Ready, State, Unavailable
from tests.fakes.clock import STORY_EVENING
from tests.fakes.io_board_rig import MemoryRig

ALL_OFF = dict.fromkeys(Contact, False)


def status(*on: Contact, celsius: float | None = None, before: str = "") -> DeviceStatus:
    inputs = BoxInputs(ALL_OFF | dict.fromkeys(on, True), celsius)
    return condition(inputs, 55.0, before, STORY_EVENING)


#: From the worst down: with all that follow it on as well, each is still what is said.
WORST_FIRST = [
    (Contact.TAMPER, State.FRAUD_ATTEMPT, "tampered", Actor.TECHNICIAN),
    (Contact.CABINET_DOOR, State.POTENTIAL_FRAUD, "door-open", Actor.TECHNICIAN),
]


@pytest.mark.parametrize(("contact", "state", "reason", "actor"), WORST_FIRST)
def test_each_contact_alone(contact: Contact, state: State, reason: str, actor: Actor) -> None:
    assert status(contact) == Unavailable(state, reason, actor, STORY_EVENING)


def test_worst_is_said_first() -> None:
    everything = set(Contact)
    said = []
    for contact in (Contact.TAMPER, Contact.UPS_LOW, Contact.CABINET_DOOR, Contact.UPS_POWERING):
        said.append(reason_of(status(*everything, celsius=80.0)))
        everything.discard(contact)
    said.append(reason_of(status(*everything, celsius=80.0)))
    assert said == ["tampered", "ups-low", "door-open", "ups-powering", "over-temp"]


def test_mains_away_needs_somebody_but_stops_nothing_by_itself() -> None:
    assert status(Contact.UPS_POWERING) == Attention(
        "ups-powering", Actor.HOST_STAFF, STORY_EVENING
    )


def test_low_battery_counts_only_while_the_mains_is_away() -> None:
    low = status(Contact.UPS_POWERING, Contact.UPS_LOW)
    assert low == Unavailable(State.POWER_OFF, "ups-low", Actor.HOST_STAFF, STORY_EVENING)
    assert status(Contact.UPS_LOW) == Attention("ups-charging", Actor.NOBODY, STORY_EVENING)


def test_low_battery_is_believed_where_nothing_tells_of_the_mains() -> None:
    inputs = BoxInputs({Contact.UPS_LOW: True})
    assert reason_of(condition(inputs, 55.0, "", STORY_EVENING)) == "ups-low"


def test_somebody_near_is_no_trouble() -> None:
    assert status(Contact.PROXIMITY, celsius=54.9) == Ready()


@pytest.mark.parametrize(
    ("celsius", "before", "is_warm"),
    [
        (55.0, "", True),
        (54.9, "", False),
        (54.9, "over-temp", True),
        (52.0, "over-temp", True),
        (51.9, "over-temp", False),
        (-20.0, "", False),
        (None, "over-temp", False),
    ],
)
def test_warm_box_cools_well_below_the_limit_before_it_is_well(
    celsius: float | None, before: str, is_warm: bool
) -> None:
    expected = Attention("over-temp", Actor.HOST_STAFF, STORY_EVENING) if is_warm else Ready()
    assert status(celsius=celsius, before=before) == expected


def test_status_keeps_the_moment_since_which_it_holds() -> None:
    rig = MemoryRig().open()
    rig.tables.inputs[0] = False
    first = rig.board.probe()
    rig.clock.advance(60)
    assert rig.board.probe() == first
    rig.tables.inputs[0] = True
    assert rig.board.probe() == Ready()
    rig.clock.advance(60)
    rig.tables.inputs[0] = False
    again = rig.board.probe()
    assert isinstance(first, Unavailable)
    assert isinstance(again, Unavailable)
    assert again.since > first.since


def test_contact_that_bounces_once_changes_nothing() -> None:
    rig = MemoryRig().open()
    assert rig.board.probe() == Ready()
    looks = [0]

    def bounce(request: bytes, answer: bytes) -> bytes:
        looks[0] += request[1] == 2
        rig.tables.inputs[0] = True
        return answer

    rig.tables.inputs[0] = False
    rig.spoil = bounce
    assert rig.board.probe() == Ready()
    assert looks[0] == 3


def test_contact_that_never_comes_to_rest_is_taken_as_it_was_last() -> None:
    rig = MemoryRig().open()

    def chatter(request: bytes, answer: bytes) -> bytes:
        rig.tables.inputs[0] = not rig.tables.inputs[0] if request[1] == 2 else rig.tables.inputs[0]
        return answer

    rig.spoil = chatter
    assert isinstance(rig.board.probe(), Ready | Unavailable)
    assert rig.functions().count(2) == 4


def test_frost_is_read_with_its_sign() -> None:
    rig = MemoryRig().open()
    rig.tables.registers[0] = 0x10000 - 125
    assert rig.board.read_inputs().temperature_celsius == -12.5
