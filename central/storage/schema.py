"""The tables of the platform, in SQL that SQLite and PostgreSQL both read.

Owns shapes and uniqueness. Personal data stays inside the sealed columns: a stolen database file
names terminals, services and dates, and of citizens only what the public register of traders says.
"""


def statements(*, bytes_type: str = "BLOB") -> tuple[str, ...]:
    """Every table; ``bytes_type`` is what the engine calls a column of bytes."""
    return tuple(text.replace("$BYTES", bytes_type) for text in _TABLES)


_TABLES = (
    """CREATE TABLE IF NOT EXISTS cases (
        case_id TEXT PRIMARY KEY,
        case_no TEXT NOT NULL UNIQUE,
        query_code TEXT NOT NULL UNIQUE,
        envelope_code TEXT UNIQUE,
        terminal TEXT NOT NULL,
        site TEXT NOT NULL,
        region TEXT NOT NULL,
        service TEXT NOT NULL,
        version TEXT NOT NULL,
        mode TEXT NOT NULL,
        state TEXT NOT NULL,
        submission_digest TEXT NOT NULL,
        packet $BYTES NOT NULL,
        missing TEXT NOT NULL,
        received_at TEXT NOT NULL,
        accepted_at TEXT,
        follow_up TEXT NOT NULL,
        decide TEXT NOT NULL,
        due_by TEXT,
        reason TEXT NOT NULL,
        first_reply TEXT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS cases_by_state ON cases (state, received_at)",
    """CREATE TABLE IF NOT EXISTS case_log (
        case_id TEXT NOT NULL REFERENCES cases (case_id),
        seq INTEGER NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        state TEXT NOT NULL,
        note TEXT NOT NULL,
        PRIMARY KEY (case_id, seq)
    )""",
    """CREATE TABLE IF NOT EXISTS case_files (
        case_id TEXT NOT NULL REFERENCES cases (case_id),
        upload_id TEXT NOT NULL,
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        PRIMARY KEY (case_id, upload_id)
    )""",
    """CREATE TABLE IF NOT EXISTS uploads (
        upload_id TEXT PRIMARY KEY,
        case_id TEXT NOT NULL,
        size INTEGER NOT NULL,
        digest TEXT NOT NULL,
        purpose TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at TEXT NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS supplements (
        supplement_id TEXT PRIMARY KEY,
        case_id TEXT NOT NULL REFERENCES cases (case_id),
        submission_digest TEXT NOT NULL,
        body TEXT NOT NULL,
        first_reply TEXT NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS events (
        terminal TEXT NOT NULL,
        seq INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (terminal, seq)
    )""",
    """CREATE TABLE IF NOT EXISTS results (
        result_id TEXT PRIMARY KEY,
        case_id TEXT NOT NULL UNIQUE REFERENCES cases (case_id),
        kind TEXT NOT NULL,
        layout TEXT NOT NULL,
        number TEXT NOT NULL,
        copy_seq INTEGER NOT NULL,
        sealed $BYTES NOT NULL,
        UNIQUE (number, copy_seq)
    )""",
    """CREATE TABLE IF NOT EXISTS claims (
        result_id TEXT PRIMARY KEY REFERENCES results (result_id),
        terminal TEXT NOT NULL,
        intent_key TEXT NOT NULL,
        token TEXT NOT NULL,
        lease_until TEXT NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS prints (
        report_id TEXT PRIMARY KEY,
        result_id TEXT NOT NULL REFERENCES results (result_id),
        job_name TEXT NOT NULL,
        serial TEXT NOT NULL,
        terminal TEXT NOT NULL,
        outcome TEXT NOT NULL,
        submission_digest TEXT NOT NULL,
        at TEXT NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS evaluations (
        evaluation_id TEXT PRIMARY KEY,
        case_id TEXT NOT NULL REFERENCES cases (case_id),
        assess_number INTEGER NOT NULL,
        grade INTEGER NOT NULL,
        submission_digest TEXT NOT NULL,
        body TEXT NOT NULL,
        UNIQUE (case_id, assess_number)
    )""",
    """CREATE TABLE IF NOT EXISTS licences (
        credit_code TEXT PRIMARY KEY,
        organisation INTEGER NOT NULL UNIQUE,
        trade_name TEXT NOT NULL,
        region TEXT NOT NULL,
        case_id TEXT NOT NULL UNIQUE REFERENCES cases (case_id),
        issued_on TEXT NOT NULL,
        UNIQUE (region, trade_name)
    )""",
    """CREATE TABLE IF NOT EXISTS insured_months (
        person_key TEXT NOT NULL,
        month TEXT NOT NULL,
        kind TEXT NOT NULL,
        employer TEXT NOT NULL,
        base_yuan TEXT NOT NULL,
        standing TEXT NOT NULL,
        PRIMARY KEY (person_key, month, kind)
    )""",
    """CREATE TABLE IF NOT EXISTS terminals (
        terminal TEXT PRIMARY KEY,
        site TEXT NOT NULL,
        boot_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        started_at TEXT NOT NULL,
        received_at TEXT NOT NULL,
        body TEXT NOT NULL
    )""",
)
