"""Our encoder beside python-escpos' own, in a process of its own (it litters on import)."""

import subprocess
import sys
from pathlib import Path

from printer.document import Paragraph, QrCode
from tests.receipt_samples import QUERY, ROOT, encode_elements

LIBRARY_CODE = f"""
from escpos.printer import Dummy
printer = Dummy()
printer.qr({QUERY!r}, ec=1, size=6, model=2, native=True)
print(printer.output.hex())
"""
LIBRARY_PICTURE = """
import sys
from PIL import Image
from escpos.printer import Dummy
printer = Dummy(profile="TM-T20II")
printer.image(Image.open(sys.argv[1]))
print(printer.output.hex())
"""
OURS = """
import logging, sys
import printer.receipt.encoder
print("escpos.capabilities" in sys.modules, logging.getLogger().handlers)
"""


def run(code: str, folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={"TMPDIR": str(folder), "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_the_code_commands_are_those_of_the_library(tmp_path: Path) -> None:
    library = bytes.fromhex(run(LIBRARY_CODE, tmp_path))
    assert library in encode_elements(QrCode(QUERY, side_mm=25))


def test_the_picture_bytes_are_those_of_the_library(tmp_path: Path) -> None:
    from printer.receipt.raster import LineArtist
    from printer.receipt.typeset import Line
    from tests.receipt_samples import FONT

    drawn = tmp_path / "line.png"
    LineArtist(FONT, 48).draw(Line("𠮷*")).save(drawn)
    library = bytes.fromhex(run(LIBRARY_PICTURE, tmp_path, str(drawn)))
    assert library in encode_elements(Paragraph("𠮷*"))


def test_our_use_of_the_library_leaves_no_file_and_no_log_handler(tmp_path: Path) -> None:
    assert run(OURS, tmp_path) == "False []"
    assert list(tmp_path.iterdir()) == []
