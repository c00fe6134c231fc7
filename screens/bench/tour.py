"""The tour: a citizen's whole visit, walked by touches on the glass and hands on the devices.

Owns the story: who comes, what they press, what lies on the tray. Must not know how it is reported.
"""

from collections.abc import Callable
from math import sin
from typing import Any

from devices.virtual.bench import BenchClient
from screens.bench.glass_client import Box, Look
from screens.bench.walker import LostError, Walker

#: A story's last page; more than this is a form that does not show the field at all.
MOST_PAGES = 8


class Tour:
    """One citizen with a pair of hands."""

    def __init__(self, walker: Walker, bench: BenchClient) -> None:
        self.walker, self.bench = walker, bench
        self._since = walker.clock.monotonic()

    # --- small moves --------------------------------------------------------------------------

    def press(self, name: str) -> None:
        """Press a key; the machine's time starts now."""
        self.walker.tap(name)
        self._since = self.walker.clock.monotonic()

    def act(self, device: str, action: str, **values: object) -> dict[str, Any]:
        """Do something to a device; the machine's time starts now."""
        state = self.bench.act(device, action, **values)
        self._since = self.walker.clock.monotonic()
        return state

    def arrive(self, title: str, screen: str, until: Callable[[Look], bool] | None = None) -> Look:
        """Wait for a screen and record it."""
        look = self.walker.wait(
            f"{screen} ({title})",
            lambda look: look.screen == screen and (until is None or until(look)),
        )
        self.walker.stop_here(title, self._since)
        return look

    def choose(self, field: str, value: str) -> None:
        """Answer a choice, on whatever page of the form it is."""
        self._press_on_some_page(f"SetAnswer(field_id='{field}', value='{value}')")

    def type_in(self, field: str, digits: str) -> None:
        """Answer a field with the keyboard of the screen."""
        self._press_on_some_page(f"EditField(field_id='{field}')")
        for digit in digits:
            self.walker.tap(digit)
        self.walker.tap("EditField(field_id=None)")

    def sign(self) -> None:
        """Write a name with a finger, in three strokes."""
        look = self.walker.wait(
            "the signature field", lambda look: look.target("signature") is not None
        )
        pad = look.target("signature")
        if pad is None:
            raise LostError("no signature field")
        for left, width in ((0.15, 0.2), (0.42, 0.18), (0.66, 0.2)):
            self.walker.touch(_stroke(pad.box, left, width))
            self.walker.wait("the stroke to be drawn", lambda look: look.is_idle)

    def _press_on_some_page(self, wanted: str) -> None:
        for _ in range(MOST_PAGES):
            look = self.walker.wait("the form", lambda look: look.is_idle)
            if look.target(wanted) is not None:
                self.walker.tap(wanted)
                return
            page = look.target("下一页") or look.target("第一页")
            if page is None:
                break
            self.walker.touch([page.box.centre])
        raise LostError(
            f"{wanted} is on no page of {look.screen}: {[t.name for t in look.targets]}"
        )

    # --- stages that all services share -------------------------------------------------------

    def wake(self) -> None:
        """Touch the sleeping screen."""
        self.arrive("没人的时候", "AttractView")
        self.press("Wake()")
        self.arrive("您好，要办什么事", "HomeView")

    def begin(self, service: str, name: str, card: str = "resident") -> None:
        """Choose a service, read what it needs, lay the card."""
        self.press(f"OpenService(code='{service}')")
        self.arrive(f"{name}：先看清", "GuideView")
        self.press("Continue()")
        self.arrive("请放身份证", "IdentifyView")
        self.act("id-reader", "lay", card=card)
        self.arrive("读好了，已替您填好", "FormView")

    def scan(self, material: str, paper: str, pages: int) -> None:
        """Lay a paper under the camera, page after page."""
        self.press(f"ScanMaterial(material_id='{material}')")
        self.arrive("高拍仪下放好", "CaptureView")
        for page in range(1, pages + 1):
            self.act("document-camera", "place", paper=paper, page=page)
            self.arrive(
                f"第 {page} 页自己拍好了",
                "CaptureView",
                lambda look, page=page: look.target(f"RetakePage(index={page - 1})") is not None,
            )
        self.bench.act("document-camera", "remove")
        self.press("FinishCapture()")
        self.arrive("材料齐了", "MaterialsView")

    def promise(self, material: str) -> None:
        """Let a paper follow later (容缺)."""
        self.press(f"PromiseMaterial(material_id='{material}')")
        self.arrive("这样以后补", "MaterialsView", lambda look: look.says("前补上"))

    def show_code(self, text: str) -> None:
        """Hold a code up at the window."""
        self.act("qr-scanner", "show", text=text)

    def submit(self, *, signs: bool) -> None:
        """Agree, sign, hand in, until the platform has accepted."""
        self.arrive("最后看一遍", "ReviewView")
        agreed: set[str] = set()
        while True:
            look = self.walker.wait("the last look", lambda look: look.is_idle)
            for consent in {one.intent for one in look.targets if "ToggleConsent" in one.intent}:
                if consent not in agreed:
                    self.walker.tap(consent)
                    agreed.add(consent)
            following = look.target("下一页")
            if following is None:
                break
            self.walker.touch([following.box.centre])
        if signs:
            self.sign()
            self.walker.stop_here("签好名", self.walker.clock.monotonic())
        self.press("Submit()")
        self.arrive("已存储，在送", "SubmittedView")
        # Said as a rung, not in the sentence that tells what the receipt does not say.
        self.arrive("已受理", "SubmittedView", lambda look: "已受理" in look.words)

    def print_sheet(self, what: str) -> None:
        """Have the result printed, and take it."""
        self.walker.wait("the result", lambda look: look.target("PrintLicence()") is not None)
        self.press("PrintLicence()")
        self.arrive(
            f"{what}出来了，请拿走",
            "SheetView",
            lambda look: look.target("PaperTaken()") is not None,
        )
        self.press("PaperTaken()")

    def finish(self) -> None:
        """Rate, take the card, go."""
        self.arrive("您觉得怎么样", "RatingView")
        self.press("Rate(grade=5)")
        self.press("Continue()")
        self.arrive("清干净了", "GoodbyeView")
        self.act("id-reader", "lift")
        self.press("Continue()")
        self.walker.let_go()
        self.arrive("下一位", "AttractView")


def _stroke(pad: Box, left: float, width: float) -> list[tuple[float, float]]:
    """A wave, some twenty points: what a finger does."""
    return [
        (
            pad.x + pad.width * (left + width * i / 20),
            pad.y + pad.height * (0.5 + 0.25 * sin(i / 2)),
        )
        for i in range(21)
    ]


def register_a_noodle_shop(tour: Tour) -> None:
    """自助打照: an instant approval, with the licence in the hand at the end."""
    tour.wake()
    tour.begin("sole-trader-registration", "个体工商户开业登记")
    for field, value in (
        ("trade", "noodles"),
        ("trade-name", "plain"),
        ("district", "linhu"),
        ("street", "binjiang"),
    ):
        tour.choose(field, value)
    tour.type_in("street-number", "12")
    tour.type_in("floor", "1")
    tour.choose("scope", "noodles-in")
    tour.type_in("capital", "50000")
    tour.choose("composition", "person")
    tour.type_in("mobile", "13812345678")
    tour.walker.stop_here("都填好了", tour.walker.clock.monotonic())
    tour.press("Continue()")
    tour.arrive("要准备的材料", "MaterialsView")
    tour.scan("premises-proof", "lease", 3)
    tour.press("Continue()")
    tour.submit(signs=True)
    tour.print_sheet("执照")
    tour.finish()


def print_a_social_security_record(tour: Tour) -> None:
    """Query and print: no signature, a proof of the register."""
    tour.wake()
    tour.begin("social-security-record", "社保参保证明")
    tour.choose("insurance", "all")
    tour.choose("period", "last-12-months")
    tour.choose("purpose", "job")
    tour.press("Continue()")
    tour.submit(signs=False)
    tour.print_sheet("证明")
    tour.finish()


def file_a_small_eatery(tour: Tour) -> None:
    """小餐饮备案: one paper follows later, an officer decides, so only a receipt is printed."""
    tour.wake()
    tour.begin("small-eatery-filing", "小餐饮备案")
    for field, value in (
        ("trade", "noodles"),
        ("trade-name", "plain"),
        ("district", "linhu"),
        ("street", "binjiang"),
    ):
        tour.choose(field, value)
    for field, digits in (("street-number", "12"), ("floor", "1"), ("floor-area", "36")):
        tour.type_in(field, digits)
    tour.type_in("staff", "2")
    tour.choose("cold-dishes", "no")
    tour.type_in("mobile", "13812345678")
    tour.press("Continue()")
    tour.arrive("要准备的材料", "MaterialsView")
    tour.promise("landlord-id")
    tour.scan("lease", "lease", 1)
    tour.press("Continue()")
    tour.submit(signs=True)
    tour.press("Continue()")
    tour.finish()


def look_into_an_envelope(tour: Tour, code: str) -> Look:
    """Show the code of a receipt, and see what is still missing."""
    tour.wake()
    tour.press("OpenTool(tool=<Tool.SCAN: 'scan'>)")
    tour.arrive("请对准扫码窗", "ScanningView")
    tour.show_code(code)
    return tour.arrive("还缺什么", "EnvelopeCardView")
