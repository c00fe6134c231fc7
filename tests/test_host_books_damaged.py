"""Books that are no books any more: whoever needs them says so in a line, and touches nothing."""

import subprocess
import sys

import pytest

import run_kiosk
from tests.receipt_samples import ROOT
from tests.terminal_rig import terminal

DAMAGED = b"\xee" * 9000


@pytest.mark.parametrize("book", ["paper.sqlite", "outbox/outbox.sqlite"])
def test_host_says_which_book_is_damaged_and_leaves_it(tmp_path, book):
    with terminal(tmp_path) as here:
        (here.state / book).parent.mkdir(parents=True)
        (here.state / book).write_bytes(DAMAGED)
        command = (sys.executable, "run_kiosk.py", "host", "--settings", str(here.settings_file))
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
        )
    assert done.returncode == run_kiosk.EXIT_ENVIRONMENT, done.stderr
    name = (here.state / book).name
    said = f"{name} is damaged: file is not a database (OH-0200)"
    assert done.stderr.splitlines()[-1] == said
    assert "Traceback" not in done.stderr
    kept = "".join(file.read_text("utf-8") for file in (here.state / "log").iterdir())
    assert f"host_not_started code=OH-0200 why={name} is damaged" in kept
    assert (here.state / book).read_bytes() == DAMAGED


def test_shell_is_told_that_the_books_do_not_open(tmp_path, capsys):
    with terminal(tmp_path) as here:
        here.state.mkdir(parents=True)
        (here.state / "paper.sqlite").write_bytes(DAMAGED)
        code = run_kiosk.main(["paper", "--settings", str(here.settings_file), "show"])
    assert code == 1
    assert "账本打不开" in capsys.readouterr().out
