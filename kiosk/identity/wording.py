"""Words for the codes on a card. A code that no table knows is shown as it is, never guessed."""

from kiosk.i18n import Texts
from kiosk.identity.documents import DocumentKind
from kiosk.identity.person_numbers import Sex


def sex_text(sex: Sex, texts: Texts) -> str:
    """男, 女 and so on."""
    return texts(f"identity.sex.{sex.value}")


def ethnic_text(code: str, texts: Texts) -> str:
    """The group's name by GB/T 3304; empty for cards that have no such field."""
    if not code:
        return ""
    key = f"identity.ethnic.{code}"
    return texts(key) if key in texts else texts("identity.ethnic.unlisted", code=code)


def kind_text(kind: DocumentKind, texts: Texts) -> str:
    """What the card is called."""
    return texts(f"identity.kind.{kind.value}")
