"""Photograph the technician's screens: ``python -m tests.e2e.service_pictures docs/img``.

A whole terminal is started, and one fault after the other is done to its virtual devices from
outside; each picture is what the glass then shows to whoever has signed in.
"""

import argparse
import contextlib
import io
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import yaml
from PIL import Image

from config.terminal import LANDSCAPE_PX, PORTRAIT_PX
from printer.licence.ipp_printer import IppLicencePrinter, LicencePrinterSettings
from screens.bench.demo_staff import DEMO_PIN, enrol_demo_staff
from screens.bench.glass_client import GlassClient
from tests.e2e.terminal import CURES, LIMIT_SECONDS, Terminal
from tests.e2e.test_service_visit import MARK, knock, press_pin
from tests.e2e.test_service_walk import begin

#: Name of the picture, the device, what is done to it, and what the dashboard must then say.
FAULTS = (
    ("id-reader-unplugged", "id-reader", "unplug", "读卡器："),
    ("receipt-paper-out", "receipt-printer", "paper_out", "凭条机：缺纸"),
    ("licence-cover-open", "licence-printer", "cover_open", "证照机："),
    ("camera-frozen", "document-camera", "freeze", "高拍仪："),
    ("scanner-unplugged", "qr-scanner", "unplug", "扫码窗："),
)
#: A picture of a page of text: so few colours lose nothing that anybody reads.
COLOURS = 128


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    target = parser.parse_args().folder
    photograph_tall(target)
    photograph_wide(target)


@contextlib.contextmanager
def running(drawing_px: tuple[int, int]) -> Iterator[Terminal]:
    """A terminal with nothing wrong, on a glass of this shape."""
    folder = Path(tempfile.mkdtemp(prefix="hall-"))
    terminal = Terminal(folder, draws_pixels=True, drawing_px=drawing_px)
    try:
        terminal.make_well()
        yield terminal
    finally:
        terminal.end()
        shutil.rmtree(folder, ignore_errors=True)


def sign_in(terminal: Terminal, badge: str) -> None:
    """From the door to a dashboard on which all is well."""
    terminal.bench.act("qr-scanner", "show", text=badge)
    terminal.see("PinView")
    press_pin(terminal, DEMO_PIN)
    terminal.see("DashboardView", "都正常，没有要处理的")


def photograph_wide(target: Path) -> None:
    """A glass wider than tall: a citizen's page on its sheet, and five faults on one dashboard."""
    with running(LANDSCAPE_PX) as terminal:
        terminal.attract()
        shoot(terminal, target / "landscape-attract.png")
        badge = enrol_demo_staff(terminal.places.state, terminal.clock)["T-118"]
        knock(terminal, on_sheet(MARK))
        sign_in(terminal, badge)
        for _, device, action, _ in FAULTS:
            terminal.bench.act(device, action)
        # ippeveprinter tells of its cover only while a sheet is on its way.
        send_sheet(terminal)
        terminal.see("DashboardView", "要处理 5 件")
        shoot(terminal, target / "service-landscape.png")


def on_sheet(point: tuple[float, float]) -> tuple[float, float]:
    """Where a point of a portrait page is on a wide glass; both in 0..1."""
    width, height = LANDSCAPE_PX
    sheet_width = height * PORTRAIT_PX[0] / PORTRAIT_PX[1]
    return ((width - sheet_width) / 2 + point[0] * sheet_width) / width, point[1]


def photograph_tall(target: Path) -> None:
    """Every screen once, and one fault after the other."""
    with running(PORTRAIT_PX) as terminal:
        badge = enrol_demo_staff(terminal.places.state, terminal.clock)["T-118"]
        knock(terminal)
        shoot(terminal, target / "service-door.png")
        sign_in(terminal, badge)
        shoot(terminal, target / "service-well.png")
        for name, device, action, words in FAULTS:
            if device == "licence-printer":
                # ippeveprinter tells of its cover only while a sheet is on its way.
                terminal.bench.act(device, action)
                send_sheet(terminal)
            photograph(terminal, device, action, words, target / f"service-{name}.png")
        terminal.walker.tap("OpenDevice(device_id='id-reader')", LIMIT_SECONDS)
        terminal.see("DeviceView", "正常，等卡", "安全模块")
        read_test_card(terminal)
        shoot(terminal, target / "service-device.png")
        terminal.walker.tap("GoBack()", LIMIT_SECONDS)
        terminal.walker.tap("打状态条", LIMIT_SECONDS)
        terminal.see("DashboardView", "状态条打好了")
        shoot(terminal, target / "service-slip.png")
        walk_to_the_test_page(terminal)
        shoot(terminal, target / "service-walk.png")


def photograph(terminal: Terminal, device: str, action: str, words: str, file: Path) -> None:
    """Do it, see it on the dashboard alone, cure it."""
    terminal.bench.act(device, action)
    terminal.see("DashboardView", words, "要处理 1 件")
    shoot(terminal, file)
    for cure in CURES[device]:
        terminal.bench.act(device, cure)
    terminal.see("DashboardView", "都正常，没有要处理的")


def read_test_card(terminal: Terminal) -> None:
    """By the key of its page: a card lies there, and its frames pass over the wire."""
    terminal.bench.act("id-reader", "lay")
    terminal.walker.tap("读测试卡", LIMIT_SECONDS)
    terminal.see("DeviceView", "读到测试卡")
    terminal.bench.act("id-reader", "lift")
    terminal.see("DeviceView", "读基本信息")


def walk_to_the_test_page(terminal: Terminal) -> None:
    """Step by step, until a person is asked how the page came out."""
    begin(terminal, "receipt-printer")
    terminal.see("WalkView", "打印测试凭条")
    terminal.walker.tap("StartTrial()", LIMIT_SECONDS)
    terminal.see("WalkView", "看看打出来的测试页")


def send_sheet(terminal: Terminal) -> None:
    """A blank page that is nobody's, past the terminal's books: the trays are virtual."""
    entries = yaml.safe_load(terminal.places.settings.read_text("utf-8"))["devices"]
    uri = next(one["options"]["uri"] for one in entries if one["id"] == "licence-printer")
    page = io.BytesIO()
    with pikepdf.new() as blank:
        blank.add_blank_page(page_size=(595, 842))
        blank.save(page)
    printer = IppLicencePrinter(LicencePrinterSettings(uri=uri), terminal.clock)
    printer.open()
    try:
        printer.submit(bytearray(page.getvalue()), "service-picture", 1)
    finally:
        printer.close()


def shoot(terminal: Terminal, file: Path) -> None:
    """The glass as a small picture."""
    file.parent.mkdir(parents=True, exist_ok=True)
    terminal.walker.let_go()  # the glass talks to one at a time
    client = GlassClient(terminal.places.glass)
    try:
        client.shot(file)
    finally:
        client.close()
    with Image.open(file) as picture:
        # By octree: the median cut loses the few points of a red line or a green byte.
        plain = picture.convert("RGB")
        small = plain.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


if __name__ == "__main__":
    main()
