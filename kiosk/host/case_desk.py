"""Cases on their way: durable here first, then whatever the platform says goes to their visit.

Sees cases only sealed. Runs in the hub's loop.
"""

from datetime import datetime
from typing import assert_never
from uuid import UUID, uuid4

from pydantic import ValidationError

from kiosk.clock import Clock
from kiosk.host.messages import (
    CaseHeldUp,
    CaseNotStored,
    CaseProgressed,
    CaseStored,
    FileKept,
    GiveRating,
    KeepFile,
    PlatformChanged,
    ResultArrived,
    SubmitCase,
)
from kiosk.host.post_office import PostOffice
from kiosk.host.wire import wipe
from kiosk.uplink import items
from kiosk.uplink.contract import CaseHeader, Catalogue, Evaluation, ItemState, UploadRef
from kiosk.uplink.events import (
    CaseAccepted,
    CaseParked,
    CaseReceived,
    CatalogueChanged,
    PlatformLost,
    PlatformSeen,
    ResultReady,
    UplinkEvent,
)
from kiosk.uplink.uplink import Uplink


class CaseDesk:
    """Between visits and the outbox."""

    def __init__(self, post: PostOffice, uplink: Uplink, clock: Clock) -> None:
        self._post, self._uplink, self._clock = post, uplink, clock
        self._owner: dict[UUID, str] = {}
        self._drafts: dict[str, set[UUID]] = {}
        self._catalogue: Catalogue | None = None
        self._is_online = False
        self._since: datetime = clock.wall()

    # --- from visits --------------------------------------------------------------------------

    def keep_file(self, visit_id: str, ask: KeepFile, sealed: bytearray) -> None:
        """Write a sealed file while the citizen goes on, so that Submit costs one commit."""
        case_id, upload_id = UUID(ask.case_id), UUID(ask.upload_id)
        ref = UploadRef(upload_id=upload_id, digest=ask.digest, size=ask.size)
        self._drafts.setdefault(visit_id, set()).add(case_id)
        outcome = self._uplink.outbox.keep_file(case_id, ref, sealed)
        wipe(sealed)
        is_kept = isinstance(outcome, items.FileKept)
        self._post.send(visit_id, FileKept(ask.request_id, ask.upload_id, is_kept))

    def submit(self, visit_id: str, ask: SubmitCase, packet: bytearray) -> None:
        """Take a case over, durably and once; only then the citizen hears "stored"."""
        try:
            header = CaseHeader.model_validate_json(ask.header_json)
        except ValidationError:
            wipe(packet)
            self._post.send(visit_id, CaseNotStored(ask.request_id, "header"))
            return
        self._owner[header.case_id] = visit_id
        outcome = self._uplink.outbox.put_case(header, bytes(packet))
        wipe(packet)
        match outcome:
            case items.Stored(at=at):
                self._drafts.get(visit_id, set()).discard(header.case_id)
                # What is left of it was scanned again or not wanted any more.
                self._uplink.outbox.drop_draft(header.case_id)
                stored = CaseStored(ask.request_id, str(header.case_id), at)
                self._post.send(visit_id, stored)
                self._uplink.wake()
            case items.DiskFull():
                self._post.send(visit_id, CaseNotStored(ask.request_id, "disk-full"))
            case items.NotWhole(reason=reason):
                self._post.send(visit_id, CaseNotStored(ask.request_id, reason))
            case _:
                assert_never(outcome)

    def forget(self, visit_id: str) -> None:
        """The visit is over: what was not submitted goes, what was goes on without it."""
        for case_id in self._drafts.pop(visit_id, set()):
            self._uplink.outbox.drop_draft(case_id)
        for case_id in [case for case, owner in self._owner.items() if owner == visit_id]:
            del self._owner[case_id]

    def rate(self, rating: GiveRating) -> None:
        """Put a rating into the outbox."""
        self._uplink.outbox.put_evaluation(
            Evaluation(
                evaluation_id=uuid4(),
                case_id=UUID(rating.case_id),
                service_code=rating.service_code,
                grade=rating.grade,
                tags=rating.tags,
                words="、".join(rating.tags),
                at=self._clock.wall(),
            )
        )
        self._uplink.wake()

    # --- from the uplink ----------------------------------------------------------------------

    def on_uplink(self, event: UplinkEvent) -> bool:
        """Pass on what the platform said; true when every visit should hear of the platform."""
        match event:
            case CaseReceived(case_id=case_id, reply=reply):
                message = CaseProgressed(str(case_id), reply.model_dump_json())
                self._tell_owner(case_id, message)
            case CaseAccepted(case_id=case_id, reply=reply):
                message = CaseProgressed(str(case_id), reply.model_dump_json())
                self._tell_owner(case_id, message)
            case CaseParked(case_id=case_id, reason=reason):
                self._tell_owner(case_id, CaseHeldUp(str(case_id), reason))
            case ResultReady():
                self._result(event)
            case CatalogueChanged(catalogue=catalogue):
                self._catalogue = catalogue
                return True
            case PlatformSeen() | PlatformLost():
                self._is_online = isinstance(event, PlatformSeen)
                self._since = self._clock.wall()
                return True
            case _:
                assert_never(event)
        return False

    def platform(self) -> PlatformChanged:
        """What is known of the platform now."""
        catalogue = self._catalogue
        if catalogue is None:
            return PlatformChanged(self._is_online, self._since, None, None, ())
        return PlatformChanged(
            self._is_online,
            self._since,
            catalogue.platform_key,
            tuple((item.code, item.version) for item in catalogue.items),
            tuple(item.code for item in catalogue.items if item.state is not ItemState.OPEN),
        )

    def _result(self, event: ResultReady) -> None:
        result = event.result
        arrived = ResultArrived(
            case_id=str(event.case_id),
            result_id=str(result.result_id),
            kind=result.kind,
            layout=result.layout,
            number=result.number,
            copy_seq=result.copy_seq,
        )
        owner = self._owner.get(event.case_id)
        if owner is not None:
            self._post.send(owner, arrived, bytearray(result.sealed.encode()))

    def _tell_owner(self, case_id: UUID, message: object) -> None:
        owner = self._owner.get(case_id)
        if owner is not None:
            self._post.send(owner, message)
