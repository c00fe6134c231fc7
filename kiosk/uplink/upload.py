"""One sealed file to the platform, resumed where it stopped.

Owns the order of calls for one file; must not wait or retry: a broken connection ends the try, and
the next one asks how far the file came. The platform is the only one who knows the true offset.
"""

from collections.abc import Callable

from kiosk.uplink.client import Answered, PlatformClient, Refused, Unknown
from kiosk.uplink.contract import (
    UPLOAD_PIECE_BYTES,
    Problem,
    UploadReply,
    UploadRequest,
)
from kiosk.uplink.items import FileState, LeasedFile
from kiosk.uplink.outbox import Outbox

#: Answers in a row that bring the file no further before the try is given up.
_MOST_STANDSTILLS = 3

UploadOutcome = Answered[UploadReply] | Refused | Unknown


def upload(
    client: PlatformClient, outbox: Outbox, file: LeasedFile, is_stopped: Callable[[], bool]
) -> UploadOutcome:
    """Bring one file over. Marks it ``confirmed`` when the platform has checked its digest."""
    match _offset_to_start(client, outbox, file):
        case Answered(value=reply):
            outcome = _append_rest(client, outbox, file, reply, is_stopped)
        case no:
            return no
    if isinstance(outcome, Answered):
        outbox.mark_file(file, FileState.CONFIRMED)
    elif isinstance(outcome, Refused):
        outbox.mark_file(file, FileState.QUEUED)
    return outcome


def _offset_to_start(client: PlatformClient, outbox: Outbox, file: LeasedFile) -> UploadOutcome:
    if file.state is not FileState.QUEUED:
        match client.upload_offset(file.upload_id):
            case Refused(problem=Problem(status=404)):
                pass  # thrown away over there (too old, or not what was announced)
            case outcome:
                return outcome
    outcome = client.announce_upload(
        UploadRequest(
            upload_id=file.upload_id, case_id=file.case_id, size=file.size, digest=file.digest
        )
    )
    if not isinstance(outcome, Answered):
        return outcome
    outbox.mark_file(file, FileState.ANNOUNCED)
    return client.upload_offset(file.upload_id) if outcome.is_replay else outcome


def _append_rest(
    client: PlatformClient,
    outbox: Outbox,
    file: LeasedFile,
    reply: UploadReply,
    is_stopped: Callable[[], bool],
) -> UploadOutcome:
    standstills = 0
    while not reply.complete:
        if is_stopped():
            return Unknown("stopped")
        if reply.offset > file.size or standstills >= _MOST_STANDSTILLS:
            return Unknown("offset-makes-no-sense")
        size = min(UPLOAD_PIECE_BYTES, file.size - reply.offset)
        piece = outbox.read_file(file.upload_id, reply.offset, size)
        match client.append(file.upload_id, reply.offset, piece):
            case Answered(value=after):
                standstills = standstills + 1 if after.offset <= reply.offset else 0
                reply = after
            case no:
                return no
    if reply.offset != file.size:
        # A header that was cut in the middle of its number says so too: ask again.
        return Unknown("offset-makes-no-sense")
    return Answered(reply)
