"""After intake: envelopes, what was promised and now comes, the rating.

Owns these three small desks. Must not know HTTP.
"""

import asyncio
from dataclasses import replace

from central.cases import numbers
from central.cases.intake import files_are_whole
from central.cases.progress import MACHINE, Progress
from central.cases.seal import Opener
from central.outcomes import Done, Refusal, altered, broken, for_a_person, unknown, wait
from central.storage import cases, evaluations, results
from central.storage.cases import CaseRow
from central.storage.engine import Engine, Sql
from central.storage.files import FileStore
from kiosk.uplink.contract import (
    CaseReply,
    CaseState,
    EnvelopeView,
    Evaluation,
    ProblemClass,
    Recorded,
    Supplement,
)
from kiosk.uplink.packet import digest_of

#: A grade up to this one needs a reason.
LOW_GRADE = 2
_TAKES_SUPPLEMENTS = (CaseState.TOLERATED, CaseState.CORRECTION_REQUESTED)


class AfterCare:
    """What still comes when a case is in."""

    def __init__(
        self, engine: Engine, opener: Opener, files: FileStore, progress: Progress
    ) -> None:
        self._engine = engine
        self._opener = opener
        self._files = files
        self._progress = progress

    def envelope(self, code: str) -> Done[EnvelopeView] | Refusal:
        """What an envelope still waits for: nothing in it tells whose it is."""
        if not numbers.is_envelope_code(code):
            return unknown("envelope")
        case = cases.by_envelope(self._engine.reader, code)
        if case is None or case.due_by is None:
            return unknown("envelope")
        return Done(
            EnvelopeView(
                case_id=case.case_id,
                case_no=case.case_no,
                service_code=case.service,
                missing=case.missing,
                due_by=case.due_by,
                complete=not case.missing,
            ),
            False,
        )

    async def supplement(self, supplement: Supplement) -> Done[CaseReply] | Refusal:
        """Attach what was promised; when it was the last, the case goes on."""
        digest = digest_of(supplement.wire())
        case = cases.by_id(self._engine.reader, supplement.case_id)
        if case is None:
            return unknown("case")
        if (seen := self._seen(self._engine.reader, supplement, digest)) is not None:
            return seen
        whole = files_are_whole(self._engine.reader, case.case_id, supplement.uploads)
        if isinstance(whole, Refusal):
            return whole
        if not whole:
            return wait("files are still on their way", 2)
        if wrong := await asyncio.to_thread(self._wrong_files, supplement):
            return broken("files are not what the supplement names", ", ".join(wrong)[:500])
        return await self._engine.write(lambda sql: self._attach(sql, supplement, digest))

    async def evaluate(self, evaluation: Evaluation) -> Done[Recorded] | Refusal:
        """Keep a rating."""
        low = evaluation.grade <= LOW_GRADE
        if low and not evaluation.tags and not evaluation.words.strip():
            return broken("a grade of 1 or 2 needs a reason")
        if cases.by_id(self._engine.reader, evaluation.case_id) is None:
            return unknown("case")
        digest = digest_of(evaluation.wire())

        def job(sql: Sql) -> Done[Recorded] | Refusal:
            recorded = Recorded(id=evaluation.evaluation_id)
            if (known := evaluations.seen(sql, evaluation.evaluation_id)) is not None:
                return Done(recorded, False) if known == digest else altered()
            if not evaluations.insert(sql, evaluation, digest):
                title = "this case already has a rating with this number"
                return Refusal(409, ProblemClass.DUPLICATE, title)
            return Done(recorded, True)

        return await self._engine.write(job)

    def _seen(
        self, sql: Sql, supplement: Supplement, digest: str
    ) -> Done[CaseReply] | Refusal | None:
        known = cases.supplement_seen(sql, supplement.supplement_id)
        if known is None:
            return None
        if known[0] != digest:
            return altered()
        return Done(CaseReply.model_validate_json(known[1]), False)

    def _attach(self, sql: Sql, supplement: Supplement, digest: str) -> Done[CaseReply] | Refusal:
        if (seen := self._seen(sql, supplement, digest)) is not None:
            return seen
        case = cases.by_id(sql, supplement.case_id)
        if case is None or case.state not in _TAKES_SUPPLEMENTS:
            return for_a_person("this case takes no more materials")
        brought = {material.code for material in supplement.materials}
        if extra := brought - {one.code for one in case.missing}:
            return broken("not asked for", ", ".join(sorted(extra))[:500])
        cases.add_files(sql, case.case_id, supplement.uploads)
        left = tuple(one for one in case.missing if one.code not in brought)
        case = self._settle(sql, replace(case, missing=left), supplement)
        reply = cases.reply_of(case, results.id_for_case(sql, case.case_id))
        body = supplement.wire().decode()
        cases.insert_supplement(sql, supplement.supplement_id, case.case_id, digest, body, reply)
        return Done(reply, True)

    def _settle(self, sql: Sql, case: CaseRow, supplement: Supplement) -> CaseRow:
        if case.missing:
            cases.update(sql, case)
            self._progress.note(sql, case, supplement.terminal, "补交了一部分材料")
        else:
            actor = f"{MACHINE}/{supplement.terminal}"
            case = self._progress.move(sql, case, CaseState.IN_REVIEW, actor)
        self._progress.announce(sql, case)
        return case

    def _wrong_files(self, supplement: Supplement) -> tuple[str, ...]:
        announced = {file.upload_id for file in supplement.uploads}
        return tuple(
            material.code
            for material in supplement.materials
            if material.upload_id not in announced
            or not self._opener.file_matches(
                self._files.read(material.upload_id),
                supplement.case_id,
                material.upload_id,
                material.digest,
            )
        )
