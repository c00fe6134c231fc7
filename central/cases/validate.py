"""Does a case fit its item? All problems at once, so that nobody is sent back twice.

Pure. Owns what makes a case well formed. Must not decide whether it is granted.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from central.catalogue.offer import Item
from kiosk.uplink.contract import CaseBody, CaseHeader, MaterialSource, Mode

_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}", re.ASCII)


def problems_of(item: Item, header: CaseHeader, body: CaseBody, today: date) -> tuple[str, ...]:
    """Everything wrong with the case; codes and names of things, never a citizen's words."""
    return (
        *_header_problems(header, body),
        *_form_problems(item, body),
        *_material_problems(item, header, body),
        *_promise_problems(item, body, today),
    )


def _header_problems(header: CaseHeader, body: CaseBody) -> Iterator[str]:
    pairs = (
        ("case_id", header.case_id, body.case_id),
        ("service code", header.service_code, body.service.code),
        ("service version", header.service_version, body.service.version),
        ("mode", header.mode, body.mode),
        ("terminal", header.terminal, body.origin.terminal),
        ("site", header.site, body.origin.site),
        ("region", header.region, body.origin.region),
    )
    for name, outside, inside in pairs:
        if outside != inside:
            yield f"{name} differs between header and packet"


def _form_problems(item: Item, body: CaseBody) -> Iterator[str]:
    if body.mode != item.mode:
        yield f"mode must be {item.mode}"
    if item.authority(body.authority.region) is None:
        yield "authority is not of this platform"
    if not body.consents:
        yield "no consent"
    if body.mode is Mode.APPLY and body.signature is None:
        yield "no signature"
    for name in item.required_fields:
        if not body.form.get(name, "").strip():
            yield f"field {name} is empty"
    if body.form.get("period") == "chosen":
        for name in ("from", "to"):
            if not _DAY.fullmatch(body.form.get(name, "")):
                yield f"field {name} is not a day"


def _material_problems(item: Item, header: CaseHeader, body: CaseBody) -> Iterator[str]:
    brought = {material.code: material for material in body.materials}
    announced = {file.upload_id for file in header.uploads}
    for wanted in item.materials:
        if wanted.required and wanted.code not in brought:
            yield f"material {wanted.code} is missing"
    for code, material in brought.items():
        if item.material(code) is None:
            yield f"material {code} is not of this item"
        if material.source is MaterialSource.SCAN:
            if material.upload_id is None or material.digest is None:
                yield f"material {code} is scanned but names no file"
            elif material.upload_id not in announced:
                yield f"file of material {code} is not announced in the header"


def _promise_problems(item: Item, body: CaseBody, today: date) -> Iterator[str]:
    promised = {one.code for one in body.materials if one.source is MaterialSource.PROMISE}
    undertaken = set(body.promise.missing) if body.promise else set()
    if promised != undertaken:
        yield "undertaking and promised materials differ"
    for code in sorted(promised):
        wanted = item.material(code)
        days = wanted.promise_days if wanted else 0
        if days == 0:
            yield f"material {code} may not be promised"
        elif body.promise and not _in_time(body.promise.due_by, today, days):
            yield f"material {code} is promised for a day later than {days} days"


def _in_time(due_by: date, today: date, days: int) -> bool:
    # A case may have waited offline: its promise counts from its own day, so a due day that is
    # already over is not refused here, it lapses visibly.
    return due_by <= today + timedelta(days=days)
