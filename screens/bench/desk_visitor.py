"""Fetches a case as an officer sees it: signs in at the platform's desk, saves page and scans.

Owns turning the page into one that opens from a folder. Must not read the platform's files.
"""

import re
import sqlite3
from pathlib import Path

import requests

OFFICER = "导览 0001"
_LIMIT_SECONDS = 30
_STYLE = re.compile(r'<link[^>]+href="(?P<path>[^"]+\.css)"[^>]*>')
_FILE = re.compile(r'href="(?P<path>/desk/cases/[^"]+/files/[^"]+)"')


def case_ids(outbox: Path) -> tuple[str, ...]:
    """The cases that this terminal handed in, oldest first."""
    database = sqlite3.connect(f"file:{outbox}?mode=ro", uri=True)
    try:
        rows = database.execute("SELECT id FROM outbox WHERE kind = 'case' ORDER BY seq")
        return tuple(row[0] for row in rows)
    finally:
        database.close()


def save_case(platform_url: str, case_id: str, folder: Path) -> Path:
    """The desk's page of one case with its scans, as ``case.html`` in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with requests.Session() as web:
        web.post(f"{platform_url}/desk/sign-in", {"officer": OFFICER}, timeout=_LIMIT_SECONDS)
        text = _text(web, f"{platform_url}/desk/cases/{case_id}")
        if style := _STYLE.search(text):
            sheet = _text(web, platform_url + style["path"])
            text = text.replace(style[0], f"<style>{sheet}</style>")
        for number, path in enumerate(dict.fromkeys(_FILE.findall(text)), 1):
            answer = web.get(platform_url + path, timeout=_LIMIT_SECONDS)
            answer.raise_for_status()
            name = f"case-scan-{number}.pdf"
            (folder / name).write_bytes(answer.content)
            text = text.replace(path, name)
    page = folder / "case.html"
    page.write_text(text, "utf-8")
    return page


def _text(web: requests.Session, url: str) -> str:
    answer = web.get(url, timeout=_LIMIT_SECONDS)
    answer.raise_for_status()
    answer.encoding = "utf-8"
    return answer.text
