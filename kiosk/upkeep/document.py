"""An examination as one JSON document for monitoring. Keys are described in docs/technician.md.

Owns the keys, which stay as they are within one ``version``; new ones may be added.
"""

from collections.abc import Mapping
from datetime import datetime

from kiosk.upkeep.findings import (
    DeviceFinding,
    Examination,
    Failed,
    Passed,
    Readiness,
    Skipped,
    TestResult,
    Trouble,
)
from kiosk.upkeep.guide import Guide

VERSION = 1
Json = Mapping[str, object]


def as_document(found: Examination, guide: Guide) -> Json:
    """Everything that the report shows, for machines."""
    return {
        "version": VERSION,
        "terminal": found.terminal,
        "at": found.at.isoformat(),
        "state_folder": found.state_folder,
        "well": found.readiness is Readiness.READY,
        "readiness": found.readiness,
        "services": [
            {"code": one.code, "standing": one.standing, "reasons": list(one.reasons)}
            for one in found.services
        ],
        "troubles": [_trouble(where, one, guide) for where, one in found.troubles()],
        "host": {
            "running": found.host.is_running,
            "pid": found.host.pid,
            "board_at": _stamp(found.host.board_at),
        },
        "devices": [_device(device) for device in found.devices],
        "platform": {
            "url": found.platform.url,
            "reachable": found.platform.is_reachable,
            "reason": found.platform.reason or None,
            "seconds": round(found.platform.took_seconds, 3),
            "clock_ahead_seconds": found.platform.clock_ahead_seconds,
        },
        "outbox": _outbox(found),
        "paper": _paper(found),
        "disk": {
            "free_bytes": found.disk.use.free_bytes,
            "total_bytes": found.disk.use.total_bytes,
        },
        "fonts": {"missing": list(found.fonts.missing)},
        "photo": {"outcome": found.photo.outcome},
    }


def _trouble(where: str, trouble: Trouble, guide: Guide) -> Json:
    return {
        "where": where,
        "reason": trouble.reason,
        "actor": trouble.actor,
        "since": _stamp(trouble.since),
        "wrong": guide.wrong(trouble.reason),
        "todo": guide.todo(where, trouble),
    }


def _device(device: DeviceFinding) -> Json:
    trouble = device.trouble
    return {
        "id": device.device_id,
        "role": device.role,
        "adapter": device.adapter,
        "state": device.state,
        "reason": trouble.reason if trouble else None,
        "actor": trouble.actor if trouble else None,
        "since": _stamp(trouble.since) if trouble else None,
        "test": _test(device.test),
        "month": _month(device),
    }


def _month(device: DeviceFinding) -> Json | None:
    month = device.month
    if month is None:
        return None
    return {"done": month.done, "tried": month.tried, "reopens": month.reopens}


def _test(result: TestResult) -> Json:
    match result:
        case Passed(facts=facts, took_seconds=seconds):
            return {"result": "passed", "reason": None, "seconds": seconds, "facts": dict(facts)}
        case Failed(reason=reason, facts=facts, took_seconds=seconds):
            return {"result": "failed", "reason": reason, "seconds": seconds, "facts": dict(facts)}
        case Skipped(reason=reason):
            return {"result": "skipped", "reason": reason, "seconds": None, "facts": {}}


def _outbox(found: Examination) -> Json | None:
    backlog = found.outbox.backlog
    if backlog is None:
        return None
    return {
        "unsent": backlog.unsent,
        "parked": backlog.parked,
        "oldest_at": _stamp(backlog.oldest_at),
    }


def _paper(found: Examination) -> Json | None:
    books = found.paper.books
    if books is None:
        return None
    return {
        "loaded": books.loaded,
        "remaining": books.remaining,
        "in_flight": books.in_flight,
        "printed": books.printed,
        "uncertain": books.uncertain,
        "spoiled": books.spoiled,
        "lost_sheets": [
            {
                "attempt": sheet.attempt_id,
                "serial": sheet.serial,
                "reason": sheet.reason,
                "since": _stamp(sheet.since),
            }
            for sheet in found.paper.lost
        ],
    }


def _stamp(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
