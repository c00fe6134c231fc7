"""Small synthetic frames shared by the document camera's tests; exact corners are known."""

import cv2
import numpy as np

from devices.document_scanner.geometry import Quad
from devices.virtual.camera_scene import add_noise, draw_scene, page_corners
from devices.virtual.papers import A4_PX, draw_paper

FRAME_PX = (1280, 720)


def frame_of(scene, paper="lease", page=1, size_px=FRAME_PX, seed=3):
    picture = draw_scene(scene, draw_paper(paper, page), size_px, seed)
    return add_noise(picture, scene.noise, seed)


def empty_tray(scene, size_px=FRAME_PX, seed=3):
    return add_noise(draw_scene(scene, None, size_px, seed), scene.noise, seed + 1)


def true_corners(scene, size_px=FRAME_PX):
    return page_corners(scene, A4_PX, size_px)


def true_quad(scene, size_px=FRAME_PX):
    return Quad.from_pixels(true_corners(scene, size_px), *size_px)


def overlap(quad, corners, size_px=FRAME_PX):
    ours = quad.to_pixels(*size_px).astype(np.float32)
    truth = corners.astype(np.float32)
    shared, _ = cv2.intersectConvexConvex(ours, truth)
    return shared / (cv2.contourArea(ours) + cv2.contourArea(truth) - shared)
