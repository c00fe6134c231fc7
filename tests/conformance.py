"""One suite per role, in ``devices/conformance``: here it meets the benches of the tests."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from devices.conformance.hands import Deed, Hands, VirtualHands
from devices.conformance.kit import Broken, Check, NotTried, Stand, run_check
from devices.conformance.suites import checks_of
from devices.status import Role
from kiosk.clock import SystemClock
from printer.document import Cut, Document, Number, Paragraph
from printer.licence.blank import blank_pdf
from tests.receipt_samples import encode

#: Deeds as methods of a bench that is no virtual device of ours (a person, a folder of pictures).
_METHODS = {
    Deed.LAY_CARD: "lay",
    Deed.LIFT_CARD: "lift",
    Deed.SHOW_CODE: "show",
    Deed.HIDE_CODE: "hide",
    Deed.UNPLUG: "unplug",
    Deed.PLUG: "plug",
}
SAMPLES: Mapping[str, Callable[..., bytearray]] = {
    "receipt": lambda: encode(Document((Paragraph("验收"), Number("QH2604-7K3M-92"), Cut()))),
    "sheets": blank_pdf,
}


class MethodHands:
    """The hands of a bench, by the names of its methods."""

    def __init__(self, bench: Any) -> None:
        self._deeds = {
            deed: getattr(bench, name) for deed, name in _METHODS.items() if hasattr(bench, name)
        }

    def deeds(self) -> frozenset[Deed]:
        return frozenset(self._deeds)

    def do(self, deed: Deed, *values: object) -> None:
        self._deeds[deed](*values)

    def begin(self, deed: Deed, *values: object) -> None:
        self.do(deed, *values)

    def tidy(self) -> None:
        pass


def hands_of(role: Role, bench: Any) -> Hands:
    """The virtual device behind a bench does more than the bench's own methods."""
    inner = getattr(bench, "rig", None)
    for place in (bench, inner):
        for name in ("virtual", "machine"):
            device = getattr(place, name, None)
            if hasattr(device, "actions"):
                return VirtualHands(role, device.actions)
    return MethodHands(bench)


def promises(role: Role) -> Any:
    """Parametrize a test over the checks of a role."""
    checks = checks_of(role)
    return pytest.mark.parametrize("check", checks, ids=[check.name for check in checks])


def keep(check: Check, device: Any, hands: Hands) -> None:
    """The promise was kept, or the test fails; what nobody here can do is skipped by name."""
    stand = Stand(device, hands, SystemClock(), samples=SAMPLES)
    match run_check(check, stand):
        case Broken(how=how):
            pytest.fail(f"{check.name}: {how}")
        case NotTried(why=why):
            pytest.skip(why)
        case _:
            pass
