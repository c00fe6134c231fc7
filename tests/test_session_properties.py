"""Whatever is touched and whatever happens, in any order: no error, no dead end, nothing twice."""

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from devices.ports import ScanSource
from devices.status import Role
from kiosk.host.messages import PaperResult
from kiosk.host.scan_messages import ScanResult
from kiosk.uplink.contract import CaseState
from kiosk.visit import events, intents
from kiosk.visit.handing_in import rung_of
from kiosk.visit.state import (
    Attract,
    Capture,
    CardTrouble,
    Envelope,
    Form,
    Goodbye,
    Guide,
    Home,
    Identify,
    MaterialList,
    ReceiptPhase,
    Review,
    Scanning,
    Sheet,
    SheetPhase,
)
from tests import sample_visit as sample
from tests.session_rig import (
    CASE,
    EXPIRED,
    OTHER_CASE,
    PAPERS,
    RESULT,
    SERVICES,
    STROKES,
    UPLOAD,
    VIEW,
    WALL,
    Sitting,
    reply,
    reports,
    with_scanner,
)

CODES = ("premises-proof", "lease", "landlord-id", "family-proof", "id-card", "nothing")
FIELDS = (*sorted({key for story in sample.STORY.values() for key in story}), "no-such-field")
VALUES = ("", "1", "linhu", "noodles", "13800005678", "x" * 200, "\x00", "yes", "family")
#: One for each form that may be on the screen.
ANSWERS = (("mobile", "13800005678"), ("insurance", "all"))
RUNGS = ("stored", "received", "accepted")

TOUCHES = st.one_of(
    st.sampled_from(
        [
            *(intents.Wake(), intents.Back(), intents.Submit(), intents.Skip()),
            *(intents.Stay(), intents.Stay(180), intents.CaptureNow(), intents.FinishCapture()),
            *(intents.PrintReceipt(), intents.PrintLicence(), intents.PaperTaken()),
            *(intents.ChooseLanguage("zh-CN"), intents.OpenCategory("business")),
            *(intents.EditField(None), intents.SignatureChanged(STROKES)),
            *(intents.SignatureChanged(()), intents.ToggleTag("快")),
        ]
    ),
    st.builds(intents.OpenTool, st.sampled_from(intents.Tool)),
    st.builds(intents.OpenService, st.sampled_from((*SERVICES, "no-such-service"))),
    st.builds(intents.EditField, st.sampled_from(FIELDS)),
    st.builds(intents.SetAnswer, st.sampled_from(FIELDS), st.sampled_from(VALUES)),
    st.builds(intents.ScanMaterial, st.sampled_from(CODES)),
    st.builds(intents.PromiseMaterial, st.sampled_from(CODES)),
    st.builds(intents.ToggleConsent, st.sampled_from(("truth", "look-up", "undertaking", "x"))),
    st.builds(intents.RetakePage, st.integers(-1, 8)),
    st.builds(intents.ScanPages, st.sampled_from(ScanSource)),
    st.just(intents.StopScanning()),
    st.builds(intents.Rate, st.integers(-1, 6)),
    st.builds(intents.UseAid, st.sampled_from(intents.Aid)),
)
REQUESTS = st.integers(0, 12)
CASES = st.sampled_from((CASE, OTHER_CASE))
HAPPENINGS = st.one_of(
    st.sampled_from([events.Shown(), events.CardTaken(), events.CardStillThere()]),
    st.sampled_from([reports(), reports(Role.DOCUMENT_SCANNER), reports(Role.ID_READER)]),
    st.sampled_from([with_scanner(), with_scanner(Role.DOCUMENT_SCANNER)]),
    st.builds(events.PersonRead, REQUESTS, st.sampled_from((sample.RESIDENT, EXPIRED))),
    st.builds(events.CardFailed, REQUESTS, st.sampled_from((None, *CardTrouble))),
    st.builds(events.CodeRefused, REQUESTS, st.just("visit.code.web")),
    st.builds(events.CodeNotRead, REQUESTS, st.booleans()),
    st.builds(events.EnvelopeFound, REQUESTS, st.just(VIEW)),
    st.just(events.CameraLive()),
    st.just(events.CameraGone("ended")),
    st.builds(
        events.ScanSettled, st.sampled_from(ScanResult), st.integers(0, 6), st.just("media-jam")
    ),
    st.builds(events.PageAdded, st.integers(0, 7), st.just(b"jpeg")),
    st.builds(events.PageGone, st.integers(0, 7)),
    st.builds(
        events.ScanKept, st.sampled_from(CODES), st.integers(1, 9), st.just("x"), st.just(UPLOAD)
    ),
    st.builds(events.CaptureBroke, st.sampled_from(("disk-full", "device-gone"))),
    st.builds(events.StoredHere, CASES.map(str), st.just(WALL)),
    st.builds(events.NotStored, st.just("disk-full")),
    st.builds(
        lambda state, case: events.PlatformSaid(reply(state, case_id=case)),
        st.sampled_from(CaseState),
        CASES,
    ),
    st.builds(events.HeldUp, CASES.map(str), st.just("x")),
    st.builds(events.ResultReady, CASES.map(str), st.just(RESULT), st.just("990102-0001")),
    st.builds(
        events.PaperMoved, REQUESTS, st.sampled_from(PaperResult), st.just("why"), st.just("")
    ),
)


class AnyVisit(RuleBasedStateMachine):
    """A visit from some stage on, with everything thrown at it."""

    @initialize(
        service=st.sampled_from(SERVICES),
        where=st.sampled_from(
            (
                *("at_home", "at_guide", "at_reader", "at_form", "at_camera", "at_review"),
                *("agreed", "sealing", "stored", "accepted", "granted", "at_sheet"),
                *("at_rating", "at_window"),
            )
        ),
    )
    def arrive(self, service, where):
        self.visit = Sitting(service)
        self.handed_in = self.sheets = 0
        self.rung = ""
        if where == "at_camera" and not PAPERS[service]:
            where = "at_form"
        getattr(self.visit, where)()
        self.may_submit = (
            not isinstance(self.visit.stage, Review) or not self.visit.stage.is_sealing
        )
        self._remember()

    @rule(touch=TOUCHES)
    def touch(self, touch):
        self._do(touch)

    @rule()
    def go_on(self):
        self._do(intents.Continue())

    @rule(happening=HAPPENINGS)
    def happen(self, happening):
        self._do(happening)

    @rule(seconds=st.sampled_from((0.25, 10, 65)))
    def wait(self, seconds):
        self.visit.now += seconds
        self._do(events.Ticked())

    @rule(result=st.sampled_from(PaperResult))
    def paper_moves(self, result):
        stage, case = self.visit.stage, self.visit.case
        if isinstance(stage, Sheet):
            self._do(events.PaperMoved(stage.request_id, result, "", ""))
        elif case is not None:
            self._do(events.PaperMoved(case.receipt_request, result, "", ""))

    def _do(self, happening):
        before = self.visit.state
        self.visit.do(happening)
        if self.visit.asked(events.SubmitCase):
            assert before.case is None
            assert self.may_submit, "handed in twice"
            self.may_submit = False
        if isinstance(happening, events.NotStored) and before.case is None:
            self.may_submit = True
        if self.visit.asked(events.MakeSheet):
            refused = isinstance(before.stage, Sheet) and before.stage.phase is SheetPhase.REFUSED
            assert refused or not self.sheets, "printed twice"
            self.sheets += 1
        if self.visit.asked(events.MakeReceipt):
            assert (
                before.case.receipt is not ReceiptPhase.PRINTING or self.visit.case != before.case
            )
            assert self.visit.case.receipt_rung == rung_of(self.visit.case)
        self._remember()

    def _remember(self):
        if self.visit.case is not None:
            rung = rung_of(self.visit.case)
            assert RUNGS.index(rung) >= RUNGS.index(self.rung or "stored"), "a rung fell"
            self.rung = rung

    @invariant()
    def nobody_goes_back_before_their_card(self):
        if hasattr(self, "visit") and self.visit.state.person is not None:
            stage = self.visit.stage
            assert not isinstance(stage, Attract | Home | Guide | Identify | Scanning | Envelope)

    @invariant()
    def there_is_a_way_on(self):
        if hasattr(self, "visit"):
            if isinstance(self.visit.stage, Goodbye):
                return  # it ends by the clock and the card: see test_session_time
            assert any(map(self._leads_on, _ways(self.visit.state))), self.visit.stage

    def _leads_on(self, way):
        trial = Sitting.__new__(Sitting)
        trial.__dict__.update(self.visit.__dict__)
        before = trial.stage
        trial.do(way)
        return trial.stage != before


def _ways(state):
    """What a citizen can press, and what the device they wait for will say at last."""
    yield from (intents.Continue(), intents.Back(), intents.Skip(), intents.Wake())
    yield from (intents.PaperTaken(), intents.Rate(5), intents.EditField(None))
    yield from (events.StoredHere(str(CASE), WALL), events.NotStored("disk-full"))
    match state.stage:
        case Sheet(request_id=request):
            yield events.PaperMoved(request, PaperResult.UNCERTAIN, "", "")
        case Home():
            yield intents.OpenTool(intents.Tool.PROOF)
            yield intents.OpenTool(intents.Tool.APPLY)
        case Form():
            yield from (intents.SetAnswer(*one) for one in ANSWERS)
        case MaterialList():
            yield from map(intents.ScanMaterial, CODES)
        case Capture(material_id=code):
            yield events.ScanSettled(ScanResult.DONE, 0, "")
            yield events.ScanKept(code, 1, "x", UPLOAD)


TestAnyVisit = AnyVisit.TestCase
TestAnyVisit.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
