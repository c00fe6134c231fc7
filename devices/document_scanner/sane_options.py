"""What ``scanimage --all-options`` and its device list say, read. Pure.

Owns the shape of scanimage's own listing (sane-utils 1.1 to 1.3); must not run it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from devices.ports import ScanSource

#: ``%d|%v|%m|%t``: name, vendor, model, type.
LIST_FORMAT = "%d|%v|%m|%t%n"
_OPTION = re.compile(r"^ {4}-{1,2}([a-z0-9][a-z0-9-]*)(.*?)(?: \[([^\]]*)\](?: \[[^\]]*\])*)?$")
_FEEDER_WORDS = ("adf", "feeder", "automatic document feeder")
_FLATBED_WORDS = ("flatbed", "platen", "normal")
_INACTIVE = "inactive"
_RESOLUTION = re.compile(r"(\d{1,5})(?:dpi)?")


@dataclass(frozen=True, slots=True)
class ListedScanner:
    """One line of the list. ``name`` is what scanimage wants to hear."""

    name: str
    vendor_and_model: str


@dataclass(frozen=True, slots=True)
class ScannerOptions:
    """What may be asked of one scanner."""

    #: Our word to the scanner's own; empty when it has no such choice.
    sources: Mapping[ScanSource, str]
    modes: tuple[str, ...]
    names: frozenset[str]
    #: All that there are, ascending; empty when any will do.
    resolutions_dpi: tuple[int, ...] = ()

    def resolution_dpi(self, wanted_dpi: int) -> int:
        """The one to ask for: as fine as wanted or finer, else the finest there is."""
        finer = [dpi for dpi in self.resolutions_dpi if dpi >= wanted_dpi]
        return min(finer) if finer else max(self.resolutions_dpi, default=wanted_dpi)


def read_list(text: str) -> tuple[ListedScanner, ...]:
    """The scanners that a list names; a line of another shape is passed over."""
    found = []
    for line in text.splitlines():
        parts = line.split("|")
        if len(parts) == 4 and parts[0]:
            found.append(ListedScanner(parts[0], f"{parts[1]} {parts[2]}"))
    return tuple(found)


def read_options(text: str) -> ScannerOptions:
    """The options that are active."""
    choices: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        found = _OPTION.match(line)
        if found is not None and found[3] != _INACTIVE:
            choices[found[1]] = tuple(found[2].strip().split("|"))
    return ScannerOptions(
        _sources(choices.get("source", ())),
        choices.get("mode", ()),
        frozenset(choices),
        _resolutions(choices.get("resolution", ())),
    )


def _resolutions(words: tuple[str, ...]) -> tuple[int, ...]:
    """``75|150|300dpi``; a range (``1..1200dpi``) has no choices to name."""
    found = [_RESOLUTION.fullmatch(word) for word in words]
    return tuple(sorted(int(one[1]) for one in found if one is not None))


def _sources(words: tuple[str, ...]) -> Mapping[ScanSource, str]:
    """A scanner without a choice of sources has a glass only."""
    if not any(words):
        return {ScanSource.FLATBED: ""}
    found: dict[ScanSource, str] = {}
    for word in words:
        plain = word.strip().lower()
        if any(plain.startswith(known) for known in _FLATBED_WORDS):
            found.setdefault(ScanSource.FLATBED, word)
        # "ADF Duplex" would deliver the empty backs too; one-sided is what a page means here.
        elif any(known in plain for known in _FEEDER_WORDS) and "duplex" not in plain:
            found.setdefault(ScanSource.FEEDER, word)
    return found
