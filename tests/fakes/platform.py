"""A small platform on a real socket: idempotent, strict about offsets and digests.

It is the other end of the wire for tests of the uplink. It really opens what it gets with its own
private key, so a case counts only when its content arrived whole. ``arrivals`` keeps every POST,
replays too, so a test can tell "once" from "twice".
"""

import base64
import json
import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

from kiosk.uplink.contract import (
    CaseBody,
    CaseReply,
    CaseState,
    CaseSubmission,
    Catalogue,
    Event,
    EventPage,
    Recorded,
    Result,
    UploadReply,
    UploadRequest,
    case_context,
    file_context,
)
from kiosk.uplink.packet import digest_of, encode_key, new_key_pair, open_packet

NOW = datetime(2026, 4, 2, 13, 41, tzinfo=UTC)

#: Status, headers, body: what a test wants to be answered instead of the truth.
Canned = tuple[int, dict[str, str], bytes]


def problem(status: int, problem_class: str, **headers: str) -> Canned:
    body = json.dumps({"status": status, "class": problem_class}).encode()
    return status, {"Content-Type": "application/problem+json", **headers}, body


class FakePlatform:
    def __init__(self) -> None:
        self.keys = new_key_pair()
        self.lock = threading.Condition()
        self.cases: dict[UUID, CaseBody] = {}
        self.replies: dict[UUID, CaseReply] = {}
        self.submissions: dict[UUID, bytes] = {}
        self.arrivals: dict[str, int] = defaultdict(int)
        self.uploads: dict[UUID, tuple[UploadRequest, bytearray]] = {}
        self.appended_bytes = 0
        self.records: dict[UUID, bytes] = {}
        self.events: list[Event] = []
        self.results: dict[UUID, Result] = {}
        #: The next answers of "METHOD /path", used up one by one.
        self.canned: dict[str, list[Canned]] = defaultdict(list)
        #: Called after a case was taken over, before it is answered; may block or raise.
        self.after_taking: Callable[[UUID], None] = lambda case_id: None
        self.decide: Callable[[CaseBody], CaseReply] = _received
        self.polls = threading.Semaphore(0)
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "FakePlatform":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.is_closing = True
        with self.lock:
            self.lock.notify_all()
        self._server.shutdown()
        self._thread.join()
        self._server.cut_all()
        self._server.server_close()

    @property
    def is_closing(self) -> bool:
        return self._server.is_closing

    def catalogue(self) -> Catalogue:
        return Catalogue(
            version="1",
            digest=digest_of(b"items"),
            platform_key=encode_key(self.keys.public),
            items=(),
        )

    def tell(self, event: Event) -> None:
        with self.lock:
            self.events.append(event)
            self.lock.notify_all()

    # --- what it does with what it gets; the lock is held ---

    def take_case(self, raw: bytes, key: str) -> tuple[int, bytes, bool] | Canned:
        submission = CaseSubmission.model_validate_json(raw)
        case_id = submission.header.case_id
        if key != str(case_id):
            return problem(422, "fix-request")
        if case_id in self.submissions:
            if self.submissions[case_id] != raw:
                return problem(422, "fix-request")
            return 200, self.replies[case_id].wire(), True
        packet = base64.b64decode(submission.packet)
        assert digest_of(packet) == submission.header.packet_digest
        for ref in submission.header.uploads:
            announced, data = self.uploads[ref.upload_id]
            assert digest_of(bytes(data)) == ref.digest == announced.digest
            open_packet(data, self.keys.private, file_context(case_id, ref.upload_id))
        plain = open_packet(packet, self.keys.private, case_context(case_id))
        body = CaseBody.model_validate_json(bytes(plain))
        self.cases[case_id] = body
        self.submissions[case_id] = raw
        self.replies[case_id] = self.decide(body)
        return 201, self.replies[case_id].wire(), False

    def take_record(self, raw: bytes, key: str) -> tuple[int, bytes, bool]:
        known = UUID(key) in self.records
        assert not known or self.records[UUID(key)] == raw
        self.records[UUID(key)] = raw
        return (200 if known else 201), Recorded(id=UUID(key)).wire(), known

    def announce(self, raw: bytes) -> tuple[int, bytes, bool]:
        request = UploadRequest.model_validate_json(raw)
        known = request.upload_id in self.uploads
        if not known:
            self.uploads[request.upload_id] = (request, bytearray())
        # A replay repeats the first answer, as the contract says: its offset is old.
        reply = UploadReply(upload_id=request.upload_id, offset=0, complete=False)
        return (200 if known else 201), reply.wire(), known

    def append(self, upload_id: UUID, offset: int, piece: bytes) -> Canned:
        if upload_id not in self.uploads:
            return problem(404, "fix-request")
        request, data = self.uploads[upload_id]
        self.appended_bytes += len(piece)
        status = 200
        if offset != len(data):
            status = 409
        else:
            data += piece
        if len(data) == request.size and digest_of(bytes(data)) != request.digest:
            del self.uploads[upload_id]
            return problem(422, "fix-request")
        return status, self.offset_headers(upload_id), b"{}"

    def offset_headers(self, upload_id: UUID) -> dict[str, str]:
        request, data = self.uploads[upload_id]
        complete = "?1" if len(data) == request.size else "?0"
        return {"Upload-Offset": str(len(data)), "Upload-Complete": complete}

    def page(self, after: str, wait_seconds: float) -> EventPage:
        start = int(after or 0)
        self.polls.release()
        self.lock.wait_for(lambda: len(self.events) > start or self.is_closing, wait_seconds)
        return EventPage(events=tuple(self.events[start:]), cursor=str(len(self.events)))


def _received(body: CaseBody) -> CaseReply:
    return CaseReply(
        case_id=body.case_id, state=CaseState.RECEIVED, received_at=NOW, query_code=uuid4().hex[:8]
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, platform: FakePlatform) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.platform = platform
        self.is_closing = False
        self._open: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def cut_all(self) -> None:
        for request in list(self._open):
            try:
                request.shutdown(2)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Broken connections are this server's daily bread."""


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"
    protocol_version = "HTTP/1.1"
    wbufsize = 64 * 1024
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if self._canned(parts.path):
            return
        if parts.path == "/v1/catalogue":
            self._catalogue()
        elif parts.path == "/v1/events":
            query = parse_qs(parts.query, keep_blank_values=True)
            with self.server.platform.lock:
                page = self.server.platform.page(query["after"][0], float(query["wait"][0]))
            self._answer(200, {}, page.wire())
        elif parts.path.startswith("/v1/results/"):
            self._one_of(self.server.platform.results, parts.path)
        else:
            self._one_of(self.server.platform.replies, parts.path)

    def _one_of(self, shelf: dict[UUID, Any], path: str) -> None:
        found = shelf.get(UUID(path.rsplit("/", 1)[1]))
        if found is None:
            self._answer(*problem(404, "fix-request"))
        else:
            self._answer(200, {}, found.wire())

    def _catalogue(self) -> None:
        if self.headers.get("If-None-Match") == '"1"':
            self._answer(304, {}, b"")
        else:
            self._answer(200, {"ETag": '"1"'}, self.server.platform.catalogue().wire())

    def do_HEAD(self) -> None:
        upload_id = UUID(self.path.rsplit("/", 1)[1])
        if upload_id in self.server.platform.uploads:
            self._answer(200, self.server.platform.offset_headers(upload_id), b"")
        else:
            self._answer(404, {}, b"")

    def do_PATCH(self) -> None:
        piece = self._body()
        if self._canned(self.path):
            return
        offset = int(self.headers["Upload-Offset"])
        with self.server.platform.lock:
            answer = self.server.platform.append(UUID(self.path.rsplit("/", 1)[1]), offset, piece)
        self._answer(*answer)

    def do_POST(self) -> None:
        raw = self._body()
        key = self.headers["Idempotency-Key"]
        with self.server.platform.lock:
            self.server.platform.arrivals[key] += 1
        if self._canned(self.path):
            return
        with self.server.platform.lock:
            if self.path == "/v1/uploads":
                answer: Any = self.server.platform.announce(raw)
            elif self.path == "/v1/cases":
                answer = self.server.platform.take_case(raw, key)
            else:
                answer = self.server.platform.take_record(raw, key)
        if self.path == "/v1/cases" and isinstance(answer[1], bytes):
            self.server.platform.after_taking(UUID(key))
        if isinstance(answer[1], dict):
            self._answer(*answer)
        else:
            status, body, is_replay = answer
            headers = {"Idempotency-Replayed": "true"} if is_replay else {}
            self._answer(status, headers, body)

    def _body(self) -> bytes:
        size = int(self.headers["Content-Length"])
        body = self.rfile.read(size)
        if len(body) < size:
            raise ConnectionError("request was cut")
        return body

    def _canned(self, path: str) -> bool:
        with self.server.platform.lock:
            waiting = self.server.platform.canned[f"{self.command} {path}"]
            answer = waiting.pop(0) if waiting else None
        if answer is not None:
            self._answer(*answer)
        return answer is not None

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
