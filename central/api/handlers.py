"""Each call of contract v1: read, ask the platform, answer. Nothing is decided here."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from central.api.answers import created, found, message, problem
from central.api.reading import arrived_of, id_of, key_of, message_of, terminal_of
from central.cases.arrivals import Elsewhere
from central.outcomes import Refusal, broken
from central.platform import Platform
from central.storage import events, terminals
from kiosk.uplink.contract import (
    HEADER_UPLOAD_COMPLETE,
    HEADER_UPLOAD_OFFSET,
    PATH_CASE,
    PATH_CASES,
    PATH_CATALOGUE,
    PATH_CLAIMS,
    PATH_ENVELOPE,
    PATH_EVALUATIONS,
    PATH_EVENTS,
    PATH_HEARTBEAT,
    PATH_PRINTS,
    PATH_RESULT,
    PATH_SUPPLEMENTS,
    PATH_TIME,
    PATH_UPLOAD,
    PATH_UPLOADS,
    CaseSubmission,
    ClaimRequest,
    Evaluation,
    EventPage,
    Heartbeat,
    HeartbeatReply,
    PrintReport,
    ServerTime,
    Supplement,
    UploadReply,
    UploadRequest,
)
from kiosk.uplink.packet import digest_of

Handler = Callable[[Platform, Request], Awaitable[Response]]

EVENTS_PER_PAGE = 100


async def catalogue(platform: Platform, request: Request) -> Response:
    """Items and the platform's key, once per change."""
    # Of all that is said, not of the items alone: a new platform key must never look unchanged.
    etag = f'"{digest_of(platform.catalogue.wire()).partition(":")[2]}"'
    known = [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in known or "*" in known:
        return Response(status_code=304, headers={"ETag": etag})
    return message(platform.catalogue, 200, {"ETag": etag})


async def time(platform: Platform, request: Request) -> Response:
    """The platform's clock."""
    return message(ServerTime(at=platform.clock.wall()), 200)


async def announce_upload(platform: Platform, request: Request) -> Response:
    """Announce a sealed file."""
    announced = await message_of(request, UploadRequest, platform.settings.body_limit_bytes)
    if isinstance(announced, Refusal):
        return problem(announced)
    if isinstance(key := key_of(request, announced.upload_id), Refusal):
        return problem(key)
    if announced.size > platform.settings.upload_limit_bytes:
        return problem(broken("file is too long for this platform", status=413))
    answer = created(await platform.arrivals.announce(announced))
    answer.headers["Location"] = PATH_UPLOAD.format(upload_id=announced.upload_id)
    return answer


async def look_at_upload(platform: Platform, request: Request) -> Response:
    """How far a file has come, in headers only."""
    if isinstance(upload_id := id_of(request, "upload_id"), Refusal):
        return problem(upload_id)
    outcome = await platform.arrivals.look(upload_id)
    if isinstance(outcome, Refusal):
        return problem(outcome)
    return Response(headers=_upload_headers(outcome.message))


async def append_to_upload(platform: Platform, request: Request) -> Response:
    """Append from the offset that both sides agree on."""
    if isinstance(upload_id := id_of(request, "upload_id"), Refusal):
        return problem(upload_id)
    offset = request.headers.get(HEADER_UPLOAD_OFFSET, "")
    if not (offset.isascii() and offset.isdecimal() and len(offset) < 16):
        return problem(broken(f"{HEADER_UPLOAD_OFFSET} is missing or not a number", status=400))
    data = await arrived_of(request, platform.settings.append_limit_bytes)
    if isinstance(data, Refusal):
        return problem(data)
    outcome = await platform.arrivals.append(upload_id, int(offset), data)
    if isinstance(outcome, Refusal):
        return problem(outcome)
    if isinstance(outcome, Elsewhere):
        return message(outcome.reply, 409, _upload_headers(outcome.reply))
    platform.bell.ring()
    return message(outcome.message, 200, _upload_headers(outcome.message))


async def submit_case(platform: Platform, request: Request) -> Response:
    """Hand in a case."""
    submission = await message_of(request, CaseSubmission, platform.settings.body_limit_bytes)
    if isinstance(submission, Refusal):
        return problem(submission)
    if isinstance(key := key_of(request, submission.header.case_id), Refusal):
        return problem(key)
    outcome = await platform.intake.submit(submission)
    platform.bell.ring()
    return created(outcome)


async def look_at_case(platform: Platform, request: Request) -> Response:
    """How a case stands."""
    if isinstance(case_id := id_of(request, "case_id"), Refusal):
        return problem(case_id)
    return found(platform.intake.look(case_id))


async def bring_supplement(platform: Platform, request: Request) -> Response:
    """Bring what was promised."""
    supplement = await message_of(request, Supplement, platform.settings.body_limit_bytes)
    if isinstance(supplement, Refusal):
        return problem(supplement)
    if isinstance(key := key_of(request, supplement.supplement_id), Refusal):
        return problem(key)
    if id_of(request, "case_id") != supplement.case_id:
        return problem(broken("case of the path is not the case of the message"))
    outcome = await platform.after.supplement(supplement)
    platform.bell.ring()
    return created(outcome)


async def read_events(platform: Platform, request: Request) -> Response:
    """What happened since the cursor; waits a while when nothing has."""
    if isinstance(terminal := terminal_of(request), Refusal):
        return problem(terminal)
    after, wait = request.query_params.get("after", ""), request.query_params.get("wait", "0")
    if not _is_number(after or "0") or not _is_number(wait):
        return problem(broken("after or wait is not what this platform gave out", status=400))
    limit = min(float(wait), platform.settings.poll_limit_seconds)
    until = platform.clock.monotonic() + limit
    seq = int(after or "0")
    while True:
        news = events.after(platform.engine.reader, terminal, seq, EVENTS_PER_PAGE)
        left = until - platform.clock.monotonic()
        if news or left <= 0 or not await platform.bell.heard(left):
            break
    cursor = str(news[-1].seq if news else seq)
    return message(EventPage(events=news, cursor=cursor), 200)


async def fetch_result(platform: Platform, request: Request) -> Response:
    """A result under seal."""
    if isinstance(result_id := id_of(request, "result_id"), Refusal):
        return problem(result_id)
    return found(platform.prints.fetch(result_id))


async def claim_result(platform: Platform, request: Request) -> Response:
    """Take the right to print."""
    if isinstance(result_id := id_of(request, "result_id"), Refusal):
        return problem(result_id)
    claim = await message_of(request, ClaimRequest, platform.settings.body_limit_bytes)
    if isinstance(claim, Refusal):
        return problem(claim)
    if isinstance(key := key_of(request), Refusal):
        return problem(key)
    return created(await platform.prints.claim(result_id, claim.terminal, key))


async def report_print(platform: Platform, request: Request) -> Response:
    """Say what became of a sheet."""
    report = await message_of(request, PrintReport, platform.settings.body_limit_bytes)
    if isinstance(report, Refusal):
        return problem(report)
    if isinstance(key := key_of(request, report.report_id), Refusal):
        return problem(key)
    if isinstance(terminal := terminal_of(request), Refusal):
        return problem(terminal)
    if id_of(request, "result_id") != report.result_id:
        return problem(broken("result of the path is not the result of the message"))
    outcome = await platform.prints.report(report, terminal)
    platform.bell.ring()
    return created(outcome)


async def look_at_envelope(platform: Platform, request: Request) -> Response:
    """What an envelope still waits for."""
    return found(platform.after.envelope(request.path_params["envelope_code"]))


async def rate(platform: Platform, request: Request) -> Response:
    """Rate the service."""
    evaluation = await message_of(request, Evaluation, platform.settings.body_limit_bytes)
    if isinstance(evaluation, Refusal):
        return problem(evaluation)
    if isinstance(key := key_of(request, evaluation.evaluation_id), Refusal):
        return problem(key)
    return created(await platform.after.evaluate(evaluation))


async def hear_beat(platform: Platform, request: Request) -> Response:
    """A terminal lives, and says how it is. Only in its own name."""
    beat = await message_of(request, Heartbeat, platform.settings.body_limit_bytes)
    if isinstance(beat, Refusal):
        return problem(beat)
    if isinstance(key := key_of(request, beat.beat_id), Refusal):
        return problem(key)
    if isinstance(caller := terminal_of(request), Refusal):
        return problem(caller)
    if not beat.terminal == caller == request.path_params["terminal"]:
        return problem(broken("a terminal may only speak for itself"))
    now = platform.clock.wall()
    await platform.engine.write(lambda sql: terminals.keep(sql, beat, now))
    reply = HeartbeatReply(received_at=now, interval_seconds=platform.settings.heartbeat_seconds)
    return message(reply, 200)


HANDLERS: dict[tuple[str, str], Handler] = {
    ("GET", PATH_CATALOGUE): catalogue,
    ("GET", PATH_TIME): time,
    ("POST", PATH_UPLOADS): announce_upload,
    ("HEAD", PATH_UPLOAD): look_at_upload,
    ("PATCH", PATH_UPLOAD): append_to_upload,
    ("POST", PATH_CASES): submit_case,
    ("GET", PATH_CASE): look_at_case,
    ("POST", PATH_SUPPLEMENTS): bring_supplement,
    ("GET", PATH_EVENTS): read_events,
    ("GET", PATH_RESULT): fetch_result,
    ("POST", PATH_CLAIMS): claim_result,
    ("POST", PATH_PRINTS): report_print,
    ("GET", PATH_ENVELOPE): look_at_envelope,
    ("POST", PATH_EVALUATIONS): rate,
    ("POST", PATH_HEARTBEAT): hear_beat,
}


def _upload_headers(reply: UploadReply) -> dict[str, str]:
    return {
        HEADER_UPLOAD_OFFSET: str(reply.offset),
        HEADER_UPLOAD_COMPLETE: "?1" if reply.complete else "?0",
        "Cache-Control": "no-store",
    }


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16
