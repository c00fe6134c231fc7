"""What taking in a case costs, against a bare server and a bare durable commit.

    python -m benchmarks.central [FOLDER] [ROUNDS]

Three servers take turns under the same load (the same bodies, 8 connections kept open), each in a
process of its own so that its processor time can be read: ``bare`` parses the JSON and answers,
``commit`` also writes one durable SQLite row of the packet's size, ``platform`` is the real intake
(open, validate, decide, draw up and seal the result, number, log, events, one durable commit).
"""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.uplink.contract import HEADER_IDEMPOTENCY_KEY, PATH_CASES, PATH_CATALOGUE
from kiosk.uplink.packet import encode_key, new_key_pair
from tests.fakes.central_rig import Rig

CONNECTIONS = 8
CASES = 400
SERVERS = ("bare", "commit", "platform")


def serve_bare(folder: Path, durable: bool) -> None:
    """The floor: Starlette alone, or with one commit per request."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, body BLOB)")

    async def take(request: Request) -> Response:
        body = await request.body()
        case_id = json.loads(body)["header"]["case_id"]
        if durable:
            connection.execute("INSERT INTO bare VALUES (?, ?)", (case_id, body))
        return Response(b"{}", 201, media_type="application/json")

    async def key(request: Request) -> Response:
        body = json.dumps({"platform_key": encode_key(new_key_pair().public)})
        return Response(body, media_type="application/json")

    routes = [Route(PATH_CASES, take, methods=["POST"]), Route(PATH_CATALOGUE, key)]
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    print(json.dumps({"url": f"http://127.0.0.1:{listener.getsockname()[1]}"}), flush=True)
    config = uvicorn.Config(
        Starlette(routes=routes), http="h11", loop="asyncio", log_config=None, access_log=False
    )
    uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def running(kind: str, folder: Path) -> Iterator[tuple[str, int]]:
    folder.mkdir(parents=True, exist_ok=True)
    arguments = [sys.executable, "-m", "benchmarks.central", "--serve", kind, str(folder)]
    if kind == "platform":
        arguments = [sys.executable, "-m", "central", "--state", str(folder)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        try:
            yield json.loads(child.stdout.readline())["url"], child.pid
        finally:
            child.kill()


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bodies(url: str) -> list[tuple[str, bytes]]:
    rig = Rig(url)
    made = [rig.query({"period": "last-12-months"}) for _ in range(CASES)]
    rig.web.close()
    return [(str(one.case_id), one.submission.wire()) for one in made]


def send(url: str, share: list[tuple[str, bytes]]) -> list[float]:
    where = urlsplit(url)
    connection = HTTPConnection(where.hostname or "", where.port)
    waits = []
    for key, body in share:
        started = time.perf_counter()
        connection.request("POST", PATH_CASES, body, {HEADER_IDEMPOTENCY_KEY: key})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 201, answer.status
        waits.append(time.perf_counter() - started)
    connection.close()
    return waits


def one_round(url: str, pid: int) -> tuple[float, float, list[float]]:
    """Cases per second, server CPU milliseconds per case, and the wait of each."""
    load = bodies(url)
    shares = [load[index::CONNECTIONS] for index in range(CONNECTIONS)]
    cpu, started = cpu_seconds(pid), time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        waits = [wait for part in pool.map(lambda share: send(url, share), shares) for wait in part]
    spent = time.perf_counter() - started
    return CASES / spent, (cpu_seconds(pid) - cpu) * 1000 / CASES, waits


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    measured: dict[str, list[tuple[float, float, list[float]]]] = {kind: [] for kind in SERVERS}
    for index in range(rounds):
        for kind in SERVERS:
            with running(kind, folder / f"{kind}-{index}") as (url, pid):
                measured[kind].append(one_round(url, pid))
    print("| server | cases/s | CPU ms per case | ratio to commit | wait median ms | wait p99 ms |")
    print("|---|---|---|---|---|---|")
    for kind in SERVERS:
        waits = sorted(wait for *_, part in measured[kind] for wait in part)
        ratios = [a[1] / b[1] for a, b in zip(measured[kind], measured["commit"], strict=True)]
        print(
            f"| {kind} | {median(m[0] for m in measured[kind]):.0f}"
            f" | {median(m[1] for m in measured[kind]):.2f} | {median(ratios):.2f}"
            f" | {median(waits) * 1000:.1f} | {waits[int(len(waits) * 0.99)] * 1000:.1f} |"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve_bare(Path(sys.argv[3]), durable=sys.argv[2] == "commit")
    else:
        main()
