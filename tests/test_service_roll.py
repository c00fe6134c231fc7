"""A refill at the glass begins the count of a roll, when the printer has seen it and not before."""

import pytest

from devices.status import Actor, Attention, Role, State, Unavailable
from kiosk.host import service_messages as said
from kiosk.host.service_messages import SERVICE_CODEC, Chore
from kiosk.upkeep.staff.roles import StaffRole
from tests.service_desk_rig import Counter

PRINTER = "receipt-printer"


@pytest.fixture
def counter(tmp_path):
    made = Counter(tmp_path)
    made.start()
    yield made
    made.close()


def left(counter, role, chore=Chore.REFILL, device_id=PRINTER):
    """What the visit was told last of the roll, after this chore."""
    counter.signs_in(role)
    counter.says(said.ReopenDevice(7, device_id, chore))
    counter.waits_for(said.DeviceReopened)
    counter.books.begin_anew()
    counter.desk.tick()
    return counter.hears(said.RollSeen)[-1].left


@pytest.mark.parametrize("role", StaffRole)
def test_confirmed_refill_begins_the_count(counter, role):
    assert left(counter, role).percent == 100


@pytest.mark.parametrize(
    "seen",
    [
        lambda now: Attention("media-low", Actor.HOST_STAFF, now),
        lambda now: Unavailable(State.USER_ERROR, "media-empty", Actor.HOST_STAFF, now),
        lambda now: Unavailable(State.USER_ERROR, "cover-open", Actor.HOST_STAFF, now),
    ],
    ids=["low", "empty", "open"],
)
def test_refill_that_the_printer_does_not_see_begins_nothing(counter, seen):
    status = seen(counter.clock.wall())
    counter.puppets[Role.RECEIPT_PRINTER].probe = lambda: status
    assert left(counter, StaffRole.HOST_STAFF) is None


def test_jam_that_was_cleared_begins_nothing(counter):
    assert left(counter, StaffRole.HOST_STAFF, Chore.CLEAR_JAM) is None


def test_refill_of_the_other_printer_begins_nothing(counter):
    assert left(counter, StaffRole.HOST_STAFF, device_id="licence-printer") is None


def test_figures_of_a_device_come_with_its_frames(counter):
    counter.signs_in()
    counter.says(said.ReopenDevice(7, PRINTER, Chore.CLEAR_JAM))
    counter.waits_for(said.DeviceReopened)
    counter.says(said.LookAtDevice(8, PRINTER))
    (seen,) = counter.hears(said.DeviceSeen)
    # A look at a device is no use of it, and its answers were timed.
    assert seen.figures.today.tried == 0
    assert seen.figures.answer_seconds is not None
    assert SERVICE_CODEC.decode(SERVICE_CODEC.encode(seen)) == seen


def test_roll_and_figures_pass_the_wire_as_they_are(counter):
    left(counter, StaffRole.TECHNICIAN)
    for kind in (said.RollSeen, said.HouseSeen):
        message = counter.hears(kind)[-1]
        assert SERVICE_CODEC.decode(SERVICE_CODEC.encode(message)) == message
