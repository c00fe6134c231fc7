"""The photo of a card and a site's decoder: a picture, or an honest reason, and nothing is left."""

import os
import socket
import sys
import threading
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.terminal import PhotoDecoder
from devices.id_reader.photo_decoder import NoPictureReason, NotDecoded, decode_photo
from devices.id_reader.photo_picture import HEIGHT_PX, WIDTH_PX, Picture, parse_picture
from devices.virtual.synthetic_card import DECK
from kiosk.clock import SystemClock
from kiosk.upkeep.photo_check import DECODED, look_at_photo_decoder
from tests.sample_visit import texts
from tests.terminal_rig import terminal

CHILD = Path(__file__).with_name("photo_decoder_child.py")
PHOTO = DECK["resident"].photo
#: For those that must succeed on a busy machine, longer than settings may say; for those that never
#: end.
PATIENT_SECONDS, SHORT_SECONDS = 60.0, 1.0


def decoder(
    *wish: str, form: str = "bmp", seconds: float = PATIENT_SECONDS, memory_mib: int = 256
) -> PhotoDecoder:
    made = PhotoDecoder.model_validate({
        "command": (sys.executable, "-I", str(CHILD), *wish),
        "form": form,
        "memory_mib": memory_mib,
    })  # fmt: skip
    return made.model_copy(update={"deadline_seconds": seconds})


def outcome(*wish: str, form: str = "bmp", seconds: float = PATIENT_SECONDS) -> object:
    return decode_photo(PHOTO, decoder(*wish, form=form, seconds=seconds), SystemClock())


def assert_upright(picture: object) -> None:
    """Every pixel is where it belongs and has its colours in order."""
    assert isinstance(picture, Picture)
    for column, row in ((0, 0), (101, 0), (0, 125), (101, 125), (17, 93)):
        at = (row * WIDTH_PX + column) * 3
        assert tuple(picture.rgb[at : at + 3]) == (column, row, PHOTO[20])


@pytest.mark.parametrize(
    ("wish", "form"),
    [
        ("bmp", "bmp"),
        ("bmp-top-down", "bmp"),
        ("bgr", "bgr"),
        ("bgr-flipped", "bgr-flipped"),
        ("bgr-turned", "bgr-turned"),
    ],
)
def test_whatever_a_decoder_writes_the_picture_stands_upright(wish: str, form: str) -> None:
    picture = outcome(wish, form=form)
    assert_upright(picture)
    assert isinstance(picture, Picture)
    picture.wipe()
    assert not any(picture.rgb)


def test_site_without_a_decoder_is_told_so() -> None:
    assert decode_photo(PHOTO, None, SystemClock()) == NotDecoded(NoPictureReason.NO_DECODER)


@pytest.mark.parametrize("photo", [b"", b"WL", bytes(1024)])
def test_card_without_a_photo_starts_no_decoder(photo: bytes) -> None:
    missing = PhotoDecoder(command=("/never/started",))
    assert decode_photo(photo, missing, SystemClock()) == NotDecoded(NoPictureReason.NO_PHOTO)


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ("crash", NoPictureReason.CRASHED),
        ("refuse", NoPictureReason.REFUSED),
        ("eat-memory", NoPictureReason.REFUSED),
        ("huge", NoPictureReason.TOO_MUCH),
        ("garbage", NoPictureReason.NO_PICTURE),
        ("nothing", NoPictureReason.NO_PICTURE),
        ("half", NoPictureReason.NO_PICTURE),
        ("bmp-wrong-size", NoPictureReason.NO_PICTURE),
    ],
)
def test_bad_decoder_is_a_reason(wish: str, reason: NoPictureReason) -> None:
    assert outcome(wish) == NotDecoded(reason)


@pytest.mark.parametrize("wish", ["hang-before", "hang-after", "leave-a-child"])
def test_decoder_that_never_ends_is_ended_with_all_its_children(wish: str, tmp_path: Path) -> None:
    token = str(tmp_path)
    assert outcome(wish, token, seconds=SHORT_SECONDS) == NotDecoded(NoPictureReason.TIMED_OUT)
    never = threading.Event()
    for _ in range(3000):
        if not is_running(token):
            return
        never.wait(0.01)
    pytest.fail("a process of the decoder is left")


def is_running(token: str) -> bool:
    """Whether any process of this machine was started with this word."""
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if token.encode() in command.read_bytes():
                return True
        except OSError:
            continue
    return False


@pytest.mark.parametrize("command", ["/nowhere/decoder", str(CHILD.parent)])
def test_command_that_cannot_be_started_is_a_reason(command: str) -> None:
    missing = PhotoDecoder(command=(command,))
    got = decode_photo(PHOTO, missing, SystemClock())
    assert got == NotDecoded(NoPictureReason.CANNOT_START)


def test_decoder_can_write_no_file(tmp_path: Path) -> None:
    kept = tmp_path / "kept.wlt"
    assert isinstance(outcome("write-a-file", str(kept)), NotDecoded)
    assert not kept.exists() or kept.read_bytes() == b""


def test_decoder_reaches_no_network_where_the_kernel_can_cut_it() -> None:
    if not can_cut_network():
        pytest.skip("this kernel gives no network namespace to this user")
    with socket.create_server(("127.0.0.1", 0)) as home:
        port = home.getsockname()[1]
        assert outcome("call-home", str(port)) == NotDecoded(NoPictureReason.REFUSED)


def can_cut_network() -> bool:
    child = os.fork()
    if child == 0:
        import ctypes

        os._exit(1 if ctypes.CDLL(None).unshare(0x10000000 | 0x40000000) else 0)
    return os.waitpid(child, 0)[1] == 0


def test_decoder_runs_without_core_file_and_without_the_visits_surroundings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET", "of this visit")
    # It ends well only when everything is as it should be, and then it has written nothing.
    assert outcome("check-surroundings") == NotDecoded(NoPictureReason.NO_PICTURE)


@pytest.mark.parametrize("form", ["bmp", "bgr", "bgr-flipped", "bgr-turned"])
def test_no_bytes_break_the_check_of_a_picture(form: str) -> None:
    for size in (0, 1, 33, 34, 54, 38556, 38862, 38863):
        for filling in (b"\x00", b"\xff", b"BM"):
            written = memoryview((filling * size)[:size])
            picture = parse_picture(written, form)  # type: ignore[arg-type]
            assert picture is None or len(picture.rgb) == WIDTH_PX * HEIGHT_PX * 3


@pytest.mark.parametrize("command", [(), ("decoder",), ("./decoder",), ("",)])
def test_decoder_is_named_by_its_whole_path(command: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError):
        PhotoDecoder(command=command)


def test_each_reason_has_words_for_the_technician() -> None:
    words = texts()
    for outcome in (*NoPictureReason, DECODED):
        assert words(f"device.id-reader.photo.{outcome}")


@pytest.mark.parametrize(
    ("wish", "outcome", "reasons"),
    [
        (None, "no-decoder", []),
        ("bmp", "decoded", []),
        ("refuse", "refused", []),
        ("hang-before", "timed-out", ["photo-decoder-hangs"]),
        ("/nowhere", "cannot-start", ["photo-decoder-missing"]),
    ],
)
def test_diagnose_says_how_the_decoder_stands(
    wish: str | None, outcome: str, reasons: list[str]
) -> None:
    seconds = SHORT_SECONDS if wish == "hang-before" else PATIENT_SECONDS
    site = None if wish is None else decoder(wish, seconds=seconds)
    if wish == "/nowhere":
        site = PhotoDecoder(command=(wish,))
    found = look_at_photo_decoder(site, SystemClock())
    assert found.outcome == outcome
    assert [trouble.reason for trouble in found.troubles] == reasons


def test_terminal_without_a_decoder_says_so_and_is_none_the_worse(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        _, text = here.run()
        document = here.diagnose().document
    assert texts()("device.id-reader.photo.no-decoder") in text
    assert document["photo"] == {"outcome": "no-decoder"}
    assert "photo" not in {trouble["where"] for trouble in document["troubles"]}
