"""The loudspeaker through the front door: opened, not spoken with, and named when it is missing."""

import pytest

from devices.virtual.speaker import VirtualSpeaker, loudness
from kiosk.clock import SystemClock
from tests.fakes.speaker_rig import PCM, needs_speech
from tests.terminal_rig import terminal


@pytest.fixture
def hall(tmp_path):
    with terminal(tmp_path) as here:
        config = tmp_path / "asound.conf"
        virtual = VirtualSpeaker(config, PCM, SystemClock(), is_paced=False)
        virtual.start()
        here.add("speaker", "alsa-speaker", pcm=PCM, asound_config=config)
        yield here, virtual
        virtual.stop()


@needs_speech
def test_well_card_passes_and_says_nothing_into_an_empty_hall(hall):
    here, virtual = hall
    device = here.diagnose().device("speaker")
    assert (device["state"], device["test"]["result"]) == ("online", "passed")
    assert device["test"]["facts"] == {"pcm": PCM, "voice": "cmn"}
    assert loudness(virtual.heard()) == 0.0


@needs_speech
def test_card_that_is_pulled_out_is_the_technicians(hall):
    here, virtual = hall
    virtual.unplug()
    assert here.diagnose().troubles_at("speaker") == {("sound-card-absent", "technician")}


def test_terminal_without_the_programs_says_so(hall, monkeypatch):
    here, _ = hall
    monkeypatch.setenv("PATH", "/nowhere")
    assert here.diagnose().troubles_at("speaker") == {("speech-program-missing", "technician")}


def test_wrong_option_stops_the_start_with_its_line(tmp_path):
    from tests.settings_rig import good, line_of, refuse

    text = good(tmp_path) + (
        "  - id: speaker\n    role: speaker\n    adapter: alsa-speaker\n"
        "    options:\n      volume: 900\n"
    )
    said = refuse(tmp_path, text)
    assert said.code == 2
    assert said.at(line_of(text, "volume"))
    assert said.begun == []
