"""``run_kiosk.py attached``: what is plugged in, and which of it the settings name.

Owns the matching of things with settings, and the listing. Opens no device, so it may run beside
the host at any moment. A new terminal is set up from it: what nobody uses is shown with the name to
write and the drivers that could speak with it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from inspect import signature
from pathlib import Path
from typing import TextIO

from devices.attached import Attached, Bus, cameras, serial_ports, usb_devices
from devices.registry import Adapter, Plan
from devices.smart_card_reader.slots import slots
from kiosk.host.adapters import ADAPTERS
from kiosk.host.settings import Setup
from kiosk.i18n import Texts, load_texts
from kiosk.upkeep.columns import aligned

#: The option by which the drivers of a bus are told where their device is.
_OPTIONS: Mapping[Bus, str] = {
    Bus.SERIAL: "port",
    Bus.VIDEO: "source",
    Bus.USB: "vendor_id",
    Bus.SMART_CARD: "reader",
}
#: pcscd's numbers of reader and slot, which change with the next plug.
_INDEX = re.compile(r" [0-9A-F]{2} [0-9A-F]{2}$")
#: Drivers on a network have a port, too.
_NOT_SERIAL = "host"


@dataclass(frozen=True, slots=True)
class Found:
    """A thing, what the settings call it, and drivers that could speak with it."""

    thing: Attached
    used_by: tuple[str, ...]
    drivers: tuple[str, ...]


def print_attached(setup: Setup, out: TextIO, *, as_json: bool = False) -> int:
    """List everything; 0 always: what is too much is no fault."""
    texts = load_texts(setup.path(setup.settings.folders.locale) / setup.settings.language)
    found = look(setup.devices)
    if as_json:
        json.dump([_shown(one) for one in found], out, ensure_ascii=False, indent=2)
        out.write("\n")
    else:
        out.writelines(f"{line}\n" for line in lines(found, texts))
    return 0


def look(plans: Sequence[Plan]) -> tuple[Found, ...]:
    """Everything that can be seen from here now."""
    chips = (Attached(Bus.SMART_CARD, name, name) for name in slots(_service_socket(plans)))
    return match((*serial_ports(), *cameras(), *usb_devices(), *chips), plans)


def match(things: Sequence[Attached], plans: Sequence[Plan]) -> tuple[Found, ...]:
    """Each thing with the devices that it is. Pure, but that names are followed to their places."""
    return tuple(
        Found(thing, tuple(plan.entry.id for plan in plans if _is(plan, thing)), _drivers(thing))
        for thing in things
    )


def lines(found: Sequence[Found], texts: Texts) -> Iterator[str]:
    """For a terminal window: a table, then what to write for each thing that nobody uses."""
    if not found:
        yield texts("attached.nothing")
        return
    yield texts("attached.title", count=len(found))
    yield from aligned([_row(one, texts) for one in found])
    idle = [one for one in found if not one.used_by]
    if not idle:
        return
    yield ""
    yield texts("attached.idle", count=len(idle))
    for one in idle:
        yield f"  {_options(one.thing, texts)}"
        if one.thing.is_keyboard:
            yield f"    {texts('attached.keyboard')}"
        elif one.drivers:
            yield f"    {texts('attached.drivers', names=' '.join(one.drivers))}"


# --- matching -----------------------------------------------------------------------------------


def _is(plan: Plan, thing: Attached) -> bool:
    match thing.bus:
        case Bus.SERIAL | Bus.VIDEO:
            written = getattr(plan.options, _OPTIONS[thing.bus], "")
            return isinstance(written, str) and _leads_to(written, thing.place)
        case Bus.USB:
            return _is_usb(plan.options, thing) or _is_model(plan.options, thing)
        case Bus.SMART_CARD:
            return plan.entry.adapter == "pcsc" and thing.name.startswith(_option(plan, "reader"))


def _leads_to(written: str, place: str) -> bool:
    return written.startswith("/") and str(Path(written).resolve()) == place


def _is_usb(options: object, thing: Attached) -> bool:
    vendor, product = getattr(options, "vendor_id", None), getattr(options, "product_id", None)
    if vendor is None or product is None or f"{vendor:04X}:{product:04X}" != thing.name:
        return False
    wanted = (getattr(options, "serial_number", ""), getattr(options, "port_path", ""))
    there = (thing.serial_number, thing.port_path)
    return all(not want or want == has for want, has in zip(wanted, there, strict=True))


def _is_model(options: object, thing: Attached) -> bool:
    """A scanner of SANE's is found by its model."""
    model = getattr(options, "model", "")
    return isinstance(model, str) and bool(model) and model in thing.label


def _option(plan: Plan, name: str) -> str:
    return str(getattr(plan.options, name, ""))


def _service_socket(plans: Sequence[Plan]) -> str:
    """Of the smart-card service that the settings name; the system's own without one."""
    named = (_option(plan, "service_socket") for plan in plans if plan.entry.adapter == "pcsc")
    return next(named, "")


# --- telling ------------------------------------------------------------------------------------


def _drivers(thing: Attached) -> tuple[str, ...]:
    return tuple(name for name, adapter in ADAPTERS.items() if _could_be(adapter, name, thing))


def _could_be(adapter: Adapter, name: str, thing: Attached) -> bool:
    known = set(signature(adapter.options).parameters)
    if _OPTIONS[thing.bus] not in known:
        return False
    if thing.bus is Bus.SERIAL:
        return _NOT_SERIAL not in known
    return thing.bus is not Bus.USB or thing.is_hid == ("hid" in name)


def _row(found: Found, texts: Texts) -> tuple[str, ...]:
    thing = found.thing
    name = thing.name if thing.bus is Bus.USB else thing.label
    label = thing.label if thing.bus is Bus.USB else ""
    used_by = " ".join(found.used_by) or texts("attached.unused")
    return texts(f"attached.bus.{thing.bus}"), name, label, used_by


def _options(thing: Attached, texts: Texts) -> str:
    """As it stands under ``options`` of a device; in a maker's words there may be anything."""
    if thing.bus is Bus.SMART_CARD:
        return f"{_OPTIONS[thing.bus]}: {_quoted(_INDEX.sub('', thing.name))}"
    if thing.bus is not Bus.USB:
        return f"{_OPTIONS[thing.bus]}: {thing.name}"
    vendor, product = thing.name.split(":")
    written = f'vendor_id: "0x{vendor}"  product_id: "0x{product}"'
    if thing.serial_number:
        return f"{written}  serial_number: {_quoted(thing.serial_number)}"
    return f"{written}  # {texts('attached.twins')} port_path: {thing.port_path}"


def _quoted(words: str) -> str:
    """In JSON's quotes, which are YAML's, too."""
    return json.dumps(words, ensure_ascii=False)


def _shown(found: Found) -> dict[str, object]:
    return {**asdict(found.thing), "used_by": found.used_by, "drivers": found.drivers}
