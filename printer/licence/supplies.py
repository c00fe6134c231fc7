"""What a printer says of its toner and waste boxes. Pure; must not ask the printer.

PWG 5100.13 ``printer-supply`` is the standard, ``marker-levels`` is what older printers have. A
negative level means that the printer does not know.
"""

from collections.abc import Iterator

from printer.licence.ipp_codec import Group


def supply_levels(group: Group) -> tuple[str, ...]:
    """Each supply as ``name=percent``; empty when the printer does not tell."""
    return tuple(_standard(group)) or tuple(_older(group))


def _standard(group: Group) -> Iterator[str]:
    for value in group.get("printer-supply"):
        if not isinstance(value.data, bytes):
            continue
        text = value.data.decode("ascii", "replace")
        fields = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
        name = "-".join(
            word for word in (fields.get("colorantname"), fields.get("type"))
            if word and word != "unknown"
        )  # fmt: skip
        yield f"{name or 'supply'}={_percent(fields.get('level'), fields.get('maxcapacity'))}"


def _older(group: Group) -> Iterator[str]:
    levels = [value.data for value in group.get("marker-levels")]
    names = [value.data for value in group.get("marker-names")]
    for name, level in zip(names, levels, strict=False):
        yield f"{str(name).replace(' ', '-')}={_percent(str(level), '100')}"


def _percent(level: str | None, capacity: str | None) -> str:
    try:
        have, full = int(level or ""), int(capacity or "")
    except ValueError:
        return "unknown"
    return f"{round(100 * have / full)}%" if have >= 0 and full > 0 else "unknown"
