"""Where Chinese lines break. Pure: the caller measures, nothing here draws.

Kivy breaks at spaces only, which tears mixed text apart and leaves a full stop alone at the start
of a line. Here a line may break between any two ideographs, never inside a Latin word or number,
and the two prohibition rules of GB/T 15834 hold: closing marks do not start a line, opening marks
do not end one.
"""

from collections.abc import Callable

_NEVER_FIRST = frozenset("，。、；：？！）」』》〉】”’…—·～%,.;:?!)]}")
_NEVER_LAST = frozenset("（「『《〈【“‘([{")


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of ``text``, each at most ``width`` wide unless one piece alone is wider."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_wrap_paragraph(paragraph, width, measure))
    return lines


def pieces(text: str) -> list[str]:
    """The unbreakable runs of one paragraph, in order; joined they are the paragraph."""
    runs: list[str] = []
    for character in text:
        if runs and _sticks(runs[-1], character):
            runs[-1] += character
        else:
            runs.append(character)
    return runs


def _sticks(run: str, character: str) -> bool:
    last = run[-1]
    if character in _NEVER_FIRST or last in _NEVER_LAST:
        return True
    # A space hangs on the piece before it, so that it never starts a line.
    return character == " " or (_is_word(last) and _is_word(character))


def _is_word(character: str) -> bool:
    return character.isascii() and not character.isspace()


def _wrap_paragraph(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    lines, line = [], ""
    for piece in pieces(text):
        if line and measure((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while measure(line.rstrip()) > width and len(line) > 1:
            fitting = _fitting_length(line, width, measure)
            lines.append(line[:fitting])
            line = line[fitting:]
    return _without_orphan([*lines, line.rstrip()], width, measure)


def _without_orphan(lines: list[str], width: float, measure: Callable[[str], float]) -> list[str]:
    """A single ideograph alone on the last line takes its neighbour down to it."""
    if len(lines) < 2 or len(lines[-1]) != 1:
        return lines
    *most, neighbour = pieces(lines[-2]) or [""]
    if len(most) < 2 or measure(neighbour + lines[-1]) > width:
        return lines
    return [*lines[:-2], "".join(most).rstrip(), neighbour + lines[-1]]


def _fitting_length(line: str, width: float, measure: Callable[[str], float]) -> int:
    """How many characters of a piece that is too wide by itself fit; at least one."""
    fitting = 1
    while fitting < len(line) and measure(line[: fitting + 1]) <= width:
        fitting += 1
    return fitting
