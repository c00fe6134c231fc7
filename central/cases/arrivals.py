"""Takes files in, and wakes the case that waited for its last one.

Owns resumable uploads (announce, append, prove). Must not know HTTP.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from uuid import UUID

from central.cases.intake import Intake
from central.outcomes import Done, Refusal, altered, broken, unknown, wait
from central.storage import uploads
from central.storage.engine import Engine
from central.storage.files import FileStore
from central.storage.uploads import UploadRow, UploadState
from kiosk.clock import Clock
from kiosk.uplink.contract import UploadReply, UploadRequest


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The sender is wrong about the offset; this is the true one."""

    reply: UploadReply


class Arrivals:
    """Files on their way in."""

    def __init__(self, engine: Engine, files: FileStore, intake: Intake, clock: Clock) -> None:
        self._engine = engine
        self._files = files
        self._intake = intake
        self._clock = clock
        self._writing: set[UUID] = set()

    async def announce(self, request: UploadRequest) -> Done[UploadReply] | Refusal:
        """Make room for a file, or say how far it is."""
        if request.digest.partition(":")[0] not in hashlib.algorithms_available:
            return broken("digest algorithm is not offered here")
        if request.upload_id in self._writing:
            return wait("this upload is being written", 1, status=503)
        self._writing.add(request.upload_id)
        try:
            return await self._announce(request)
        finally:
            self._writing.discard(request.upload_id)

    async def _announce(self, request: UploadRequest) -> Done[UploadReply] | Refusal:
        known = uploads.by_id(self._engine.reader, request.upload_id)
        if known is not None:
            return Done(self._reply(known), False) if known.request == request else altered()
        await asyncio.to_thread(self._files.create, request.upload_id)
        now = self._clock.wall()
        await self._engine.write(lambda sql: uploads.insert(sql, request, now))
        return Done(self._reply(UploadRow(request, UploadState.ARRIVING)), True)

    async def look(self, upload_id: UUID) -> Done[UploadReply] | Refusal:
        """How far a file is."""
        row = uploads.by_id(self._engine.reader, upload_id)
        if row is None:
            return unknown("upload")
        reply = self._reply(row)
        if reply.offset == row.request.size and not reply.complete:
            # The power went between the last byte and its proof.
            return await self._prove(row)
        return Done(reply, False)

    async def append(
        self, upload_id: UUID, offset: int, data: bytes
    ) -> Done[UploadReply] | Elsewhere | Refusal:
        """Add bytes at the offset that both sides agree on."""
        row = uploads.by_id(self._engine.reader, upload_id)
        if row is None:
            return unknown("upload")
        if upload_id in self._writing:
            return wait("another append is running", 1, status=503)
        self._writing.add(upload_id)
        try:
            return await self._append(row, offset, data)
        finally:
            self._writing.discard(upload_id)

    async def _append(
        self, row: UploadRow, offset: int, data: bytes
    ) -> Done[UploadReply] | Elsewhere | Refusal:
        now = self._reply(row)
        if offset != now.offset or (now.complete and data):
            return Elsewhere(now)
        if offset + len(data) > row.request.size:
            return broken("more bytes than were announced")
        upload_id = row.request.upload_id
        size = await asyncio.to_thread(self._files.append, upload_id, offset, data)
        if size < row.request.size:
            return Done(UploadReply(upload_id=upload_id, offset=size, complete=False), True)
        return await self._prove(row)

    async def _prove(self, row: UploadRow) -> Done[UploadReply] | Refusal:
        wanted, upload_id = row.request.digest, row.request.upload_id
        algorithm = wanted.partition(":")[0]
        if await asyncio.to_thread(self._files.digest, upload_id, algorithm) != wanted:
            # The row first: a file without a row is refilled, a row without its file is a lie.
            await self._engine.write(lambda sql: uploads.forget(sql, upload_id))
            await asyncio.to_thread(self._files.discard, upload_id)
            return broken("file differs from its digest and was thrown away")
        await self._engine.write(lambda sql: uploads.mark_whole(sql, upload_id))
        await self._intake.wake(row.request.case_id)
        return Done(self._reply(UploadRow(row.request, UploadState.WHOLE)), True)

    def _reply(self, row: UploadRow) -> UploadReply:
        complete = row.state is UploadState.WHOLE
        size = row.request.size if complete else self._files.size(row.request.upload_id)
        return UploadReply(upload_id=row.request.upload_id, offset=size, complete=complete)
