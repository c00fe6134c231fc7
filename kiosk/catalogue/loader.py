"""Loads the service packages of a folder, all problems at once. A folder is a service.

Owns reading and the digest that goes on the receipt. Must not check what the linter checks.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from config.yaml_source import Document, read, validate
from kiosk.catalogue.definition import ServiceDefinition
from kiosk.errors import Problem

_MAIN_FILE = "service.yaml"


@dataclass(frozen=True, slots=True)
class Service:
    """A service as the terminal offers it. Equal digests mean equal words, forms and fees."""

    definition: ServiceDefinition
    digest: str


@dataclass(frozen=True, slots=True)
class Package:
    """A service with the places of its source, for the linter."""

    service: Service
    document: Document
    folder: Path


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All services of a terminal by code, and one digest over all of them."""

    services: Mapping[str, Service]
    digest: str


def read_packages(folder: Path, problems: list[Problem]) -> tuple[Package, ...]:
    """Read every package of the folder; what cannot be read becomes problems."""
    if not folder.is_dir():
        problems.append(Problem(str(folder), 1, "there is no such folder of service packages"))
        return ()
    homes = sorted(home for home in folder.iterdir() if home.is_dir())
    if not homes:
        problems.append(Problem(str(folder), 1, "holds no service package"))
    found = (_read_package(home, problems) for home in homes)
    return tuple(package for package in found if package is not None)


def catalogue_of(packages: tuple[Package, ...]) -> Catalogue:
    """Put packages together."""
    services = {package.service.definition.code: package.service for package in packages}
    lines = "".join(f"{code} {services[code].digest}\n" for code in sorted(services))
    return Catalogue(MappingProxyType(services), _sha256(lines.encode()))


def _read_package(home: Path, problems: list[Problem]) -> Package | None:
    files = sorted(home.glob("*.yaml"))
    if not (home / _MAIN_FILE).is_file():
        problems.append(Problem(str(home / _MAIN_FILE), 1, "a service package needs this file"))
        return None
    document = read(files, problems)
    if document is None:
        return None
    definition = validate(document, ServiceDefinition, problems)
    if definition is None:
        return None
    return Package(Service(definition, _digest(home, files)), document, home)


def _digest(home: Path, files: list[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        total.update(f"{file.relative_to(home)} {len(content)}\n".encode())
        total.update(content)
    return f"sha256:{total.hexdigest()}"


def _sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
