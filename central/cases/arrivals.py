"""Takes files in, and wakes the case that waited for its last one.

Owns resumable uploads (announce, append, prove). Must not know HTTP.
"""

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
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
        #: Files that are written now, and how much of each was safe before: the rest is said after
        #: its sync.
        self._safe_bytes: dict[UUID, int] = {}

    async def announce(self, request: UploadRequest) -> Done[UploadReply] | Refusal:
        """Make room for a file, or say how far it is."""
        if request.digest.partition(":")[0] not in hashlib.algorithms_available:
            return broken("digest algorithm is not offered here")
        if request.upload_id in self._safe_bytes:
            return wait("this upload is being written", 1, status=503)
        with self._writing(request.upload_id):
            return await self._announce(request)

    async def _announce(self, request: UploadRequest) -> Done[UploadReply] | Refusal:
        known = uploads.by_id(self._engine.reader, request.upload_id)
        if known is not None:
            return Done(self._reply(known), False) if known.request == request else altered()
        self._safe_bytes[request.upload_id] = 0  # of a lost announcement's leftover
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
        if upload_id in self._safe_bytes or reply.complete or reply.offset < row.request.size:
            return Done(reply, False)
        # The power went between the last byte and its proof.
        with self._writing(upload_id):
            return await self._prove(row)

    async def append(
        self, upload_id: UUID, offset: int, data: bytes
    ) -> Done[UploadReply] | Elsewhere | Refusal:
        """Add bytes at the offset that both sides agree on."""
        row = uploads.by_id(self._engine.reader, upload_id)
        if row is None:
            return unknown("upload")
        if upload_id in self._safe_bytes:
            return wait("another append is running", 1, status=503)
        with self._writing(upload_id):
            return await self._append(row, offset, data)

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

    @contextmanager
    def _writing(self, upload_id: UUID) -> Iterator[None]:
        """Nobody else writes this file or proves it meanwhile."""
        self._safe_bytes[upload_id] = self._files.size(upload_id)
        try:
            yield
        finally:
            del self._safe_bytes[upload_id]

    def _reply(self, row: UploadRow) -> UploadReply:
        upload_id = row.request.upload_id
        if row.state is UploadState.WHOLE:
            return UploadReply(upload_id=upload_id, offset=row.request.size, complete=True)
        size = self._safe_bytes.get(upload_id)
        size = self._files.size(upload_id) if size is None else size
        return UploadReply(upload_id=upload_id, offset=size, complete=False)
