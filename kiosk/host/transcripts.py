"""Saving what every wire remembers into the state folder, for the technician and for ``replay``.

Owns the files ``transcripts/<device>.jsonl``: a header that names the driver and its options (no
address, no serial number), then frames and outcomes, masked.
"""

import contextlib
import dataclasses
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from devices.registry import Plan
from devices.worker import DeviceWorker
from kiosk.host.settings import Setup

log = logging.getLogger(__name__)

FOLDER = "transcripts"
#: Options that say where a device is and which one, not how it speaks.
PLACES = frozenset(
    {
        "port",
        "host",
        "uri",
        "url",
        "source",
        "serial_number",
        "port_path",
        "path",
        "reader",
        "service_socket",
        "asound_config",
    }
)


def save_transcripts(setup: Setup, workers: Iterable[DeviceWorker[Any]]) -> None:
    """Write every memory anew."""
    folder = setup.path(setup.settings.folders.state) / FOLDER
    plans = {plan.entry.id: plan for plan in setup.devices}
    for worker in workers:
        if worker.transcript is None:
            continue
        lines = worker.transcript.lines(header_of(plans[worker.device_id]))
        with contextlib.suppress(OSError):
            _write(folder, worker.device_id, lines)


def write_transcript(setup: Setup, worker: DeviceWorker[Any], file: Path) -> None:
    """One memory, to be taken along. Raises OSError; FileNotFoundError where none is kept."""
    if worker.transcript is None:
        raise FileNotFoundError(worker.device_id)
    plan = next(plan for plan in setup.devices if plan.entry.id == worker.device_id)
    lines = worker.transcript.lines(header_of(plan))
    file.touch(mode=0o600)
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def header_of(plan: Plan) -> dict[str, object]:
    """What is needed to build the same driver again on another wire."""
    options: dict[str, object] = {}
    if dataclasses.is_dataclass(plan.options):
        options = {
            each.name: value
            for each in dataclasses.fields(plan.options)
            if each.name not in PLACES
            and isinstance(value := getattr(plan.options, each.name), bool | int | float | str)
        }
    return {
        "device": plan.entry.id,
        "role": plan.adapter.role,
        "adapter": plan.entry.adapter,
        "options": options,
    }


def _write(folder: Path, device_id: str, lines: Iterable[str]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = folder / f"{device_id}.part"
    partial.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    partial.replace(folder / f"{device_id}.jsonl")
