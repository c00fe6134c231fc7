"""What the switches of the box mean: one status, the worst first.

Owns the words of it and who must act. Must not know a wire, and keeps nothing: what was true a
moment ago is told by whoever asks again.
"""

from datetime import datetime

from devices.ports import BoxInputs, Contact
from devices.status import Actor, Attention, DeviceStatus, Ready, State, Unavailable

TAMPERED = "tampered"
#: The switch is well again, and nobody has looked into it yet (``kiosk.host.tamper_latch``).
TAMPER_SEEN = "tamper-seen"
DOOR_OPEN = "door-open"
UPS_LOW = "ups-low"
UPS_POWERING = "ups-powering"
UPS_CHARGING = "ups-charging"
WARM = "over-temp"

#: The box itself is not fit to serve anybody, whatever its devices say.
OUT_OF_SERVICE = frozenset({TAMPERED, TAMPER_SEEN, DOOR_OPEN, UPS_LOW})
#: Below the limit by this much before it counts as cooled down: a fan makes it swing.
COOLED_BY_CELSIUS = 3.0


def condition(inputs: BoxInputs, warm_celsius: float, before: str, now: datetime) -> DeviceStatus:
    """The status for these inputs. ``before`` is the reason given last, for a warm box."""
    on = {contact for contact, is_on in inputs.contacts.items() if is_on}
    if Contact.TAMPER in on:
        return Unavailable(State.FRAUD_ATTEMPT, TAMPERED, Actor.TECHNICIAN, now)
    # A battery that is low while the mains is back is only being charged. Where no switch tells
    # of the mains, low is believed.
    is_on_mains = inputs.contacts.get(Contact.UPS_POWERING) is False
    if Contact.UPS_LOW in on and not is_on_mains:
        return Unavailable(State.POWER_OFF, UPS_LOW, Actor.HOST_STAFF, now)
    if Contact.CABINET_DOOR in on:
        return Unavailable(State.POTENTIAL_FRAUD, DOOR_OPEN, Actor.TECHNICIAN, now)
    if Contact.UPS_POWERING in on:
        return Attention(UPS_POWERING, Actor.HOST_STAFF, now)
    if _is_warm(inputs.temperature_celsius, warm_celsius, before):
        return Attention(WARM, Actor.HOST_STAFF, now)
    if Contact.UPS_LOW in on:
        return Attention(UPS_CHARGING, Actor.NOBODY, now)
    return Ready()


def reason_of(status: DeviceStatus) -> str:
    """The keyword of a status; empty when nothing is wrong."""
    match status:
        case Attention(reason=reason) | Unavailable(reason=reason):
            return reason
        case _:
            return ""


def _is_warm(celsius: float | None, limit_celsius: float, before: str) -> bool:
    if celsius is None:
        return False
    swing = COOLED_BY_CELSIUS if before == WARM else 0.0
    return celsius >= limit_celsius - swing
