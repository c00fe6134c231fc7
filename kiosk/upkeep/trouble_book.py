"""What went wrong with devices since the host started. Owns a short memory; nothing of a person."""

import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime

from devices.status import Attention, DeviceReport, Unavailable

_KEPT = 40
#: Every device begins like that: it is no news.
_QUIET = frozenset({"starting"})


#: How a card that was not taken is booked: with the status word (SW3) and nothing of the card.
_CARD = "card-"
_CARD_REASON = re.compile(_CARD + "([0-9A-F]{2})")


def status_word_of(reason: str) -> int | None:
    """The status word of a booked card; None for a trouble of a device."""
    found = _CARD_REASON.fullmatch(reason)
    return int(found[1], 16) if found else None


@dataclass(frozen=True, slots=True)
class BookedTrouble:
    """One kind of trouble of one device; ``count`` is how often it began."""

    device_id: str
    reason: str
    last_at: datetime
    count: int = 1


class TroubleBook:
    """Fed with every change of a device, as it is told once."""

    def __init__(self) -> None:
        self._booked: OrderedDict[tuple[str, str], BookedTrouble] = OrderedDict()

    def look(self, report: DeviceReport) -> None:
        """Book what is wrong with this device, if something is."""
        match report.status:
            case Attention(reason=reason, since=since) | Unavailable(reason=reason, since=since):
                if reason not in _QUIET:
                    self._book(report.device_id, reason, since)
            case _:
                pass

    def card_refused(self, device_id: str, status_word: int, at: datetime) -> None:
        """Book a card that the reader did not take."""
        self._book(device_id, f"{_CARD}{status_word:02X}", at)

    def cards(self, most: int) -> tuple[BookedTrouble, ...]:
        """The newest of the cards first."""
        booked = reversed(self._booked.values())
        return tuple(one for one in booked if status_word_of(one.reason) is not None)[:most]

    def latest(self, most: int) -> tuple[BookedTrouble, ...]:
        """The newest troubles of devices first."""
        booked = reversed(self._booked.values())
        return tuple(one for one in booked if status_word_of(one.reason) is None)[:most]

    def _book(self, device_id: str, reason: str, since: datetime) -> None:
        key = (device_id, reason)
        known = self._booked.pop(key, None)
        now = BookedTrouble(device_id, reason, since)
        self._booked[key] = now if known is None else replace(now, count=known.count + 1)
        while len(self._booked) > _KEPT:
            self._booked.popitem(last=False)
