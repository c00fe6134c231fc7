"""The tree of exceptions: bugs and broken environments only.

Expected outcomes (card moved, paper out, platform away) are values, not exceptions. Every class
has a stable ``code`` for logs and a ``message_key`` that ``screens`` or the CLI turns into words.
"""

import traceback
from types import TracebackType


class OpenhallError(Exception):
    """Root of everything that the house raises on purpose."""

    code = "OH-0000"
    message_key = "error.unknown"


class DefinitionError(OpenhallError):
    """Configuration or a service package is wrong. Carries every problem at once."""

    code = "OH-0100"
    message_key = "error.definition"

    def __init__(self, problems: "tuple[Problem, ...]") -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Problem:
    """One thing wrong in one place of one file."""

    __slots__ = ("column", "file", "line", "text")

    def __init__(self, file: str, line: int, text: str, column: int = 1) -> None:
        self.file, self.line, self.text, self.column = file, line, text, column

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.text}"

    def __repr__(self) -> str:
        return f"Problem({self})"


class BrokenEnvironmentError(OpenhallError):
    """The machine lacks something that set-up promises (a font, a folder, a program)."""

    code = "OH-0200"
    message_key = "error.environment"


class ProtocolViolationError(OpenhallError):
    """A peer process of our own said something outside the closed list of messages."""

    code = "OH-0300"
    message_key = "error.protocol"


def trace_of(trace: TracebackType | None) -> str:
    """Where something broke, innermost first: names of functions and lines, never what was said."""
    frames = traceback.extract_tb(trace)[::-1]
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in frames)
