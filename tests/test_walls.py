"""The rules of the house that an import contract cannot say, read from the source itself."""

import ast
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
ROOMS = ("kiosk", "devices", "printer", "config", "central", "screens")
LONGEST_MODULE_LINES = 400
LONGEST_FUNCTION_LINES = 50
LONGEST_KV_LINES = 200
MOST_PORT_METHODS = 8

#: A hardware library and the only places that may import it.
HARDWARE = {
    "pymodbus": ("devices/io_board/",),
    "serial": ("devices/transport/",),
    "usb": ("devices/transport/", "devices/virtual/"),
    "hidraw": ("devices/transport/",),
    "smartcard": ("devices/smart_card_reader/",),
    "cv2": ("devices/document_scanner/", "devices/qr_scanner/", "devices/virtual/"),
    "pyzbar": ("devices/qr_scanner/",),
    "zxingcpp": ("devices/qr_scanner/",),
    "escpos": ("printer/receipt/",),
    "typst": ("printer/licence/",),
    "requests": ("kiosk/uplink/", "screens/bench/"),
    "kivy": ("screens/",),
}
#: Where a thread may be born, and why.
THREADS = {
    "devices/worker.py": "one per physical device",
    "kiosk/visit/link.py": "the one reader of a visit",
    "kiosk/uplink/stepper.py": "the sender, the sync, the heartbeat",
    "kiosk/host/metrics.py": "the door for scrapers",
    "kiosk/host/device_book.py": "tallies may wait for a slow disk, devices may not",
    "kiosk/host/export_desk.py": "a stick to write on may be slow",
    "central/server.py": "the platform on a thread, for tests",
    "central/storage/engine.py": "the one writer of the platform's database",
    "screens/bench/": "demo mode",
    "devices/virtual/": "virtual hardware is another machine",
}
#: The named edges where everything is caught.
BROAD_CATCHES = {
    "devices/shift.py": "worker loop",
    "devices/third_party.py": "another maker's code, while it is loaded",
    "kiosk/host/device_book.py": "another maker's driver, asked what it fed",
    "kiosk/uplink/sender.py": "sender loop",
    "kiosk/uplink/stepper.py": "sender loop, sync loop, heartbeat's loop",
    "kiosk/visit/link.py": "message loop",
    "kiosk/upkeep/signed_pdf.py": "a stranger's file, while it is judged",
    "central/app.py": "message loop of the platform",
    "central/storage/engine.py": "writer loop of the platform",
}


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    files = [file for room in ROOMS for file in sorted((PROJECT / room).rglob("*.py"))]
    files.append(PROJECT / "run_kiosk.py")
    return tuple(
        (str(file.relative_to(PROJECT)), ast.parse(file.read_text("utf-8"))) for file in files
    )


def imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def calls(tree: ast.Module) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def cleans_up(handler: ast.ExceptHandler) -> bool:
    """Whether the handler lets go of something and raises on."""
    return isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None


def is_listed(file: str, places: object) -> bool:
    return any(
        file == place or (place.endswith("/") and file.startswith(place)) for place in places
    )


def test_nobody_imports_the_front_door():
    assert [file for file, tree in sources() if "run_kiosk" in imports(tree)] == []


@pytest.mark.parametrize("library", HARDWARE)
def test_only_adapters_import_their_library(library):
    strangers = [
        file
        for file, tree in sources()
        if library in imports(tree) and not is_listed(file, HARDWARE[library])
    ]
    assert strangers == []


def test_time_is_read_in_one_place():
    forbidden = {"time.time", "time.sleep", "time.monotonic", "datetime.now", "datetime.utcnow"}
    readers = {file for file, tree in sources() if calls(tree) & forbidden}
    assert readers <= {"kiosk/clock.py"}


def test_threads_are_born_where_the_house_says():
    makers = {file for file, tree in sources() if calls(tree) & {"threading.Thread", "Thread"}}
    assert [file for file in makers if not is_listed(file, THREADS)] == []


def test_everything_is_caught_at_named_edges_only():
    catchers = {
        file
        for file, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and not cleans_up(node)
    }
    assert [file for file in catchers if not is_listed(file, BROAD_CATCHES)] == []


def test_nothing_reaches_through_the_running_app():
    assert [file for file, tree in sources() if "App.get_running_app" in calls(tree)] == []


def test_no_module_is_too_long_to_hold_in_mind():
    long = {
        str(file.relative_to(PROJECT)): lines
        for room in ROOMS
        for suffix, limit in ((".py", LONGEST_MODULE_LINES), (".kv", LONGEST_KV_LINES))
        for file in (PROJECT / room).rglob(f"*{suffix}")
        if (lines := file.read_text("utf-8").count("\n")) > limit
    }
    assert long == {}


def test_no_function_is_too_long_to_read():
    long = [
        f"{file}:{node.lineno} {node.name}"
        for file, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION_LINES
    ]
    assert long == []


def test_ports_stay_small():
    tree = dict(sources())["devices/ports.py"]
    methods = {
        node.name: sum(isinstance(part, ast.FunctionDef) for part in node.body)
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    assert max(methods.values()) <= MOST_PORT_METHODS


def test_no_name_says_nothing():
    empty = {"utils", "helpers", "manager", "common", "misc"}
    assert [file for file, _ in sources() if Path(file).stem in empty] == []
