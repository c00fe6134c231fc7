"""The menu tells the truth: each thing that is missing, and what it means for each service."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from devices.status import Actor, Attention, Busy, DeviceReport, Ready, Role, State, Unavailable
from kiosk.catalogue.availability import (
    Availability,
    Degraded,
    NotOffered,
    Offered,
    PlatformState,
    Reason,
    TerminalProfile,
    availability,
)
from kiosk.uplink import contract
from tests.sample_visit import EATERY, SOCIAL, SOLE_TRADER, service, texts

SINCE = datetime(2026, 4, 2, 13, 46, tzinfo=UTC)
PROFILE = TerminalProfile(frozenset(Role))
HERE = PlatformState(True, {SOLE_TRADER: "1", SOCIAL: "1", EATERY: "1"})
AWAY = replace(HERE, is_reachable=False)
FINE = {role: DeviceReport(str(role), role, "model", Ready()) for role in Role}


def broken(role: Role, reason: str, actor: Actor) -> dict[Role, DeviceReport]:
    status = Unavailable(State.HARDWARE_ERROR, reason, actor, SINCE)
    return FINE | {role: replace(FINE[role], status=status)}


def weigh(
    code: str,
    reports: dict[Role, DeviceReport] = FINE,
    platform: PlatformState = HERE,
    profile: TerminalProfile = PROFILE,
) -> Availability:
    return availability(service(code).definition, profile, reports.values(), platform)


@pytest.mark.parametrize("code", [SOLE_TRADER, SOCIAL, EATERY])
def test_when_everything_works_everything_is_offered(code: str) -> None:
    assert weigh(code) == Offered()


@pytest.mark.row("S02")
@pytest.mark.parametrize(
    ("role", "outcomes"),
    [
        (Role.ID_READER, (NotOffered, NotOffered, NotOffered)),
        (Role.DOCUMENT_SCANNER, (Offered, Offered, Offered)),
        (Role.PAGE_SCANNER, (Offered, Offered, Offered)),
        (Role.RECEIPT_PRINTER, (Degraded, Degraded, Degraded)),
        (Role.LICENCE_PRINTER, (Degraded, NotOffered, Offered)),
        (Role.QR_SCANNER, (Offered, Offered, Offered)),
    ],
)
def test_a_missing_device_touches_the_services_that_need_it(
    role: Role, outcomes: tuple[type, type, type]
) -> None:
    reports = broken(role, "media-empty", Actor.HOST_STAFF)
    found = tuple(type(weigh(code, reports)) for code in (SOLE_TRADER, SOCIAL, EATERY))
    assert found == outcomes


def test_the_reason_carries_the_devices_own_record() -> None:
    outcome = weigh(SOCIAL, broken(Role.LICENCE_PRINTER, "media-empty", Actor.HOST_STAFF))
    assert outcome == NotOffered(
        (
            Reason(
                "journey.unavailable.device",
                Role.LICENCE_PRINTER,
                "device.licence-printer.media-empty",
                Actor.HOST_STAFF,
            ),
        )
    )


def test_a_degraded_service_says_what_happens_instead() -> None:
    outcome = weigh(SOLE_TRADER, broken(Role.LICENCE_PRINTER, "media-jam", Actor.TECHNICIAN))
    assert isinstance(outcome, Degraded)
    assert outcome.reasons[0].actor is Actor.TECHNICIAN
    assert "凭身份证再来打" in (outcome.reasons[0].without or "")


@pytest.mark.parametrize("status", [Busy(SINCE), Attention("media-low", Actor.HOST_STAFF, SINCE)])
def test_a_busy_or_nearly_empty_device_keeps_its_services(status: Busy | Attention) -> None:
    reports = FINE | {Role.ID_READER: replace(FINE[Role.ID_READER], status=status)}
    assert weigh(SOCIAL, reports) == Offered()


def test_a_device_that_nobody_heard_of_yet_is_not_relied_on() -> None:
    reports = {role: report for role, report in FINE.items() if role is not Role.ID_READER}
    assert isinstance(weigh(EATERY, reports), NotOffered)


def test_a_terminal_without_the_device_says_so() -> None:
    profile = TerminalProfile(frozenset(Role) - {Role.DOCUMENT_SCANNER, Role.PAGE_SCANNER})
    outcome = weigh(EATERY, profile=profile)
    assert isinstance(outcome, NotOffered)
    assert outcome.reasons[0].key == "journey.unavailable.device-absent"
    assert outcome.reasons[0].role is Role.DOCUMENT_SCANNER


def test_a_scanner_alone_or_a_camera_alone_is_enough_for_papers() -> None:
    for absent in (Role.DOCUMENT_SCANNER, Role.PAGE_SCANNER):
        assert weigh(EATERY, profile=TerminalProfile(frozenset(Role) - {absent})) == Offered()


def test_with_camera_and_scanner_gone_the_camera_is_named() -> None:
    gone = broken(Role.DOCUMENT_SCANNER, "camera-absent", Actor.TECHNICIAN)
    scanner = replace(FINE[Role.PAGE_SCANNER], status=gone[Role.DOCUMENT_SCANNER].status)
    outcome = weigh(EATERY, gone | {Role.PAGE_SCANNER: scanner})
    assert isinstance(outcome, NotOffered)
    assert [reason.role for reason in outcome.reasons] == [Role.DOCUMENT_SCANNER]


def test_where_there_is_only_a_scanner_the_scanner_is_named() -> None:
    profile = TerminalProfile(frozenset(Role) - {Role.DOCUMENT_SCANNER})
    outcome = weigh(
        EATERY, broken(Role.PAGE_SCANNER, "cover-open", Actor.HOST_STAFF), HERE, profile
    )
    assert isinstance(outcome, NotOffered)
    assert [reason.role for reason in outcome.reasons] == [Role.PAGE_SCANNER]


def test_with_the_platform_away_a_filing_is_stored_and_a_query_is_not_started() -> None:
    assert isinstance(weigh(SOLE_TRADER, platform=AWAY), Degraded)
    assert isinstance(weigh(EATERY, platform=AWAY), Degraded)
    assert isinstance(weigh(SOCIAL, platform=AWAY), NotOffered)


def test_a_platform_that_was_never_seen_gave_no_key_to_seal_with() -> None:
    for code in (SOLE_TRADER, SOCIAL, EATERY):
        assert isinstance(weigh(code, platform=PlatformState(False)), NotOffered)


@pytest.mark.parametrize(
    ("platform", "key"),
    [
        (PlatformState(True, {SOCIAL: "1"}), "not-at-platform"),
        (PlatformState(True, {EATERY: "2"}), "version"),
        (PlatformState(True, {EATERY: "1"}, frozenset({EATERY})), "suspended"),
    ],
)
def test_the_platforms_own_list_counts(platform: PlatformState, key: str) -> None:
    outcome = weigh(EATERY, platform=platform)
    assert isinstance(outcome, NotOffered)
    assert [reason.key for reason in outcome.reasons] == [f"journey.unavailable.{key}"]


def test_all_reasons_come_at_once() -> None:
    reports = broken(Role.ID_READER, "timed-out", Actor.TECHNICIAN)
    reports[Role.LICENCE_PRINTER] = broken(Role.LICENCE_PRINTER, "door-open", Actor.HOST_STAFF)[
        Role.LICENCE_PRINTER
    ]
    outcome = weigh(SOCIAL, reports, AWAY)
    assert isinstance(outcome, NotOffered)
    assert len(outcome.reasons) == 3


def test_every_reason_has_its_words() -> None:
    words = texts()
    for word in ("device", "device-absent", "platform"):
        assert f"journey.degraded.{word}" in words
    for word in ("device", "device-absent", "platform", "never", "suspended", "version",
                 "not-at-platform"):  # fmt: skip
        assert f"journey.unavailable.{word}" in words
    for role in Role:
        assert words("journey.unavailable.device", device=words(f"journey.device.{role}"))
    for actor in Actor:
        assert f"journey.actor.{actor}" in words


def test_the_state_is_read_from_the_platforms_catalogue() -> None:
    items = tuple(
        contract.CatalogueItem(code=code, version="1", name=code, decision="officer", state=state)
        for code, state in ((EATERY, "paused"), (SOCIAL, "retired"), (SOLE_TRADER, "open"))
    )
    listed = contract.Catalogue(
        version="1", digest="sha256:" + "0" * 64, platform_key="AAAA", items=items
    )
    state = PlatformState.of(True, listed)
    assert weigh(SOLE_TRADER, platform=state) == Offered()
    assert [reason.key for reason in weigh(EATERY, platform=state).reasons] == [  # type: ignore[union-attr]
        "journey.unavailable.suspended"
    ]
    assert [reason.key for reason in weigh(SOCIAL, platform=state).reasons] == [  # type: ignore[union-attr]
        "journey.unavailable.not-at-platform"
    ]
    assert PlatformState.of(True, None) == PlatformState(True)
