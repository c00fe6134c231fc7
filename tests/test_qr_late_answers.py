"""A scanner that answers late: never taken for the answer to the next command, nor for a code."""

import pytest

from devices.ports import NoCode
from devices.qr_scanner.protocol import TRIGGERS
from devices.qr_scanner.serial_scanner import SerialScannerSettings
from devices.status import DeviceGoneError
from devices.transport.memory import Delivery
from tests.fakes.qr_scanner_rig import ENVELOPE, MemoryRig, text_of

NEWLAND = TRIGGERS["newland"]
ACK, NAK = b"\x06", b"\x15"
#: Longer than any silence before a scan.
LATE_SECONDS = 0.3


class Laggard:
    """Answers everything late and in order; a code is in front of it from the second light on."""

    def __init__(self, verdicts: dict[bytes, bytes] | None = None) -> None:
        self._verdicts, self.lights = verdicts or {}, 0

    def answer(self, request: bytes) -> bytes:
        verdict = self._verdicts.get(request, ACK)
        answer = b"\x02\x01" + request[2:-2] + verdict + b";\x03"
        self.lights += request == NEWLAND.on
        is_read = request == NEWLAND.on and self.lights > 1
        return answer + ENVELOPE.encode() + b"\r" if is_read else answer

    @staticmethod
    def travel(answer: bytes) -> list[Delivery]:
        return [Delivery(answer, LATE_SECONDS)]


def rig_of(laggard: Laggard) -> MemoryRig:
    settings = SerialScannerSettings("memory", trigger="newland")
    return MemoryRig(settings, laggard.answer, laggard.travel)


@pytest.mark.parametrize("verdict", [ACK, NAK], ids=["done", "refused"])
def test_late_answer_to_putting_out_the_light_is_not_the_answer_to_lighting_it(
    verdict: bytes,
) -> None:
    rig = rig_of(Laggard({NEWLAND.off: verdict}))
    assert rig.scan(1.0) == NoCode()
    assert text_of(rig.scan()) == ENVELOPE


def test_refusal_of_the_light_itself_is_still_one_however_late() -> None:
    rig = rig_of(Laggard({NEWLAND.on: NAK}))
    with pytest.raises(DeviceGoneError, match="trigger-refused"):
        rig.scan(1.0)


def test_late_answer_to_putting_out_the_light_proves_that_the_scanner_lives() -> None:
    rig = rig_of(Laggard())
    assert rig.scan(1.0) == NoCode()
    rig.clock.advance(5.0)
    rig.scanner.probe()
