"""Takes cases in: once each, however often they come.

Owns the order: same case before? opens? fits? files here? then one transaction. Must not know HTTP.
"""

import asyncio
import base64
import binascii
from uuid import UUID

from central.calendar import city_day
from central.cases.progress import MACHINE, Arrival, Progress
from central.cases.seal import Opener
from central.cases.validate import problems_of
from central.catalogue.offer import Item, Offer
from central.outcomes import Done, Refusal, altered, broken, for_a_person, unknown, wait
from central.storage import cases, results, uploads
from central.storage.engine import Engine, Sql
from central.storage.files import FileStore
from central.storage.uploads import UploadState
from kiosk.clock import Clock
from kiosk.uplink.contract import (
    CaseBody,
    CaseHeader,
    CaseReply,
    CaseState,
    CaseSubmission,
    ItemState,
    MissingMaterial,
    UploadRef,
)
from kiosk.uplink.packet import digest_of

PAUSED_RETRY_SECONDS = 600


class Intake:
    """The front desk of the platform."""

    def __init__(
        self,
        engine: Engine,
        offer: Offer,
        opener: Opener,
        files: FileStore,
        progress: Progress,
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._offer = offer
        self._opener = opener
        self._files = files
        self._progress = progress
        self._clock = clock
        self._running: set[UUID] = set()

    async def submit(self, submission: CaseSubmission) -> Done[CaseReply] | Refusal:
        """Take a case in, or say again what was said the first time."""
        case_id = submission.header.case_id
        digest = digest_of(submission.wire())
        if (known := cases.by_id(self._engine.reader, case_id)) is not None:
            return _replay(known, digest)
        if case_id in self._running:
            return wait("this case is being taken in", 1)
        self._running.add(case_id)
        try:
            return await self._take_in(submission, digest)
        finally:
            self._running.discard(case_id)

    def look(self, case_id: UUID) -> Done[CaseReply] | Refusal:
        """How a case stands."""
        case = cases.by_id(self._engine.reader, case_id)
        if case is None:
            return unknown("case")
        return Done(cases.reply_of(case, results.id_for_case(self._engine.reader, case_id)), False)

    async def _take_in(self, submission: CaseSubmission, digest: str) -> Done[CaseReply] | Refusal:
        arrival = await self._examine(submission, digest)
        if isinstance(arrival, Refusal):
            return arrival

        def job(sql: Sql) -> Done[CaseReply] | Refusal:
            # Another worker process may have been first: the row decides, not our memory.
            if (known := cases.by_id(sql, arrival.header.case_id)) is not None:
                return _replay(known, digest)
            case = self._progress.begin(sql, arrival)
            result_id = results.id_for_case(sql, case.case_id)
            return Done(cases.reply_of(case, result_id), True)

        outcome = await self._engine.write(job)
        if not arrival.files_whole:
            # The last file may have come between our look and our commit.
            await self.wake(arrival.header.case_id)
        return outcome

    async def wake(self, case_id: UUID) -> None:
        """Let a case go on that waited for its files, when they are all here."""
        case = cases.by_id(self._engine.reader, case_id)
        if case is None or case.state is not CaseState.AWAITING_MATERIALS:
            return
        announced = cases.files_of(self._engine.reader, case_id)
        whole = files_are_whole(self._engine.reader, case_id, announced)
        if whole is False:
            return
        body = self._opener.stored_case(case.packet, case_id)
        wrong = await self._wrong_files(body) if whole is True else _scanned(body)
        await self._engine.write(lambda sql: self._go_on(sql, case_id, body, wrong))

    async def wake_all(self) -> None:
        """After a start: the last file may have come just before the end."""
        waiting = cases.by_state(self._engine.reader, (CaseState.AWAITING_MATERIALS,))
        for case in waiting:
            await self.wake(case.case_id)

    def _go_on(self, sql: Sql, case_id: UUID, body: CaseBody, wrong: tuple[str, ...]) -> None:
        case = cases.by_id(sql, case_id)
        if case is None or case.state is not CaseState.AWAITING_MATERIALS:
            return
        item = self._offer.item(case.service, case.version)
        if item is None or wrong:
            missing = tuple(
                MissingMaterial(code=one.code, name=one.name)
                for one in body.materials
                if one.code in wrong
            )
            reason = "有的文件打不开，请再扫一次。"
            case = self._progress.ask_for(sql, case, missing, MACHINE, reason)
        else:
            case = self._progress.rule(sql, case, item, body)
        self._progress.announce(sql, case)

    async def _examine(self, submission: CaseSubmission, digest: str) -> Arrival | Refusal:
        header = submission.header
        packet = _packet_of(submission)
        if isinstance(packet, Refusal):
            return packet
        item = self._item(header)
        if isinstance(item, Refusal):
            return item
        body = self._opener.case(packet, header.case_id)
        if isinstance(body, Refusal):
            return body
        if problems := problems_of(item, header, body, city_day(self._clock.wall())):
            return broken("case does not fit its item", "; ".join(problems)[:500])
        whole = files_are_whole(self._engine.reader, header.case_id, header.uploads)
        if isinstance(whole, Refusal):
            return whole
        if whole and (wrong := await self._wrong_files(body)):
            return broken("files are not what the case names", ", ".join(wrong)[:500])
        return Arrival(header, body, item, packet, digest, files_whole=whole)

    async def _wrong_files(self, body: CaseBody) -> tuple[str, ...]:
        """Codes of the materials whose file does not open or is another one."""
        return await asyncio.to_thread(self._check_files, body)

    def _check_files(self, body: CaseBody) -> tuple[str, ...]:
        return tuple(
            material.code
            for material in body.materials
            if material.upload_id is not None
            and not self._opener.file_matches(
                self._files.read(material.upload_id),
                body.case_id,
                material.upload_id,
                material.digest or "",
            )
        )

    def _item(self, header: CaseHeader) -> Item | Refusal:
        item = self._offer.item(header.service_code, header.service_version)
        if item is None:
            return broken("no such item in this version")
        match item.state:
            case ItemState.OPEN:
                return item
            case ItemState.PAUSED:
                return wait("item is paused", PAUSED_RETRY_SECONDS, status=503)
            case ItemState.RETIRED:
                return for_a_person("item is retired")


def files_are_whole(sql: Sql, case_id: UUID, announced: tuple[UploadRef, ...]) -> bool | Refusal:
    """True when every announced file is here; a Refusal when one is another file."""
    whole = True
    for file in announced:
        row = uploads.by_id(sql, file.upload_id)
        if row is None or row.state is UploadState.ARRIVING:
            whole = False
        if row is not None and (row.request.case_id, row.request.digest, row.request.size) != (
            case_id,
            file.digest,
            file.size,
        ):
            return broken("an announced file differs from its upload")
    return whole


def _scanned(body: CaseBody) -> tuple[str, ...]:
    return tuple(one.code for one in body.materials if one.upload_id is not None)


def _packet_of(submission: CaseSubmission) -> bytes | Refusal:
    header = submission.header
    try:
        packet = base64.b64decode(submission.packet, validate=True)
    except binascii.Error:
        return broken("packet is not base64")
    if len(packet) != header.packet_size or digest_of(packet) != header.packet_digest:
        return broken("packet differs from what its header says")
    return packet


def _replay(known: cases.CaseRow, digest: str) -> Done[CaseReply] | Refusal:
    if known.submission_digest != digest:
        return altered()
    return Done(CaseReply.model_validate_json(known.first_reply), False)
