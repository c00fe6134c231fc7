"""The support bundle: what a developer far away needs, and nothing of any citizen.

Owns what goes in. Every part is built from a closed shape; no file of the state folder is copied.
"""

import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from kiosk.clock import Clock
from kiosk.host.settings import Setup
from kiosk.host.transcripts import FOLDER as TRANSCRIPTS
from kiosk.upkeep import frames, history
from kiosk.upkeep.diagnose import examine
from kiosk.upkeep.document import as_document
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.log_file import kept_lines
from kiosk.upkeep.log_lines import known_lines
from kiosk.upkeep.masked_settings import masked
from kiosk.upkeep.safe_values import safe
from kiosk.upkeep.versions import versions

VERSION = 1
#: Where somebody keeps a machine is nobody's business far away.
_NOT_SHOWN = ("state_folder",)
_KEPT_EXAMINATIONS = 200


def write_bundle(setup: Setup, clock: Clock, guide: Guide, out: Path) -> None:
    """Examine, collect, and write one ``tar.gz`` that only its maker may read."""
    at = clock.wall()
    parts = dict(_parts(setup, clock, guide))
    listing = {
        "version": VERSION,
        "terminal": setup.settings.terminal.id,
        "at": at.isoformat(),
        "files": {name: sha256(content).hexdigest() for name, content in sorted(parts.items())},
    }
    parts["manifest.json"] = _json(listing)
    out.touch(mode=0o600)
    with tarfile.open(out, "w:gz") as archive:
        for name, content in sorted(parts.items()):
            archive.addfile(_entry(name, content, at), io.BytesIO(content))


def _parts(setup: Setup, clock: Clock, guide: Guide) -> Iterator[tuple[str, bytes]]:
    settings = setup.settings
    state = setup.path(settings.folders.state)
    yield "versions.json", _json(dict(versions(setup.base)))
    yield "settings.json", _json(masked(settings))
    yield "services.json", _json(_services(setup))
    # Devices, platform, outbox, paper, disk: counts and serials of blanks, never a case.
    document = as_document(examine(setup, clock, guide, prints_slip=False), guide)
    yield "diagnosis.json", _json(safe(_without_places(document)))
    past = history.examinations(state)[-_KEPT_EXAMINATIONS:]
    yield "history.json", _json(safe([record.shown() for record in past]))
    devices = [device.id for device in settings.devices]
    known = known_lines(kept_lines(state), settings.terminal.id, devices)
    head = f"{known.left_out} line(s) left out: not on the list of lines that may leave.\n"
    yield "host.log", "".join([head, *(f"{line}\n" for line in known.lines)]).encode()
    for device in devices:
        file = state / TRANSCRIPTS / f"{device}.jsonl"
        if file.is_file():
            yield (
                f"transcripts/{device}.jsonl",
                "".join(f"{x}\n" for x in frames.shapes(file)).encode(),
            )


def _services(setup: Setup) -> Mapping[str, str]:
    return {code: service.digest for code, service in setup.catalogue.services.items()}


def _without_places(document: Mapping[str, object]) -> Mapping[str, object]:
    shown = {name: value for name, value in document.items() if name not in _NOT_SHOWN}
    platform = document["platform"]
    if isinstance(platform, dict):
        shown["platform"] = {name: value for name, value in platform.items() if name != "url"}
    return shown


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode() + b"\n"


def _entry(name: str, content: bytes, at: datetime) -> tarfile.TarInfo:
    """No user's name and no mode of this machine."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(content), 0o600, int(at.timestamp())
    return entry
