"""The box around the devices: which slot is lit for whom, and what its board says of it.

Owns the one light that burns and the visit that asked for it. Must not decide what an open door
means for a service (``kiosk.catalogue.availability``). A board that is missing disturbs nobody: a
light that cannot burn is wished for again when the board is back.
"""

import logging
from dataclasses import replace
from datetime import datetime

from devices.io_board.condition import TAMPER_SEEN, TAMPERED, UPS_LOW, reason_of
from devices.ports import IoBoard, LightsOutcome, LightsRefused, LightsSet
from devices.status import Actor, Busy, DeviceReport, DeviceStatus, Role, State, Unavailable
from devices.worker import DeviceFailed, DeviceWorker
from kiosk.host.messages import LightSlot, PaperProgressed, PaperResult, PrintLicenceJob
from kiosk.host.post_office import PostOffice
from kiosk.host.tamper_latch import TamperLatch
from kiosk.host.wire import wipe

log = logging.getLogger(__name__)

#: A lamp takes five exchanges of 60 ms at most; a board that is silent takes a second each.
LIGHT_DEADLINE_SECONDS = 10.0


class BoxDesk:
    """Runs in the hub's loop."""

    def __init__(
        self, post: PostOffice, board: DeviceWorker[IoBoard] | None, latch: TamperLatch
    ) -> None:
        self._post, self._board, self._latch = post, board, latch
        self._visit_id = ""
        self._slot: Role | None = None
        #: The last that is known; a board that is busy with a lamp has not changed.
        self._status: DeviceStatus | None = None

    # --- lights -------------------------------------------------------------------------------

    def light(self, visit_id: str, ask: LightSlot) -> None:
        """The citizen of this visit must use this slot now, or none."""
        if ask.slot is None and visit_id != self._visit_id:
            return
        self._visit_id, self._slot = visit_id, ask.slot
        self._show()

    def forget(self, visit_id: str) -> None:
        """The visit is over: its light goes out."""
        if visit_id == self._visit_id and self._slot is not None:
            self._slot = None
            self._show()

    def _show(self) -> None:
        # The driver lights what was wished for last; a missing board is asked when it is back.
        if self._board is None or self._is_gone():
            return
        lit = frozenset(() if self._slot is None else (self._slot,))
        self._board.submit(
            lambda board: board.set_lights(lit), _shown, deadline_seconds=LIGHT_DEADLINE_SECONDS
        )

    # --- the board's own state ----------------------------------------------------------------

    def look(self, report: DeviceReport) -> None:
        """A device has changed. A board that is back learns which light is wished for."""
        if report.role is not Role.IO_BOARD or isinstance(report.status, Busy):
            return
        was_gone = self._is_gone()
        self._status = report.status
        if was_gone and not self._is_gone():
            self._show()

    def known(self, report: DeviceReport) -> DeviceReport:
        """The report as others shall see it: an open door stays open while a lamp is switched, and
        who has tampered once has, whatever the switch or a cut cable says since.
        """  # noqa: D205
        if report.role is not Role.IO_BOARD:
            return report
        report = self._heard(report)
        match report.status:
            case Unavailable(reason=word, since=at) if word == TAMPERED:
                since: datetime | None = self._latch.see(report.device_id, at)
            case _:
                word, since = TAMPER_SEEN, self._latch.since
        if since is None:
            return report
        tampered = Unavailable(State.FRAUD_ATTEMPT, word, Actor.TECHNICIAN, since)
        return replace(report, status=tampered)

    def tick(self) -> None:
        """Somebody at a shell may have cleared the latch."""
        if self._latch.look():
            self._tell_anew()

    def clear_tamper(self, number: str) -> bool:
        """A technician has looked into it; false while the switch is open."""
        if self._board is not None and reason_of(self._board.report().status) == TAMPERED:
            return False
        self._latch.clear(number)
        self._tell_anew()
        return True

    def _tell_anew(self) -> None:
        if self._board is not None:
            self._post.announce(self._board.report())

    def _heard(self, report: DeviceReport) -> DeviceReport:
        match report.status:
            case Busy() if self._status is not None:
                return replace(report, status=self._status)
            case Unavailable(reason="worker-stuck"):
                # Its driver will be a new one, which knows of no light.
                self._status = report.status
        return report

    def refuses_sheet(self, visit_id: str, ask: PrintLicenceJob, document: bytearray) -> bool:
        """True when no official sheet may be begun now; then the document is wiped.

        The last minutes of a battery are for what was begun: a sheet that loses its printer half
        way is nobody's licence, and its number is spoilt.
        """
        match self._status:
            case Unavailable(reason=reason, actor=actor) if reason == UPS_LOW:
                wipe(document)
                refused = PaperProgressed(ask.request_id, PaperResult.REFUSED, reason, actor)
                self._post.send(visit_id, refused)
                return True
            case _:
                return False

    def _is_gone(self) -> bool:
        match self._status:
            case None | Unavailable(state=State.NO_DEVICE | State.OFFLINE):
                return True
            case Unavailable(reason="worker-stuck"):
                return True
            case _:
                return False


def _shown(outcome: LightsOutcome | DeviceFailed) -> None:
    match outcome:
        case LightsSet():
            return
        case LightsRefused(reason=reason):
            log.info("light_refused reason=%s", reason)
        case DeviceFailed():
            log.info("light_failed")
