"""What a settings file says of a scanner, and what SANE is told of it.

Owns the checks of every option (a device name ends in a command, an address in a file of SANE's)
and the text of the child's configuration. Must not run anything.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_BACKEND = re.compile(r"[a-z0-9_]{1,32}")
_PLAIN = re.compile(r"[\x20-\x7e]{0,200}")
_URL = re.compile(r"http://[A-Za-z0-9._~:/\[\]%-]{1,200}")
_SCANNER_NAME = "Openhall"


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanForm:
    """What a page shall be, and how long it may take."""

    resolution_dpi: int = 200
    is_colour: bool = True
    paper_width_mm: float = 210.0
    paper_height_mm: float = 297.0
    #: From the order to a whole page; the first one includes warming up the lamp.
    page_seconds: float = 60.0
    #: How long the program may take to end after the page of the glass: the head goes home.
    end_seconds: float = 10.0
    #: How often the scanner is opened to see that it is there. It may light its lamp for that.
    look_every_seconds: float = 30.0

    def __post_init__(self) -> None:
        _require(50 <= self.resolution_dpi <= 600, "resolution_dpi must be 50 to 600")
        _require(20 <= self.paper_width_mm <= 310, "paper_width_mm must be 20 to 310")
        _require(20 <= self.paper_height_mm <= 440, "paper_height_mm must be 20 to 440")
        _require(1 <= self.page_seconds <= 600, "page_seconds must be 1 to 600")
        _require(0 <= self.end_seconds <= 60, "end_seconds must be 0 to 60")
        _require(0 <= self.look_every_seconds <= 3600, "look_every_seconds must be 0 to 3600")

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the paper in pixels, at the resolution that is wanted."""
        return self.size_px_at(self.resolution_dpi)

    def size_px_at(self, resolution_dpi: int) -> tuple[int, int]:
        """Width and height of the paper in pixels at another resolution."""
        per_mm = resolution_dpi / 25.4
        return round(self.paper_width_mm * per_mm), round(self.paper_height_mm * per_mm)


@dataclass(frozen=True, slots=True)
class SaneWay:
    """How SANE finds the scanner: its files, and the name or the model to look for."""

    config: Mapping[str, str]
    device: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaneSettings(ScanForm):
    """A scanner at a backend of SANE.

    ``device`` is SANE's own name where that is stable; one with a bus address (``libusb:001:004``)
    is not, so ``model`` finds the one scanner whose vendor and model contain it.
    """

    backend: str
    device: str = ""
    model: str = ""
    #: Where the backend's own file of settings lies, if it has one.
    config_folder: str = "/etc/sane.d"

    def __post_init__(self) -> None:
        ScanForm.__post_init__(self)
        _require(bool(_BACKEND.fullmatch(self.backend)), "backend is a name like 'genesys'")
        _require(bool(_PLAIN.fullmatch(self.device)), "device must be plain text")
        _require("libusb:" not in self.device, "device is a bus address; give the model instead")

    def way(self) -> SaneWay:
        """The files as they are now."""
        config = {"dll.conf": f"{self.backend}\n"}
        own = Path(self.config_folder) / f"{self.backend}.conf"
        if own.is_file():
            config[own.name] = own.read_text("utf-8", "replace")
        return SaneWay(config, self.device, self.model)


@dataclass(frozen=True, slots=True, kw_only=True)
class EsclSettings(ScanForm):
    """A network scanner that speaks eSCL (AirScan). ``url`` is its root, often ``/eSCL``.

    Plain HTTP: the certificate that a scanner has made for itself would prove nothing. The wire to
    it is the terminal's own.
    """

    url: str
    answer_timeout_seconds: float = 3.0
    #: The head is the scanner's own affair, and airscan now and then forgets to end (0013).
    end_seconds: float = 2.0

    def __post_init__(self) -> None:
        ScanForm.__post_init__(self)
        _require(
            bool(_URL.fullmatch(self.url)) and bool(urlsplit(self.url).hostname),
            "url is like 'http://192.0.2.7/eSCL'",
        )
        _require(0.1 <= self.answer_timeout_seconds <= 30, "answer_timeout_seconds: 0.1 to 30")

    @property
    def root(self) -> str:
        """The address with one slash at its end."""
        return self.url.rstrip("/") + "/"

    def way(self) -> SaneWay:
        """Discovery is off: whoever answers first in a network is not thereby our scanner."""
        devices = f'[devices]\n"{_SCANNER_NAME}" = {self.root}, eSCL\n'
        options = "[options]\ndiscovery = disable\nws-discovery = off\n"
        return SaneWay({"dll.conf": "airscan\n", "airscan.conf": devices + options})
