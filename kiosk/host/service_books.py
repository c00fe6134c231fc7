"""What staff may know beside the devices: sheets, backlog, disk, troubles. Owns when it is told.

Runs in the hub's loop. Counts and serials of blanks only; must not know a case.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from devices.status import DeviceReport
from kiosk.clock import Clock
from kiosk.host import service_messages as said
from kiosk.host.device_book import DeviceBook
from kiosk.paper.ledger import CustodyLedger
from kiosk.upkeep.device_days import DeviceFigures
from kiosk.upkeep.paper_clerk import LoadStack, NotWritten, PaperClerk, SettleSheet, Written
from kiosk.upkeep.trouble_book import BookedTrouble, TroubleBook
from kiosk.uplink.disk_guard import disk_use
from kiosk.uplink.outbox import Outbox

#: As often as the screen says that it looks.
LOOK_SECONDS = 2.0
_MOST_TROUBLES, _MOST_CARDS = 6, 1


class ServiceBooks:
    """The books of one terminal, as staff may see them."""

    def __init__(
        self,
        ledger: CustodyLedger,
        outbox: Outbox,
        state: Path,
        clock: Clock,
        clerk: PaperClerk,
        devices: DeviceBook,
        changed: Callable[[], None],
    ) -> None:
        self._clerk, self._devices, self._changed = clerk, devices, changed
        self._ledger, self._outbox, self._state, self._clock = ledger, outbox, state, clock
        self._troubles = TroubleBook()
        self._look_at = 0.0
        self._told: tuple[object, ...] = ()

    def look(self, report: DeviceReport) -> None:
        """A device changed."""
        self._troubles.look(report)

    def card_refused(self, device_id: str, status_word: int) -> None:
        """A reader did not take a card; whose it was is not known here."""
        self._troubles.card_refused(device_id, status_word, self._clock.wall())

    def refilled(self, device_id: str) -> None:
        """Staff have put a roll in, and the printer has seen it."""
        self._look_at = 0.0
        self._devices.refilled(device_id)

    def figures(self, device_id: str) -> DeviceFigures | None:
        """One device over days and restarts."""
        return self._devices.figures(device_id)

    def begin_anew(self) -> None:
        """Somebody has just signed in, who was told nothing yet."""
        self._look_at, self._told = 0.0, ()

    def news(self, *, sees_all: bool) -> Iterator[object]:
        """What differs from what was told last; host-site staff are told of paper and cards."""
        now = self._clock.monotonic()
        if now < self._look_at:
            return
        self._look_at = now + LOOK_SECONDS
        common = (self._sheets(), self._cards(), said.RollSeen(self._devices.paper_left()))
        seen = (*common, self._house()) if sees_all else common
        yield from (message for message in seen if message not in self._told)
        self._told = seen

    def load(self, ask: said.LoadSheets, number: str) -> said.SheetsLoaded:
        """Book blanks that were laid into the tray."""
        self._look_at = 0.0
        # How many lie there altogether is not asked at the screen: -1 is "not counted".
        match self._clerk.carry_out(LoadStack(ask.first_serial, ask.sheets, -1, number)):
            case Written(sheet=sheets):
                last = sheets.rpartition("..")[2]
                return said.SheetsLoaded(ask.request_id, is_loaded=True, last_serial=last)
            case NotWritten(reason=reason):
                return said.SheetsLoaded(ask.request_id, is_loaded=False, reason=reason)
            case unexpected:
                raise TypeError(type(unexpected).__name__)

    def settle(self, ask: said.SettleSheet, number: str) -> None:
        """Write down what a person found out about an uncertain sheet."""
        self._look_at = 0.0
        answer = self._clerk.carry_out(SettleSheet(ask.sheet, ask.is_found, ask.top, number))
        if isinstance(answer, Written):
            self._changed()

    def _sheets(self) -> said.SheetsSeen:
        books = self._ledger.books()
        lost = tuple(
            said.LostSheetSeen(each.blank_serial or f"@{each.attempt_id}", each.changed_at)
            for each in self._ledger.waiting_for_person()
        )
        return said.SheetsSeen(books.loaded, books.remaining, self._ledger.top_serial(), lost)

    def _cards(self) -> said.CardsSeen:
        return said.CardsSeen(tuple(map(_told, self._troubles.cards(_MOST_CARDS))))

    def _house(self) -> said.HouseSeen:
        backlog, use = self._outbox.backlog(), disk_use(self._state)
        return said.HouseSeen(
            figures=self._devices.all_figures(),
            unsent=backlog.unsent,
            parked=backlog.parked,
            # To the tenth of a gigabyte, or the disk would be news every time.
            disk_free_bytes=_rough(use.free_bytes),
            disk_total_bytes=_rough(use.total_bytes),
            troubles=tuple(map(_told, self._troubles.latest(_MOST_TROUBLES))),
        )


def _told(one: BookedTrouble) -> said.TroubleSeen:
    return said.TroubleSeen(one.device_id, one.reason, one.last_at, one.count)


def _rough(count: int) -> int:
    tenth = 1024**3 // 10
    return count // tenth * tenth
