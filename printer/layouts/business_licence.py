"""The licence of a sole trader (个体工商户营业执照): what stands on it."""

from dataclasses import dataclass
from datetime import date

from printer.layouts.sheet import Template, Words, qr_rows, spelled_date, typst_date

_LABELS = (
    "title", "credit_code", "name", "kind", "operator", "composition", "registered_on", "premises",
    "scope", "issuer", "seal", "copy", "scan", "check",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BusinessLicence:
    """One copy of one licence. ``copy_seq`` tells the copies apart; the register honours one."""

    credit_code: str
    name: str
    kind: str
    operator: str
    premises: str
    composition: str
    registered_on: date
    scope: str
    issuer: str
    issued_on: date
    copy_seq: int
    verification_url: str
    is_original: bool = False

    def template(self, words: Words) -> Template:
        """The sheet as the template takes it."""
        labels = {key: words(f"licence.business.{key}") for key in _LABELS}
        labels["edition"] = words(
            "licence.business.original" if self.is_original else "licence.business.duplicate"
        )
        return Template(
            "business_licence.typ",
            {
                "words": labels,
                "credit_code": self.credit_code,
                "name": self.name,
                "kind": self.kind,
                "operator": self.operator,
                "premises": self.premises,
                "composition": self.composition,
                "registered_on": spelled_date(self.registered_on, words),
                "scope": self.scope,
                "issuer": self.issuer,
                "issued": typst_date(self.issued_on),
                "issued_on": spelled_date(self.issued_on, words),
                "copy": words("licence.business.seq", seq=self.copy_seq),
                "verification_url": self.verification_url,
                "qr": qr_rows(self.verification_url),
            },
        )
