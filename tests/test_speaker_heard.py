"""What comes out of the loudspeaker: sound, as long as the sentence, in the range of a voice."""

import threading

import numpy as np
import pytest

from devices.speaker.port import Spoken
from devices.speaker.voice import sound_of
from devices.virtual.speaker import RATE_HZ, loudness
from kiosk.i18n import load_texts
from tests.fakes.speaker_rig import needs_speech, speaker_rig
from tests.receipt_samples import ROOT

LIMIT_SECONDS = 60.0
FRAME = 2048


def said():
    return load_texts(ROOT / "config" / "locale" / "zh-CN")("diagnose.say.speech")


def pitches_hz(samples):
    """The pitch of every loud frame, by autocorrelation."""
    found = []
    for start in range(0, len(samples) - FRAME, FRAME):
        frame = samples[start : start + FRAME]
        if loudness(frame) < 0.03:
            continue
        frame = frame - frame.mean()
        spectrum = np.abs(np.fft.rfft(frame, 2 * FRAME)) ** 2
        match = np.fft.irfft(spectrum)[:FRAME]
        shortest, longest = RATE_HZ // 400, RATE_HZ // 60
        lag = shortest + int(np.argmax(match[shortest:longest]))
        if match[lag] > 0.4 * match[0]:
            found.append(RATE_HZ / lag)
    return found


@needs_speech
def test_sentence_of_the_language_file_is_heard_whole_and_in_a_persons_pitch(tmp_path):
    with speaker_rig(tmp_path) as rig:
        rig.speaker.open()
        outcome = rig.speaker.speak(said(), threading.Event())
        assert isinstance(outcome, Spoken)
        assert rig.virtual.wait_heard(outcome.seconds, LIMIT_SECONDS)
        heard = rig.virtual.heard()
    # ALSA fills the last period up with silence.
    assert len(heard) / RATE_HZ == pytest.approx(outcome.seconds, abs=1.0)
    assert loudness(heard) > 0.02
    voice = pitches_hz(heard)
    assert len(voice) > 5
    assert 70 < float(np.median(voice)) < 300


@needs_speech
def test_louder_is_louder_and_faster_is_shorter(tmp_path):
    from dataclasses import replace

    from devices.speaker.alsa_speaker import AlsaSpeaker

    with speaker_rig(tmp_path) as rig:
        heard = []
        for changes in ({"volume": 40}, {"volume": 160, "words_per_minute": 260}):
            settings = replace(rig.speaker._settings, **changes)
            speaker = AlsaSpeaker(settings, rig.speaker._clock)
            speaker.open()
            rig.virtual.forget()
            spoken = speaker.speak(said(), threading.Event())
            assert rig.virtual.wait_heard(spoken.seconds, LIMIT_SECONDS)
            heard.append((spoken.seconds, loudness(rig.virtual.heard())))
            speaker.close()
        (slow, quiet), (fast, loud) = heard
    assert fast < slow
    assert loud > 1.5 * quiet


@pytest.mark.parametrize(
    "wave",
    [
        b"", b"RIFF", b"RIFF\0\0\0\0WAVE", b"\x7fELF" + bytes(100),
        # no format before the data; stereo; 8 bit; no data at all
        b"RIFF\0\0\0\0WAVEdata\4\0\0\0abcd",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\2\0\x22\x56\0\0\x44\xac\0\0\4\0\x10\0data\4\0\0\0abcd",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x22\x56\0\0\x22\x56\0\0\1\0\x08\0data\4\0\0\0abcd",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x22\x56\0\0\x44\xac\0\0\2\0\x10\0data\4\0\0\0",
        b"RIFF\0\0\0\0WAVEfmt \xff\xff\xff\xff\1\0\1\0",
    ],
)  # fmt: skip
def test_what_is_no_speech_is_not_played(wave):
    assert sound_of(wave) is None


def test_nothing_that_is_said_aloud_has_room_for_a_name_or_a_number():
    texts = load_texts(ROOT / "config" / "locale" / "zh-CN")
    keys = texts.keys()
    said_aloud = [key for key in keys if key.startswith("diagnose.say.")]
    assert said_aloud
    for key in said_aloud:
        sentence = texts(key)
        assert "{" not in sentence
        assert not any(letter.isdigit() for letter in sentence)
