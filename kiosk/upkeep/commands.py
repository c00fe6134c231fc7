"""``report``, ``check-report`` and ``bundle``: what the front door calls.

Owns the order of doing, what is said on the way, and exit codes: 0, 1 and 2 like ``diagnose`` for a
report that was written, 0 for a genuine report or a written bundle, 1 for everything else.
"""

from pathlib import Path
from typing import TextIO

from kiosk.clock import Clock
from kiosk.errors import BrokenEnvironmentError
from kiosk.host.settings import Setup
from kiosk.i18n import load_texts
from kiosk.upkeep import history
from kiosk.upkeep.attended import attended_of
from kiosk.upkeep.bundle import write_bundle
from kiosk.upkeep.diagnose import EXIT_CODES, examine
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.readiness_report import report_of
from kiosk.upkeep.signed_pdf import Genuine, judge, sign
from kiosk.upkeep.staff.sign_in import StaffFiles
from kiosk.upkeep.terminal_key import CERTIFICATE_FILE, read_certificate, terminal_key
from kiosk.upkeep.versions import program_version
from printer.layouts.readiness import ReadinessReport
from printer.licence.pdf import Composed, SheetComposer

DONE, NOT_DONE = 0, 1


def write_report(
    setup: Setup, clock: Clock, file: Path, out: TextIO, *, prints_slip: bool = False
) -> int:
    """Examine, keep the record, write the signed PDF, say how the terminal is."""
    guide = _guide(setup)
    state = setup.path(setup.settings.folders.state)
    composer = SheetComposer(setup.path(setup.settings.folders.fonts), guide.texts)
    found = examine(setup, clock, guide, prints_slip=prints_slip)
    try:
        past = history.examinations(state)
        attended = attended_of(StaffFiles.under(state, clock).audit.lines())
        record = history.append(state, found, program_version(setup.base), attended)
        key = terminal_key(state, setup.settings.terminal.id, clock.wall())
        sheet = report_of(found, record, past, setup.settings.terminal, guide)
        file.write_bytes(sign(_composed(composer, sheet), key))
    except OSError as refused:
        why = refused.strerror or str(refused)
        out.write(guide.texts("readiness.not-written", file=file, why=why) + "\n")
        return NOT_DONE
    result = guide.texts(f"readiness.{found.readiness}")
    said = guide.texts("readiness.written", file=file, result=result, digest=record.digest)
    out.write(said + "\n")
    return EXIT_CODES[found.readiness]


def check_report(setup: Setup, file: Path, certificate: Path | None, out: TextIO) -> int:
    """Say whether a report is genuine, and what it says."""
    guide = _guide(setup)
    state = setup.path(setup.settings.folders.state)
    try:
        trusted = read_certificate(certificate or state / CERTIFICATE_FILE)
        verdict = judge(file.read_bytes(), trusted)
        record = history.read(verdict.record) if isinstance(verdict, Genuine) else None
    except (OSError, ValueError) as refused:
        out.write(guide.texts("readiness.refused", why=type(refused).__name__) + "\n")
        return NOT_DONE
    if not isinstance(verdict, Genuine) or record is None:
        why = "no-record" if isinstance(verdict, Genuine) else verdict.reason
        out.write(guide.texts("readiness.refused", why=why) + "\n")
        return NOT_DONE
    result = guide.texts(f"readiness.{record.readiness}")
    said = guide.texts(
        "readiness.genuine",
        terminal=record.terminal,
        at=record.at,
        result=result,
        digest=verdict.digest,
    )
    out.write(said + "\n")
    return DONE


def write_support_bundle(setup: Setup, clock: Clock, file: Path, out: TextIO) -> int:
    """Collect and write."""
    guide = _guide(setup)
    try:
        write_bundle(setup, clock, guide, file)
    except OSError as refused:
        why = refused.strerror or type(refused).__name__
        out.write(guide.texts("readiness.not-written", file=file, why=why) + "\n")
        return NOT_DONE
    size = file.stat().st_size
    out.write(guide.texts("readiness.bundle-written", file=file, size=size) + "\n")
    return DONE


def _composed(composer: SheetComposer, sheet: ReadinessReport) -> bytes:
    composed = composer.compose(sheet)
    if isinstance(composed, Composed):
        return bytes(composed.document)
    # All of its words are ours or keywords of devices: what cannot be set is a broken environment.
    raise BrokenEnvironmentError(f"the report cannot be set: {type(composed).__name__}")


def _guide(setup: Setup) -> Guide:
    folders = setup.settings.folders
    return Guide(load_texts(setup.path(folders.locale) / setup.settings.language))
