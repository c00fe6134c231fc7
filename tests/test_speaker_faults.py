"""A loudspeaker that cannot: program missing, card absent, busy, hung, pulled in a sentence."""

import os
import threading

import pytest

from devices.conformance.kit import cancelling
from devices.ports import Cancelled
from devices.speaker import alsa_speaker, voice
from devices.speaker.alsa_speaker import REASONS, AlsaSpeaker, AlsaSpeakerSettings, mistakes
from devices.speaker.port import SpeechRefused, Spoken
from devices.status import DeviceGoneError, Role, Unavailable, is_usable
from devices.virtual.speaker import loudness
from kiosk.i18n import load_texts
from tests.fakes.skipping_clock import SkippingClock
from tests.fakes.speaker_rig import needs_speech, speaker_rig
from tests.receipt_samples import ROOT

SENTENCE = "声音测试。"
#: As alsa-utils 1.2.8 says it of a card that another program holds.
BUSY = "aplay: main:831: audio open error: Device or resource busy"


@pytest.fixture
def rig(tmp_path):
    with speaker_rig(tmp_path) as made:
        yield made


def stand_in(folder, monkeypatch, name, script):
    """A program of this name before the real one."""
    place = folder / "programs"
    place.mkdir(exist_ok=True)
    program = place / name
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")


def gone(run):
    with pytest.raises(DeviceGoneError) as caught:
        run()
    return caught.value.reason


def test_without_the_programs_it_says_which_is_missing_and_does_not_fall(rig, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert gone(rig.speaker.open) == alsa_speaker.PROGRAM_MISSING


@needs_speech
def test_program_that_vanishes_later_is_missed_at_the_next_probe(rig, monkeypatch):
    rig.speaker.open()
    monkeypatch.setenv("PATH", "/nowhere")
    assert gone(rig.speaker.probe) == alsa_speaker.PROGRAM_MISSING
    assert gone(lambda: rig.speaker.speak(SENTENCE, threading.Event())) == (
        alsa_speaker.PROGRAM_MISSING
    )


@needs_speech
def test_card_that_is_not_there_is_told_from_a_program_that_is_not(rig):
    rig.virtual.unplug()
    assert gone(rig.speaker.open) == alsa_speaker.CARD_ABSENT


@needs_speech
def test_card_that_another_program_holds_is_busy_and_nothing_is_said(rig, tmp_path, monkeypatch):
    rig.speaker.open()
    stand_in(tmp_path, monkeypatch, "aplay", f"echo '{BUSY}' >&2; exit 1")
    outcome = rig.speaker.speak(SENTENCE, threading.Event())
    assert isinstance(outcome, SpeechRefused)
    assert isinstance(outcome.status, Unavailable)
    assert outcome.status.reason == alsa_speaker.CARD_BUSY
    assert not is_usable(rig.speaker.probe())
    assert loudness(rig.virtual.heard()) == 0.0


@needs_speech
def test_card_that_takes_no_more_samples_is_given_up_at_its_deadline(rig, monkeypatch):
    monkeypatch.setattr(alsa_speaker, "_PATIENCE_FACTOR", 0.0)
    monkeypatch.setattr(alsa_speaker, "_PATIENCE_SECONDS", 0.3)
    rig.speaker.open()
    rig.virtual.actions["stick"]()
    assert gone(lambda: rig.speaker.speak(SENTENCE * 5, threading.Event())) == voice.HUNG
    rig.virtual.heal()
    rig.speaker.close()
    rig.speaker.open()
    monkeypatch.setattr(alsa_speaker, "_PATIENCE_SECONDS", 30.0)
    assert isinstance(rig.speaker.speak(SENTENCE, threading.Event()), Spoken)


@needs_speech
@pytest.mark.parametrize("answer", ["exit 3", "echo no sound", "kill -SEGV $$", "exit 0"])
def test_voice_that_fails_is_not_taken_for_a_sentence(rig, tmp_path, monkeypatch, answer):
    rig.speaker.open()
    stand_in(tmp_path, monkeypatch, "espeak-ng", answer)
    assert gone(lambda: rig.speaker.speak(SENTENCE, threading.Event())) == voice.FAILED


@needs_speech
def test_voice_that_never_ends_is_given_up(rig, tmp_path, monkeypatch):
    monkeypatch.setattr(voice, "_LIMIT_SECONDS", 0.3)
    rig.speaker.open()
    stand_in(tmp_path, monkeypatch, "espeak-ng", "exec yes sound")
    assert gone(lambda: rig.speaker.speak(SENTENCE, threading.Event())) == voice.HUNG


@needs_speech
def test_cancelled_before_the_first_sample_nothing_is_heard(rig):
    rig.speaker.open()
    cancelled = threading.Event()
    cancelled.set()
    assert rig.speaker.speak(SENTENCE, cancelled) == Cancelled()
    assert loudness(rig.virtual.heard()) == 0.0


@needs_speech
def test_cancelled_while_the_card_does_not_answer_it_is_let_go_of(rig, tmp_path, monkeypatch):
    rig.speaker.open()
    stand_in(tmp_path, monkeypatch, "aplay", "exec sleep 60")
    assert rig.speaker.speak(SENTENCE, cancelling()) == Cancelled()


@needs_speech
def test_well_card_is_not_opened_at_every_probe_but_twice_a_minute(rig, tmp_path, monkeypatch):
    clock = SkippingClock()
    speaker = AlsaSpeaker(rig.speaker._settings, clock)
    speaker.open()
    stand_in(tmp_path, monkeypatch, "aplay", f"echo '{BUSY}' >&2; exit 1")
    assert is_usable(speaker.probe())
    clock.wait(threading.Event(), 60.0)
    assert not is_usable(speaker.probe())


@pytest.mark.parametrize(
    "wrong",
    [{"pcm": ""}, {"pcm": "-D"}, {"voice": "--help"}, {"words_per_minute": 5}, {"volume": 900}],
)
def test_wrong_option_is_named(wrong):
    (found,) = mistakes(AlsaSpeakerSettings(**wrong))
    assert found[0] == tuple(wrong)


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_has_words_for_all_who_read_it(reason):
    texts = load_texts(ROOT / "config" / "locale" / "zh-CN")
    for place in ("device", "guide", "staff"):
        assert f"{place}.{Role.SPEAKER}.{reason}" in texts
    assert f"diagnose.wrong.{reason}" in texts
