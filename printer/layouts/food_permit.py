"""The filing certificate of a small eatery (小餐饮备案凭证): what stands on it."""

from dataclasses import dataclass
from datetime import date

from printer.layouts.sheet import Template, Words, qr_rows, spelled_date, typst_date

_LABELS = (
    "title", "number", "name", "operator", "premises", "credit_code", "issuer", "seal", "scan",
    "check",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoodPermit:
    """One certificate. ``credit_code`` may be empty: some eateries file before they register."""

    number: str
    name: str
    operator: str
    premises: str
    credit_code: str
    issuer: str
    issued_on: date
    verification_url: str

    def template(self, words: Words) -> Template:
        """The sheet as the template takes it."""
        return Template(
            "food_permit.typ",
            {
                "words": {key: words(f"licence.food.{key}") for key in _LABELS},
                "number": self.number,
                "name": self.name,
                "operator": self.operator,
                "premises": self.premises,
                "credit_code": self.credit_code,
                "issuer": self.issuer,
                "issued": typst_date(self.issued_on),
                "issued_on": spelled_date(self.issued_on, words),
                "verification_url": self.verification_url,
                "qr": qr_rows(self.verification_url),
            },
        )
