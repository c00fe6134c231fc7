"""Submit costs one commit: ``put_case`` against one bare durable commit, same disk, same run.

    python -m benchmarks.outbox [FOLDER] [ROUNDS]

The two take turns, so a busy disk is busy for both; each ratio is to the bare commit above it.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

from kiosk.clock import SystemClock
from kiosk.uplink.contract import CaseHeader, Mode, UploadRef, case_context, file_context
from kiosk.uplink.database import DurableDatabase
from kiosk.uplink.items import FileKept, Stored
from kiosk.uplink.outbox import Outbox, open_outbox
from kiosk.uplink.packet import digest_of, new_key_pair, seal
from kiosk.uplink.uplink import SCHEMA

CASE_BYTES = 8 * 1024
FILE_BYTES = 600_000
PAGES = 3
KEY = new_key_pair().public


def bare_commit(folder: Path) -> Callable[[bytes], None]:
    connection = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("CREATE TABLE one (n INTEGER PRIMARY KEY, payload BLOB)")

    def commit(payload: bytes) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO one (payload) VALUES (?)", (payload,))
        connection.execute("COMMIT")

    return commit


def header_for(case_id: UUID, packet: bytes, uploads: tuple[UploadRef, ...]) -> CaseHeader:
    return CaseHeader(
        case_id=case_id,
        service_code="bench",
        service_version="1",
        mode=Mode.APPLY,
        terminal="T",
        site="S",
        region="990100",
        created_at=SystemClock().wall(),
        uploads=uploads,
        packet_digest=digest_of(packet),
        packet_size=len(packet),
    )


def keep_pages(outbox: Outbox, case_id: UUID, page: bytes) -> tuple[list[float], list[UploadRef]]:
    times, refs = [], []
    for _ in range(PAGES):
        upload = uuid4()
        sealed = seal(page, KEY, file_context(case_id, upload))
        ref = UploadRef(upload_id=upload, digest=digest_of(sealed), size=len(sealed))
        times.append(timed(lambda r=ref, s=sealed: outbox.keep_file(case_id, r, s), FileKept))
        refs.append(ref)
    return times, refs


def timed(call: Callable[[], object], expected: type | None = None) -> float:
    began = time.perf_counter()
    outcome = call()
    spent = time.perf_counter() - began
    assert expected is None or isinstance(outcome, expected), outcome
    return spent


def measure(folder: Path, rounds: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {
        "bare durable commit": [],
        "put_case, no scans": [],
        "bare durable commit, just after the pages": [],
        f"put_case, {PAGES} pages kept before": [],
        "seal 8 KiB": [],
        f"keep_file, one page of {FILE_BYTES // 1000} kB (while capturing)": [],
    }
    bare, plain, bare_after, scanned, sealing, keeping = found.values()
    commit = bare_commit(folder)
    database = DurableDatabase(folder / "outbox.sqlite", SCHEMA)
    outbox = open_outbox(folder, SystemClock(), database)
    clear, page = bytearray(CASE_BYTES), bytes(FILE_BYTES)
    for _ in range(rounds):
        for base, target, with_pages in ((bare, plain, False), (bare_after, scanned, True)):
            case_id = uuid4()
            times, refs = keep_pages(outbox, case_id, page) if with_pages else ([], [])
            keeping += times
            began = time.perf_counter()
            packet = seal(clear, KEY, case_context(case_id))
            sealing.append(time.perf_counter() - began)
            header = header_for(case_id, packet, tuple(refs))
            base.append(timed(lambda p=packet: commit(p)))
            target.append(timed(lambda h=header, p=packet: outbox.put_case(h, p), Stored))
    database.close()
    return found


def report(found: dict[str, list[float]]) -> None:
    print("| what | median ms | p99 ms | median ratio | p99 ratio |\n|---|---|---|---|---|")
    base_median = base_p99 = 1.0
    for name, times in found.items():
        median, p99 = statistics.median(times), percentile_99(times)
        if name.startswith("bare"):
            base_median, base_p99 = median, p99
        print(
            f"| {name} | {median * 1e3:.2f} | {p99 * 1e3:.2f}"
            f" | {median / base_median:.2f} | {p99 / base_p99:.2f} |"
        )


def percentile_99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def main() -> None:
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    with tempfile.TemporaryDirectory(dir=where, prefix=".bench-") as folder:
        report(measure(Path(folder), rounds))


if __name__ == "__main__":
    main()
