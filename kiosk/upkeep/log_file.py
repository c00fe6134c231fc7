"""The host's own log on disk: bounded, readable for its user only, for the support bundle.

Owns name, size and format. What is written into it holds nothing personal by the rules of the
house; ``log_lines.py`` is the second wall before anything of it leaves the machine.
"""

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_FOLDER, LOG_FILE = "log", "host.log"
_LARGEST_BYTES, _OLDER_FILES = 1024 * 1024, 2


def keep_log(state_folder: Path) -> None:
    """From now on every line of this process is also kept in the state folder.

    A disk that is full or read-only costs the file, never the kiosk.
    """
    folder = state_folder / LOG_FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _PrivateFile(
            folder / LOG_FILE, maxBytes=_LARGEST_BYTES, backupCount=_OLDER_FILES, encoding="utf-8"
        )
    except OSError as refused:
        logging.getLogger(__name__).error("log_not_kept errno=%s", refused.errno)
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger().addHandler(handler)


class _PrivateFile(RotatingFileHandler):
    def _open(self):  # type: ignore[no-untyped-def]
        stream = super()._open()
        os.chmod(self.baseFilename, 0o600)
        return stream

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (the library's name)
        """The library would print the record, text and all, to stderr at each full disk."""


def kept_lines(state_folder: Path) -> list[str]:
    """What was kept, oldest first; bytes that are no text become marks."""
    folder = state_folder / LOG_FOLDER
    names = [f"{LOG_FILE}.{number}" for number in range(_OLDER_FILES, 0, -1)] + [LOG_FILE]
    lines: list[str] = []
    for name in names:
        try:
            lines += (folder / name).read_text("utf-8", "replace").splitlines()
        except OSError:
            continue
    return lines
