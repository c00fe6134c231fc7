"""An examination as a technician reads it in a terminal window.

Owns order and layout; the words are in ``guide.yaml``. Each trouble stands as words and keyword, so
that it can be read, looked up and searched for.
"""

from collections.abc import Iterator
from datetime import datetime

from kiosk.identity.reader_words import Listener, status_words
from kiosk.upkeep.columns import aligned
from kiosk.upkeep.device_days import Spell
from kiosk.upkeep.findings import (
    DeviceFinding,
    Examination,
    Failed,
    Passed,
    PlatformFinding,
    Readiness,
    Skipped,
    TestResult,
    Trouble,
)
from kiosk.upkeep.guide import Guide

_NOTHING = "-"
_SAM_IS_WELL = "90"
_GIBIBYTE = 1024**3


def report_lines(found: Examination, guide: Guide) -> Iterator[str]:
    """The whole report, line by line."""
    yield guide.label("title", terminal=found.terminal, at=_stamp(found.at))
    yield from _host(found, guide)
    yield ""
    yield from _devices(found.devices, guide)
    yield ""
    yield from aligned(
        [(guide.label(f"section.{name}"), text) for name, text in _rest(found, guide)]
    )
    for sheet in found.paper.lost:
        yield "  " + guide.label(
            "lost-sheet",
            attempt=sheet.attempt_id,
            serial=sheet.serial,
            since=_stamp(sheet.since),
            reason=sheet.reason,
        )
    yield ""
    yield from _verdict(found, guide)


def _host(found: Examination, guide: Guide) -> Iterator[str]:
    if not found.host.is_running:
        is_known = found.host.is_running is not None
        yield guide.label("host-absent") if is_known else guide.label("host-unknown")
        return
    at = _NOTHING if found.host.board_at is None else _stamp(found.host.board_at)
    yield guide.label("host-running", pid=found.host.pid or _NOTHING, at=at)


# --- devices ------------------------------------------------------------------------------------


def _devices(devices: tuple[DeviceFinding, ...], guide: Guide) -> Iterator[str]:
    names = ("device", "use", "adapter", "state", "wrong", "since", "who", "test")
    rows = [tuple(guide.label(f"column.{name}") for name in names)]
    rows += [_device_row(device, guide) for device in devices]
    yield from aligned(rows)
    for device in devices:
        if device.month is not None and device.month.tried:
            yield f"  {device.device_id}: {month_words(device.month, guide)}"
        if isinstance(device.test, Passed | Failed) and device.test.facts:
            facts = "  ".join(f"{name}={value}" for name, value in device.test.facts.items())
            yield f"  {device.device_id}: {facts}"
            status = device.test.facts.get("sam-status", _SAM_IS_WELL)
            if status != _SAM_IS_WELL:
                said = status_words(guide.texts, int(status, 16), Listener.TECHNICIAN)
                yield f"  {device.device_id}: {said}"


def month_words(month: Spell, guide: Guide) -> str:
    """What a device did in thirty days."""
    return guide.label("month", done=month.done, tried=month.tried, reopens=month.reopens)


def _device_row(device: DeviceFinding, guide: Guide) -> tuple[str, ...]:
    trouble = device.troubles[0] if device.troubles else None
    wrong, since, who = _NOTHING, _NOTHING, _NOTHING
    if trouble is not None:
        wrong, who = _worded(trouble, guide), guide.actor(trouble.actor)
        since = _NOTHING if trouble.since is None else _stamp(trouble.since)
    test = _test(device.test, guide)
    use = guide.place(device.role)
    return (device.device_id, use, device.adapter, device.state, wrong, since, who, test)


def _test(result: TestResult, guide: Guide) -> str:
    match result:
        case Passed(took_seconds=seconds):
            return guide.label("test.passed", seconds=f"{seconds:.2f}")
        case Failed(reason=reason, took_seconds=seconds):
            return guide.label("test.failed", reason=reason, seconds=f"{seconds:.2f}")
        case Skipped(reason=reason):
            return guide.label("test.skipped", why=guide.wrong(reason))


# --- the rest -----------------------------------------------------------------------------------


def _rest(found: Examination, guide: Guide) -> Iterator[tuple[str, str]]:
    yield "platform", _platform(found.platform, guide)
    yield "outbox", _outbox(found, guide)
    yield "paper", _paper(found, guide)
    use = found.disk.use
    free, total = use.free_bytes / _GIBIBYTE, use.total_bytes / _GIBIBYTE
    yield "disk", guide.label("disk-use", free=f"{free:.1f}", total=f"{total:.1f}")
    missing = " ".join(found.fonts.missing)
    yield (
        "fonts",
        guide.label("fonts-absent", names=missing) if missing else guide.label("all-there"),
    )
    yield "photo", guide.texts(f"device.id-reader.photo.{found.photo.outcome}")
    yield "state", found.state_folder


def _platform(platform: PlatformFinding, guide: Guide) -> str:
    if not platform.is_reachable:
        return guide.label("platform-silent", url=platform.url, reason=platform.reason)
    return guide.label(
        "platform-answers",
        url=platform.url,
        seconds=f"{platform.took_seconds:.2f}",
        ahead=f"{platform.clock_ahead_seconds or 0.0:+.1f}",
    )


def _outbox(found: Examination, guide: Guide) -> str:
    backlog = found.outbox.backlog
    if backlog is None:
        return guide.label("unreadable" if found.outbox.troubles else "no-books")
    oldest = _NOTHING if backlog.oldest_at is None else _stamp(backlog.oldest_at)
    return guide.label("outbox-holds", unsent=backlog.unsent, parked=backlog.parked, oldest=oldest)


def _paper(found: Examination, guide: Guide) -> str:
    books = found.paper.books
    if books is None:
        return guide.label("unreadable" if found.paper.troubles else "no-books")
    return guide.label(
        "paper-holds",
        remaining=books.remaining,
        loaded=books.loaded,
        printed=books.printed,
        spoiled=books.spoiled,
        uncertain=len(found.paper.lost),
    )


# --- what to do ---------------------------------------------------------------------------------


def _verdict(found: Examination, guide: Guide) -> Iterator[str]:
    troubles = list(found.troubles())
    if found.readiness is Readiness.OUT_OF_SERVICE:
        yield guide.label("out-of-service")
        for service in found.services:
            yield f"  {service.code}: {', '.join(service.reasons)}"
    elif not troubles:
        yield guide.label("all-well")
    if not troubles:
        return
    yield guide.label("needs-somebody", count=len(troubles))
    for number, (where, trouble) in enumerate(troubles, 1):
        name = guide.place(where)
        yield f"{number}. [{guide.actor(trouble.actor)}] {name}: {_worded(trouble, guide)}"
        yield f"   {guide.todo(where, trouble)}"


def _worded(trouble: Trouble, guide: Guide) -> str:
    words = guide.wrong(trouble.reason)
    return words if words == trouble.reason else f"{words} ({trouble.reason})"


def _stamp(at: datetime) -> str:
    """The technician's own clock: the zone of the machine."""
    return at.astimezone().strftime("%m-%d %H:%M:%S")
