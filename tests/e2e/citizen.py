"""One citizen at one terminal: whole stages of a visit in one word each.

Owns what is pressed and what must be seen next; must not know what goes wrong meanwhile.
"""

from screens.bench.glass_client import Look
from screens.bench.tour import Tour
from tests.e2e.terminal import LIMIT_SECONDS, Terminal

RECORD = "social-security-record"
TRADER = "sole-trader-registration"


class Citizen:
    """Presses keys, lays cards and papers."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._tour = Tour(terminal.walker, terminal.bench)

    def press(self, name: str) -> None:
        """Press a key as soon as it can be pressed."""
        self.terminal.walker.tap(name, LIMIT_SECONDS)

    def see(self, screen: str, *words: str) -> Look:
        """Wait for a screen that says all of this."""
        return self.terminal.see(screen, *words)

    def act(self, device: str, action: str, **values: object) -> None:
        """Do something to a device."""
        self.terminal.bench.act(device, action, **values)

    # --- stages -------------------------------------------------------------------------------

    def wake(self) -> None:
        """Touch the sleeping screen."""
        self.terminal.attract()
        self.press("Wake()")
        self.see("HomeView")

    def open(self, service: str = RECORD) -> None:
        """Choose a service, as far as the reader that waits for a card."""
        self.wake()
        self.press(f"OpenService(code='{service}')")
        self.see("GuideView")
        self.press("Continue()")
        self.see("IdentifyView")

    def identify(self, service: str = RECORD) -> None:
        """Come with a card that can be read."""
        self.open(service)
        self.act("id-reader", "lay")
        self.see("FormView")

    def fill(self) -> None:
        """Answer the short form."""
        self.identify()
        for field, value in (("insurance", "all"), ("period", "last-12-months")):
            self._tour.choose(field, value)
        self._tour.choose("purpose", "job")

    def review(self) -> None:
        """As far as the last look."""
        self.fill()
        self.press("Continue()")
        self.see("ReviewView")

    def agree(self) -> None:
        """Agree to every sentence: all stand on the last page."""
        look = self._armed()
        while look.target("下一页") is not None:
            self.press("下一页")
            look = self._armed()
        for consent in sorted({one.intent for one in look.targets if "Consent" in one.intent}):
            self.press(consent)

    def _armed(self) -> Look:
        """The screen once its keys can be pressed."""
        return self.terminal.walker.wait(
            "keys that can be pressed",
            lambda look: look.target("Back()") is not None,
            LIMIT_SECONDS,
        )

    def submit(self) -> str:
        """Hand in the short form, until "stored" is on the screen; the id of the case."""
        self.review()
        return self.hand_in()

    def hand_in(self, *, signs: bool = False) -> str:
        """Agree and press Submit, until "stored" is on the screen; the id of the case."""
        self.agree()
        if signs:
            self._tour.sign()
        self.press("Submit()")
        self.see("SubmittedView", "已存储")
        return self.terminal.newest_case()

    def be_granted(self) -> str:
        """Have something to print; the id of the case."""
        case_id = self.submit()
        self.terminal.walker.wait(
            "the result", lambda look: look.target("PrintLicence()") is not None
        )
        return case_id

    def print_sheet(self) -> None:
        """Have it printed."""
        self.press("PrintLicence()")
        self.see("SheetView")

    def go(self) -> None:
        """Rate nothing, take the card, go."""
        self.see("RatingView")
        self.press("Skip()")
        self.see("GoodbyeView")
        self.act("id-reader", "lift")
        self.press("Continue()")
        self.terminal.walker.let_go()
        self.terminal.attract()

    # --- the long service ---------------------------------------------------------------------

    def fill_trader(self) -> None:
        """Answer the form of a noodle shop."""
        self.identify(TRADER)
        name, district, street = self.terminal.shops[0]
        for field, value in (
            ("trade", "noodles"),
            ("trade-name", name),
            ("district", district),
            ("street", street),
        ):
            self._tour.choose(field, value)
        self._tour.type_in("street-number", "12")
        self._tour.type_in("floor", "1")
        self._tour.choose("scope", "noodles-in")
        self._tour.type_in("capital", "5")
        self._tour.choose("composition", "person")
        self._tour.type_in("mobile", "13812345678")

    def capture(self) -> None:
        """As far as the camera that waits for the lease."""
        self.fill_trader()
        self.press("Continue()")
        self.see("MaterialsView")
        self._open_camera()

    def _open_camera(self) -> None:
        self.press("ScanMaterial(material_id='premises-proof')")
        self.see("CaptureView")

    def scan(self) -> None:
        """The form, then one page of the lease, kept on disk."""
        self.capture()
        self._scan_page()

    def scan_lease(self) -> None:
        """From the list of materials: one page of the lease, kept on disk."""
        self._open_camera()
        self._scan_page()

    def _scan_page(self) -> None:
        self.act("document-camera", "place", paper="lease", page=1)
        self.terminal.walker.wait(
            "the first page",
            lambda look: look.target("RetakePage(index=0)") is not None,
        )
        self.act("document-camera", "remove")
        self.press("FinishCapture()")
        self.see("MaterialsView")

    def hand_in_trader(self) -> str:
        """From the list of materials: look once more, sign, hand in; the id of the case."""
        self.press("Continue()")
        self.see("ReviewView")
        self.terminal.shops.pop(0)
        return self.hand_in(signs=True)
