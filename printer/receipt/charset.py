"""Which characters may reach the paper, and how wide they are.

Owns the allow list and the GBK rules. Must not know lines, sizes or commands.
"""

import unicodedata
from functools import lru_cache

#: GB 2312 "geta mark", the printers' sign for a character that cannot be shown. A hole in a name
#: is seen by everybody; a character that is dropped in silence makes another name.
UNSHOWABLE = "〓"

#: U+00A5 is a four-byte code in GB 18030, garbage on GBK firmware; U+FFE5 is in GBK.
_SAME_SIGN = str.maketrans({"¥": "￥", "•": "·", "〜": "～", "−": "-"})


@lru_cache(maxsize=4096)
def _admitted(character: str) -> str:
    category = unicodedata.category(character)
    match category[0]:
        case "L" | "M" | "N" | "P" | "S":
            return character
        case "Z":
            return " "
        case _ if category in {"Co", "Cn", "Cs"}:
            return UNSHOWABLE
        case _:  # Cc and Cf: commands and invisible marks. A break of any kind parts two words.
            return " " if character in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85" else ""


def printable(text: str) -> str:
    """``text`` with nothing left in it that is not a visible character or a space."""
    normal = unicodedata.normalize("NFC", text).translate(_SAME_SIGN)
    return "".join(_admitted(character) for character in normal)


def gbk(text: str) -> bytes | None:
    """The bytes for the printer's own Chinese characters; ``None`` when one is not among them."""
    try:
        return text.encode("gbk")
    except UnicodeEncodeError:
        return None


@lru_cache(maxsize=4096)
def columns_of(character: str) -> int:
    """Columns of one character: a printer draws each two-byte character two columns wide."""
    code = gbk(character)
    if code is not None:
        return len(code)
    if unicodedata.category(character)[0] == "M":
        return 0
    return 1 if unicodedata.east_asian_width(character) in {"N", "Na", "H"} else 2


def width_columns(text: str) -> int:
    """Columns of a text."""
    return sum(map(columns_of, text))
