"""Drivers of other makers: one file and an entry point of the group ``openhall.devices``.

Owns finding, loading and looking them over; what they do once open is the worker's to guard. A
driver is loaded only when the settings name it, in the host and in tools of technicians, never in a
visit: the process that knows a citizen runs nobody else's code.
"""

import inspect
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, is_dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any, TypeVar

from devices.ports import (
    Device,
    DocumentScanner,
    IdReader,
    IoBoard,
    LicencePrinter,
    PageScanner,
    QrScanner,
    ReceiptPrinter,
)
from devices.smart_card_reader.port import SmartCardReader
from devices.speaker.port import Speaker
from devices.status import Role
from kiosk.clock import Clock

if TYPE_CHECKING:
    from devices.registry import Adapter

GROUP = "openhall.devices"
DRIVER_BROKEN, SAFE_MODE, NOT_HERE = "driver-broken", "safe-mode", "not-here"

PORTS = {
    Role.ID_READER: IdReader,
    Role.QR_SCANNER: QrScanner,
    Role.DOCUMENT_SCANNER: DocumentScanner,
    Role.PAGE_SCANNER: PageScanner,
    Role.PAGE_SCANNER: PageScanner,
    Role.RECEIPT_PRINTER: ReceiptPrinter,
    Role.LICENCE_PRINTER: LicencePrinter,
    Role.IO_BOARD: IoBoard,
    Role.SMART_CARD_READER: SmartCardReader,
    Role.SPEAKER: Speaker,
}

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Misfit:
    """A driver that cannot be used. ``text`` says where and why, for the maker of the driver."""

    reason: str
    text: str


class ThirdParty:
    """The drivers that are installed beside the house. Looks nowhere before it is asked."""

    def __init__(
        self,
        points: Callable[[], Iterable[metadata.EntryPoint]] | None = None,
        left_out: str = "",
    ) -> None:
        self._points = points or (lambda: metadata.entry_points(group=GROUP))
        #: Why no driver is loaded (a reason keyword); empty when they are.
        self._left_out = left_out

    def words(self) -> frozenset[str]:
        """What settings may call them. Loads nothing."""
        return frozenset(point.name for point in self._points())

    def find(self, word: str, shape: type[A]) -> A | Misfit | None:
        """The adapter behind a word; None when nobody offers it."""
        points = [point for point in self._points() if point.name == word]
        if not points:
            return None
        if self._left_out:
            return Misfit(
                self._left_out,
                "" if self._left_out != SAFE_MODE else f"driver '{word}' is left out: safe mode",
            )
        if len(makers := {_maker(point) for point in points}) > 1:
            text = f"driver '{word}' is offered by {' and '.join(sorted(makers))}"
            return Misfit(DRIVER_BROKEN, text)
        return _loaded(points[0], shape)


def _maker(point: metadata.EntryPoint) -> str:
    return f"{point.dist.name if point.dist else point.module} ({point.value})"


def _loaded(point: metadata.EntryPoint, shape: type[A]) -> A | Misfit:
    name = f"driver '{point.name}' ({point.value})"
    try:
        found = point.load()
    except (Exception, SystemExit) as broken:  # noqa: BLE001  (named edge: another maker's import)
        return Misfit(DRIVER_BROKEN, f"{name} does not load: {_where(broken)}")
    if not isinstance(found, shape):
        text = f"{name} is a {type(found).__name__}, not a {shape.__module__}.{shape.__name__}"
        return Misfit(DRIVER_BROKEN, text)
    fault = _fault_of(found)
    return Misfit(DRIVER_BROKEN, f"{name} {fault}") if fault else found


def _fault_of(adapter: Any) -> str:
    """What keeps a declared adapter from being used; empty when nothing does."""
    if not isinstance(adapter.role, Role):
        return f"has no role of {', '.join(Role)}"
    if not (isinstance(adapter.options, type) and is_dataclass(adapter.options)):
        return "needs a dataclass for its options"
    if not callable(adapter.build):
        return "cannot be built: 'build' is not callable"
    if isinstance(adapter.build, type):
        return _lack(adapter.role, adapter.build)
    return ""


def _lack(role: Role, kind: type) -> str:
    """What a class lacks of its role's port."""
    port = PORTS.get(role, Device)
    lacking = [name for name in methods_of(port) if not callable(getattr(kind, name, None))]
    if not lacking:
        return ""
    return f"has no {', '.join(f'{name}()' for name in lacking)}: {_source_of(kind)}"


def methods_of(port: type) -> tuple[str, ...]:
    """The methods that a port asks for."""
    return tuple(
        name
        for level in (Device, port)
        for name, value in vars(level).items()
        if inspect.isfunction(value) and not name.startswith("_")
    )


def build_guarded(adapter: "Adapter", options: object, clock: Clock) -> Device | Misfit:
    """Build another maker's driver; whatever it does wrong is told, not raised."""
    try:
        built = adapter.build(options, clock)
    except (Exception, SystemExit) as broken:  # noqa: BLE001  (named edge: another maker's code)
        return Misfit(DRIVER_BROKEN, f"cannot be built: {_where(broken)}")
    lack = _lack(adapter.role, type(built))
    return Misfit(DRIVER_BROKEN, lack) if lack else built


def _source_of(kind: type) -> str:
    try:
        return f"{inspect.getsourcefile(kind)}:{inspect.getsourcelines(kind)[1]}"
    except (OSError, TypeError):
        return f"{kind.__module__}.{kind.__qualname__}"


def _where(broken: BaseException) -> str:
    """File, line and what happened. Nobody's data is in a driver that is only being loaded."""
    if isinstance(broken, SyntaxError):
        return f"{broken.filename}:{broken.lineno}: SyntaxError: {broken.msg}"
    frames = [
        frame
        for frame in traceback.extract_tb(broken.__traceback__)
        if not frame.filename.startswith("<frozen") and "importlib" not in frame.filename
    ]
    place = f"{frames[-1].filename}:{frames[-1].lineno}: " if len(frames) > 1 else ""
    return f"{place}{type(broken).__name__}: {broken}"
