"""The support bundle: what a developer needs is in it, and what a citizen left behind is not.

A canary number and a name are put wherever a person's data could ever come to lie on disk: through
the drivers and stores where they allow it, by force where they do not.
"""

import io
import json
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, redirect_stdout
from hashlib import sha256
from pathlib import Path

import pytest

import run_kiosk
from kiosk.clock import SystemClock
from kiosk.paper.ledger import CustodyLedger
from kiosk.upkeep import history
from kiosk.upkeep.log_file import LOG_FILE, LOG_FOLDER
from tests.fakes.case_maker import CANARY
from tests.fakes.memory_scan import text_needles
from tests.licence_samples import order
from tests.terminal_rig import Terminal, terminal
from tests.test_diagnose_nothing_personal import leave_a_case

NAME = "张三荷花里"
HEAD = "2026-11-22 01:00:00,123 INFO "
VISIT = "0123456789abcdef" * 2
#: Lines that any host writes.
GOOD_LINES = (
    "host_started terminal=QH-BJL-03",
    f"visit_started visit={VISIT} pid=4711 kind=citizen",
    f"visit_ended visit={VISIT} phase=SHOWN reason=exited with -9",
    "device_changed device=id-reader status=Unavailable(state=<State.NO_DEVICE: 'noDevice'>, "
    "reason='no-such-port', actor=<Actor.TECHNICIAN: 'technician'>, "
    "since=datetime.datetime(2026, 4, 2, 13, 40, 1, 5, tzinfo=datetime.timezone.utc))",
    "device_driver_crashed device=id-reader error=ValueError at=_probe:188 < _run:90",
    "heartbeat_heard heard=True why=-",
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Terminal]:
    with terminal(tmp_path) as terminal_:
        terminal_.id_reader().lay()
        terminal_.qr_scanner().show(f"{CANARY} {NAME}")
        yield terminal_


def bundle(here: Terminal) -> dict[str, bytes]:
    file = here.folder / "bundle.tar.gz"
    with redirect_stdout(io.StringIO()) as said:
        code = run_kiosk.main(["bundle", "--out", str(file), "--settings", str(here.settings_file)])
    assert code == 0, said.getvalue()
    with tarfile.open(file) as archive:
        names = archive.getnames()
        streams = {name: archive.extractfile(name) for name in names}
        return {name: stream.read() for name, stream in streams.items() if stream is not None}


def write_log(here: Terminal, *lines: str) -> None:
    folder = here.state / LOG_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{HEAD}{line}\n" for line in lines)
    (folder / LOG_FILE).write_text(text, "utf-8")


def canaries_in_logs() -> Iterator[str]:
    """Every good line with a canary in each of its fields, and lines that nobody foresaw."""
    for secret in (CANARY, NAME, CANARY[:9], CANARY.encode().hex(), "Zhang San"):
        for line in GOOD_LINES:
            head, *fields = line.split(" ")
            for place, field in enumerate(fields):
                key = field.partition("=")[0]
                changed = [*fields[:place], f"{key}={secret}", *fields[place + 1 :]]
                yield " ".join((head, *changed))
            yield f"{line} {secret}"
            yield f"{secret} {line}"
        yield f"Traceback ValueError: {secret}"


def force_into_books(here: Terminal) -> None:
    """The canary in every text of every row of both books."""
    state = here.state
    leave_a_case(here)
    with closing(CustodyLedger(state / "paper.sqlite", SystemClock())) as ledger:
        ledger.load_stock("QH00000431", 40, NAME)
        attempt = ledger.reserve(order(CANARY), f"token-{CANARY}")
        ledger.begin(attempt.attempt_id)  # type: ignore[union-attr]
        ledger.doubt(attempt.attempt_id, "power-cut")  # type: ignore[union-attr]
    with closing(sqlite3.connect(state / "paper.sqlite")) as db:
        db.execute(
            "UPDATE attempt SET reason = ?, serial = ?, job_uuid = ?, job_id = 1, up_time = 1",
            (f"{NAME} {CANARY}",) * 3,
        )
        db.commit()
    with closing(sqlite3.connect(state / "outbox" / "outbox.sqlite")) as db:
        db.execute("UPDATE outbox SET reason = ?, reply = ?", (CANARY, f"{NAME}{CANARY}".encode()))
        db.execute("INSERT INTO note VALUES ('catalogue', ?)", (f'{{"version": "{CANARY}"}}',))
        db.commit()


def force_into_files(here: Terminal) -> None:
    state = here.state
    note = {
        "at": "2026-11-22T01:00:00+00:00",
        "direction": "received",
        "visible": CANARY.encode().hex(" "),
        "masked_bytes": 3,
        "remark": f"name {NAME}",
    }
    wide = {**note, "visible": CANARY.encode("utf-16-le").hex(" "), "remark": CANARY}
    good: dict[str, object] = {**note, "visible": "AA AA AA 96 69 05 08 00 00 90", "remark": "read"}
    shaped = {**good, "shape": f"d18 a5 {CANARY}"}
    ended = {"at": note["at"], "outcome": "CardRead", "seconds": 0.2, "reason": "", "frames": 6}
    notes = (note, wide, {**note, "extra": NAME}, shaped, {**ended, "reason": CANARY}, ended, good)
    lines = [json.dumps({"transcript": 1, "device": NAME}), *map(json.dumps, notes)]
    (state / "transcripts").mkdir(parents=True)
    text = "\n".join([*lines, f"{CANARY} is no note"])
    (state / "transcripts" / "id-reader.jsonl").write_text(text, "utf-8")
    (state / "transcripts" / f"{CANARY}.jsonl").write_text(text, "utf-8")
    (state / f"{CANARY}.txt").write_text(NAME, "utf-8")
    (state / "health.json").write_text(json.dumps({"pid": 1, "note": CANARY}), "utf-8")
    outcome = {
        "device_id": "id-reader", "role": "id-reader", "adapter": "x", "state": "online",
        "result": "passed", "reason": f"{CANARY}", "took_seconds": 0.1,
        "facts": {"fact": f"{NAME} {CANARY}", NAME: "y", CANARY: "z"},
    }  # fmt: skip
    record = {
        "terminal": "QH-BJL-03", "at": "2026-11-22T01:00:00+00:00", "readiness": "ready",
        "version": CANARY, "troubles": [[NAME, CANARY, NAME]], "outcomes": [outcome],
        "before": "0" * 64,
    }  # fmt: skip
    folder = state / history.HISTORY_FOLDER
    folder.mkdir()
    (folder / history.HISTORY_FILE).write_text(json.dumps(record) + "\n", "utf-8")


def test_no_canary_is_in_the_bundle_in_any_encoding(here: Terminal) -> None:
    force_into_books(here)
    force_into_files(here)
    write_log(here, *GOOD_LINES, *canaries_in_logs())
    parts = bundle(here)
    secrets = {"number": CANARY, "half": CANARY[:9], "end": CANARY[-9:], "name": NAME}
    needles = [each for what, text in secrets.items() for each in text_needles(what, text)]
    needles_seen = {needle.encoding for needle in needles}
    assert {"utf-8", "gb18030", "utf-16", "hex of utf-8", "base64, shifted 1"} <= needles_seen
    content = {**parts, "names": " ".join(parts).encode()}
    found = [
        (needle.what, needle.encoding, name)
        for needle in needles
        for name, part in content.items()
        if needle.pattern in part or json.dumps(secrets[needle.what])[1:-1].encode() in part
    ]
    assert found == []
    # The search could have found something: the same places do hold the canaries.
    log = (here.state / LOG_FOLDER / LOG_FILE).read_bytes()
    assert any(needle.pattern in log for needle in needles)


def test_good_lines_of_the_log_are_in_it_and_the_others_are_counted(here: Terminal) -> None:
    bad = list(canaries_in_logs())
    write_log(here, *GOOD_LINES, *bad)
    head, *lines = bundle(here)["host.log"].decode().splitlines()
    assert [line.removeprefix(HEAD) for line in lines] == list(GOOD_LINES)
    assert head.startswith(f"{len(bad)} line(s) left out")


def test_what_a_developer_needs_is_in_it(here: Terminal) -> None:
    force_into_files(here)
    write_log(here)
    parts = {name: content.decode() for name, content in bundle(here).items()}
    versions = json.loads(parts["versions.json"])
    assert versions["openhall"] == "0.1.0"
    assert "pyserial" in versions
    diagnosis = json.loads(parts["diagnosis.json"])
    assert diagnosis["readiness"] == "out-of-service"
    (reader,) = (one for one in diagnosis["devices"] if one["id"] == "id-reader")
    assert reader["test"]["facts"]["sam-status"] == "90"
    frames = [json.loads(line) for line in parts["transcripts/id-reader.jsonl"].splitlines()]
    assert frames[-1]["visible"] == "AA AA AA 96 69 05 08 00 00 90"
    assert [frame["visible"] for frame in frames[:3]] == ["", "", ""]
    assert frames[3]["shape"] == ""
    assert [frame["outcome"] for frame in frames if "outcome" in frame] == ["CardRead"]
    assert frames[0]["masked_bytes"] == len(CANARY) + 3
    assert len(json.loads(parts["history.json"])) == 1


def test_addresses_and_secrets_of_the_settings_are_masked_and_choices_are_not(
    here: Terminal,
) -> None:
    here.platform = "http://user:hunter2@127.0.0.1:9"
    here.add("receipt-printer", "escpos-serial", port="/dev/serial/by-id/usb-4711", baud=9600)
    text = bundle(here)["settings.json"].decode()
    for secret in ("hunter2", "127.0.0.1", "4711", str(here.folder)):
        assert secret not in text
    (printer,) = (one for one in json.loads(text)["devices"] if one["role"] == "receipt-printer")
    assert printer["options"] == {"port": "***", "baud": 9600}
    assert json.loads(text)["stock"]["sheets"] == 40


def test_the_manifest_names_every_file_with_its_digest(here: Terminal) -> None:
    parts = bundle(here)
    manifest = json.loads(parts.pop("manifest.json"))
    assert manifest["files"] == {
        name: sha256(content).hexdigest() for name, content in parts.items()
    }


def test_it_can_be_read_by_its_maker_only(here: Terminal) -> None:
    bundle(here)
    assert (here.folder / "bundle.tar.gz").stat().st_mode & 0o077 == 0
