"""Cut the Simplified and Traditional Chinese faces out of Debian's Noto CJK collections.

Kivy opens face 0 of a collection, which is Japanese (直 and 骨 come out visibly wrong), and typst
must see only fonts that we pinned. So set-up writes one file per face into ``config/fonts``.
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTCollection

SOURCE = Path("/usr/share/fonts/opentype/noto")
TARGET = Path(__file__).resolve().parents[1] / "config" / "fonts"
#: Face order inside Debian's collections: JP, KR, SC, TC, HK (and the mono faces after them).
FACES = {"sc": 2, "tc": 3}
COLLECTIONS = (
    "NotoSansCJK-Regular", "NotoSansCJK-Bold", "NotoSerifCJK-Regular", "NotoSerifCJK-Bold",
)  # fmt: skip
MONO_SC_FACE = 7


def main() -> int:
    """Write every face that is not there yet; returns the exit code."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in COLLECTIONS:
        family, weight = name.split("-")
        for region, face in FACES.items():
            if "Serif" in name and region == "tc":
                continue
            _extract(SOURCE / f"{name}.ttc", face, TARGET / f"{family}{region}-{weight}.otf")
    mono = TARGET / "NotoSansMonoCJKsc-Regular.otf"
    _extract(SOURCE / "NotoSansCJK-Regular.ttc", MONO_SC_FACE, mono)
    return 0


def _extract(collection: Path, face: int, target: Path) -> None:
    if target.exists():
        return
    partial = target.with_suffix(".part")
    with TTCollection(collection, lazy=True) as fonts:
        fonts.fonts[face].save(partial)
    partial.replace(target)


if __name__ == "__main__":
    sys.exit(main())
