"""Moves a case along, inside one transaction: state, log, numbers, result, event together.

Owns the order of these writes. Must not choose a ruling (``decide``) nor talk to anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from central.calendar import city_day
from central.cases import decide, numbers
from central.cases.states import may_follow
from central.catalogue.offer import Item, Offer
from central.licences.issue import Issuer
from central.storage import cases, events, register, results
from central.storage.cases import CaseRow, LogEntry
from central.storage.engine import Sql
from kiosk.clock import Clock
from kiosk.uplink.contract import (
    CaseBody,
    CaseHeader,
    CaseState,
    Event,
    EventKind,
    MaterialSource,
    MissingMaterial,
)

#: Who is written in the log when no person acted.
MACHINE = "platform"
_TRIES = 20
#: Working days for a correction.
CORRECTION_DAYS = 15


class IllegalMoveError(Exception):
    """Somebody tried to move a case where the table of states has no way."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A valid submission, opened."""

    header: CaseHeader
    body: CaseBody
    item: Item
    packet: bytes
    digest: str
    files_whole: bool


class Progress:
    """The writes that belong together whenever a case changes."""

    def __init__(self, offer: Offer, issuer: Issuer, clock: Clock) -> None:
        self._offer = offer
        self._issuer = issuer
        self._clock = clock

    def begin(self, sql: Sql, arrival: Arrival) -> CaseRow:
        """Enter a case, and rule on it when its files are here."""
        case = self._new_row(sql, arrival, self._clock.wall())
        cases.insert(sql, case)
        cases.add_files(sql, case.case_id, arrival.header.uploads)
        self.note(sql, case, MACHINE, "")
        if arrival.files_whole:
            case = self.rule(sql, case, arrival.item, arrival.body)
        self.announce(sql, case)
        reply = cases.reply_of(case, results.id_for_case(sql, case.case_id))
        cases.remember_first_reply(sql, case.case_id, reply)
        return case

    def rule(self, sql: Sql, case: CaseRow, item: Item, body: CaseBody) -> CaseRow:
        """Decide what can be decided at once."""
        if case.state is CaseState.AWAITING_MATERIALS:
            case = self.move(sql, case, CaseState.RECEIVED, MACHINE)
        now = self._clock.wall()
        taken = register.trade_name_is_taken(
            sql, body.authority.region, body.form.get("trade-name", "")
        )
        match decide.decide(item, body, decide.Facts(city_day(now), taken)):
            case decide.Granted():
                return self.grant(sql, replace(case, accepted_at=now), item, body, MACHINE)
            case decide.Declined(reasons=reasons):
                return self.move(sql, case, CaseState.REFUSED, MACHINE, "".join(reasons))
            case decide.Taken(due_by=due_by):
                case = replace(case, accepted_at=now, due_by=due_by)
                return self.move(sql, case, CaseState.ACCEPTED, MACHINE)
            case decide.TakenWithGap(due_by=due_by):
                case = replace(case, accepted_at=now, due_by=due_by)
                return self.move(sql, case, CaseState.TOLERATED, MACHINE)

    def grant(self, sql: Sql, case: CaseRow, item: Item, body: CaseBody, actor: str) -> CaseRow:
        """Grant, and draw up the result under the seal of the one who asked."""
        case = self.move(sql, case, CaseState.GRANTED, actor)
        result = self._issuer.draw_up(sql, case, item, body, self._clock.wall())
        results.insert(sql, result)
        return self.move(sql, case, CaseState.RESULT_READY, MACHINE)

    def ask_for(
        self,
        sql: Sql,
        case: CaseRow,
        missing: tuple[MissingMaterial, ...],
        actor: str,
        reason: str,
    ) -> CaseRow:
        """Ask for a correction: all that is missing at once, with a day and an envelope."""
        day = decide.working_day_after(city_day(self._clock.wall()), CORRECTION_DAYS)
        case = self._with_envelope(sql, replace(case, missing=missing, due_by=day))
        return self.move(sql, case, CaseState.CORRECTION_REQUESTED, actor, reason)

    def move(
        self, sql: Sql, case: CaseRow, state: CaseState, actor: str, reason: str = ""
    ) -> CaseRow:
        """One step, written down with who took it."""
        if not may_follow(case.state, state):
            raise IllegalMoveError(f"{case.state} -> {state}")
        moved = replace(case, state=state, reason=reason)
        cases.update(sql, moved)
        self.note(sql, moved, actor, reason)
        return moved

    def note(self, sql: Sql, case: CaseRow, actor: str, words: str) -> None:
        """A line in the log without a move."""
        cases.append_log(sql, case.case_id, LogEntry(self._clock.wall(), actor, case.state, words))

    def announce(self, sql: Sql, case: CaseRow) -> None:
        """Tell the terminal where its case stands now."""
        result_id = results.id_for_case(sql, case.case_id)
        kinds = [EventKind.CASE_STATE]
        if case.state is CaseState.RESULT_READY:
            kinds.append(EventKind.RESULT_READY)
        for kind in kinds:
            event = Event(
                id=uuid4(),
                seq=events.next_seq(sql, case.terminal),
                kind=kind,
                at=self._clock.wall(),
                case_id=case.case_id,
                state=case.state,
                result_id=result_id,
                reply=cases.reply_of(case, result_id),
            )
            events.append(sql, case.terminal, event)

    def lapse_overdue(self, sql: Sql) -> int:
        """End cases whose missing materials never came; says how many."""
        today = city_day(self._clock.wall())
        waiting = cases.by_state(sql, (CaseState.TOLERATED, CaseState.CORRECTION_REQUESTED))
        overdue = [case for case in waiting if case.due_by and case.due_by < today]
        for case in overdue:
            reason = f"说好 {case.due_by} 前补的材料没有到，这次办理已经作废，可以重新来办。"
            self.announce(sql, self.move(sql, case, CaseState.LAPSED, MACHINE, reason))
        return len(overdue)

    def _with_envelope(self, sql: Sql, case: CaseRow) -> CaseRow:
        """The case with an envelope code, so that what is missing can be brought anywhere."""
        if case.envelope_code:
            return case
        code = _free(sql, "envelope_code", numbers.envelope_code)
        return replace(case, envelope_code=code)

    def _new_row(self, sql: Sql, arrival: Arrival, now: datetime) -> CaseRow:
        header, body, item = arrival.header, arrival.body, arrival.item
        prefix = self._offer.place.case_prefix
        missing = _promised(body)
        case = CaseRow(
            case_id=header.case_id,
            case_no=_free(sql, "case_no", lambda: numbers.case_no(prefix, city_day(now))),
            query_code=_free(sql, "query_code", numbers.query_code),
            envelope_code=None,
            terminal=header.terminal,
            site=header.site,
            region=body.authority.region,
            service=header.service_code,
            version=header.service_version,
            mode=header.mode,
            state=CaseState.RECEIVED if arrival.files_whole else CaseState.AWAITING_MATERIALS,
            submission_digest=arrival.digest,
            packet=arrival.packet,
            missing=missing,
            received_at=now,
            accepted_at=None,
            follow_up=item.follow_up,
            decide=item.authority(body.authority.region) or "",
            due_by=None,
            reason="",
        )
        return self._with_envelope(sql, case) if missing else case


def _promised(body: CaseBody) -> tuple[MissingMaterial, ...]:
    return tuple(
        MissingMaterial(code=one.code, name=one.name)
        for one in body.materials
        if one.source is MaterialSource.PROMISE
    )


def _free(sql: Sql, column: str, make: Callable[[], str]) -> str:
    """A number that nobody has. The UNIQUE column is still the judge."""
    for _ in range(_TRIES):
        if not cases.number_is_taken(sql, column, number := make()):
            return number
    raise RuntimeError(f"no free {column} after {_TRIES} tries")
