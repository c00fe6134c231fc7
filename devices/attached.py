"""What is plugged into this machine, by the names that settings may use. Opens nothing.

Owns the reading of the kernel's lists: the stable names that udev gives to serial ports and cameras
(60-serial.rules, 60-persistent-v4l.rules) and ``/sys/bus/usb/devices`` (kernel,
Documentation/ABI/testing/sysfs-bus-usb). Knows no settings. What vanishes while it is looked at is
left out: pulling a plug at any moment is normal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

#: Interface class, subclass and protocol (usb.org, defined class codes; HID 1.11, section 4.2-4.3).
_HUB, _HID, _BOOT_KEYBOARD = "09", "03", ("03", "01", "01")
#: Of two names for one thing, the one that holds the maker's serial number comes first.
_SERIAL_FOLDERS = ("serial/by-id", "serial/by-path")
_VIDEO_FOLDERS = ("v4l/by-id", "v4l/by-path")
#: A camera has further nodes (index1) that give no pictures.
_PICTURES = "video-index0"


class Bus(StrEnum):
    """Where a thing hangs."""

    SERIAL = "serial"
    VIDEO = "video"
    USB = "usb"
    SMART_CARD = "smart-card"


@dataclass(frozen=True, slots=True)
class Attached:
    """One thing. ``name`` is what settings call it: a path, a slot, ``0400:C35A``."""

    bus: Bus
    name: str
    #: Maker and model in the device's own words, where it has any.
    label: str = ""
    #: What the name leads to today; it may be another tomorrow.
    place: str = ""
    serial_number: str = ""
    port_path: str = ""
    is_hid: bool = False
    #: It types what it has to say into whatever has the focus.
    is_keyboard: bool = False


def serial_ports(dev: Path = Path("/dev")) -> tuple[Attached, ...]:
    """Serial ports that have a stable name, those of USB adapters included."""
    return tuple(_named(Bus.SERIAL, [dev / folder for folder in _SERIAL_FOLDERS]))


def cameras(dev: Path = Path("/dev")) -> tuple[Attached, ...]:
    """Nodes of cameras that give pictures."""
    found = _named(Bus.VIDEO, [dev / folder for folder in _VIDEO_FOLDERS])
    return tuple(one for one in found if one.name.endswith(_PICTURES))


def usb_devices(sys: Path = Path("/sys")) -> tuple[Attached, ...]:
    """USB devices but hubs, and but those that the kernel shows as a serial port or a camera."""
    found = (_usb_device(folder) for folder in sorted(_children(sys / "bus/usb/devices")))
    return tuple(one for one in found if one is not None)


def _named(bus: Bus, folders: list[Path]) -> Iterator[Attached]:
    seen: set[Path] = set()
    for folder in folders:
        for link in sorted(_children(folder)):
            try:
                place = link.resolve(strict=True)
            except OSError:  # it leads nowhere, or was pulled out just now
                continue
            if place in seen:
                continue
            seen.add(place)
            yield Attached(bus, str(link), link.name, str(place))


def _usb_device(folder: Path) -> Attached | None:
    vendor, product = _word(folder / "idVendor"), _word(folder / "idProduct")
    if not vendor or not product or _word(folder / "bDeviceClass") == _HUB:
        return None
    interfaces = [one for one in _children(folder) if one.name.startswith(f"{folder.name}:")]
    if any(map(_is_shown_elsewhere, interfaces)):
        return None
    codes = [_codes(one) for one in interfaces]
    return Attached(
        Bus.USB,
        f"{vendor}:{product}".upper(),
        " ".join(filter(None, (_word(folder / name) for name in ("manufacturer", "product")))),
        folder.name,
        serial_number=_word(folder / "serial"),
        port_path=folder.name,
        is_hid=any(code[0] == _HID for code in codes),
        is_keyboard=_BOOT_KEYBOARD in codes,
    )


def _is_shown_elsewhere(interface: Path) -> bool:
    """``ttyUSB0`` of an adapter, ``tty/ttyACM0`` of a modem class, ``video4linux`` of a camera."""
    names = {one.name for one in _children(interface)}
    return bool(names & {"tty", "video4linux"}) or any(name.startswith("tty") for name in names)


def _codes(interface: Path) -> tuple[str, str, str]:
    return (
        _word(interface / "bInterfaceClass"),
        _word(interface / "bInterfaceSubClass"),
        _word(interface / "bInterfaceProtocol"),
    )


def _children(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _word(file: Path) -> str:
    """A maker may have written anything into its strings: what cannot be shown is left out."""
    try:
        text = file.read_bytes().decode("utf-8", "ignore")
    except OSError:
        return ""
    return "".join(letter for letter in text if letter.isprintable()).strip()
