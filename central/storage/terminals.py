"""The last heartbeat of each terminal. Owns its rows only; a heartbeat names no citizen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from central.storage.engine import Sql
from kiosk.uplink.contract import Heartbeat


@dataclass(frozen=True, slots=True)
class TerminalRow:
    """A terminal as it was last heard, by the platform's clock."""

    received_at: datetime
    beat: Heartbeat


def keep(sql: Sql, beat: Heartbeat, received_at: datetime) -> bool:
    """Keep the newest beat; False for one that was overtaken by a newer one."""
    changed = sql.run(
        "INSERT INTO terminals (terminal, site, boot_id, seq, started_at, received_at, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (terminal) DO UPDATE SET site = excluded.site, boot_id = excluded.boot_id,"
        " seq = excluded.seq, started_at = excluded.started_at,"
        " received_at = excluded.received_at, body = excluded.body"
        " WHERE excluded.boot_id <> terminals.boot_id OR excluded.seq > terminals.seq",
        beat.terminal,
        beat.site,
        str(beat.boot_id),
        beat.seq,
        beat.started_at.isoformat(),
        received_at.isoformat(),
        beat.wire().decode(),
    )
    return changed == 1


def all_of(sql: Sql) -> Sequence[TerminalRow]:
    """Every terminal that was ever heard, by site and name."""
    rows = sql.rows("SELECT received_at, body FROM terminals ORDER BY site, terminal")
    return tuple(
        TerminalRow(datetime.fromisoformat(at), Heartbeat.model_validate_json(body))
        for at, body in rows
    )
