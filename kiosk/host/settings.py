"""Everything a host is started with, checked as a whole before anything starts."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from config.terminal import DEFAULT_SERVICES, DeviceEntry, TerminalSettings
from config.yaml_source import Document, read, validate
from config.yaml_tree import plain
from devices.registry import Findings, Plan, plan_devices
from devices.third_party import SAFE_MODE, ThirdParty
from kiosk.catalogue.linter import Remark, lint
from kiosk.catalogue.loader import Catalogue, catalogue_of, read_packages
from kiosk.errors import DefinitionError, Problem
from kiosk.host.adapters import ADAPTERS


@dataclass(frozen=True, slots=True)
class Setup:
    """A terminal that may be started. ``base`` is what relative paths start from."""

    base: Path
    settings: TerminalSettings
    devices: tuple[Plan, ...]
    catalogue: Catalogue
    #: What is worth knowing and stops nothing: drivers of other makers that cannot be used.
    remarks: tuple[Problem, ...] = ()

    @property
    def is_safe_mode(self) -> bool:
        """Whether drivers of other makers were left out that these settings name."""
        return any(plan.fault == SAFE_MODE for plan in self.devices)

    def path(self, relative: Path) -> Path:
        """A folder of the settings as an absolute path."""
        return relative if relative.is_absolute() else self.base / relative


def load_setup(file: Path, base: Path, third_party: ThirdParty | None = None) -> Setup:
    """Read settings and service packages. Raises DefinitionError with every problem of both.

    A mistake in one section hides none of another: devices and packages are checked as far as they
    can be read.
    """
    problems: list[Problem] = []
    document = read([file], problems)
    if document is None:
        raise DefinitionError(tuple(problems))
    settings = validate(document, TerminalSettings, problems)
    if settings is not None:
        _check_language(settings, document, base, problems)
    findings = Findings(problems)
    plans = plan_devices(
        _readable_devices(document),
        ADAPTERS,
        third_party or ThirdParty(),
        document,
        base,
        findings,
    )
    services = _services_folder(settings, document)
    catalogue = _catalogue(services if services.is_absolute() else base / services, problems)
    if problems or settings is None:
        raise DefinitionError(tuple(problems))
    return Setup(base, settings, plans, catalogue, tuple(findings.remarks))


def _check_language(
    settings: TerminalSettings, document: Document, base: Path, problems: list[Problem]
) -> None:
    locale = settings.folders.locale
    home = (locale if locale.is_absolute() else base / locale) / settings.language
    if not home.is_dir():
        problems.append(document.problem(("language",), f"there are no texts in {home}"))


def _readable_devices(document: Document) -> Iterator[tuple[int, DeviceEntry]]:
    """The entries that are right as far as they go, with their places in the list."""
    match plain(document.tree):
        case {"devices": list() as entries}:
            for index, entry in enumerate(entries):
                # What is wrong here was reported with the whole file.
                with contextlib.suppress(ValidationError):
                    yield index, DeviceEntry.model_validate(entry)


def _services_folder(settings: TerminalSettings | None, document: Document) -> Path:
    if settings is not None:
        return settings.folders.services
    match plain(document.tree):
        case {"folders": {"services": str() as services}}:
            return Path(services)
        case _:
            return DEFAULT_SERVICES


def _catalogue(folder: Path, problems: list[Problem]) -> Catalogue:
    packages = read_packages(folder, problems)
    for package in packages:
        problems.extend(one for one in lint(package) if not isinstance(one, Remark))
    return catalogue_of(packages)
