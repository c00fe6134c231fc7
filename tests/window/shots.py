"""Photograph every screen of the story: ``python -m tests.window.shots out/shots [--contrast]``."""

import argparse
from pathlib import Path

from config.terminal import LANDSCAPE_PX
from tests.window.pilot import Pilot


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--width", type=int, default=1080, help="of the short side")
    parser.add_argument("--landscape", action="store_true", help="what staff see on a wide glass")
    parser.add_argument("--contrast", action="store_true")
    parser.add_argument("--large-text", action="store_true")
    options = parser.parse_args()
    long_px = options.width * 1920 // 1080
    if options.landscape:
        pilot = Pilot(long_px, options.width, LANDSCAPE_PX)
    else:
        pilot = Pilot(options.width, long_px)
    from tests.window.equipment_story import WIDE_EQUIPMENT_STORY
    from tests.window.second_story import SECOND_STORY
    from tests.window.service_story import SERVICE_STORY, WIDE_SERVICE_STORY
    from tests.window.story import STORY

    wide, tall = WIDE_SERVICE_STORY | WIDE_EQUIPMENT_STORY, STORY | SECOND_STORY | SERVICE_STORY
    for name, make_view in (wide if options.landscape else tall).items():
        if options.only in name:
            pilot.reset()
            pilot.theme.contrast, pilot.theme.large_text = options.contrast, options.large_text
            pilot.show(make_view())
            pilot.shot(options.folder / f"{name}.png")


if __name__ == "__main__":
    main()
