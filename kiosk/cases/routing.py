"""Who follows a case up, who decides it, by when (一窗受理; 谁受理谁跟进, 谁事权谁审批).

Pure. The citizen never chooses a department: the package's table and one region do.
"""

from dataclasses import dataclass

from kiosk.catalogue.definition import Authority, ServiceDefinition
from kiosk.journey.engine import Walk


@dataclass(frozen=True, slots=True)
class Routed:
    """The way of one case."""

    authority: Authority
    region: str
    follow_up: str
    decide: str
    legal_working_days: int
    promised_working_days: int


@dataclass(frozen=True, slots=True)
class NoAuthority:
    """Nobody is named for the region: the case cannot be taken here."""

    region: str


def route(now: Walk, terminal_region: str, site_name: str) -> Routed | NoAuthority:
    """Find the authority: by the answer that carries a region (属地), else by the terminal's."""
    routing = now.definition.routing
    region = _answered_region(now.definition, now) or terminal_region
    authority = _longest_match(routing.authorities, region)
    if authority is None:
        return NoAuthority(region)
    return Routed(
        authority=authority,
        region=region,
        follow_up=site_name if routing.follow_up == "site" else authority.name,
        decide=authority.name,
        legal_working_days=routing.legal_working_days,
        promised_working_days=routing.promised_working_days,
    )


def _answered_region(definition: ServiceDefinition, now: Walk) -> str | None:
    name = definition.routing.region_from
    field = definition.field(name) if name is not None else None
    if field is None:
        return None
    chosen = now.values.get(field.id)
    return next((option.region for option in field.options if option.id == chosen), None)


def _longest_match(authorities: tuple[Authority, ...], region: str) -> Authority | None:
    fitting = [authority for authority in authorities if region.startswith(authority.region)]
    return max(fitting, key=lambda authority: len(authority.region), default=None)
