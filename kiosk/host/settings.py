"""Everything a host is started with, checked as a whole before anything starts."""

from dataclasses import dataclass
from pathlib import Path

from config.terminal import TerminalSettings
from config.yaml_source import read, validate
from kiosk.catalogue.linter import Remark, lint
from kiosk.catalogue.loader import Catalogue, catalogue_of, read_packages
from kiosk.errors import DefinitionError, Problem
from kiosk.host.adapters import Plan, plan_devices


@dataclass(frozen=True, slots=True)
class Setup:
    """A terminal that may be started. ``base`` is what relative paths start from."""

    base: Path
    settings: TerminalSettings
    devices: tuple[Plan, ...]
    catalogue: Catalogue

    def path(self, relative: Path) -> Path:
        """A folder of the settings as an absolute path."""
        return relative if relative.is_absolute() else self.base / relative


def load_setup(file: Path, base: Path) -> Setup:
    """Read settings and service packages. Raises DefinitionError with every problem of both."""
    problems: list[Problem] = []
    document = read([file], problems)
    settings = None if document is None else validate(document, TerminalSettings, problems)
    plans: tuple[Plan, ...] = ()
    catalogue: Catalogue | None = None
    if settings is not None and document is not None:
        plans = plan_devices(settings, document, base, problems)
        folder = settings.folders.services
        catalogue = _catalogue(folder if folder.is_absolute() else base / folder, problems)
    if problems or settings is None or catalogue is None:
        raise DefinitionError(tuple(problems))
    return Setup(base, settings, plans, catalogue)


def _catalogue(folder: Path, problems: list[Problem]) -> Catalogue:
    packages = read_packages(folder, problems)
    for package in packages:
        problems.extend(one for one in lint(package) if not isinstance(one, Remark))
    return catalogue_of(packages)
