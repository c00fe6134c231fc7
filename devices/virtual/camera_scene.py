"""What a camera above a tray sees: a paper on a desk, light, a hand, glare, blur, noise.

Pure: the same scene and seed give the same pixels. Owns the optics; must not serve anything.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Corners = NDArray[np.float64]

_DESKS: dict[str, tuple[int, int, int]] = {  # BGR
    "dark": (48, 46, 50),
    "wood": (72, 112, 156),
    "grey": (132, 130, 128),
    "green": (74, 104, 62),
    "white": (226, 228, 230),
    "clutter": (92, 98, 108),
    "pattern": (120, 116, 108),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """One arrangement under the camera. Shares are of the frame, 0..1 from the top left."""

    desk: str = "dark"
    turn_degrees: float = 1.5
    tilt: float = 0.05
    offset: tuple[float, float] = (0.0, 0.0)
    scale: float = 0.88
    light: float = 1.0
    blur_px: float = 0.0
    glare: tuple[float, float] | None = None
    hand: bool = False
    noise: float = 2.0


def page_corners(scene: Scene, paper_px: tuple[int, int], frame_px: tuple[int, int]) -> Corners:
    """Exact place of the paper's corners in the frame, clockwise from its own top left."""
    width_px, height_px = frame_px
    page_height = height_px * scene.scale
    page_width = page_height * paper_px[0] / paper_px[1]
    if page_width > width_px * scene.scale:
        page_height *= width_px * scene.scale / page_width
        page_width = width_px * scene.scale
    half = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1)), np.float64)
    flat = half * (page_width / 2, page_height / 2)
    # The far edge is smaller: the camera looks down at a slight angle.
    flat *= 1 + scene.tilt * half[:, 1:2] * 0.5
    angle = np.radians(scene.turn_degrees)
    turn = np.array(((np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))))
    centre = (width_px * (0.5 + scene.offset[0]), height_px * (0.5 + scene.offset[1]))
    return flat @ turn + centre


def draw_scene(
    scene: Scene, paper: Picture | None, frame_px: tuple[int, int], seed: int
) -> Picture:
    """The frame without sensor noise. ``paper`` is None for an empty tray."""
    random = np.random.default_rng(seed)
    frame = _desk(scene.desk, frame_px, random)
    if paper is not None:
        frame = _lay(frame, paper, scene)
    if scene.hand:
        _draw_hand(frame, scene, random)
    lit = frame * _light(frame_px, scene.light)[:, :, None]
    if scene.glare is not None:
        lit += _glare(frame_px, scene.glare)[:, :, None]
    picture = np.clip(lit, 0, 255).astype(np.uint8)
    sigma = 0.6 + scene.blur_px
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def add_noise(picture: Picture, amount: float, seed: int) -> Picture:
    """Sensor noise; another seed is another frame of the same scene."""
    noise = np.empty(picture.shape, np.int16)
    cv2.setRNGSeed(seed)
    cv2.randn(noise, np.zeros(3), np.full(3, amount))
    return np.asarray(cv2.add(picture, noise, dtype=cv2.CV_8U), np.uint8)


def _desk(name: str, frame_px: tuple[int, int], random: np.random.Generator) -> Picture:
    width_px, height_px = frame_px
    desk = np.empty((height_px, width_px, 3), np.float32)
    desk[:] = _DESKS[name]
    if name == "wood":
        rows = np.arange(height_px)[:, None] / height_px
        columns = np.arange(width_px)[None, :] / width_px
        wave = np.sin(rows * 95 + 3 * np.sin(columns * 5 + rows * 7))
        desk *= (1 + 0.10 * wave)[:, :, None]
    if name == "clutter":
        _scatter(desk, random)
    if name == "pattern":
        stripe = height_px / 14
        rows = (np.arange(height_px)[:, None] // stripe).astype(int)
        columns = (np.arange(width_px)[None, :] // stripe).astype(int)
        desk += ((rows + columns) % 2 * 70 - 20)[:, :, None].astype(np.float32)
    coarse = random.normal(0, 4, (height_px // 8 + 1, width_px // 8 + 1)).astype(np.float32)
    desk += cv2.resize(coarse, frame_px)[:, :, None]
    return np.clip(desk, 0, 255).astype(np.uint8)


def _scatter(desk: NDArray[np.float32], random: np.random.Generator) -> None:
    """Things that lie about: boxes, cards and pens of any colour."""
    height_px, width_px = desk.shape[:2]
    for _ in range(14):
        centre = random.uniform((0, 0), (width_px, height_px))
        size = random.uniform(height_px * 0.03, height_px * 0.22, 2)
        box = cv2.boxPoints((tuple(centre), tuple(size), float(random.uniform(0, 90))))
        colour = tuple(float(v) for v in random.uniform(30, 235, 3))
        cv2.fillConvexPoly(desk, np.round(box).astype(np.int32), colour, cv2.LINE_AA)


def _lay(frame: Picture, paper: Picture, scene: Scene) -> Picture:
    height_px, width_px = frame.shape[:2]
    paper_height, paper_width = paper.shape[:2]
    target = page_corners(scene, (paper_width, paper_height), (width_px, height_px))
    source = np.array(
        ((0, 0), (paper_width, 0), (paper_width, paper_height), (0, paper_height)), np.float32
    )
    # Shrinking by warpPerspective alone aliases thin strokes: bring the paper near its size first.
    shrink = max(1.0, paper_height / (np.linalg.norm(target[3] - target[0]) * 1.25))
    small = cv2.resize(paper, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    place = cv2.getPerspectiveTransform(source / np.float32(shrink), target.astype(np.float32))
    frame = _cast_shadow(frame, target)
    warped = cv2.warpPerspective(small, place, (width_px, height_px), flags=cv2.INTER_CUBIC)
    mask = cv2.warpPerspective(
        np.full(small.shape[:2], 255, np.uint8), place, (width_px, height_px)
    )
    share = (mask.astype(np.float32) / 255)[:, :, None]
    return np.asarray(warped * share + frame * (1 - share), np.uint8)


def _cast_shadow(frame: Picture, corners: Corners) -> Picture:
    mask = np.zeros(frame.shape[:2], np.uint8)
    drop = frame.shape[0] / 240
    cv2.fillConvexPoly(mask, np.round(corners + drop).astype(np.int32), 255)
    soft = cv2.GaussianBlur(mask, (0, 0), drop).astype(np.float32) / 255
    return np.asarray(frame * (1 - 0.35 * soft)[:, :, None], np.uint8)


def _light(frame_px: tuple[int, int], level: float) -> NDArray[np.float32]:
    """One lamp, off centre: a fifth darker in the far corner."""
    width_px, height_px = frame_px
    x = np.linspace(0, 1, width_px, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, height_px, dtype=np.float32)[:, None]
    distance = (x - 0.42) ** 2 + 0.6 * (y - 0.35) ** 2
    return np.asarray(level * (0.97 - 0.38 * distance), np.float32)


def _glare(frame_px: tuple[int, int], centre: tuple[float, float]) -> NDArray[np.float32]:
    width_px, height_px = frame_px
    x = np.arange(width_px, dtype=np.float32)[None, :] - centre[0] * width_px
    y = np.arange(height_px, dtype=np.float32)[:, None] - centre[1] * height_px
    reach = height_px * 0.05
    # Bright enough at the core to drown print, as a lamp on coated paper does.
    return np.asarray(520 * np.exp(-((x / (1.4 * reach)) ** 2 + (y / reach) ** 2)), np.float32)


def _draw_hand(frame: Picture, scene: Scene, random: np.random.Generator) -> None:
    """A forearm from the lower right and four fingers over the page."""
    height_px, width_px = frame.shape[:2]
    unit = height_px / 100
    skin = (118, 152, 206)
    reach = np.array((width_px * (0.62 + scene.offset[0]), height_px * 0.60))
    elbow = np.array((width_px * 0.98, height_px * 1.05))
    shade = tuple(int(c * 0.85) for c in skin)
    _limb(frame, reach, elbow, 15 * unit, shade)
    for finger in range(4):
        spread = np.array((-9 + 4.6 * finger, -15 + 1.2 * finger)) * unit
        wobble = random.normal(0, 0.4 * unit, 2)
        _limb(frame, reach + (finger - 1.5) * np.array((3.4, 1.8)) * unit,
              reach + spread + wobble, 4.2 * unit, skin)  # fmt: skip


def _limb(
    frame: Picture, start: Corners, end: Corners, thickness: float, colour: tuple[int, ...]
) -> None:
    first, last = (tuple(int(v) for v in point) for point in (start, end))
    cv2.line(frame, first, last, colour, max(1, round(thickness)), cv2.LINE_AA)
