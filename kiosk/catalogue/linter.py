"""Checks service packages as a whole and reports every fault with its file and line.

Owns the gate: a package with a fault is not loaded, by hand neither. Remarks do not stop anything.
The rules live in ``rules_*.py``, one function each.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.catalogue.definition import ServiceDefinition
from kiosk.catalogue.finding import Finding
from kiosk.catalogue.loader import Catalogue, Package, catalogue_of, read_packages
from kiosk.catalogue.rules_flow import FLOW_RULES
from kiosk.catalogue.rules_form import FORM_RULES
from kiosk.catalogue.rules_service import SERVICE_RULES
from kiosk.errors import DefinitionError, Problem

Rule = Callable[[ServiceDefinition], Iterator[Finding]]
RULES: tuple[Rule, ...] = SERVICE_RULES + FORM_RULES + FLOW_RULES


class Remark(Problem):
    """Worth mending, but nothing is kept from starting."""

    __slots__ = ()


def check(folder: Path) -> tuple[Problem, ...]:
    """Return every problem and remark of all packages in the folder."""
    problems: list[Problem] = []
    for package in read_packages(folder, problems):
        problems.extend(lint(package))
    return tuple(problems)


def load_catalogue(folder: Path) -> Catalogue:
    """Load the folder. Raises DefinitionError with all problems when there is any."""
    problems: list[Problem] = []
    packages = read_packages(folder, problems)
    for package in packages:
        problems.extend(lint(package))
    faults = tuple(problem for problem in problems if not isinstance(problem, Remark))
    if faults:
        raise DefinitionError(faults)
    return catalogue_of(packages)


def lint(package: Package) -> Iterator[Problem]:
    """Run every rule over one package."""
    definition = package.service.definition
    if definition.code != package.folder.name:
        yield package.document.problem(
            ["code"], f"code '{definition.code}' must be the folder's name '{package.folder.name}'"
        )
    for rule in RULES:
        for finding in rule(definition):
            place = package.document.place(finding.path)
            if finding.is_remark:
                yield Remark(place.file, place.line, f"remark: {finding.text}", place.column)
            else:
                yield Problem(place.file, place.line, finding.text, place.column)
