"""A visit as a pure session, with a clock that the test moves. Synthetic people only.

Owns the shortest way to each stage; what must hold there is the tests' own.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import UUID

from config.terminal import TimeLimits
from devices.ports import ScanSource
from devices.status import Actor, DeviceReport, Ready, Role, State, Unavailable
from kiosk.catalogue.availability import TerminalProfile
from kiosk.host.messages import PaperResult
from kiosk.uplink.contract import CaseReply, CaseState, EnvelopeView, MissingMaterial
from kiosk.visit import events, intents
from kiosk.visit.session import advance
from kiosk.visit.state import (
    Capture,
    Form,
    Identify,
    MaterialList,
    PlatformView,
    Review,
    Scanning,
    Sheet,
    Submitted,
    VisitState,
)
from kiosk.visit.turn import Context
from tests import sample_visit as sample

SERVICES = (sample.SOLE_TRADER, sample.EATERY, sample.SOCIAL)
WALL = sample.NOW
START = 1000.0
LIMITS = TimeLimits()
CASE = UUID("0191d2c6-7a3e-7000-8000-000000000001")
OTHER_CASE = UUID("0191d2c6-7a3e-7000-8000-000000000002")
RESULT = "0191d2c6-7a3e-7000-8000-00000000000a"
UPLOAD = "0191d2c6-7a3e-7000-8000-0000000000f1"
STROKES = (tuple((0.1 * step, 0.5) for step in range(1, 10)),)
EXPIRED = replace(sample.RESIDENT, never_expires=False, valid_to=date(2025, 1, 1))
VIEW = EnvelopeView(
    case_id=CASE,
    case_no="QH2604-7K3M-92",
    service_code=sample.EATERY,
    missing=(MissingMaterial(code="landlord-id", name="房东身份证明"),),
    due_by=date(2026, 4, 17),
    complete=False,
)
PAPERS = {
    sample.SOLE_TRADER: ("premises-proof",),
    sample.EATERY: ("lease", "landlord-id"),
    sample.SOCIAL: (),
}

SCANNER_CAN = frozenset({"pages", *ScanSource})


@cache
def services():
    return sample.catalogue().services


def report(role, *, works=True):
    """One device as it stands."""
    status = Ready()
    if not works:
        status = Unavailable(State.NO_DEVICE, "device-gone", Actor.NOBODY, WALL)
    return DeviceReport(str(role), role, "virtual", status, frozenset())


def reports(*gone):
    """All devices; those of ``gone`` do not work."""
    return events.DevicesReported(tuple(report(role, works=role not in gone) for role in Role))


def with_scanner(*gone):
    """All devices, a scanner with glass and feeder among them; those of ``gone`` do not work."""
    told = reports(*gone)
    return replace(
        told,
        reports=tuple(
            replace(one, capabilities=SCANNER_CAN) if one.role is Role.PAGE_SCANNER else one
            for one in told.reports
        ),
    )


def platform():
    """A platform that takes everything of ours."""
    versions = {code: one.definition.version for code, one in services().items()}
    return PlatformView(True, WALL, "a key", versions)


def reply(state=CaseState.RECEIVED, *, case_id=CASE, accepted=None, **more):
    """What the platform says; 受理 is said by every state that comes after it."""
    is_accepted = state not in _BEFORE if accepted is None else accepted
    return CaseReply(
        case_id=case_id,
        state=state,
        case_no="QH2604-7K3M-92" if is_accepted else None,
        query_code="7K3M92QH" if is_accepted else None,
        received_at=datetime(2026, 4, 2, 13, 41, tzinfo=UTC),
        accepted_at=datetime(2026, 4, 2, 13, 42, tzinfo=UTC) if is_accepted else None,
        **more,
    )


_BEFORE = (
    CaseState.AWAITING_MATERIALS,
    CaseState.RECEIVED,
    CaseState.PRECHECKED,
    CaseState.NOT_ACCEPTED,
    CaseState.CORRECTION_REQUESTED,
)


class Sitting:
    """One citizen at the session. ``effects`` are those of the last call of ``do``."""

    def __init__(self, service=sample.SOLE_TRADER):
        self.service = service
        self.now = START
        self.state = VisitState()
        self.effects = ()
        self.do(events.Shown(), reports(), events.PlatformReported(platform()))

    @property
    def stage(self):
        return self.state.stage

    @property
    def case(self):
        return self.state.case

    def context(self):
        return Context(
            services=services(),
            profile=TerminalProfile(frozenset(Role)),
            limits=LIMITS,
            now=self.now,
            wall=WALL + timedelta(seconds=self.now - START),
        )

    def do(self, *happenings):
        """Let these things happen, one after the other."""
        effects = []
        for happening in happenings:
            turn = advance(self.state, happening, self.context())
            self.state = turn.state
            effects += turn.effects
        self.effects = tuple(effects)
        return self

    def told(self, kind):
        """What the host was told of this kind in the last call of ``do``."""
        tells = (one.message for one in self.effects if isinstance(one, events.Tell))
        return [message for message in tells if isinstance(message, kind)]

    def asked(self, kind):
        """The effects of this kind of the last call of ``do``."""
        return [one for one in self.effects if isinstance(one, kind)]

    def wait(self, seconds):
        """Let time pass in silence, a quarter of a second at a time."""
        effects = []
        until = self.now + seconds
        while self.now < until:
            self.now += 0.25
            effects += self.do(events.Ticked()).effects
        self.effects = tuple(effects)
        return self

    # --- the shortest way to each stage -------------------------------------------------------

    def at_home(self):
        return self.do(intents.Wake())

    def at_guide(self):
        return self.at_home().do(intents.OpenService(self.service))

    def at_reader(self):
        self.at_guide().do(intents.Continue())
        assert isinstance(self.stage, Identify)
        return self

    def read(self, person=sample.RESIDENT):
        return self.do(events.PersonRead(self.stage.request_id, person))

    def at_form(self):
        self.at_reader().read()
        assert isinstance(self.stage, Form)
        return self

    def filled(self):
        self.at_form()
        for field, value in sample.STORY[self.service].items():
            self.do(intents.SetAnswer(field, value))
        return self

    def at_materials(self):
        self.filled().do(intents.Continue())
        assert isinstance(self.stage, MaterialList)
        return self

    def at_camera(self):
        code = PAPERS[self.service][0]
        self.at_materials().do(intents.ScanMaterial(code), events.CameraLive())
        assert isinstance(self.stage, Capture)
        return self

    def scan(self, code):
        return self.do(
            intents.ScanMaterial(code),
            events.CameraLive(),
            events.PageAdded(0, b"jpeg"),
            intents.FinishCapture(),
            events.ScanKept(code, 1, "sha256:" + "0" * 64, UPLOAD),
        )

    def at_review(self):
        if not PAPERS[self.service]:
            self.filled()
        else:
            self.at_materials()
            for code in PAPERS[self.service]:
                self.scan(code)
        self.do(intents.Continue())
        assert isinstance(self.stage, Review)
        return self

    def agreed(self):
        self.at_review()
        for consent in services()[self.service].definition.consents:
            if consent.id not in self.state.consents:
                self.do(intents.ToggleConsent(consent.id))
        return self.do(intents.SignatureChanged(STROKES))

    def sealing(self):
        self.agreed().do(intents.Submit())
        assert self.stage.is_sealing
        return self

    def stored(self):
        self.sealing().do(events.StoredHere(str(CASE), WALL))
        assert isinstance(self.stage, Submitted)
        return self

    def accepted(self):
        return self.stored().do(events.PlatformSaid(reply(CaseState.ACCEPTED)))

    def granted(self):
        self.accepted().settle_receipt()
        return self.do(events.ResultReady(str(CASE), RESULT, "990102-0001"))

    def at_sheet(self):
        self.granted().do(intents.PrintLicence())
        assert isinstance(self.stage, Sheet)
        return self

    def at_rating(self):
        return self.granted().do(intents.Continue())

    def at_goodbye(self):
        return self.at_rating().do(intents.Skip())

    def at_window(self):
        self.at_home().do(intents.OpenTool(intents.Tool.SCAN))
        assert isinstance(self.stage, Scanning)
        return self

    def settle_receipt(self, result=PaperResult.PRINTED, reason=""):
        return self.do(events.PaperMoved(self.case.receipt_request, result, reason, ""))

    def sheet(self, result, reason="", actor=""):
        """The printer says how the sheet stands."""
        return self.do(events.PaperMoved(self.stage.request_id, result, reason, actor))
