"""Unified social credit codes of firms and bodies (GB 32100), with the code inside (GB 11714).

Owns what can be wrong with a code. A few registered codes fail a check, so faults are reported one
by one, and the caller decides which of them refuse.
"""

from enum import StrEnum

from kiosk.identity.check_characters import ALPHABET_31, mod_11_organisation, mod_31
from kiosk.identity.person_numbers import normalise

_LENGTH = 18
#: Registering department and the categories that it uses. From practice lists, not the standard.
_CATEGORIES = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "123459",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "123",
    "A": "19",
    "G": "1",
    "J": "1",
    "N": "1239",
    "Y": "1",
}


class CreditCodeFault(StrEnum):
    """One thing wrong with a code."""

    FORM = "form"
    CHECK = "check"
    ORGANISATION_CHECK = "organisation-check"
    PREFIX = "prefix"


def credit_code_faults(text: str) -> frozenset[CreditCodeFault]:
    """Everything that is wrong; empty for a code in order."""
    code = normalise(text)
    if len(code) != _LENGTH or any(character not in ALPHABET_31 for character in code):
        return frozenset({CreditCodeFault.FORM})
    faults = set()
    if code[17] != mod_31(code[:17]):
        faults.add(CreditCodeFault.CHECK)
    if code[16] != mod_11_organisation(code[8:16]):
        faults.add(CreditCodeFault.ORGANISATION_CHECK)
    if code[1] not in _CATEGORIES.get(code[0], ""):
        faults.add(CreditCodeFault.PREFIX)
    return frozenset(faults)


def is_credit_code(text: str) -> bool:
    """True when the form and the outer check are right: what finds a slip of the typing hand."""
    return not credit_code_faults(text) & {CreditCodeFault.FORM, CreditCodeFault.CHECK}
