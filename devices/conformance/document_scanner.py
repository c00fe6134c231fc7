"""What every ``DocumentScanner`` (a camera above a tray) must do. No frame is kept."""

import threading

from devices.conformance.hands import Deed
from devices.conformance.kit import (
    Check,
    Level,
    Stand,
    common_checks,
    expect,
    expect_gone,
    plug_in,
    rounds_of_stress,
)

_FRAMES = 3


def _says_what_it_can_do(stand: Stand) -> None:
    can = stand.device.capabilities()
    expect("frames" in can, f"it says that it can only {sorted(can)}")


def _look(stand: Stand, frames: int = _FRAMES) -> None:
    cancelled = threading.Event()
    sizes: list[tuple[int, int, int]] = []

    def sink(pixels: memoryview, width_px: int, height_px: int) -> None:
        sizes.append((len(pixels), width_px, height_px))
        if len(sizes) >= frames:
            cancelled.set()

    stand.device.stream(sink, cancelled)
    expect(len(sizes) == frames, f"cancelled at frame {frames} it delivered {len(sizes)}")
    right = all(length == width * height * 3 for length, width, height in sizes)
    expect(right, "a frame is not as large as it says")


def _delivers_frames(stand: Stand) -> None:
    _look(stand)


def _delivers_nothing_when_cancelled_before(stand: Stand) -> None:
    cancelled, came = threading.Event(), []
    cancelled.set()
    stand.device.stream(lambda *frame: came.append(len(frame[0])), cancelled)
    expect(not came, "cancelled before, it delivered a frame")


def _notices_a_pulled_plug_in_use(stand: Stand) -> None:
    expect_gone(
        lambda: stand.device.stream(lambda *_: stand.hands.do(Deed.UNPLUG), threading.Event()),
        "unplugged in use it goes on",
    )
    stand.device.close()
    plug_in(stand)
    _look(stand)


def _does_not_show_a_frozen_picture(stand: Stand) -> None:
    expect_gone(
        lambda: stand.device.stream(lambda *_: stand.hands.do(Deed.FREEZE), threading.Event()),
        "its picture is frozen and it goes on",
    )
    stand.hands.do(Deed.THAW)
    stand.device.close()
    plug_in(stand)
    _look(stand)


def _stands_stress(stand: Stand) -> None:
    """Stream after stream."""
    for _ in rounds_of_stress(stand):
        _look(stand)


CHECKS = (
    *common_checks(),
    Check("says what it can do", Level.BRONZE, _says_what_it_can_do),
    Check("delivers frames with their size", Level.BRONZE, _delivers_frames),
    Check(
        "delivers nothing when cancelled before",
        Level.SILVER,
        _delivers_nothing_when_cancelled_before,
    ),
    Check(
        "notices a pulled plug in use, and delivers again after",
        Level.SILVER,
        _notices_a_pulled_plug_in_use,
        frozenset({Deed.UNPLUG, Deed.PLUG}),
    ),
    Check(
        "does not show a frozen picture",
        Level.SILVER,
        _does_not_show_a_frozen_picture,
        frozenset({Deed.FREEZE, Deed.THAW}),
    ),
    Check("stands stress", Level.GOLD, _stands_stress),
)
