"""A printer that says whatever a test wants, over real HTTP and IPP. For lies and broken lines."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from printer.licence.ipp_codec import (
    Attribute,
    Delimiter,
    Group,
    Message,
    Tag,
    Value,
    attribute,
    decode,
    encode,
    keyword,
)

PRINT_JOB, GET_JOB, GET_JOBS, GET_PRINTER = 0x0002, 0x0009, 0x000A, 0x000B
Answer = Callable[[Message], Message | bytes | None]


class LyingPrinter:
    """``says`` maps an operation to its answer: a message, raw bytes, or None to hang up."""

    def __init__(self) -> None:
        self.uri = ""
        self.asked: list[int] = []
        self.says: dict[int, Answer] = {
            GET_PRINTER: lambda request: printer(request),
            PRINT_JOB: lambda request: job(request),
            GET_JOB: lambda request: job(request),
            GET_JOBS: lambda request: job(request),
        }

    def answer(self, body: bytes) -> bytes | None:
        request = decode(body)
        assert isinstance(request, Message)
        self.asked.append(request.code)
        said = self.says[request.code](request)
        return encode(said) if isinstance(said, Message) else said


def printer(
    request: Message,
    *,
    state: int = 3,
    reasons: tuple[str, ...] = ("none",),
    media: tuple[str, ...] = ("iso_a4_210x297mm",),
    up_time: int = 100,
    accepting: bool = True,
) -> Message:
    """Get-Printer-Attributes."""
    attributes = (
        attribute("printer-state", Tag.ENUM, state),
        keyword("printer-state-reasons", *reasons),
        Attribute("media-ready", tuple(Value(Tag.KEYWORD, each) for each in media)),
        attribute("printer-up-time", Tag.INTEGER, up_time),
        attribute("printer-is-accepting-jobs", Tag.BOOLEAN, accepting),
    )
    return Message(0, request.request_id, (Group(Delimiter.PRINTER, attributes),))


def job(
    request: Message,
    *,
    state: int = 9,
    pages: int = 1,
    uuid: str = "urn:uuid:1",
    name: str = "JOB-1",
    code: int = 0,
) -> Message:
    """Any answer about the one job."""
    attributes = (
        attribute("job-id", Tag.INTEGER, 1),
        attribute("job-uuid", Tag.URI, uuid),
        attribute("job-name", Tag.NAME, name),
        attribute("job-state", Tag.ENUM, state),
        keyword("job-state-reasons", "none"),
        attribute("job-impressions-completed", Tag.INTEGER, pages),
    )
    return Message(code, request.request_id, (Group(Delimiter.JOB, attributes),))


def refusal(request: Message, code: int) -> Message:
    """A status and nothing else."""
    return Message(code, request.request_id, ())


@contextmanager
def lying_printer() -> Iterator[LyingPrinter]:
    liar = LyingPrinter()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            said = liar.answer(body)
            if said is None:
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/ipp")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    liar.uri = f"ipp://127.0.0.1:{server.server_port}/ipp/print"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="lying-printer")
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
