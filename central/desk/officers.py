"""What officers may do with a case: look, grant, refuse, ask for a correction.

Owns these acts and their attribution; every one lands in the case's log under a name. Must not
know HTML or HTTP.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from central.cases.progress import Progress
from central.cases.seal import Opener
from central.cases.states import may_follow
from central.catalogue.offer import Item, Offer
from central.outcomes import Done, Refusal, broken, for_a_person, unknown
from central.storage import cases, register, results
from central.storage.cases import CaseRow, LogEntry
from central.storage.engine import Engine, Sql
from central.storage.files import FileStore
from central.storage.results import SheetRow
from kiosk.uplink.contract import CaseBody, CaseReply, CaseState, MissingMaterial

REASON_MAX = 200


class Act(StrEnum):
    """The three keys under a case."""

    GRANT = "grant"
    REFUSE = "refuse"
    CORRECT = "correct"


_LEADS_TO = {
    Act.GRANT: CaseState.GRANTED,
    Act.REFUSE: CaseState.REFUSED,
    Act.CORRECT: CaseState.CORRECTION_REQUESTED,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an officer decided. ``materials`` are what a correction asks for."""

    act: Act
    officer: str
    reason: str = ""
    materials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case, opened for an officer."""

    row: CaseRow
    item: Item
    body: CaseBody
    log: tuple[LogEntry, ...]
    uploads: frozenset[UUID]
    supplements: tuple[str, ...]
    sheets: tuple[SheetRow, ...]
    acts: tuple[Act, ...]


class Officers:
    """The officers' side of the platform."""

    def __init__(
        self, engine: Engine, offer: Offer, opener: Opener, files: FileStore, progress: Progress
    ) -> None:
        self._engine = engine
        self._offer = offer
        self._opener = opener
        self._files = files
        self._progress = progress

    def open_cases(self) -> tuple[CaseRow, ...]:
        """Everything that still waits for somebody, oldest first."""
        return cases.by_state(self._engine.reader)

    def item_name(self, case: CaseRow) -> str:
        """What the case is about."""
        item = self._offer.item(case.service, case.version)
        return item.name if item else case.service

    def open_case(self, case_id: UUID) -> CaseFile | None:
        """One case with its form and materials."""
        sql = self._engine.reader
        row = cases.by_id(sql, case_id)
        item = self._offer.item(row.service, row.version) if row else None
        if row is None or item is None:
            return None
        result_id = results.id_for_case(sql, case_id)
        return CaseFile(
            row=row,
            item=item,
            body=self._opener.stored_case(row.packet, case_id),
            log=cases.log_of(sql, case_id),
            uploads=frozenset(file.upload_id for file in cases.files_of(sql, case_id)),
            supplements=cases.supplements_of(sql, case_id),
            sheets=results.sheets_of(sql, result_id) if result_id else (),
            acts=tuple(act for act in Act if may_follow(row.state, _LEADS_TO[act])),
        )

    async def read_file(self, case_id: UUID, upload_id: UUID) -> bytes | None:
        """A material in clear, only for the case that it belongs to."""
        files = cases.files_of(self._engine.reader, case_id)
        if upload_id not in {file.upload_id for file in files}:
            return None
        return await asyncio.to_thread(self._open_file, case_id, upload_id)

    def _open_file(self, case_id: UUID, upload_id: UUID) -> bytes:
        return bytes(self._opener.file(self._files.read(upload_id), case_id, upload_id))

    async def judge(self, case_id: UUID, judgement: Judgement) -> Done[CaseReply] | Refusal:
        """Carry out what an officer decided, unless the case has moved on meanwhile."""
        if judgement.act is not Act.GRANT and not judgement.reason:
            return broken("reason is missing")
        if len(judgement.reason) > REASON_MAX:
            return broken(f"reason is longer than {REASON_MAX} characters")
        row = cases.by_id(self._engine.reader, case_id)
        item = self._offer.item(row.service, row.version) if row else None
        if row is None or item is None:
            return unknown("case")
        body = self._opener.stored_case(row.packet, case_id)

        def job(sql: Sql) -> Done[CaseReply] | Refusal:
            case = cases.by_id(sql, case_id)
            if case is None or not may_follow(case.state, _LEADS_TO[judgement.act]):
                return for_a_person("the case has moved on")
            acts: dict[Act, Callable[[], CaseRow | Refusal]] = {
                Act.GRANT: lambda: self._grant(sql, case, item, body, judgement),
                Act.REFUSE: lambda: self._refuse(sql, case, judgement),
                Act.CORRECT: lambda: self._correct(sql, case, item, judgement),
            }
            moved = acts[judgement.act]()
            if isinstance(moved, Refusal):
                return moved
            self._progress.announce(sql, moved)
            return Done(cases.reply_of(moved, results.id_for_case(sql, case_id)), True)

        return await self._engine.write(job)

    def _grant(
        self, sql: Sql, case: CaseRow, item: Item, body: CaseBody, judgement: Judgement
    ) -> CaseRow | Refusal:
        name = body.form.get("trade-name", "")
        if item.result.layout == "business-licence" and register.trade_name_is_taken(
            sql, body.authority.region, name
        ):
            return for_a_person("the trade name was taken meanwhile")
        return self._progress.grant(sql, case, item, body, judgement.officer)

    def _refuse(self, sql: Sql, case: CaseRow, judgement: Judgement) -> CaseRow:
        closed = replace(case, missing=())
        return self._progress.move(
            sql, closed, CaseState.REFUSED, judgement.officer, judgement.reason
        )

    def _correct(
        self, sql: Sql, case: CaseRow, item: Item, judgement: Judgement
    ) -> CaseRow | Refusal:
        wanted = [item.material(code) for code in judgement.materials]
        missing = tuple(MissingMaterial(code=one.code, name=one.name) for one in wanted if one)
        if not missing or len(missing) != len(wanted):
            return broken("say which materials are missing")
        return self._progress.ask_for(sql, case, missing, judgement.officer, judgement.reason)
