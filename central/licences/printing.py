"""Who may print a result, and what became of each sheet: one licence, once.

Owns claims and the ledger of sheets. A claim on a licence outlives its lease against all other
terminals: the holder may have printed while the line was down, and only its own ledger knows.
Must not know HTTP.
"""

import secrets
from datetime import datetime
from uuid import UUID

from central.cases.progress import Progress
from central.cases.states import may_follow
from central.outcomes import Done, Refusal, altered, for_a_person, unknown, wait
from central.settings import Settings
from central.storage import cases, results
from central.storage.engine import Engine, Sql
from central.storage.results import ClaimRow
from kiosk.clock import Clock
from kiosk.uplink.contract import (
    CaseState,
    Claim,
    PrintOutcome,
    PrintReport,
    Recorded,
    Result,
    ResultKind,
)
from kiosk.uplink.packet import digest_of


class PrintDesk:
    """Gives the right to print, and keeps the books."""

    def __init__(
        self, engine: Engine, progress: Progress, settings: Settings, clock: Clock
    ) -> None:
        self._engine = engine
        self._progress = progress
        self._settings = settings
        self._clock = clock

    def fetch(self, result_id: UUID) -> Done[Result] | Refusal:
        """A result under seal."""
        result = results.by_id(self._engine.reader, result_id)
        return unknown("result") if result is None else Done(result, False)

    async def claim(self, result_id: UUID, terminal: str, intent_key: str) -> Done[Claim] | Refusal:
        """The right to print, for one terminal at a time."""
        return await self._engine.write(
            lambda sql: self._claim(sql, result_id, terminal, intent_key)
        )

    async def report(self, report: PrintReport, terminal: str) -> Done[Recorded] | Refusal:
        """Enter the fate of one sheet."""
        return await self._engine.write(lambda sql: self._report(sql, report, terminal))

    def _claim(
        self, sql: Sql, result_id: UUID, terminal: str, intent_key: str
    ) -> Done[Claim] | Refusal:
        result = results.by_id(sql, result_id)
        if result is None:
            return unknown("result")
        held = results.claim_of(sql, result_id)
        if held is not None and (held.terminal, held.intent_key) == (terminal, intent_key):
            return Done(_claim_of(held, result), False)
        now = self._clock.wall()
        refusal = self._printed(sql, result) or (held and _taken(held, result, terminal, now))
        if refusal:
            return refusal
        lease_until = now + self._settings.claim_lease
        claim = ClaimRow(result_id, terminal, intent_key, secrets.token_hex(16), lease_until)
        results.put_claim(sql, claim)
        return Done(_claim_of(claim, result), True)

    def _printed(self, sql: Sql, result: Result) -> Refusal | None:
        if result.kind is ResultKind.PROOF:
            return None
        sheets = results.sheets_of(sql, result.result_id)
        if any(sheet.outcome != PrintOutcome.SPOILED for sheet in sheets):
            return for_a_person("this licence was printed, or may have been")
        return None

    def _report(self, sql: Sql, report: PrintReport, terminal: str) -> Done[Recorded] | Refusal:
        digest = digest_of(report.wire())
        if (known := results.report_seen(sql, report.report_id)) is not None:
            return Done(Recorded(id=report.report_id), False) if known == digest else altered()
        held = results.claim_of(sql, report.result_id)
        if held is None or held.token != report.claim_token:
            return for_a_person("no such claim")
        results.insert_report(sql, report, terminal, digest)
        match report.outcome:
            case PrintOutcome.PRINTED:
                self._deliver(sql, report)
            case PrintOutcome.SPOILED:
                # Nothing readable left the machine: the next attempt is free.
                results.release_claim(sql, report.result_id)
            case PrintOutcome.UNCERTAIN:
                pass
        return Done(Recorded(id=report.report_id), True)

    def _deliver(self, sql: Sql, report: PrintReport) -> None:
        result = results.by_id(sql, report.result_id)
        case = cases.by_id(sql, result.case_id) if result else None
        if case is not None and may_follow(case.state, CaseState.DELIVERED):
            case = self._progress.move(sql, case, CaseState.DELIVERED, report.serial)
            self._progress.announce(sql, case)


def _taken(held: ClaimRow, result: Result, terminal: str, now: datetime) -> Refusal | None:
    if held.terminal != terminal and result.kind is ResultKind.LICENCE:
        return for_a_person("another terminal has the right to print this licence")
    if held.lease_until > now:
        return wait(
            "the right to print is taken", int((held.lease_until - now).total_seconds()) + 1
        )
    return None


def _claim_of(held: ClaimRow, result: Result) -> Claim:
    return Claim(
        token=held.token,
        result_id=held.result_id,
        copy_seq=result.copy_seq,
        lease_until=held.lease_until,
    )
