"""What lies on the platform's disk names nobody: not in the database, not in the files.

Trade names are another matter: that register is public, and a trader may be called after a person.
"""

import base64
import stat
from pathlib import Path

from kiosk.uplink import contract as c
from tests.fakes.central_rig import CANARY, Rig, running_platform

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def _traces(folder: Path) -> set[str]:
    needles = {text.encode(encoding) for text in (CANARY, "张三") for encoding in ENCODINGS}
    needles |= {base64.b64encode(CANARY.encode())[:20], CANARY.encode().hex().encode()}
    return {
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(needle in path.read_bytes() for needle in needles)
    }


def _work(rig: Rig) -> None:
    for made in (rig.query({"period": "all"}), rig.eatery(promised=True)):
        rig.hand_in(made)
    refused = rig.trader("张三面馆", materials=(), signature=None)
    assert rig.submit(refused).status_code == 422


def test_state_folder_holds_no_trace_of_a_person_while_it_serves(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        _work(rig)
        assert _traces(tmp_path / "state") == set()
        # The search can find: the same folder with one clear file in it is caught.
        (tmp_path / "state" / "clear.txt").write_text(CANARY, "utf-16-le")
        assert _traces(tmp_path / "state") == {"clear.txt"}


def test_keys_are_for_the_platform_alone(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        rig.get(c.PATH_TIME)
        for name in ("platform.key", "register.key"):
            assert stat.S_IMODE((tmp_path / "state" / name).stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
