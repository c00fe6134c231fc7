"""Drivers of other makers, installed as a package manager would: modules and their metadata."""

import importlib
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.settings_rig import HEAD, READER

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "examples" / "tcp-line-scanner"

_CODES = """\
  - id: codes
    role: {role}
    adapter: {adapter}
    options: {options}
"""


def settings(
    folder: Path,
    adapter: str,
    role: str = "qr-scanner",
    options: str = "{host: 127.0.0.1, port: 9}",
) -> Path:
    """A terminal whose second device has a driver of another maker."""
    file = folder / "terminal.yaml"
    codes = _CODES.format(role=role, adapter=adapter, options=options)
    text = HEAD.format(state=folder / "state") + READER + codes
    file.write_text(text, "utf-8")
    return file


@contextmanager
def installed(
    folder: Path, sources: Mapping[str, str], points: Mapping[str, str], name: str = "acme-drivers"
) -> Iterator[Path]:
    """A package on the path: its modules by name, and what its metadata offers."""
    home = folder / name
    info = home / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    lines = "".join(f"{word} = {place}\n" for word, place in points.items())
    (info / "entry_points.txt").write_text(f"[openhall.devices]\n{lines}", "utf-8")
    for module, text in sources.items():
        (home / f"{module}.py").write_text(text, "utf-8")
    sys.path.insert(0, str(home))
    importlib.invalidate_caches()
    try:
        yield home
    finally:
        sys.path.remove(str(home))
        for module in sources:
            sys.modules.pop(module, None)
        importlib.invalidate_caches()
        shutil.rmtree(home)


@contextmanager
def example_installed(folder: Path) -> Iterator[Path]:
    """The package of docs/write-a-driver.md, with the metadata that its pyproject.toml names."""
    import tomllib

    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))
    names = project["tool"]["setuptools"]["py-modules"]
    sources = {name: (EXAMPLE / f"{name}.py").read_text("utf-8") for name in names}
    points = project["project"]["entry-points"]["openhall.devices"]
    with installed(folder, sources, points, project["project"]["name"]) as home:
        yield home
