"""From an examination and the one before it to the readiness report's sheet. Pure.

Owns what counts as drift. The code on the paper is what a phone compares with the paper and with
the file: terminal, time, result, digest of the record.
"""

from collections.abc import Iterator
from datetime import datetime

from config.terminal import Identity
from kiosk.upkeep.attended import GOOD, SKIPPED, Attended
from kiosk.upkeep.findings import DeviceFinding, Examination, Readiness
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.history import Outcome, Record
from kiosk.upkeep.report import month_words
from printer.layouts.readiness import AttendedLine, ReadinessReport, TestLine, TroubleLine

CODE_PREFIX = "OPENHALL-READINESS/1"
#: A test that takes half as long again is slower in earnest; below this it is noise.
SLOWER_RATIO, NOISE_SECONDS = 1.5, 0.2


def code_of(record: Record) -> str:
    """What the QR code says."""
    return f"{CODE_PREFIX} {record.terminal} {record.at} {record.readiness} sha256:{record.digest}"


def report_of(
    found: Examination, record: Record, past: list[Record], terminal: Identity, guide: Guide
) -> ReadinessReport:
    """The sheet. ``past`` are the records before this one, oldest first."""
    before = past[-1] if past else None
    at = found.at.astimezone()
    return ReadinessReport(
        terminal=terminal.id,
        place=f"{terminal.city} {terminal.hall} {terminal.name}",
        at=at.strftime("%Y-%m-%d %H:%M:%S %z"),
        day=at.date(),
        result=_word(guide, record.readiness),
        is_ready=record.readiness is Readiness.READY,
        before=_before(before, guide),
        tests=tuple(_test(device, record, past, guide) for device in found.devices),
        attended=tuple(_attended(one, guide) for one in record.attended),
        troubles=tuple(
            TroubleLine(
                guide.place(where),
                f"{guide.wrong(one.reason)} ({one.reason})",
                guide.actor(one.actor),
                guide.todo(where, one),
            )
            for where, one in found.troubles()
        ),
        digest=record.digest,
        code=code_of(record),
        record=record.canonical(),
    )


def _before(before: Record | None, guide: Guide) -> str:
    if before is None:
        return guide.texts("readiness.first")
    at = before.time.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return f"{at}  {_word(guide, before.readiness)}"


def _test(device: DeviceFinding, record: Record, past: list[Record], guide: Guide) -> TestLine:
    now = record.outcome(device.device_id)
    if now is None:
        raise AssertionError("the record is of another examination")
    words = guide.label(
        f"test.{now.result}",
        seconds=f"{now.took_seconds or 0:.2f}",
        reason=now.reason,
        why=guide.wrong(now.reason),
    )
    return TestLine(
        device=device.device_id,
        use=guide.place(device.role),
        state=device.state,
        outcome=words,
        drift="；".join(
            [*_drift(now, _last_tested(device.device_id, past), guide), *_month(device, guide)]
        ),
        is_good=now.result != "failed" and not device.troubles,
    )


def _month(device: DeviceFinding, guide: Guide) -> Iterator[str]:
    if device.month is not None and device.month.tried:
        yield month_words(device.month, guide)


def _attended(one: Attended, guide: Guide) -> AttendedLine:
    slot = f" {guide.place(one.slot)}" if one.slot else ""
    at = datetime.fromisoformat(one.at).astimezone()
    changed = bool(one.before) and one.before != one.verdict and one.verdict != SKIPPED
    was, now = _verdict(one.before, guide), _verdict(one.verdict, guide)
    return AttendedLine(
        device=one.device_id,
        trial=guide.label(f"trial.{one.trial}") + slot,
        verdict=now,
        at=at.strftime("%Y-%m-%d %H:%M"),
        by=one.number,
        drift=guide.texts("readiness.now-result", before=was, now=now) if changed else "",
        is_good=one.verdict == GOOD,
    )


def _verdict(word: str, guide: Guide) -> str:
    key = f"readiness.verdict.{word}"
    return guide.texts(key) if key in guide.texts else guide.wrong(word)


def _last_tested(device_id: str, past: list[Record]) -> Outcome | None:
    """The last time that it was really tried: a skipped test is nothing to compare with."""
    outcomes = (record.outcome(device_id) for record in reversed(past))
    return next((one for one in outcomes if one is not None and one.result != "skipped"), None)


def _drift(now: Outcome, before: Outcome | None, guide: Guide) -> Iterator[str]:
    if before is None:
        yield guide.texts("readiness.never-tested")
        return
    changes = [*_of_result(now, before, guide), *_of_time(now, before, guide)]
    changes += _of_facts(now, before, guide)
    yield from changes or [guide.texts("readiness.unchanged")]


def _of_result(now: Outcome, before: Outcome, guide: Guide) -> Iterator[str]:
    if now.result != before.result or now.reason != before.reason:
        was, is_ = before.reason or before.result, now.reason or now.result
        yield guide.texts("readiness.now-result", before=was, now=is_)


def _of_time(now: Outcome, before: Outcome, guide: Guide) -> Iterator[str]:
    if now.took_seconds is None or before.took_seconds is None:
        return
    difference = now.took_seconds - before.took_seconds
    ratio = max(now.took_seconds, before.took_seconds) / max(
        0.001, min(now.took_seconds, before.took_seconds)
    )
    if abs(difference) > NOISE_SECONDS and ratio > SLOWER_RATIO:
        word = "slower" if difference > 0 else "faster"
        yield guide.texts(f"readiness.{word}", seconds=f"{abs(difference):.2f}")


def _of_facts(now: Outcome, before: Outcome, guide: Guide) -> Iterator[str]:
    was = before.facts or {}
    for name, value in (now.facts or {}).items():
        if name in was and was[name] != value:
            yield guide.texts("readiness.fact", name=name, before=was[name], now=value)


def _word(guide: Guide, readiness: Readiness) -> str:
    return guide.texts(f"readiness.{readiness}")
