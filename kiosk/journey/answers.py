"""What was answered, and where each answer comes from. Frozen: a change is a new ``Answers``.

Owns nothing but the values; whether an answer counts at all is the engine's to say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Source(StrEnum):
    """Where a value comes from (the tag beside the field)."""

    CARD = "card"
    LIBRARY = "library"
    LAST_TIME = "last-time"
    CITIZEN = "citizen"


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """One value in its stored form (a choice is the id of its option)."""

    value: str
    source: Source


_NONE: Mapping[str, Answer] = MappingProxyType({})


@dataclass(frozen=True, slots=True, repr=False)
class Answers:
    """All answers of a visit, relevant or not. Never prints itself: it names a person."""

    entries: Mapping[str, Answer] = field(default_factory=lambda: _NONE)

    def __getitem__(self, field_id: str) -> Answer:
        return self.entries[field_id]

    def __contains__(self, field_id: str) -> bool:
        return field_id in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def get(self, field_id: str) -> Answer | None:
        """Return the answer, or nothing."""
        return self.entries.get(field_id)

    def value(self, field_id: str) -> str:
        """Return the stored value; empty when there is none."""
        answer = self.entries.get(field_id)
        return answer.value if answer is not None else ""

    def with_answer(self, field_id: str, value: str, source: Source) -> "Answers":
        """Return these answers with one more, or with one changed; an empty value removes it."""
        entries = {key: answer for key, answer in self.entries.items() if key != field_id}
        if value:
            entries[field_id] = Answer(value, source)
        return Answers(MappingProxyType(entries))
