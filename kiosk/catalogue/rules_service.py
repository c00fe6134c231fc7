"""Linter rules about the service as a whole: what it promises, needs, costs and routes."""

from collections.abc import Callable, Iterator

from devices.status import Role
from kiosk.catalogue.definition import Decision, Material, ServiceDefinition, StepKind
from kiosk.catalogue.finding import Finding, repeated
from kiosk.catalogue.icons import ICONS, SERVICE_ICONS
from kiosk.identity.credit_code import credit_code_faults

#: What fits on a tile in the large text size (design.md section 3).
LONGEST_TITLE = 14
LONGEST_LINE = 20


def never_on_terminal(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse what the authorities keep away from terminals (S16)."""
    if definition.terminal == "never":
        yield Finding(("terminal",), "this service must never be on a terminal")


def icons_are_drawn(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse icons that nobody drew."""
    if definition.icon not in SERVICE_ICONS:
        yield Finding(("icon",), f"there is no service icon '{definition.icon}'")
    for index, highlight in enumerate(definition.highlights):
        if highlight.icon not in ICONS:
            yield Finding(("highlights", index, "icon"), f"there is no icon '{highlight.icon}'")


def titles_fit(definition: ServiceDefinition) -> Iterator[Finding]:
    """Remark on words that the screens would have to shrink."""
    checked: list[tuple[tuple[str | int, ...], str, int]] = [
        (("name",), definition.name, LONGEST_TITLE),
        (("one_line",), definition.one_line, LONGEST_LINE),
    ]
    for index, step in enumerate(definition.steps):
        checked.append((("steps", index, "title"), step.title, LONGEST_TITLE))
    for index, field in enumerate(definition.fields):
        checked.append((("fields", index, "label"), field.label, LONGEST_TITLE))
    for index, material in enumerate(definition.materials):
        checked.append((("materials", index, "name"), material.name, LONGEST_TITLE))
    for path, words, most in checked:
        if len(words) > most:
            yield Finding(path, f"{len(words)} characters; more than {most} are cut", True)


def fee_is_explained(definition: ServiceDefinition) -> Iterator[Finding]:
    """Demand basis and payee before a citizen is asked to pay (S31)."""
    for part in ("basis", "payee"):
        if definition.fee.yuan > 0 and getattr(definition.fee, part) is None:
            yield Finding(("fee",), f"a fee needs its '{part}'")


def promises_are_allowed(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse promises that cannot be kept, and demand the words of those that can (S17)."""
    for index, material in enumerate(definition.materials):
        path = ("materials", index, "promise")
        for text in _promise_faults(material, definition):
            yield Finding(path, f"material '{material.code}': {text}")


def _promise_faults(material: Material, definition: ServiceDefinition) -> Iterator[str]:
    promise = material.promise
    if not promise.allowed:
        if promise.days is not None or promise.undertaking is not None:
            yield "has a deadline or an undertaking, but no promise is allowed"
        if material.source == "scan" and material.required and promise.refusal is None:
            yield "needs a 'refusal': the reason why it cannot follow later"
        return
    if material.source != "scan":
        yield f"comes from '{material.source}' and cannot be promised"
    if not material.required:
        yield "is not required, so there is nothing to promise"
    if definition.decision is Decision.INSTANT:
        yield "cannot be promised where the decision is instant"
    if promise.days is None:
        yield "needs 'days' for its promise"
    if promise.undertaking is None or "{due}" not in promise.undertaking:
        yield "needs an 'undertaking' that names the day as {due}"


def sources_are_connected(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse what this release cannot fetch, rather than ask for it in vain."""
    for index, material in enumerate(definition.materials):
        if material.source == "licence-library":
            text = "the licence library is not connected yet; use 'scan'"
            yield Finding(("materials", index, "source"), text)
    for index, field in enumerate(definition.fields):
        if field.source == "library":
            yield Finding(("fields", index, "source"), "the licence library is not connected yet")


def pages_are_in_order(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse a scan whose least pages are more than its most."""
    for index, material in enumerate(definition.materials):
        if material.pages.least > material.pages.most:
            yield Finding(("materials", index, "pages"), "'least' is more than 'most'")


def devices_cover_the_steps(definition: ServiceDefinition) -> Iterator[Finding]:
    """Demand the devices that the journey uses: never start what cannot be finished."""
    needs = {need.role: need for need in definition.needs.devices}
    must, should = _used_roles(definition)
    for role in sorted(must | should):
        if role not in needs:
            yield Finding(("needs", "devices"), f"the journey uses the {role}, not named here")
        elif role in must and needs[role].without is not None:
            index = definition.needs.devices.index(needs[role])
            text = f"the journey cannot go on without the {role}"
            yield Finding(("needs", "devices", index, "without"), text)


def _used_roles(definition: ServiceDefinition) -> tuple[set[Role], set[Role]]:
    must: set[Role] = set()
    should: set[Role] = set()
    if any(step.kind is StepKind.IDENTIFY for step in definition.steps):
        must.add(Role.ID_READER)
    if any(item.source == "scan" and item.required for item in definition.materials):
        must.add(Role.DOCUMENT_SCANNER)
    if definition.outputs.receipt:
        should.add(Role.RECEIPT_PRINTER)
    result = definition.outputs.result
    if result is not None and definition.decision is Decision.INSTANT:
        only_here = result.delivery == ("print-here",)
        (must if only_here else should).add(Role.LICENCE_PRINTER)
    return must, should


def platform_need_is_true(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse a query that claims to work without the platform, and silence about going without."""
    need = definition.needs.platform
    if definition.mode == "query" and not need.required:
        yield Finding(("needs", "platform"), "a query cannot be answered without the platform")
    if not need.required and need.without is None:
        yield Finding(("needs", "platform"), "needs 'without': what happens when it is away")
    if need.required and need.without is not None:
        yield Finding(("needs", "platform"), "'without' has no place where it is required")


def time_limits_are_true(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse promises beyond the law, and instant decisions without a limit to the wait."""
    routing = definition.routing
    if routing.promised_working_days > routing.legal_working_days:
        yield Finding(("routing",), "promises more days than the law gives")
    if (definition.decision is Decision.INSTANT) is (routing.wait_seconds == 0):
        yield Finding(("routing",), "'wait_seconds' belongs to instant decisions, and only there")


def routing_reaches_somebody(definition: ServiceDefinition) -> Iterator[Finding]:
    """Demand an authority for every region that the citizen can choose."""
    regions = [authority.region for authority in definition.routing.authorities]
    for index, region in repeated(regions):
        yield Finding(("routing", "authorities", index), f"region '{region}' stands twice")
    name = definition.routing.region_from
    if name is None:
        return
    field = definition.field(name)
    if field is None:
        yield Finding(("routing", "region_from"), f"there is no field '{name}'")
        return
    place = definition.fields.index(field)
    for index, option in enumerate(field.options):
        path = ("fields", place, "options", index)
        if option.region is None:
            yield Finding(path, "routing goes by this field: the option needs a 'region'")
        elif not any(option.region.startswith(region) for region in regions):
            yield Finding(path, f"no authority for region '{option.region}'")


def authorities_are_real_codes(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse a credit code with a slip in it: a case would go to nobody."""
    for index, authority in enumerate(definition.routing.authorities):
        if credit_code_faults(authority.uscc):
            path = ("routing", "authorities", index, "uscc")
            yield Finding(path, f"'{authority.uscc}' is no credit code")


def consent_comes_first(definition: ServiceDefinition) -> Iterator[Finding]:
    """Demand the words under which a document is read."""
    reads = any(step.kind is StepKind.IDENTIFY for step in definition.steps)
    if reads and not any(consent.id == "read-card" for consent in definition.consents):
        yield Finding(("consents",), "a journey that reads a card needs the consent 'read-card'")


def tool_fits_mode(definition: ServiceDefinition) -> Iterator[Finding]:
    """Demand that the door on the home screen and the mode agree."""
    if (definition.tool == "proof") is not (definition.mode == "query"):
        yield Finding(("tool",), f"tool '{definition.tool}' and mode '{definition.mode}' disagree")


def ids_stand_once(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse an id that stands twice in one list."""
    lists = {
        "steps": [step.id for step in definition.steps],
        "fields": [field.id for field in definition.fields],
        "materials": [material.code for material in definition.materials],
        "consents": [consent.id for consent in definition.consents],
    }
    for name, ids in lists.items():
        for index, found in repeated(ids):
            yield Finding((name, index), f"id '{found}' stands twice in {name}")
    for index, field in enumerate(definition.fields):
        for place, found in repeated(option.id for option in field.options):
            path = ("fields", index, "options", place)
            yield Finding(path, f"id '{found}' stands twice in the options of '{field.id}'")
    for index, role in repeated(need.role for need in definition.needs.devices):
        yield Finding(("needs", "devices", index), f"'{role}' stands twice")


SERVICE_RULES: tuple[Callable[[ServiceDefinition], Iterator[Finding]], ...] = (
    never_on_terminal, icons_are_drawn, titles_fit, fee_is_explained, promises_are_allowed,
    sources_are_connected, pages_are_in_order, devices_cover_the_steps, platform_need_is_true,
    time_limits_are_true, routing_reaches_somebody, consent_comes_first, tool_fits_mode,
    authorities_are_real_codes, ids_stand_once,
)  # fmt: skip
