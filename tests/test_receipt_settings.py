"""A receipt printer in the settings: its wire, its model, and mistakes in either."""

from pathlib import Path

import pytest
import yaml

from devices.registry import read_options
from kiosk.clock import SystemClock
from kiosk.host.adapters import ADAPTERS
from printer.receipt.escpos_printer import EscposPrinter

GOOD = [
    ("escpos-serial", "{port: run/dev/slips, baud: 115200, presenter: custom}", "retracts"),
    ("escpos-tcp", "{host: 10.0.0.7, port: 9100, presenter: tear-bar}", "senses-receipt-taken"),
    ("escpos-usb", "{vendor_id: '0x0FE6', product_id: '0x811E', serial_number: K80-0017}", "cuts"),
    ("escpos-usb", '{vendor_id: "0x0FE6", product_id: "0x811E", port_path: "1-2.4"}', "cuts"),
    ("escpos-serial", "{port: run/dev/slips, roll_mm: 80000}", "senses-paper-low"),
]
WRONG = [
    ("escpos-usb", "{vendor_id: '0x0FE6'}", "missing option 'product_id'"),
    ("escpos-usb", "{vendor_id: FE6, product_id: '0x811E'}", "write it as 0x"),
    ("escpos-tcp", "{host: a, port: 9100, presenter: retract}", "'none', 'tear-bar' or 'custom'"),
    ("escpos-tcp", "{host: a, port: 9100, presenter_seconds: 3}", "unknown option"),
    ("escpos-tcp", "{host: a, port: 9100, roll_mm: 80}", "greater than or equal to 5000"),
]


@pytest.mark.parametrize(("adapter", "options", "can"), GOOD, ids=[row[1] for row in GOOD])
def test_wire_and_model_are_read_and_make_a_printer(adapter: str, options: str, can: str) -> None:
    read, said = read_options(ADAPTERS[adapter], yaml.safe_load(options), Path("/nowhere"))
    assert said == []
    printer = ADAPTERS[adapter].build(read, SystemClock())
    assert isinstance(printer, EscposPrinter)
    assert can in printer.capabilities()


@pytest.mark.parametrize(("adapter", "options", "why"), WRONG, ids=[row[2] for row in WRONG])
def test_mistake_is_said(adapter: str, options: str, why: str) -> None:
    read, said = read_options(ADAPTERS[adapter], yaml.safe_load(options), Path("/nowhere"))
    assert read is None
    assert why in "; ".join(text for _, text in said)
