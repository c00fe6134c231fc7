"""Submitted (10a, 10): three rungs, each solid only when it has happened; then what comes next."""

from dataclasses import dataclass
from typing import Literal

from config.terminal import Identity
from kiosk.cases.materials import Promised
from kiosk.catalogue.definition import Decision
from kiosk.i18n import Texts
from kiosk.journey.engine import walk
from kiosk.uplink.contract import CaseReply, CaseState
from kiosk.visit.intents import Continue, PrintLicence, PrintReceipt
from kiosk.visit.local_time import local
from kiosk.visit.state import CaseRecord, ReceiptPhase, Submitted, VisitState
from kiosk.visit.steps import service_of
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.framing import (
    case_frame,
    clock_text,
    day_text,
    seconds_until,
    stamp_text,
    step_view,
)
from screens.presenters.parts import BannerView, EventView, RungView


@dataclass(frozen=True, slots=True)
class SubmittedView(ScreenView):
    """``mood`` is how the case stands: on its way, accepted, or waiting for the citizen.

    The rungs are drawn as a column while they climb and as a row when they are all reached.
    ``seconds_total`` above 0 shows how long a decision may still be waited for.
    """

    frame: FrameView
    mood: Literal["sending", "accepted", "back"]
    title: str
    lead: str
    rungs: tuple[RungView, RungView, RungView]
    case_no: str = ""
    case_label: str = ""
    case_detail: str = ""
    banners: tuple[BannerView, ...] = ()
    receipt: BannerView | None = None
    waiting_text: str = ""
    seconds_left: int = 0
    seconds_total: int = 0
    next_title: str = ""
    events: tuple[EventView, ...] = ()
    foot: str = ""


_SENT_BACK = {
    CaseState.NOT_ACCEPTED: "not-accepted",
    CaseState.CORRECTION_REQUESTED: "correct",
}
#: The platform has said its last word, and it was no.
_REFUSED = (CaseState.REFUSED, CaseState.LAPSED, CaseState.WITHDRAWN)


def submitted_view(
    state: VisitState, stage: Submitted, context: Context, words: Texts, terminal: Identity
) -> SubmittedView:
    """What is true at this moment, and nothing more."""
    case = state.case
    drawing = _Drawing(state, stage, context, words, terminal)
    if case is None:
        return drawing.storing()
    reply = case.reply
    if reply is None:
        return drawing.sending(case)
    if reply.state in _SENT_BACK or (reply.state in _REFUSED and reply.accepted_at is None):
        return drawing.sent_back(case, reply)
    return drawing.sending(case) if reply.accepted_at is None else drawing.accepted(case, reply)


class _Drawing:
    """The three faces of the screen, from one state."""

    def __init__(
        self,
        state: VisitState,
        stage: Submitted,
        context: Context,
        words: Texts,
        terminal: Identity,
    ) -> None:
        self._state, self._stage, self._context = state, stage, context
        self._words, self._terminal = words, terminal

    def storing(self) -> SubmittedView:
        """Nothing is durable yet."""
        say = self._say
        return SubmittedView(
            frame=self._frame(None, None),
            mood="sending",
            title=say("storing"),
            lead="",
            rungs=(RungView("trying", say("storing")), self._open_rung("received"),
                   self._open_rung("accepted")),
        )  # fmt: skip

    def sending(self, case: CaseRecord) -> SubmittedView:
        """Stored, perhaps received; not accepted."""
        say = self._say
        received = case.received_at is not None
        title = "held" if case.held_up else "received" if received else "sending"
        return SubmittedView(
            frame=self._frame(
                self._receipt_key(case), KeyView(say("go"), Continue(), "soft", icon="exit")
            ),
            mood="sending",
            title=say(f"title-{title}"),
            lead=say(f"lead-{title}"),
            rungs=self._climbing(case),
            banners=(self._held_up() if case.held_up else self._leaving(case),),
            receipt=self._receipt(case),
            foot=say("once"),
        )

    def sent_back(self, case: CaseRecord, reply: CaseReply) -> SubmittedView:
        """The platform wants something else first; its own words say what."""
        say = self._say
        word = _SENT_BACK.get(reply.state, "refused")
        return SubmittedView(
            frame=self._frame(self._receipt_key(case), KeyView(say("done"), Continue(), "pri")),
            mood="back",
            title=say(f"title-{word}"),
            lead=say(f"lead-{word}"),
            rungs=self._climbing(case),
            case_no=reply.case_no or "",
            case_label=say("case-no"),
            case_detail=self._offices(reply),
            banners=(BannerView("warn", "alert", say("reason"), reply.reason),)
            if reply.reason
            else (),
            receipt=self._receipt(case),
            foot=say("ask", line=self._terminal.complaint_line),
        )

    def accepted(self, case: CaseRecord, reply: CaseReply) -> SubmittedView:
        """All three rungs; then the decision, the receipt, and what follows."""
        say = self._say
        has_result, is_refused = bool(case.result_id), reply.state in _REFUSED
        left, total = self._wait(case, reply)
        title = "granted" if has_result else "refused" if is_refused else "accepted"
        return SubmittedView(
            frame=self._frame(*self._accepted_keys(case)),
            mood="back" if is_refused else "accepted",
            title=say(f"title-{title}"),
            lead=self._lead(reply, title),
            rungs=(
                RungView("done", say("rung-stored"), stamp=stamp_text(case.stored_at)),
                RungView("done", say("rung-received"), stamp=stamp_text(case.received_at)),
                RungView("done", say("rung-accepted"), stamp=stamp_text(reply.accepted_at)),
            ),
            case_no=reply.case_no or "",
            case_label=say("case-no"),
            case_detail=self._offices(reply),
            banners=(BannerView("warn", "alert", say("reason"), reply.reason),)
            if is_refused and reply.reason
            else (),
            receipt=self._receipt(case),
            waiting_text=say("deciding") if left else "",
            seconds_left=left,
            seconds_total=total if left else 0,
            next_title=say("next"),
            events=self._events(case, reply, is_deciding=bool(left)),
        )

    # --- pieces -------------------------------------------------------------------------------

    def _say(self, key: str, **values: object) -> str:
        return self._words(f"visit.submitted.{key}", **values)

    def _frame(self, secondary: KeyView | None, primary: KeyView | None) -> FrameView:
        stored = None if self._state.case is None else self._state.case.stored_at
        return case_frame(
            self._state,
            self._context,
            self._words,
            self._terminal,
            subtitle="" if stored is None else self._say("at", time=clock_text(stored)),
            step=step_view(self._state, self._words),
            secondary=secondary,
            primary=primary,
        )

    def _open_rung(self, name: str, detail: str = "") -> RungView:
        return RungView("not_yet", self._say(f"rung-not-{name}"), detail)

    def _climbing(self, case: CaseRecord) -> tuple[RungView, RungView, RungView]:
        say = self._say
        stored = RungView("done", say("rung-stored"), say("stored"), stamp_text(case.stored_at))
        if case.received_at is not None:
            received = RungView("done", say("rung-received"), "", stamp_text(case.received_at))
        elif case.held_up:
            received = self._open_rung("received", say("held"))
        else:
            waited = max(0, int(self._context.now - self._stage.shown_at))
            away = not self._state.platform.is_online
            received = RungView("trying", say("rung-sending"),
                                say("away") if away else say("trying"),
                                say("waited", seconds=waited))  # fmt: skip
        if case.reply is not None and case.reply.state in _REFUSED:
            return stored, received, RungView("not_yet", say("rung-refused"))
        return stored, received, self._open_rung("accepted", say("not-accepted"))

    def _leaving(self, case: CaseRecord) -> BannerView:
        rung = self._say("rung-received" if case.received_at else "rung-stored")
        return BannerView("info", "info", self._say("if-go"), self._say("going", rung=rung))

    def _held_up(self) -> BannerView:
        detail = self._say("held-detail", line=self._terminal.complaint_line)
        return BannerView("warn", "alert", self._say("held"), detail)

    def _offices(self, reply: CaseReply) -> str:
        if reply.follow_up and reply.decide:
            return self._say("offices", follow_up=reply.follow_up, decide=reply.decide)
        return reply.decide or reply.follow_up

    def _lead(self, reply: CaseReply, title: str) -> str:
        say = self._say
        if title == "granted":
            return say("lead-granted")
        if title == "refused":
            return say("lead-refused")
        days = service_of(self._state).routing.promised_working_days
        if reply.due_by is not None and reply.state is not CaseState.TOLERATED:
            return say("by-day", day=day_text(reply.due_by, self._words))
        return say("by-days", days=days) if days else say("lead-accepted")

    def _wait(self, case: CaseRecord, reply: CaseReply) -> tuple[int, int]:
        """Seconds left and all seconds that a decision is waited for here."""
        definition = service_of(self._state)
        if definition.decision is not Decision.INSTANT or definition.outputs.result is None:
            return 0, 0
        if case.result_id or reply.state in _REFUSED:
            return 0, 0
        total = self._context.limits.decision_wait_seconds
        return seconds_until(self._stage.shown_at + total, self._context), round(total)

    def _events(
        self, case: CaseRecord, reply: CaseReply, *, is_deciding: bool
    ) -> tuple[EventView, ...]:
        say = self._say
        at = reply.accepted_at
        accepted = EventView("done", say("event-accepted", time="" if at is None else
                                         f"{local(at):%H:%M}"))  # fmt: skip
        if case.result_id:
            decided = EventView("done", say("event-granted"), say("event-print"))
        elif reply.state in _REFUSED:
            decided = EventView("done", say("event-refused"), reply.reason)
        elif is_deciding:
            decided = EventView("now", say("event-deciding"), say("event-deciding-detail"), "2")
        else:
            detail = say("notify", line=self._terminal.complaint_line)
            decided = EventView("now", say("event-later"), detail, "2")
        return (accepted, decided, *self._promised())

    def _promised(self) -> tuple[EventView, ...]:
        now = walk(service_of(self._state), self._state.answers)
        return tuple(
            EventView(
                "wait",
                self._say("event-supply", day=day_text(stands.due_by, self._words)),
                self._say("event-supply-detail", name=material.name),
            )
            for material, stands in self._state.materials.listed(now)
            if isinstance(stands, Promised)
        )

    # --- keys and the receipt -----------------------------------------------------------------

    def _receipt_key(self, case: CaseRecord) -> KeyView | None:
        can = case.receipt in (ReceiptPhase.NONE, ReceiptPhase.FAILED)
        if not can or not service_of(self._state).outputs.receipt:
            return None
        word = "receipt-now" if case.receipt is ReceiptPhase.NONE else "receipt-again"
        return KeyView(self._say(word), PrintReceipt(), "sec", icon="receipt")

    def _accepted_keys(self, case: CaseRecord) -> tuple[KeyView | None, KeyView]:
        if not case.result_id:
            return self._receipt_key(case), KeyView(self._say("done"), Continue(), "go")
        outputs = service_of(self._state).outputs
        layout = "" if outputs.result is None else outputs.result.layout
        word = "print-proof" if layout == "proof" else "print-licence"
        return (
            KeyView(self._say("skip-print"), Continue(), "sec"),
            KeyView(self._say(word), PrintLicence(), icon="printer"),
        )

    def _receipt(self, case: CaseRecord) -> BannerView | None:
        say = self._say
        match case.receipt:
            case ReceiptPhase.PRINTING:
                return BannerView("info", "receipt", say("receipt-printing"))
            case ReceiptPhase.PRINTED:
                rung = say(f"receipt-{case.receipt_rung}")
                return BannerView("warn", "receipt", say("receipt-out"),
                                  say("receipt-where", rung=rung))  # fmt: skip
            case ReceiptPhase.FAILED:
                return self._receipt_failed(case)
            case ReceiptPhase.NONE:
                return None

    def _receipt_failed(self, case: CaseRecord) -> BannerView:
        key = f"device.receipt-printer.{case.receipt_reason}"
        why = self._say("receipt-why", why=self._words(key)) if key in self._words else ""
        # Beside the keys of a granted case there is no room for one more in the dock.
        again = KeyView(self._say("receipt-again"), PrintReceipt(), "soft", icon="receipt")
        return BannerView("warn", "alert", self._say("receipt-failed"),
                          why + self._say("receipt-failed-detail"),
                          again if case.result_id else None)  # fmt: skip
