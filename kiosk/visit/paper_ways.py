"""How a paper can be taken in now: under the camera first, by the scanner beside it. Pure.

Owns which devices can do it at this moment, and which one is missed when none can.
"""

from devices.ports import ScanSource
from devices.status import DeviceReport, Role, is_usable
from kiosk.visit.state import VisitState

#: A stack is what a scanner is for; the glass takes what is bound or folded.
_SOURCES = (ScanSource.FEEDER, ScanSource.FLATBED)


def has_camera(state: VisitState) -> bool:
    """The document camera is there and well."""
    report = _report(state, Role.DOCUMENT_SCANNER)
    return report is not None and is_usable(report.status)


def scan_sources(state: VisitState) -> tuple[ScanSource, ...]:
    """Where a scanner that is well takes pages from; none without one."""
    report = _report(state, Role.PAGE_SCANNER)
    if report is None or not is_usable(report.status):
        return ()
    return tuple(source for source in _SOURCES if source in report.capabilities)


def can_capture(state: VisitState) -> bool:
    """Whether any paper can be taken in."""
    return has_camera(state) or bool(scan_sources(state))


def missed_role(state: VisitState) -> Role:
    """Which device is named when nothing works: the first way, where the terminal has it."""
    is_bare = _report(state, Role.DOCUMENT_SCANNER) is None
    has_scanner = _report(state, Role.PAGE_SCANNER) is not None
    return Role.PAGE_SCANNER if is_bare and has_scanner else Role.DOCUMENT_SCANNER


def _report(state: VisitState, role: Role) -> DeviceReport | None:
    return next((report for report in state.devices if report.role is role), None)
