"""``run_kiosk.py staff``: PIN asked twice, nothing secret on the disk or in the answer."""

import io

import pytest

import run_kiosk
from kiosk.clock import SystemClock
from kiosk.upkeep.staff.sign_in import StaffFiles
from tests.terminal_rig import terminal


@pytest.fixture
def hall(tmp_path):
    with terminal(tmp_path) as hall:
        yield hall


def staff(hall, monkeypatch, capsys, *words, typed=""):
    """Exit code and what was said."""
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    code = run_kiosk.main(["staff", "--settings", str(hall.settings_file), *words])
    return code, capsys.readouterr().out


def members(hall):
    return StaffFiles.under(hall.state, SystemClock()).register.members()


def test_enrolled_member_has_a_badge_that_is_told_once(hall, monkeypatch, capsys):
    code, said = staff(
        hall, monkeypatch, capsys, "add", "T-118", "--role", "technician",
        typed="804271\n804271\n",
    )  # fmt: skip
    assert code == 0
    badge = said.removeprefix("badge: ").strip()
    files = StaffFiles.under(hall.state, SystemClock())
    assert files.register.known_by(files.key.of_code(badge.encode())).number == "T-118"
    assert members(hall)[0].pin_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert "804271" not in said


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("804271\n804272\n", "not the same"),
        ("80427\n80427\n", "length"),
        ("80427a\n80427a\n", "not-digits"),
        ("٣٤٥٦٧٨\n٣٤٥٦٧٨\n", "not-digits"),
        ("111111\n111111\n", "too-plain"),
        ("123456\n123456\n", "too-plain"),
        ("987654\n987654\n", "too-plain"),
        ("", "not-digits"),
    ],
)
def test_pin_that_will_not_do_enrols_nobody(hall, monkeypatch, capsys, typed, why):
    code, said = staff(hall, monkeypatch, capsys, "add", "T-118", typed=typed)
    assert code == 1
    assert why in said
    assert members(hall) == ()


@pytest.mark.parametrize("number", ["", "118", "t-118", "T-118; rm", "张三"])
def test_staff_number_that_is_none_is_refused(hall, monkeypatch, capsys, number):
    assert staff(hall, monkeypatch, capsys, "add", number, typed="804271\n804271\n")[0] == 1


def test_list_remove_and_unlock(hall, monkeypatch, capsys):
    staff(hall, monkeypatch, capsys, "add", "H-7", typed="371940\n371940\n")
    files = StaffFiles.under(hall.state, SystemClock())
    for _ in range(8):
        files.back_off.count("H-7")
    assert "LockedOut" in staff(hall, monkeypatch, capsys, "list")[1]
    assert staff(hall, monkeypatch, capsys, "unlock", "H-7")[0] == 0
    assert "H-7  host-staff  MayTry" in staff(hall, monkeypatch, capsys, "list")[1]
    assert staff(hall, monkeypatch, capsys, "remove", "H-7")[0] == 0
    assert members(hall) == ()
    assert staff(hall, monkeypatch, capsys, "remove", "H-7")[0] == 1
    assert staff(hall, monkeypatch, capsys, "unlock", "H-7")[0] == 1


def test_badge_is_a_code_that_another_decoder_reads(hall, monkeypatch, capsys, tmp_path):
    import zxingcpp
    from PIL import Image

    picture = tmp_path / "badge.png"
    _, said = staff(
        hall, monkeypatch, capsys, "add", "T-118", "--badge", str(picture),
        typed="804271\n804271\n",
    )  # fmt: skip
    (read,) = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
    assert f"badge: {read.text}" == said.strip()
