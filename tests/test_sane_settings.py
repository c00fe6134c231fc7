"""Settings of scanners: a mistake is said with its line; SANE is told only what was meant."""

import pytest

from devices.document_scanner.sane_options import read_list, read_options
from devices.document_scanner.sane_settings import SaneSettings
from devices.ports import PagesScanned, ScanSource
from devices.status import DeviceGoneError
from tests.sane_rig import Pages, SaneRig, escl_rig
from tests.settings_rig import good, refuse

SCANNER = """\
  - id: scanner
    role: page-scanner
    adapter: {adapter}
    options:
      {options}
"""
MISTAKES = [
    ("sane", "device: x", "missing option 'backend'"),
    ("sane", "backend: Net; rm", "backend is a name"),
    ("sane", "backend: genesys\n      device: genesys:libusb:001:004", "bus address"),
    ("sane", 'backend: test\n      device: "a\\nb"', "plain text"),
    ("sane", "backend: test\n      resolution_dpi: 1200", "resolution_dpi must be"),
    ("sane", "backend: test\n      page_seconds: 0", "page_seconds must be"),
    ("sane", "backend: test\n      paper_width_mm: 9000", "paper_width_mm must be"),
    ("sane", "backend: test\n      colour: red", "unknown option 'colour'"),
    ("escl", "url: ftp://192.0.2.7/", "url is like"),
    ("escl", "url: http://192.0.2.7/eSCL\n      page_seconds: soon", "number"),
]


@pytest.mark.parametrize(("adapter", "options", "said"), MISTAKES, ids=[row[2] for row in MISTAKES])
def test_a_mistake_is_said(tmp_path, adapter, options, said):
    text = good(tmp_path) + SCANNER.format(adapter=adapter, options=options)
    refusal = refuse(tmp_path, text)
    assert refusal.code == 2
    assert any(said in line for line in refusal.lines), refusal.lines


def test_only_the_named_backend_is_loaded_with_its_own_file(tmp_path):
    (tmp_path / "genesys.conf").write_text("usb 0x04a9 0x190a\n", "utf-8")
    way = SaneSettings(backend="genesys", config_folder=str(tmp_path)).way()
    assert way.config == {"dll.conf": "genesys\n", "genesys.conf": "usb 0x04a9 0x190a\n"}


def test_a_backend_without_a_file_needs_none(tmp_path):
    way = SaneSettings(backend="epjitsu", config_folder=str(tmp_path)).way()
    assert way.config == {"dll.conf": "epjitsu\n"}


def test_no_scanner_two_scanners_and_another_model_are_told_apart(tmp_path):
    rig = SaneRig(tmp_path, model="frontend-tester")
    rig.scanner.open()
    for devices, reason in (("0", "scanner-absent"), ("2", "not-unique")):
        rig.set(number_of_devices=devices)
        with pytest.raises(DeviceGoneError, match=reason):
            rig.scanner.open()
    (tmp_path / "other").mkdir()
    other = SaneRig(tmp_path / "other", model="CanoScan")
    with pytest.raises(DeviceGoneError, match="scanner-absent"):
        other.scanner.open()


def test_without_the_program_it_is_said_what_is_missing(tmp_path, monkeypatch):
    rig = SaneRig(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeviceGoneError, match="scan-program-missing"):
        rig.scanner.open()


def test_a_list_is_read_and_lines_of_another_shape_are_passed_over():
    found = read_list("test:0|Noname|frontend-tester|virtual device\nwarning: x\n|a|b|c\n\n")
    assert [(one.name, one.vendor_and_model) for one in found] == [
        ("test:0", "Noname frontend-tester")
    ]


@pytest.mark.parametrize(
    ("line", "wanted", "asked"),
    [
        ("--resolution 75|150|300|600dpi [75]", 200, 300),
        ("--resolution 75|150|300|600dpi [75]", 150, 150),
        ("--resolution 75|150dpi [75]", 200, 150),
        ("--resolution 1..1200dpi (in steps of 1) [50]", 200, 200),
        ("--mode Color|Gray [Color]", 200, 200),
    ],
)
def test_a_resolution_that_the_scanner_does_not_have_is_asked_for_finer(line, wanted, asked):
    assert read_options(f"    {line}\n").resolution_dpi(wanted) == asked


def test_a_page_of_the_next_finer_resolution_is_a_page():
    with escl_rig(resolution_dpi=80) as rig:
        pages = Pages()
        rig.virtual.lay("id-copy")
        assert rig.scan(ScanSource.FLATBED, pages) == PagesScanned(1)
        assert pages.sizes == [(827, 1169)]  # of 75, 100, 150 dpi: the second


@pytest.mark.parametrize(
    ("line", "sources"),
    [
        ("--source Flatbed|ADF|ADF Duplex [Flatbed]", {"flatbed": "Flatbed", "feeder": "ADF"}),
        ("--source ADF Front|ADF Back|ADF Duplex [ADF Front]", {"feeder": "ADF Front"}),
        ("--source Normal|ADF [inactive]", {"flatbed": ""}),
        ("--source Automatic Document Feeder [x]", {"feeder": "Automatic Document Feeder"}),
        ("--source Transparency Unit [Transparency Unit]", {}),
        ("--resolution 75|300dpi [75]", {"flatbed": ""}),
    ],
)
def test_sources_are_known_by_the_scanners_own_words(line, sources):
    found = read_options(f"All options:\n  Scan Mode:\n    {line}\n        Help text.\n")
    assert found.sources == {ScanSource(name): word for name, word in sources.items()}
