"""The published description is the one that the code speaks."""

import re
from pathlib import Path

import yaml

from central.api.handlers import HANDLERS
from central.openapi import as_yaml, document
from kiosk.uplink import contract as c
from tests.fakes.central_rig import running_platform

PUBLISHED = Path(__file__).parents[1] / "docs" / "openapi.yaml"


def test_published_description_is_current() -> None:
    assert PUBLISHED.read_text("utf-8") == as_yaml(), "run: python -m central.openapi > docs/..."


def test_every_call_of_the_contract_is_served_and_nothing_else() -> None:
    assert set(HANDLERS) == {(route.method, route.path) for route in c.ROUTES}


def test_every_reference_leads_somewhere() -> None:
    description = document()
    names = set(re.findall(r"#/components/schemas/(\w+)", yaml.safe_dump(description)))
    assert names
    assert names <= set(description["components"]["schemas"])


def test_catalogue_is_sent_once_per_change(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        first = rig.get(c.PATH_CATALOGUE)
        catalogue = c.Catalogue.model_validate_json(first.content)
        assert {item.code: item.decision for item in catalogue.items} == {
            "sole-trader-registration": c.Decision.INSTANT,
            "social-security-record": c.Decision.INSTANT,
            "small-eatery-filing": c.Decision.OFFICER,
        }
        rig.web.headers["If-None-Match"] = first.headers["ETag"]
        second = rig.get(c.PATH_CATALOGUE)
        assert (second.status_code, second.content) == (304, b"")
        rig.web.headers["If-None-Match"] = '"another"'
        assert rig.get(c.PATH_CATALOGUE).status_code == 200


def test_time_is_told_with_its_zone(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        told = c.ServerTime.model_validate_json(rig.get(c.PATH_TIME).content)
        assert told.at.utcoffset() is not None
