"""A loaded machine takes its time: short limits of the product, made long where nothing is late.

Virtual hardware and the platform of a test are threads of the test's own process. They get their
turns as late as everybody else there, which no limit of a real machine was made for.
"""

from functools import partial

import pytest

from devices.io_board import line
from kiosk.upkeep import surroundings
from printer.receipt import model_options
from printer.receipt.escpos_printer import EscposPrinterSettings

LIMIT_SECONDS = 30.0


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is looked at by ``diagnose`` and is there, is waited for."""
    for limit in ("CONNECT_SECONDS", "ANSWER_SECONDS"):
        monkeypatch.setattr(surroundings, limit, LIMIT_SECONDS)
    monkeypatch.setattr(line, "ANSWER_LIMIT_SECONDS", LIMIT_SECONDS)
    patient = partial(EscposPrinterSettings, answer_seconds=LIMIT_SECONDS)
    monkeypatch.setattr(model_options, "EscposPrinterSettings", patient)
