"""What runs here: the program, its Python, the system. Owns nothing; only reads."""

import platform
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path


def program_version(base: Path) -> str:
    """The version of the checkout; ``unknown`` where its project file is missing."""
    try:
        with (base / "pyproject.toml").open("rb") as file:
            return str(tomllib.load(file)["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "unknown"


def versions(base: Path) -> Iterator[tuple[str, str]]:
    """Name and version of everything that is installed, the program first."""
    yield "openhall", program_version(base)
    yield "python", platform.python_version()
    yield "system", f"{platform.system()} {platform.release()} {platform.machine()}"
    packages = {str(one.metadata["Name"]).lower(): one.version for one in metadata.distributions()}
    yield from sorted(packages.items())
