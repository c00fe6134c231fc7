"""What every ``IoBoard`` must do. The door stands for all inputs; any slot with a lamp will do."""

from devices.conformance.hands import Deed
from devices.conformance.kit import (
    Check,
    Level,
    Stand,
    common_checks,
    expect,
    expect_gone,
    is_gone_when_it_is_silent,
    plug_in,
    rounds_of_stress,
)
from devices.ports import Contact, IoBoard, LightsSet
from devices.status import Actor, DeviceStatus, Role, Unavailable, is_usable

_DOOR = frozenset({Deed.OPEN_DOOR, Deed.CLOSE_DOOR})
_FEELS_DOOR = frozenset({f"senses-{Contact.CABINET_DOOR}"})
_DARK: frozenset[Role] = frozenset()


def _board(stand: Stand) -> IoBoard:
    board: IoBoard = stand.device
    return board


def _slots(stand: Stand) -> tuple[Role, ...]:
    can = stand.device.capabilities()
    return tuple(role for role in Role if f"lights-{role}" in can)


def _light(stand: Stand, lit: frozenset[Role]) -> None:
    outcome = _board(stand).set_lights(lit)
    expect(outcome == LightsSet(lit), f"asked for {sorted(lit)} it said {outcome}")


def _is_open(stand: Stand) -> bool:
    return _board(stand).read_inputs().contacts[Contact.CABINET_DOOR]


def _says_what_it_can_do(stand: Stand) -> None:
    can = stand.device.capabilities()
    known = all(word.startswith(("senses-", "lights-")) for word in can)
    expect(bool(can) and known, f"it says that it can {sorted(can)}")


def _feels_the_door(stand: Stand) -> None:
    expect(not _is_open(stand), "the door is closed and it says open")
    stand.hands.do(Deed.OPEN_DOOR)
    expect(_is_open(stand), "the door is open and it says closed")
    stand.hands.do(Deed.CLOSE_DOOR)
    expect(not _is_open(stand), "the door was closed and it says open")


def _lights_one_slot_alone(stand: Stand) -> None:
    for slot in _slots(stand):
        _light(stand, frozenset({slot}))
    _light(stand, _DARK)


def _skips_a_slot_without_a_lamp(stand: Stand) -> None:
    lit = frozenset(_slots(stand))
    outcome = _board(stand).set_lights(frozenset(Role))
    expect(outcome == LightsSet(lit), f"asked for every slot it said {outcome}")
    _light(stand, _DARK)


def _is_out_of_service_while_the_door_is_open(stand: Stand) -> None:
    stand.hands.do(Deed.OPEN_DOOR)
    first: DeviceStatus = stand.device.probe()
    is_asked = isinstance(first, Unavailable) and first.actor is Actor.TECHNICIAN
    expect(is_asked, f"the door is open and it says {first}")
    again = stand.device.probe()
    expect(again == first, f"it said {first} and then {again}: one thing, since one moment")
    stand.hands.do(Deed.CLOSE_DOOR)
    expect(is_usable(stand.device.probe()), "the door was closed and it is not well")


def _reads_over(stand: Stand, bad_luck: Deed) -> None:
    stand.hands.do(bad_luck)
    expect(not _is_open(stand), "one bad answer opened the door")
    stand.hands.do(Deed.OPEN_DOOR)
    stand.hands.do(bad_luck)
    expect(_is_open(stand), "one bad answer closed the door")
    stand.hands.do(Deed.CLOSE_DOOR)


def _makes_no_door_of_noise(stand: Stand) -> None:
    _reads_over(stand, Deed.GARBLE)


def _makes_no_door_of_half_an_answer(stand: Stand) -> None:
    _reads_over(stand, Deed.CUT)


def _is_gone_when_it_is_silent(stand: Stand) -> None:
    is_gone_when_it_is_silent(stand)
    _lights_one_slot_alone(stand)


def _lights_again_after_a_pulled_plug(stand: Stand) -> None:
    lit = frozenset(_slots(stand)[:1])
    _light(stand, lit)
    stand.hands.do(Deed.UNPLUG)
    expect_gone(stand.device.probe, "it is unplugged and probes as well")
    stand.device.close()
    plug_in(stand)
    _light(stand, lit)
    _light(stand, _DARK)


def _does_nothing_once_it_is_closed(stand: Stand) -> None:
    stand.device.close()
    expect_gone(lambda: _board(stand).read_inputs(), "closed, it still feels")
    expect_gone(lambda: _board(stand).set_lights(_DARK), "closed, it still lights")
    stand.device.open()


def _stands_stress(stand: Stand) -> None:
    """Lamp after lamp and look after look."""
    for _ in rounds_of_stress(stand):
        _lights_one_slot_alone(stand)
        expect(is_usable(stand.device.probe()), "in stress it is not well")


CHECKS = (
    *common_checks(),
    Check("says what it can do", Level.BRONZE, _says_what_it_can_do),
    Check("feels the door open and close", Level.BRONZE, _feels_the_door, _DOOR, _FEELS_DOOR),
    Check("lights each slot alone, and none", Level.BRONZE, _lights_one_slot_alone),
    Check("skips a slot without a lamp", Level.SILVER, _skips_a_slot_without_a_lamp),
    Check(
        "is out of service while the door is open, since one moment",
        Level.SILVER,
        _is_out_of_service_while_the_door_is_open,
        _DOOR,
        _FEELS_DOOR,
    ),
    Check(
        "makes no door of noise",
        Level.SILVER,
        _makes_no_door_of_noise,
        _DOOR | {Deed.GARBLE},
        _FEELS_DOOR,
    ),
    Check(
        "makes no door of half an answer",
        Level.SILVER,
        _makes_no_door_of_half_an_answer,
        _DOOR | {Deed.CUT},
        _FEELS_DOOR,
    ),
    Check(
        "is gone when it is silent, and back when it speaks",
        Level.SILVER,
        _is_gone_when_it_is_silent,
        frozenset({Deed.FALL_SILENT, Deed.SPEAK_AGAIN}),
    ),
    Check(
        "lights again after a pulled plug",
        Level.SILVER,
        _lights_again_after_a_pulled_plug,
        frozenset({Deed.UNPLUG, Deed.PLUG}),
    ),
    Check("does nothing once it is closed", Level.SILVER, _does_nothing_once_it_is_closed),
    Check("stands stress", Level.GOLD, _stands_stress),
)
