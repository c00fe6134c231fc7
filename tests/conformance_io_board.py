"""What every ``IoBoard`` must do, virtual or real. Subclass it and give the hand.

For a real board (``-m hardware``) the hand is a person's: it prints what to do and waits.
"""

from typing import Protocol

import pytest

from devices.ports import Contact, IoBoard, LightsSet
from devices.status import DeviceGoneError, Ready, Role, State, Unavailable

SLOT = Role.ID_READER


class Bench(Protocol):
    """A board in a closed box that lacks nothing, and somebody at its door and its lamps."""

    board: IoBoard

    def move_door(self, *, is_open: bool) -> None: ...
    def sees_lit(self) -> set[str]: ...


class IoBoardConformance:
    """Needs a fixture ``bench`` with an open board, no lamp lit and the door closed."""

    def test_board_of_a_box_that_lacks_nothing_is_ready(self, bench: Bench) -> None:
        assert bench.board.probe() == Ready()
        assert bench.board.capabilities() >= {f"lights-{SLOT}", "senses-cabinet-door"}

    def test_inputs_are_read_as_they_are(self, bench: Bench) -> None:
        assert bench.board.read_inputs().contacts[Contact.CABINET_DOOR] is False
        bench.move_door(is_open=True)
        assert bench.board.read_inputs().contacts[Contact.CABINET_DOOR] is True

    def test_open_door_takes_the_box_out_of_service_until_it_is_closed(self, bench: Bench) -> None:
        bench.move_door(is_open=True)
        status = bench.board.probe()
        assert isinstance(status, Unavailable)
        assert (status.state, status.reason) == (State.POTENTIAL_FRAUD, "door-open")
        assert bench.board.probe() == status  # the same, since the same moment
        bench.move_door(is_open=False)
        assert bench.board.probe() == Ready()

    def test_slot_is_lit_alone_and_goes_out(self, bench: Bench) -> None:
        assert bench.board.set_lights(frozenset({SLOT})) == LightsSet(frozenset({SLOT}))
        assert bench.sees_lit() == {SLOT}
        other = frozenset({Role.RECEIPT_PRINTER})
        assert bench.board.set_lights(other) == LightsSet(other)
        assert bench.sees_lit() == {Role.RECEIPT_PRINTER}
        assert bench.board.set_lights(frozenset()) == LightsSet(frozenset())
        assert bench.sees_lit() == set()

    def test_closed_board_leaves_no_lamp_burning_and_lights_it_when_opened(
        self, bench: Bench
    ) -> None:
        bench.board.set_lights(frozenset({SLOT}))
        bench.board.close()
        bench.board.close()
        assert bench.sees_lit() == set()
        with pytest.raises(DeviceGoneError):
            bench.board.probe()
        bench.board.open()
        assert bench.sees_lit() == {SLOT}
        assert bench.board.probe() == Ready()
