"""The ladder keeps to its budget, gives every rung its turn and stops at the first read."""

import pytest
import zxingcpp

from devices.qr_scanner import readers
from devices.qr_scanner.ladder import Confirmation, Ladder
from devices.qr_scanner.readers import Found, Grey, read_with_zxing
from devices.qr_scanner.rungs import Picture, Rung, find_regions
from tests.fakes import code_pictures
from tests.fakes.clock import FakeClock

BLANK: Grey = code_pictures.held_up()


class Rungs:
    """Rungs that say when they were tried, cost what they are told, and find when they are told."""

    def __init__(self, costs_ms: list[float], finds: int | None = None) -> None:
        self.clock = FakeClock()
        self.tried: list[int] = []
        self.all: list[Rung] = [
            self._rung(index, cost, index == finds) for index, cost in enumerate(costs_ms)
        ]

    def _rung(self, index: int, cost_ms: float, finds: bool) -> Rung:
        def rung(picture: Picture) -> list[Found]:
            self.tried.append(index)
            self.clock.advance(cost_ms / 1000)
            return [found("qr", b"A")] if finds else []

        return rung

    def frames(self, ladder: Ladder, count: int) -> list[list[int]]:
        """Which rungs each frame tried."""
        seen = []
        for _ in range(count):
            self.tried.clear()
            ladder.read(BLANK)
            seen.append(list(self.tried))
        return seen


def found(symbology: str, payload: bytes, side_px: float = 10.0) -> Found:
    corners = ((0.0, 0.0), (side_px, 0.0), (side_px, side_px), (0.0, side_px))
    return Found(bytearray(payload), symbology, corners)


def test_rungs_take_turns_over_frames_once_their_cost_is_known() -> None:
    rungs = Rungs([10, 10, 10, 10, 10])
    ladder = Ladder(rungs.clock, rungs.all, budget_seconds=0.0305)
    rungs.frames(ladder, 2)
    ladder.restart()
    assert rungs.frames(ladder, 4) == [[0, 1, 2], [3, 4, 0], [1, 2, 3], [4, 0, 1]]


def test_a_rung_dearer_than_the_budget_gets_a_frame_of_its_own() -> None:
    rungs = Rungs([10, 80, 10])
    ladder = Ladder(rungs.clock, rungs.all, budget_seconds=0.0305)
    rungs.frames(ladder, 3)
    ladder.restart()
    assert rungs.frames(ladder, 4) == [[0], [1], [2, 0], [1]]


def test_no_frame_tries_a_rung_twice() -> None:
    rungs = Rungs([1, 1])
    assert rungs.frames(Ladder(rungs.clock, rungs.all, 1.0), 2) == [[0, 1], [0, 1]]


def test_the_first_read_ends_the_climb() -> None:
    rungs = Rungs([1, 1, 1, 1], finds=2)
    ladder = Ladder(rungs.clock, rungs.all, 1.0)
    assert [one.payload for one in ladder.read(BLANK)] == [b"A"]
    assert rungs.tried == [0, 1, 2]


def test_a_plain_code_costs_no_rung() -> None:
    rungs = Rungs([1])
    picture = code_pictures.held_up(code_pictures.qr("ABC"))
    assert [one.payload for one in Ladder(rungs.clock, rungs.all).read(picture)] == [b"ABC"]
    assert rungs.tried == []


def test_a_code_that_the_plain_reader_misses_is_read_within_a_second_of_frames() -> None:
    picture = code_pictures.dim(code_pictures.held_up(code_pictures.qr("ABC")))
    assert read_with_zxing(picture) == []
    ladder = Ladder(FakeClock())
    assert [one.payload for one in ladder.read(picture)] == [b"ABC"]


@pytest.mark.parametrize("picture", [
    code_pictures.held_up(),
    code_pictures.held_up(noise=60.0),
    code_pictures.dim(code_pictures.held_up()),
], ids=["wall", "noise", "dark"])  # fmt: skip
def test_where_no_code_is_none_is_read(picture: Grey) -> None:
    assert Ladder(FakeClock()).read(picture) == []


def test_formats_that_no_service_takes_are_not_read() -> None:
    pictures = [
        code_pictures.other("6901234567892", zxingcpp.BarcodeFormat.EAN13),
        code_pictures.other("ABC", zxingcpp.BarcodeFormat.Aztec),
    ]
    for picture in pictures:
        assert Ladder(FakeClock()).read(code_pictures.held_up(picture)) == []


@pytest.mark.parametrize(("kind", "symbology"), [
    (zxingcpp.BarcodeFormat.DataMatrix, "data-matrix"),
    (zxingcpp.BarcodeFormat.PDF417, "pdf417"),
    (zxingcpp.BarcodeFormat.Code128, "code-128"),
])  # fmt: skip
def test_the_other_formats_are_read_in_turn(kind: zxingcpp.BarcodeFormat, symbology: str) -> None:
    picture = code_pictures.held_up(code_pictures.other("E-7K3M9CQT4NPX-HR", kind))
    seen = {(bytes(one.payload), one.symbology) for one in Ladder(FakeClock()).read(picture)}
    assert seen == {(b"E-7K3M9CQT4NPX-HR", symbology)}


@pytest.mark.parametrize("raw", ["张三".encode("gb18030"), "张三".encode(), bytes(range(256))])
def test_bytes_of_a_code_are_its_own_and_not_a_guess_at_text(raw: bytes) -> None:
    picture = code_pictures.held_up(code_pictures.qr(raw, 5))
    assert [one.payload for one in read_with_zxing(picture)] == [raw]


def test_without_zbar_codes_are_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "pyzbar", None)
    assert not readers.has_zbar()
    assert Ladder(FakeClock()).read(BLANK) == []
    picture = code_pictures.dim(code_pictures.held_up(code_pictures.qr("ABC")))
    assert [one.payload for one in Ladder(FakeClock()).read(picture)] == [b"ABC"]


def test_a_region_is_found_around_the_code() -> None:
    code = code_pictures.qr("ABC")
    likeliest = find_regions(code_pictures.held_up(code))[0]
    reach = likeliest.grey.shape[1] * likeliest.scale
    assert likeliest.left_px <= 60
    assert likeliest.left_px + reach >= 60 + code.shape[1]


def test_a_bar_code_is_believed_when_two_frames_say_the_same() -> None:
    confirmation = Confirmation()
    assert confirmation.believe([found("code-128", b"A")]) is None
    assert confirmation.believe([found("code-128", b"B")]) is None
    believed = confirmation.believe([found("code-128", b"B")])
    assert believed is not None
    assert believed.payload == b"B"


def test_a_code_with_error_correction_is_believed_at_once() -> None:
    believed = Confirmation().believe([found("code-128", b"A", 90), found("qr", b"B", 10)])
    assert believed is not None
    assert believed.payload == b"B"


def test_of_two_codes_the_larger_is_meant() -> None:
    believed = Confirmation().believe([found("qr", b"far", 10), found("qr", b"near", 30)])
    assert believed is not None
    assert believed.payload == b"near"


def test_what_was_seen_once_is_wiped() -> None:
    confirmation = Confirmation()
    seen = found("code-128", b"110101190001010014")
    confirmation.believe([seen])
    confirmation.forget()
    assert not any(seen.payload)
    assert confirmation.believe([found("code-128", b"110101190001010014")]) is None
