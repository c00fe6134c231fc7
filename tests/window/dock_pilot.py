"""The dock on the window of the tests, and a finger. Run as a module it photographs the dock."""

import argparse
import tempfile
from pathlib import Path

from kiosk.clock import SystemClock
from tests.fakes.central_rig import running_platform
from tests.window.dock_rig import ALL, dock_texts, running_bench
from tests.window.pilot import Pilot


class DockPilot:
    """The dock on the window of the tests, and a finger."""

    def __init__(self, pilot, control, faults=""):
        from screens.bench.dock import Dock

        self.left = []
        self.pilot = pilot
        self.dock = Dock(
            control, faults, dock_texts(), SystemClock(), lambda: self.left.append(True)
        )
        for child in list(pilot.window.children):
            pilot.window.remove_widget(child)
        pilot.window.add_widget(self.dock.root)
        self.dock.start()

    def close(self):
        from screens.citizen.screen import release

        self.dock.stop()
        release(self.dock.root)
        self.pilot.window.remove_widget(self.dock.root)

    def panel(self, name):
        from screens.bench.dock_panel import DockPanel

        for widget in self.dock.root.walk():
            if isinstance(widget, DockPanel) and widget.view.name == name:
                return widget
        raise LookupError(name)

    def key(self, panel, name):
        from screens.bench.dock_panel import DockKey

        for widget in self.panel(panel).walk():
            if isinstance(widget, DockKey) and widget.view.name == name:
                return widget
        raise LookupError(f"{panel} has no key {name}")

    def tap(self, panel, name):
        self.until(lambda: self.has(panel, name) and self.key(panel, name).enabled)
        self.pilot.step(2)
        self.pilot.tap(self.key(panel, name))

    def has(self, panel, name):
        return any(key.name == name for key in self.panel(panel).view.keys)

    def until(self, condition):
        self.pilot.step_until(condition)

    def until_state(self, panel, state):
        self.until(lambda: self.panel(panel).view.state == state)

    def log(self):
        return [line.text for line in self.dock.model.view.log]

    def cut_off(self):
        """Every word of the dock that is not to be read in full."""
        from screens.bench.dock_panel import DockText

        return [
            text.text
            for text in self.dock.root.walk()
            if isinstance(text, DockText) and text.text and _is_cut_off(text)
        ]


def _is_cut_off(text):
    """Kivy leaves out lines for which there is no room, and says nothing of it."""
    drawn = text._label
    is_too_high = text.texture_size[1] > text.height + 1
    return (
        is_too_high or drawn.is_shortened or len(drawn._cached_lines) < len(drawn.text.split("\n"))
    )


def main() -> None:
    """``python -m tests.window.dock_pilot out/shots``: lies beside drawing 23."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    pilot = Pilot(1080, 1920)
    pilot.reset()
    with (
        tempfile.TemporaryDirectory(prefix="dock-") as folder,
        running_platform(Path(folder) / "state", demo=True) as platform,
        running_bench(ALL) as bench,
    ):
        bench.print_receipt()
        dock = DockPilot(pilot, bench.control, platform.url)
        dock.tap("document-camera", "page-lease-1")
        dock.until_state("document-camera", "合同第 1 页")
        dock.tap("receipt-printer", "paper-out")
        dock.until_state("receipt-printer", "缺纸")
        pilot.step(5)
        pilot.shot(options.folder / "23-dock.png")
        dock.tap("receipt-printer", "look")
        pilot.step(5)
        pilot.shot(options.folder / "23-dock-receipt.png")
        dock.close()


if __name__ == "__main__":
    main()
