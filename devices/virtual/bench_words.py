"""What a person types to the bench, and what is meant: ``printer paper out``.

Owns names of devices, the order of words, and what is said when nothing fits. Pure: it sees what
the bench offers and answers with an order, or with everything that would have been possible.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Everyday words for devices, by a part of the virtual device's class name.
_KINDS: Mapping[str, tuple[str, ...]] = {
    "IdReader": ("card", "reader", "id"),
    "SmartCard": ("social-card", "smart-card", "chip"),
    "EsclScanner": ("flatbed", "feeder", "page-scanner"),
    "Scanner": ("code", "scanner", "qr"),
    "Camera": ("camera", "page", "document"),
    "ReceiptPrinter": ("printer", "receipt"),
    "LicencePrinter": ("licence", "licence-printer", "sheet"),
    "Speaker": ("speaker", "loudspeaker"),
    "IoBoard": ("board", "box", "door"),
}
#: People of the deck, as they are called in documents and stories.
_PEOPLE: Mapping[str, str] = {
    "zhang-san": "resident",
    "li-si": "resident-expired",
    "chen-dawen": "hong-kong",
    "lin-xiaomei": "taiwan",
    "jane-doe": "foreign-2017",
    "mustermann": "foreign-2023",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One device of the bench: its class, and its actions with the names of their values."""

    kind: str
    actions: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Order:
    """What to tell the bench."""

    device: str
    action: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Nothing fits; ``text`` lists what would."""

    text: str


def understand(words: Sequence[str], offers: Mapping[str, Offer]) -> Order | NotUnderstood:
    """The order that the words mean, at what the bench offers now."""
    if not words:
        return NotUnderstood(f"say what: {_devices(offers)}")
    device = _device(words[0], offers)
    if device is None:
        return NotUnderstood(f"there is no '{words[0]}' here; there is: {_devices(offers)}")
    offer = offers[device]
    if len(words) == 1:
        return NotUnderstood(f"{words[0]} can: {_actions(offer)}")
    for length in range(len(words) - 1, 0, -1):
        action = _action(words[1 : 1 + length], offer)
        if action is not None:
            return _with_values(device, action, words[1 + length :], offer.actions[action])
    near = difflib.get_close_matches("-".join(words[1:]), map(_plain, offer.actions), 1, 0.5)
    hint = f"; did you mean '{words[0]} {near[0].replace('-', ' ')}'?" if near else ""
    return NotUnderstood(
        f"{words[0]} cannot '{' '.join(words[1:])}'{hint} It can: {_actions(offer)}"
    )


def names_of(device: str, offer: Offer) -> tuple[str, ...]:
    """What a device may be called."""
    # The more special name comes first: a feeder's class is called a scanner, too.
    known = next((names for part, names in _KINDS.items() if part in offer.kind), ())
    return tuple(dict.fromkeys((device, *known)))


def _device(word: str, offers: Mapping[str, Offer]) -> str | None:
    if word in offers:
        return word
    for device, offer in offers.items():
        if word in names_of(device, offer):
            return device
    return None


def _action(words: Sequence[str], offer: Offer) -> str | None:
    wanted = [part for word in words for part in _plain(word).split("-")]
    for action in offer.actions:
        if sorted(_plain(action).split("-")) == sorted(wanted):
            return action
    return None


def _with_values(
    device: str, action: str, words: Sequence[str], names: Sequence[str]
) -> Order | NotUnderstood:
    if len(words) > len(names):
        takes = " ".join(f"<{name}>" for name in names) or "nothing more"
        return NotUnderstood(f"'{_plain(action)}' takes {takes}, not '{' '.join(words)}'")
    values = {name: _value(name, word) for name, word in zip(names, words, strict=False)}
    return Order(device, action, values)


def _value(name: str, word: str) -> object:
    if name == "card":
        return _PEOPLE.get(word, word)
    if name in ("text", "paper"):
        return word
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return word


def _plain(action: str) -> str:
    return action.replace("_", "-")


def _devices(offers: Mapping[str, Offer]) -> str:
    return ", ".join(" / ".join(names_of(device, offer)) for device, offer in offers.items())


def _actions(offer: Offer) -> str:
    return ", ".join(
        " ".join([_plain(action).replace("-", " "), *(f"<{name}>" for name in names)])
        for action, names in offer.actions.items()
    )
