"""A proof from a register (社保参保证明 and its like): what stands on it."""

from dataclasses import dataclass
from datetime import date

from printer.layouts.sheet import Template, Words, display_width, qr_rows, spelled_date, typst_date

#: The white at both sides of an entry, in columns of type.
_CELL_PADDING = 4
_LABELS = ("number", "seal", "code", "check", "no_rows")


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof. ``person`` is shown as given: masking is decided by the one who issues it."""

    title: str
    number: str
    person: tuple[tuple[str, str], ...]
    statement: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    issuer: str
    issued_on: date
    verification_code: str
    verification_url: str

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has another length than the header")

    def template(self, words: Words) -> Template:
        """The sheet as the template takes it."""
        labels = {key: words(f"licence.proof.{key}") for key in _LABELS}
        # The template knows the numbers only after it has set every page.
        labels["page"] = words("licence.proof.page", page="{page}", pages="{pages}")
        return Template(
            "proof.typ",
            {
                "words": labels,
                "title": self.title,
                "number": self.number,
                "person": self.person,
                "statement": self.statement,
                "columns": self.columns,
                "rows": self.rows,
                "weights": self._column_weights(),
                "issuer": self.issuer,
                "issued": typst_date(self.issued_on),
                "issued_on": spelled_date(self.issued_on, words),
                "verification_code": self.verification_code,
                "verification_url": self.verification_url,
                "qr": qr_rows(self.verification_url),
            },
        )

    def _column_weights(self) -> list[int]:
        """A column is as wide as its longest entry asks, so that rows seldom break."""
        lines = (self.columns, *self.rows)
        return [
            _CELL_PADDING + max(display_width(line[index]) for line in lines)
            for index in range(len(self.columns))
        ]
