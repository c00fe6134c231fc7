"""Whatever any device can be out of service for is said to citizen, host staff and technician.

What one role's drivers say of their own is in the test of words of that role; here is what may
befall each: its wire, its worker, its driver's house.
"""

import pytest

from devices.recovery import OUT_OF_SERVICE
from devices.shift import DRIVER_CRASHED
from devices.status import Actor, Role
from devices.third_party import DRIVER_BROKEN, SAFE_MODE
from devices.transport import transport
from kiosk.upkeep.findings import Trouble
from kiosk.upkeep.guide import Guide
from tests.sample_visit import texts

WORDS = texts()
GUIDE = Guide(WORDS)
OF_THE_WIRE = [v for k, v in vars(transport).items() if k.isupper() and isinstance(v, str)]
OF_THE_WORKER = ["starting", "worker-stuck", DRIVER_CRASHED, OUT_OF_SERVICE]
OF_THE_DRIVER = [DRIVER_BROKEN, SAFE_MODE]
EVERY = sorted({*OF_THE_WIRE, *OF_THE_WORKER, *OF_THE_DRIVER})
OF_THEIR_OWN = [
    *((Role.ID_READER, f"sam-{word}") for word in
      ("confused", "self-test-failed", "not-permitted", "not-authorised")),
    (Role.ID_READER, "answers-garbled"),
    (Role.ID_READER, "endpoints-unknown"),
    *((role, f"camera-{word}") for role in (Role.DOCUMENT_SCANNER, Role.QR_SCANNER)
      for word in ("absent", "silent", "frozen")),
]  # fmt: skip


@pytest.mark.parametrize("reason", EVERY)
@pytest.mark.parametrize("role", list(Role))
def test_what_may_befall_any_device_is_said_to_all_three(role: Role, reason: str) -> None:
    said_to_all(role, reason)


@pytest.mark.parametrize(("role", "reason"), OF_THEIR_OWN)
def test_what_readers_and_cameras_say_of_themselves_is_said_to_all_three(
    role: Role, reason: str
) -> None:
    said_to_all(role, reason)


@pytest.mark.parametrize("reason", sorted({*EVERY} - {"not-open", "starting"}))
@pytest.mark.parametrize("role", [Role.IO_BOARD, Role.SPEAKER])
def test_host_staff_are_told_what_no_service_waits_for(role: Role, reason: str) -> None:
    assert "不影响办事" in WORDS(f"staff.{role}.{reason}")


def said_to_all(role: Role, reason: str) -> None:
    assert WORDS(f"device.{role}.{reason}")
    assert WORDS(f"staff.{role}.{reason}")
    assert GUIDE.wrong(reason) != reason
    for actor in Actor:
        told = GUIDE.todo(role, Trouble(reason, actor))
        assert told != GUIDE.label(f"then.{actor}"), "only who acts is known, not what to do"
