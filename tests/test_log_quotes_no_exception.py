"""The text of an exception may quote a citizen: no line of a log is made from one. Read from the
source, because an edge that nobody has stumbled over yet would quote in the hall first.
"""

import ast

import pytest

from tests.test_walls import sources

LOGS = ("log", "_log", "logger", "_logger", "logging")
#: Virtual hardware is another machine, and none of a hall: it knows no citizen.
NO_CITIZENS = "devices/virtual/"
LEVELS = ("debug", "info", "warning", "error", "critical", "exception", "log")
#: What of an exception is no text of anybody's.
HARMLESS = ("__traceback__", "errno")


def log_calls(tree):
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LEVELS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in LOGS
    ]


def exceptions_of(tree):
    """Each place where an exception has a name: the place, the name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.name:
            yield node, node.name
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for argument in node.args.args:
                kind = ast.unparse(argument.annotation) if argument.annotation else ""
                if kind.endswith(("Exception", "Error")) or kind.startswith("BaseException"):
                    yield node, argument.arg


def quotes(call, name):
    """Whether the call has the exception in it as more than its type, place or number."""
    harmless = {
        inner
        for node in ast.walk(call)
        if (isinstance(node, ast.Attribute) and node.attr in HARMLESS)
        or (isinstance(node, ast.Call) and ast.unparse(node.func) == "type")
        for inner in ast.walk(node)
    }
    return any(
        isinstance(node, ast.Name) and node.id == name and node not in harmless
        for node in ast.walk(call)
    )


def quoting(tree):
    """Lines that log an exception's own words, or its whole traceback."""
    calls = log_calls(tree)
    if not calls:
        return []
    whole = [
        call.lineno
        for call in calls
        if call.func.attr == "exception"
        or any(word.arg in ("exc_info", "stack_info") for word in call.keywords)
    ]
    quoted = [
        call.lineno
        for place, name in exceptions_of(tree)
        for call in log_calls(place)
        if quotes(call, name)
    ]
    return sorted({*whole, *quoted})


def test_no_line_of_a_log_is_made_from_the_text_of_an_exception():
    found = {file: lines for file, tree in sources() if (lines := quoting(tree))}
    assert [place for place in found.items() if not place[0].startswith(NO_CITIZENS)] == []


@pytest.mark.parametrize(
    "words",
    [
        "log.error('broken %s', bug)",
        "log.error(f'broken {bug}')",
        "log.error('broken %s', str(bug))",
        "_log.warning('broken %s', bug.args)",
        "log.exception('broken')",
        "log.error('broken', exc_info=True)",
    ],
)
def test_a_line_that_quotes_is_seen(words):
    assert quoting(ast.parse(f"try:\n    work()\nexcept ValueError as bug:\n    {words}\n")) == [4]


def test_type_place_and_number_of_an_error_are_no_quotation():
    words = "log.error('%s %s %s', type(bug).__name__, trace_of(bug.__traceback__), bug.errno)"
    assert quoting(ast.parse(f"try:\n    work()\nexcept OSError as bug:\n    {words}\n")) == []
