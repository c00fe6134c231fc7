"""From hostile bytes to the contract's values.

Owns what no message may contain, whatever its shape. Depth, lone surrogates and broken UTF-8 are
refused by pydantic's own parser; NUL is legal JSON, and is refused here because text columns of
databases cut or reject it.
"""

from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

M = TypeVar("M", bound=BaseModel)


def parse(model: type[M], body: bytes) -> M:
    """The message, or ValidationError."""
    message = model.model_validate_json(body)
    # The escape is rare, so only bodies that contain it pay for the walk.
    if b"\\u0000" in body and any("\0" in text for text in _texts(message.model_dump())):
        details = InitErrorDetails(
            type=PydanticCustomError("nul", "text contains NUL"), loc=(), input=None
        )
        raise ValidationError.from_exception_data(model.__name__, [details])
    return message


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _texts(key)
            yield from _texts(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _texts(entry)
