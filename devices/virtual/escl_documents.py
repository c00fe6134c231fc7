"""The XML of eSCL (Mopria eSCL specification 2.97), as our virtual scanner speaks it.

Owns both directions: capabilities and status out, scan settings in. Pure; knows no machine.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: eSCL counts areas in three-hundredths of an inch.
UNITS_AN_INCH = 300
_A4_UNITS = (2480, 3508)
_NAMESPACES = (
    'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" '
    'xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_RESOLUTIONS = (75, 100, 150, 200, 300)
_MOST_SETTINGS_BYTES = 16 * 1024


class SettingsRefusedError(ValueError):
    """What a client wants is not a scan that this machine could make."""


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """One job as asked for."""

    is_feeder: bool
    width_px: int
    height_px: int
    is_colour: bool
    content_type: str


def capabilities(uuid: str, serial: str) -> bytes:
    """``ScannerCapabilities``: a glass of A4 and a feeder that scans one side."""
    return (
        f"{_HEAD}<scan:ScannerCapabilities {_NAMESPACES}>"
        "<pwg:Version>2.63</pwg:Version>"
        "<pwg:MakeAndModel>Openhall Virtual Scanner</pwg:MakeAndModel>"
        f"<pwg:SerialNumber>{serial}</pwg:SerialNumber><scan:UUID>{uuid}</scan:UUID>"
        f"<scan:Platen><scan:PlatenInputCaps>{_input()}</scan:PlatenInputCaps></scan:Platen>"
        f"<scan:Adf><scan:AdfSimplexInputCaps>{_input()}</scan:AdfSimplexInputCaps>"
        "<scan:FeederCapacity>50</scan:FeederCapacity>"
        "<scan:AdfOptions><scan:AdfOption>DetectPaperLoaded</scan:AdfOption></scan:AdfOptions>"
        "</scan:Adf></scan:ScannerCapabilities>"
    ).encode()


def status(state: str, adf_state: str, jobs: Iterable[str]) -> bytes:
    """``ScannerStatus``: the PWG state, that of the feeder, the paths of the running jobs."""
    listed = "".join(
        f"<scan:JobInfo><pwg:JobUri>{job}</pwg:JobUri>"
        "<pwg:JobState>Processing</pwg:JobState></scan:JobInfo>"
        for job in jobs
    )
    return (
        f"{_HEAD}<scan:ScannerStatus {_NAMESPACES}><pwg:Version>2.63</pwg:Version>"
        f"<pwg:State>{state}</pwg:State><scan:AdfState>{adf_state}</scan:AdfState>"
        f"<scan:Jobs>{listed}</scan:Jobs></scan:ScannerStatus>"
    ).encode()


def read_settings(body: bytes) -> ScanSettings:
    """A client's ``ScanSettings``. Raises SettingsRefusedError."""
    if len(body) > _MOST_SETTINGS_BYTES:
        raise SettingsRefusedError("too long")
    text = body.decode("utf-8", "replace")
    resolution = _number(text, "XResolution")
    if resolution not in _RESOLUTIONS or _number(text, "YResolution") != resolution:
        raise SettingsRefusedError("no such resolution")
    width, height = _number(text, "Width"), _number(text, "Height")
    if not (0 < width <= _A4_UNITS[0] and 0 < height <= _A4_UNITS[1]):
        raise SettingsRefusedError("larger than the glass")
    return ScanSettings(
        is_feeder=_word(text, "InputSource") == "Feeder",
        width_px=round(width * resolution / UNITS_AN_INCH),
        height_px=round(height * resolution / UNITS_AN_INCH),
        is_colour=_word(text, "ColorMode") == "RGB24",
        content_type="image/png" if "image/png" in text else "image/jpeg",
    )


def _input() -> str:
    resolutions = "".join(
        f"<scan:DiscreteResolution><scan:XResolution>{dpi}</scan:XResolution>"
        f"<scan:YResolution>{dpi}</scan:YResolution></scan:DiscreteResolution>"
        for dpi in _RESOLUTIONS
    )
    return (
        "<scan:MinWidth>16</scan:MinWidth><scan:MinHeight>16</scan:MinHeight>"
        f"<scan:MaxWidth>{_A4_UNITS[0]}</scan:MaxWidth>"
        f"<scan:MaxHeight>{_A4_UNITS[1]}</scan:MaxHeight>"
        "<scan:MaxScanRegions>1</scan:MaxScanRegions>"
        "<scan:SettingProfiles><scan:SettingProfile>"
        "<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode>"
        "<scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>"
        "<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>"
        "<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>"
        f"<scan:SupportedResolutions><scan:DiscreteResolutions>{resolutions}"
        "</scan:DiscreteResolutions></scan:SupportedResolutions>"
        "</scan:SettingProfile></scan:SettingProfiles>"
    )


def _word(text: str, name: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}>\s*([A-Za-z0-9]+)\s*<", text)
    if found is None:
        raise SettingsRefusedError(f"no {name}")
    return found[1]


def _number(text: str, name: str) -> int:
    word = _word(text, name)
    if not word.isdecimal():
        raise SettingsRefusedError(f"{name} is no number")
    return int(word)
