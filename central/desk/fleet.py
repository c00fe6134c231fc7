"""The operators' page: every terminal, how it is, and who has to go there. Pure.

Owns when a terminal counts as silent. Words of reasons stay keywords here: the terminal's own
``diagnose`` explains them, and a newer terminal may know more of them than its platform.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from central.calendar import CITY_TIME
from central.desk.markup import Markup, joined, page, piece
from central.storage.terminals import TerminalRow
from kiosk.uplink.contract import DeviceHealth, Heartbeat

#: One beat may be lost and one late; a third is no accident.
MISSED_BEATS = 3


class Standing(StrEnum):
    """What an operator sees first."""

    WELL = "well"
    LIMPING = "limping"
    DOWN = "down"
    SILENT = "silent"


_WORDS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.WELL: "正常",
        Standing.LIMPING: "有事要办",
        Standing.DOWN: "有设备停用",
        Standing.SILENT: "没有消息",
    }
)
_ACTORS: Mapping[str, str] = MappingProxyType(
    {
        "citizen": "办事群众",
        "host-staff": "场地人员",
        "technician": "技术员",
        "nobody": "自行恢复",
    }
)


def standing(row: TerminalRow, now: datetime, interval_seconds: float) -> Standing:
    """A silent terminal is silent, whatever it said last."""
    if (now - row.received_at).total_seconds() > MISSED_BEATS * interval_seconds:
        return Standing.SILENT
    beat = row.beat
    if not all(one.is_usable for one in beat.devices):
        return Standing.DOWN
    is_limping = beat.parked or beat.sheets_uncertain or beat.is_safe_mode
    if is_limping or beat.technician_called_at or any(one.reason for one in beat.devices):
        return Standing.LIMPING
    return Standing.WELL


def fleet_page(rows: Sequence[TerminalRow], now: datetime, interval_seconds: float) -> Markup:
    """One line for each terminal."""
    lines = joined(_line(row, standing(row, now, interval_seconds)) for row in rows)
    nobody = piece('<tr><td colspan="6" class="quiet">还没有终端报过平安。</td></tr>')
    return page("fleet.html", count=len(rows), rows=lines or nobody)


def _line(row: TerminalRow, how: Standing) -> Markup:
    beat = row.beat
    return piece(
        '<tr><td class="number">$terminal<br><small>$site · $version</small></td>'
        '<td><span class="badge $how">$words</span></td><td class="number">$at</td>'
        "<td>$devices</td><td>$waiting</td><td>$sheets</td></tr>",
        terminal=beat.terminal,
        site=beat.site,
        version=beat.version,
        how=how,
        words=_WORDS[how],
        at=f"{row.received_at.astimezone(CITY_TIME):%m-%d %H:%M:%S}",
        devices=joined(_notes(beat)) or piece('<span class="quiet">都好</span>'),
        waiting=f"{beat.unsent} 件" + (f"，搁置 {beat.parked}" if beat.parked else ""),
        sheets=_sheets(beat),
    )


def _notes(beat: Heartbeat) -> Iterator[Markup]:
    if beat.is_safe_mode:
        yield piece("<div><b>安全模式</b></div>")
    if beat.technician_called_at:
        yield piece(
            "<div><b>现场在等技术员</b> <small>$at</small></div>",
            at=_since(beat.technician_called_at),
        )
    for one in beat.devices:
        if one.reason or not one.is_usable:
            yield _device(one)


def _device(one: DeviceHealth) -> Markup:
    return piece(
        "<div><b>$id</b> $reason <small>$who $since</small></div>",
        id=one.id,
        reason=one.reason or one.state,
        who=_ACTORS.get(one.actor or "", one.actor or ""),
        since=_since(one.since) if one.since else "",
    )


def _since(moment: datetime) -> str:
    return f"{moment.astimezone(CITY_TIME):%m-%d %H:%M} 起"


def _sheets(beat: Heartbeat) -> str:
    if beat.sheets_remaining is None:
        return "没有"
    lost = f"，待查找 {beat.sheets_uncertain}" if beat.sheets_uncertain else ""
    return f"{beat.sheets_remaining} 张{lost}"
