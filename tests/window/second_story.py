"""The rest of the story, as states of a real session; the views come from the real presenters.

Zhang San opens a noodle shop at 21:40 and files for his kitchen. Synthetic person throughout.
"""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import UUID

from PIL import Image, ImageDraw

from config.terminal import Identity, TimeLimits
from devices.ports import ScanSource
from devices.status import Actor, DeviceReport, Ready, Role, State, Unavailable
from kiosk.cases.materials import MaterialRefused, Materials, Promised, Scanned
from kiosk.catalogue.availability import TerminalProfile
from kiosk.host.scan_messages import ScanResult
from kiosk.uplink.contract import CaseReply, CaseState, EnvelopeView, MissingMaterial
from kiosk.visit.intents import Tool
from kiosk.visit.state import (
    Aids,
    Attract,
    Capture,
    CardTrouble,
    CaseRecord,
    Ending,
    Envelope,
    Fault,
    Form,
    Goodbye,
    Guide,
    Home,
    Identify,
    MaterialList,
    PageThumb,
    PlatformView,
    Rating,
    ReceiptPhase,
    Review,
    Scanning,
    ScanNote,
    Sheet,
    SheetPhase,
    Stage,
    Submitted,
    VisitState,
)
from kiosk.visit.turn import Context
from screens.presenters.present import view_of
from tests import sample_visit as sample

NOW = datetime(2026, 4, 2, 13, 49, 33, tzinfo=UTC)
TERMINAL = Identity(
    id="QH-BJL-03",
    name="3 号机",
    hall="滨江路 24 小时厅",
    city="青禾市",
    site="BJL",
    region="990100",
    complaint_line="12345",
)
CASE_ID = "6f1c2f5e-3d1b-4f0e-9a53-5d7b64f2a001"
SCAN = Scanned(UUID(int=1), "sha256:" + "0" * 64, 3, NOW)


@cache
def services():
    return sample.catalogue().services


@cache
def words():
    return sample.texts()


def context(**changed) -> Context:
    base = Context(
        services=services(),
        profile=TerminalProfile(frozenset(Role)),
        limits=TimeLimits(),
        now=100.0,
        wall=NOW,
    )
    return replace(base, **changed)


def devices(**broken: Unavailable) -> tuple[DeviceReport, ...]:
    """Every device ready, except those named by their role (with underscores)."""
    return tuple(
        DeviceReport(role, role, "virtual", broken.get(role.replace("-", "_"), Ready()))
        for role in Role
    )


def platform(*, is_online: bool = True) -> PlatformView:
    versions = {code: service.definition.version for code, service in services().items()}
    return PlatformView(is_online, NOW, "key", versions)


def state(stage: Stage, code: str = sample.SOLE_TRADER, **changed) -> VisitState:
    """A visit inside a service, with the story's answers."""
    base = VisitState(
        stage=stage,
        service=services()[code],
        person=sample.RESIDENT,
        answers=sample.answered(code),
        materials=Materials(card_read_at=NOW),
        devices=devices(),
        platform=platform(),
        touched_at=90.0,
        patience_seconds=60.0,
        consents={"read-card": NOW},
    )
    return replace(base, **changed)


def hall(stage: Stage, **changed) -> VisitState:
    """A visit before any service."""
    return VisitState(stage=stage, devices=devices(), platform=platform(), **changed)


def scanned(code: str, **more) -> Materials:
    names = {sample.SOLE_TRADER: "premises-proof", sample.EATERY: "lease"}
    return Materials(card_read_at=NOW, decided={names[code]: SCAN, **more})


def reply(case_state: CaseState, **changed) -> CaseReply:
    base = {
        "case_id": CASE_ID,
        "state": case_state,
        "case_no": "QH2604-7K3M-9C",
        "query_code": "7K3M9C4A",
        "received_at": NOW - timedelta(seconds=2),
        "accepted_at": NOW,
        "follow_up": "滨江路 24 小时厅",
        "decide": "青禾市临湖区市场监督管理局",
    }
    return CaseReply(**{**base, **changed})


def case(answer: CaseReply | None = None, **changed) -> CaseRecord:
    return CaseRecord(
        CASE_ID,
        stored_at=NOW - timedelta(seconds=31),
        received_at=None if answer is None else answer.received_at,
        reply=answer,
        **changed,
    )


@cache
def page_jpeg() -> bytes:
    paper = Image.new("RGB", (150, 200), "white")
    pen = ImageDraw.Draw(paper)
    for top in range(20, 180, 16):
        pen.line((16, top, 130, top), fill=(90, 90, 90), width=4)
    out = io.BytesIO()
    paper.save(out, "JPEG")
    return out.getvalue()


STROKES = tuple(
    tuple((0.3 + 0.04 * stroke + 0.01 * at, 0.3 + 0.04 * at) for at in range(10))
    for stroke in range(4)
)
GONE = Unavailable(State.NO_DEVICE, "camera-absent", Actor.TECHNICIAN,
                   NOW - timedelta(minutes=3))  # fmt: skip
QUAD = ((0.24, 0.16), (0.76, 0.14), (0.81, 0.90), (0.19, 0.92))
CHECKS = {"sharp": True, "whole": True, "lit": True, "glare": False, "uncovered": True}
PAGES = (PageThumb(0, page_jpeg()), PageThumb(1, page_jpeg()))
ALL = {"truth": NOW, "read-card": NOW}
LATER = {"landlord-id": Promised(date(2026, 4, 17))}
INSTANT = CaseState.ACCEPTED


def _eatery(stage: Stage, **changed) -> VisitState:
    materials = changed.pop("materials", scanned(sample.EATERY, **LATER))
    return state(stage, sample.EATERY, materials=materials, **changed)


def _at_scanner(stage: Stage, **changed) -> VisitState:
    """Where a scanner with glass and feeder stands beside the camera."""
    reports = changed.pop("devices", devices())
    can = frozenset({"pages", *ScanSource})
    return _eatery(
        stage,
        devices=tuple(
            replace(one, capabilities=can) if one.role is Role.PAGE_SCANNER else one
            for one in reports
        ),
        **changed,
    )


#: Every stage, and every face of it that a citizen may see: name -> (state, now).
STATES = {
    "s01-attract": hall(Attract()),
    "s02-home": hall(Home()),
    "s02b-home-broken": replace(
        hall(Home()), devices=devices(document_scanner=GONE, page_scanner=GONE)
    ),
    "s02c-services": hall(Home(tool=Tool.APPLY)),
    "s02d-services-off": replace(
        hall(Home(tool=Tool.PROOF)), platform=platform(is_online=False)
    ),
    "s04-guide": state(Guide(), person=None),
    "s04b-guide-degraded": replace(
        state(Guide(), sample.EATERY, person=None), platform=platform(is_online=False)
    ),
    "s04c-guide-proof": state(Guide(), sample.SOCIAL, person=None),
    "s05-identify": state(Identify(1, 147.0), person=None),
    "s05b-identify-trouble": state(Identify(1, 147.0, CardTrouble.MOVED), person=None),
    "s06-form": state(Form("form")),
    "s06b-form-empty": state(Form("form"), answers=sample.prefill(
        services()[sample.SOLE_TRADER].definition, sample.RESIDENT)),
    "s06c-form-edit": state(Form("form", "mobile", "1380000")),
    "s06d-form-proof": state(Form("form"), sample.SOCIAL),
    "s07-materials": _eatery(MaterialList(), materials=Materials(card_read_at=NOW)),
    "s07b-materials-done": _eatery(MaterialList()),
    "s07c-materials-refused": state(
        MaterialList(MaterialRefused(words="执照上要写这个地址，没有合同当场批不了。带来再办"))
    ),
    "s08-capture": _eatery(Capture("lease", True, PAGES, QUAD, "capture.hint.glare_bottom_right",
                                   CHECKS)),
    "s08b-capture-start": _eatery(Capture("lease")),
    "s08c-capture-good": _eatery(Capture("lease", True, PAGES, QUAD, "capture.hint.hold",
                                         dict.fromkeys(CHECKS, True))),
    "s08d-capture-finishing": _eatery(Capture("lease", True, PAGES, is_finishing=True)),
    "s08p-capture-dropping": _eatery(Capture("lease", True, PAGES, dropping=0)),
    "s08e-capture-scanner": _at_scanner(Capture("lease", True)),
    "s08f-capture-scanning": _at_scanner(
        Capture("lease", pages=PAGES, scanning=ScanSource.FEEDER)
    ),
    "s08g-capture-scan-jam": _at_scanner(
        Capture("lease", True, PAGES, scanned=ScanNote(ScanResult.FAILED, 2, "media-jam"))
    ),
    "s08h-capture-scanner-only": _at_scanner(
        Capture("lease", is_camera_gone=True), devices=devices(document_scanner=GONE)
    ),
    "s08i-capture-pages-only": _eatery(
        Capture("lease", pages=PAGES, is_camera_gone=True,
                scanned=ScanNote(ScanResult.FAILED, 0, "scanner-absent")),
        devices=devices(document_scanner=GONE, page_scanner=GONE),
    ),
    "s08j-capture-scan-done": _at_scanner(
        Capture("lease", True, PAGES, scanned=ScanNote(ScanResult.DONE, 2, ""))
    ),
    "s09-review": _eatery(Review()),
    "s09b-review-signed": state(Review(STROKES), consents=ALL,
                                materials=scanned(sample.SOLE_TRADER)),
    "s09c-review-proof": state(Review(), sample.SOCIAL),
    "s09d-review-failed": state(Review(failure="disk-full"), consents=ALL),
    "s10a-submitting": _eatery(Submitted(82.0), case=case()),
    "s10b-received": _eatery(
        Submitted(82.0),
        case=case(reply(CaseState.RECEIVED, accepted_at=None),
                  receipt=ReceiptPhase.PRINTED, receipt_rung="stored"),
    ),
    "s10c-held-up": _eatery(Submitted(82.0), case=case(held_up="schema")),
    "s10d-correction": _eatery(
        Submitted(82.0),
        case=case(reply(CaseState.CORRECTION_REQUESTED, accepted_at=None,
                        reason="租赁合同少了签字页，请补一页。")),
    ),
    "s10e-refused": state(
        Submitted(82.0),
        case=case(reply(CaseState.REFUSED, accepted_at=None,
                        reason="这个字号在临湖区已经有人用了，换一个再来。")),
    ),
    "s10-accepted": _eatery(
        Submitted(82.0),
        case=case(reply(CaseState.TOLERATED, due_by=date(2026, 4, 17),
                        envelope_code="E-3467ACDEFGHJ-7K"),
                  receipt=ReceiptPhase.PRINTED, receipt_rung="accepted"),
    ),
    "s10f-deciding": state(Submitted(82.0), case=case(reply(INSTANT),
                                                      receipt=ReceiptPhase.PRINTING)),
    "s10g-granted": state(
        Submitted(82.0),
        case=case(reply(CaseState.RESULT_READY), result_id="r", result_number="92990102MA0000015P",
                  receipt=ReceiptPhase.FAILED, receipt_reason="media-empty"),
    ),
    **{
        f"s12-sheet-{phase}": state(
            Sheet(phase, 7, reason, actor),
            case=case(reply(CaseState.RESULT_READY), result_id="r",
                      result_number="92990102MA0000015P"),
        )
        for phase, reason, actor in (
            (SheetPhase.PREPARING, "", ""),
            (SheetPhase.PRINTING, "", ""),
            (SheetPhase.WAITING, "media-jam", "host-staff"),
            (SheetPhase.TAKE, "", ""),
            (SheetPhase.REFUSED, "printer-unfit", "host-staff"),
            (SheetPhase.UNCERTAIN, "", ""),
        )
    },
    "s13-rate": state(Rating(), case=case(reply(INSTANT))),
    "s13b-rate-good": state(Rating(5, ("快",)), case=case(reply(INSTANT))),
    "s13c-rate-bad": state(Rating(1), case=case(reply(INSTANT))),
    "s16-timeout": state(Review(), asked_until=123.0, card_on_reader=True),
    "s16b-goodbye": _eatery(
        Goodbye(Ending.FINISHED, 112.0),
        case=case(reply(INSTANT), receipt=ReceiptPhase.PRINTED),
    ),
    "s16c-goodbye-card": state(Goodbye(Ending.TIMED_OUT, 112.0), card_on_reader=True),
    "s16d-goodbye-left": hall(Goodbye(Ending.LEFT, 112.0)),
    "s17-fault": replace(
        _eatery(Fault(Role.DOCUMENT_SCANNER, "device-gone", MaterialList()),
                materials=Materials(card_read_at=NOW)),
        devices=devices(document_scanner=GONE, page_scanner=GONE),
    ),
    "s17b-fault-reader": state(Fault(Role.ID_READER, "device-gone", Identify(1, 160.0)),
                               person=None),
    "s17c-fault-scanner": hall(Fault(Role.QR_SCANNER, "device-gone", Scanning(1, 160.0))),
    "s20-scanning": hall(Scanning(1, 147.0)),
    "s20b-scanning-trouble": hall(Scanning(1, 147.0, "visit.code.payment")),
    "s21-envelope": hall(Envelope(EnvelopeView(
        case_id=CASE_ID, case_no="QH2604-7K3M-9C", service_code=sample.EATERY,
        missing=(MissingMaterial(code="landlord-id", name="房东身份证明"),),
        due_by=date(2026, 4, 17), complete=False,
    ))),
    "s21b-envelope-complete": hall(Envelope(EnvelopeView(
        case_id=CASE_ID, case_no="QH2604-7K3M-9C", service_code=sample.EATERY,
        missing=(), due_by=date(2026, 4, 17), complete=True,
    ))),
    "s22-help": state(Review(), aids=Aids(shows_help=True)),
}  # fmt: skip


def view(name: str):
    """The view of a state, as the app would draw it."""
    return view_of(STATES[name], context(), words(), TERMINAL)


SECOND_STORY = {name: (lambda name=name: view(name)) for name in STATES}
