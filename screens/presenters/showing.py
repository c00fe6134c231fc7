"""How an answer is shown on the glass: masked where the package says so.

Owns nothing but the masks; what is signed and sent is always whole.
"""

from typing import assert_never

from kiosk.catalogue.definition import Field
from kiosk.identity.masking import mask_number, mask_phone


def shown_value(field: Field, said: str) -> str:
    """The words of an answer as a bystander may see them."""
    match field.shown:
        case "whole":
            return said
        case "masked-number":
            return mask_number(said)
        case "masked-phone":
            return mask_phone(said)
        case _:
            assert_never(field.shown)
