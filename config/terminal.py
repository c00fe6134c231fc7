"""The settings of one terminal: who it is, what is plugged in, where things are kept.

Owns the typed shape of ``config/settings/*.yaml``. Device options stay unread here: each adapter
knows its own (``devices/registry.py`` checks them against the same file and line).
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, field_validator


class Settings(BaseModel):
    """Base of all settings: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Identity(Settings):
    """Who the terminal is, as printed on receipts."""

    id: str = Field(pattern=r"^[A-Za-z0-9-]{3,32}$")
    name: str = Field(min_length=1, max_length=20)
    hall: str = Field(min_length=1, max_length=30)
    city: str = Field(min_length=1, max_length=20)
    site: str = Field(pattern=r"^[A-Za-z0-9-]{1,32}$")
    region: str = Field(pattern=r"^\d{6,12}$")
    complaint_line: str = Field(min_length=3, max_length=40)


#: The drawings, width and height; either is scaled to the glass that is there.
PORTRAIT_PX, LANDSCAPE_PX = (1080, 1920), (1920, 1080)


class Window(Settings):
    """The glass. Wider than tall, staff get the landscape drawing, citizens a sheet of portrait.

    With ``is_fullscreen``, width and height are the glass's own: they decide which drawing it is.
    """

    width_px: int = Field(default=1080, ge=270, le=7680)
    height_px: int = Field(default=1920, ge=270, le=7680)
    #: Left and top on the display; without it the desktop decides.
    place_px: tuple[int, int] | None = None
    is_fullscreen: bool = False

    @property
    def is_landscape(self) -> bool:
        """Whether the glass is wider than tall."""
        return self.width_px > self.height_px

    @property
    def drawing_px(self) -> tuple[int, int]:
        """Width and height of the drawing that fills the glass."""
        return LANDSCAPE_PX if self.is_landscape else PORTRAIT_PX


DEFAULT_SERVICES = Path("config/services")


class Folders(Settings):
    """Where things live; relative paths start at the folder of the program."""

    state: Path
    services: Path = DEFAULT_SERVICES
    locale: Path = Path("config/locale")
    fonts: Path = Path("config/fonts")
    #: Where files for those far away go; without it ``exports`` in the state folder.
    exports: Path | None = None


class Platform(Settings):
    """The city's central platform."""

    url: HttpUrl


class TimeLimits(Settings):
    """Seconds a citizen is given (design.md section 11). Clocks stop while a device moves."""

    idle_seconds: float = Field(default=60, gt=0)
    warning_seconds: float = Field(default=30, ge=30)
    extension_seconds: float = Field(default=180, gt=0)
    identify_seconds: float = Field(default=60, gt=0)
    rate_seconds: float = Field(default=40, gt=0)
    goodbye_seconds: float = Field(default=15, gt=0)
    decision_wait_seconds: float = Field(default=60, gt=0)


class ServiceMode(Settings):
    """The visit of staff. ``technician_line`` is whom the host site's staff telephone."""

    idle_seconds: float = Field(default=180, gt=0)
    door_seconds: float = Field(default=45, gt=0)
    #: How long the glass takes no touch while it is wiped.
    wipe_seconds: float = Field(default=30, gt=0, le=120)
    technician_line: str = Field(default="", max_length=40)


class DeviceEntry(Settings):
    """One device. ``options`` belong to the adapter."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,32}$")
    role: Literal[
        "id-reader",
        "qr-scanner",
        "document-scanner",
        "page-scanner",
        "receipt-printer",
        "licence-printer",
        "smart-card-reader",
        "io-board",
        "speaker",
    ]
    adapter: str = Field(min_length=1, max_length=40)
    options: dict[str, Any] = Field(default_factory=dict)


class Stock(Settings):
    """The numbered sheets in the licence printer, as the host site's staff loaded them."""

    first_serial: str = Field(pattern=r"^[A-Z]{0,4}\d{4,10}$")
    sheets: int = Field(gt=0, le=5000)


class Monitoring(Settings):
    """How machines hear of this terminal's health. Nothing of a citizen is told."""

    #: Prometheus metrics at http://127.0.0.1:PORT/metrics; nobody listens without it.
    metrics_port: int | None = Field(default=None, ge=1024, le=65535)
    #: Whether the platform is told, at the interval that it asks for.
    heartbeat: bool = True


class PhotoDecoder(Settings):
    """A site's own decoder of the photo on ID cards; there is none in the house.

    ``command`` reads the photo block on standard input and writes the picture to standard output.
    """

    command: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)
    #: What it writes: a BMP, or raw pixels as they stand, bottom row first, turned by 180 degrees.
    form: Literal["bmp", "bgr", "bgr-flipped", "bgr-turned"] = "bmp"
    deadline_seconds: float = Field(default=2, gt=0, le=10)
    memory_mib: int = Field(default=256, ge=32, le=2048)

    @field_validator("command")
    @classmethod
    def _is_absolute(cls, command: tuple[str, ...]) -> tuple[str, ...]:
        if not command[0].startswith("/"):
            # Looked up nowhere: what runs is what stands here.
            raise ValueError("the program must be named by its whole path")
        return command


class TerminalSettings(Settings):
    """The whole file."""

    terminal: Identity
    language: str = Field(default="zh-CN", pattern=r"^[a-z]{2}-[A-Z]{2}$")
    window: Window = Window()
    folders: Folders
    platform: Platform
    time_limits: TimeLimits = TimeLimits()
    service: ServiceMode = ServiceMode()
    monitoring: Monitoring = Monitoring()
    stock: Stock
    photo_decoder: PhotoDecoder | None = None
    devices: tuple[DeviceEntry, ...]
