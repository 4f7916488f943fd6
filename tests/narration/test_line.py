"""A line as it is placed: its loudness, its edges, its handles and its marks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.loudness import integrated, true_peak
from pipeline.audio.segment import to_samples
from pipeline.errors import VoiceError
from pipeline.narration.hibari import Heart
from pipeline.narration.level import CEILING, LINE_LOUDNESS, at_loudness, without_rumble
from pipeline.narration.line import SPEECH, fit_speech
from pipeline.narration.model import LineFacts, Speech
from pipeline.narration.tone import PAUSE, TONE_RATE, WORD, Tone
from pipeline.units import RATE, gain, samples

from .sounds import Sound, like_speech

LOOK = samples(0.010)
"""How far off the edge of a sound may be found."""
STEP = 0.02
"""Largest step between neighbours within a millisecond of an edge: anything more is a click."""


def fitted(sound: Sound, rate: int, marks: tuple[int, ...] = ()) -> tuple[Sound, LineFacts]:
    """The samples of a line made from speech, and its facts."""
    segment, facts = fit_speech(Speech(sound, rate, marks))
    assert (1, 4, RATE) == (segment.channels, segment.sample_width, segment.frame_rate)
    return to_samples(segment)[:, 0], facts


def assert_a_line(line: Sound, facts: LineFacts) -> None:
    """What holds for every line, whatever it was made from."""
    assert facts.length == len(line)
    assert 0 <= facts.first_sound < facts.last_sound <= facts.length
    assert abs(integrated(line[:, None]) - LINE_LOUDNESS) <= 0.3
    assert facts.loudness == pytest.approx(integrated(line[:, None]), abs=0.01)
    assert true_peak(line[:, None]) <= CEILING
    assert abs(line[0]) < 1e-4
    assert abs(line[-1]) < 1e-3
    for edge in (line[: RATE // 1000], line[-RATE // 1000 :]):
        assert np.abs(np.diff(edge)).max() < STEP
    inside = (facts.first_sound, *facts.marks, facts.last_sound)
    assert sorted(inside) == list(inside)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    rate=st.sampled_from([8_000, 16_000, 22_050, 24_000, 44_100, 48_000]),
    seconds=st.floats(0.3, 4.0),
    level=st.floats(-40.0, 6.0),
    before=st.floats(0.0, 0.6),
    after=st.floats(0.0, 0.6),
    offset=st.sampled_from([0.0, 0.1]),
    seed=st.integers(0, 1000),
)
def test_any_speech_becomes_a_line(
    *,
    rate: int,
    seconds: float,
    level: float,
    before: float,
    after: float,
    offset: float,
    seed: int,
) -> None:
    """At any rate, level, offset and silence around it, speech comes out in the same form."""
    voice = like_speech(seconds, rate, seed=seed)
    sound = np.pad(voice, (round(before * rate), round(after * rate)))
    line, facts = fitted(sound * np.float32(gain(level)) + np.float32(offset), rate)
    assert_a_line(line, facts)
    # At the lowest rates the resampling filter rings for some 20 ms on either side.
    assert abs(facts.last_sound - facts.first_sound - len(voice) * RATE / rate) < 8 * LOOK


@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100])
def test_silence_goes_and_the_onset_stays(rate: int) -> None:
    """Of a second of silence the handle stays, and the sound begins where it says."""
    voice = like_speech(2.0, rate)
    sound = np.pad(voice, (rate, rate))
    line, facts = fitted(sound, rate)
    assert abs(facts.first_sound - SPEECH.head) <= LOOK
    assert abs(facts.length - facts.last_sound - SPEECH.tail) <= LOOK
    alone, _ = fitted(voice, rate)
    lag = int(np.argmax(np.correlate(line[: RATE // 2], alone[: RATE // 4], "valid")))
    assert abs(lag) <= LOOK
    assert abs(facts.length - (2 * RATE + SPEECH.head + SPEECH.tail)) <= 2 * LOOK


def test_a_soft_hiss_before_the_vowel_is_kept() -> None:
    """A fricative 40 dB below the vowel that it leads to is part of the line."""
    rng = np.random.default_rng(5)
    hiss = np.diff(rng.standard_normal(samples(0.12) + 1)) * gain(-52.0)
    time = np.arange(samples(0.4)) / RATE
    vowel = sum(0.15 * np.sin(2 * np.pi * 150 * k * time) for k in range(1, 6))
    sound = np.concatenate([np.zeros(samples(0.5)), hiss, vowel, np.zeros(samples(0.5))])
    line, facts = fitted(sound.astype(np.float32), RATE)
    level = np.sqrt(np.convolve(np.square(line), np.ones(220) / 220, "same"))
    vowel_at = int(np.argmax(level > 0.25 * level.max()))
    assert abs((vowel_at - facts.first_sound) - samples(0.12)) <= LOOK


def test_a_line_of_a_line_is_the_same_line() -> None:
    """Fitting what has been fitted changes neither its length nor its level to speak of."""
    first, before = fitted(like_speech(3.0, 24_000), 24_000)
    _, after = fitted(first, RATE)
    assert abs(before.length - after.length) <= 2 * LOOK
    assert before.loudness == pytest.approx(after.loudness, abs=0.05)


def test_marks_come_to_lie_on_the_sound_of_their_sentences() -> None:
    """A mark in the silence before a sentence moves to its first sound; their number stays."""
    rate = 24_000
    silence = np.zeros(round(0.3 * rate), np.float32)
    sentences = [like_speech(1.0, rate, seed=seed) for seed in (1, 2, 3)]
    sound = np.concatenate([part for sentence in sentences for part in (silence, sentence)])
    chunk = len(silence) + rate
    _, facts = fitted(sound, rate, (0, chunk, 2 * chunk))
    expected = [SPEECH.head + number * samples(1.3) for number in range(3)]
    assert np.abs(np.array(expected) - facts.marks).max() <= 2 * LOOK


def test_the_tones_marks_are_where_its_sentences_begin() -> None:
    """The second of the tone's sentences begins as many words and pauses later as it should."""
    segment, facts = fit_speech(Tone().speak("One two three. Four five."))
    later = (3 * WORD + PAUSE) * RATE / TONE_RATE
    assert later == pytest.approx(facts.marks[1] - facts.marks[0], abs=LOOK)
    assert facts.length == len(to_samples(segment))


def test_hibaris_lines_need_no_limiting() -> None:
    """The embedded voice at line loudness is a plain gain: its peaks stay under the ceiling."""
    speech = Heart().speak("Perry named eleven. He adores a list, so he counted loosely.")
    segment, facts = fit_speech(speech)
    line = to_samples(segment)[:, 0]
    assert_a_line(line, facts)
    assert SPEECH.head == facts.first_sound
    assert true_peak(line[:, None]) < CEILING - 0.2
    assert 2 == len(facts.marks)


def test_the_same_speech_makes_the_same_bytes() -> None:
    """Fitting is a function of the speech alone."""
    speech = Speech(like_speech(2.0, 24_000), 24_000)
    (one, facts), (two, again) = fit_speech(speech), fit_speech(speech)
    assert (one.raw_data, facts) == (two.raw_data, again)


@pytest.mark.parametrize("sound", [np.zeros(0), np.zeros(RATE), np.full(RATE, np.nan)])
def test_a_voice_that_returns_nothing_has_failed(sound: Sound) -> None:
    """No samples, silence, or no numbers are a failure of the voice."""
    with pytest.raises(VoiceError, match="the voice returned"):
        fit_speech(Speech(sound.astype(np.float32), RATE))


def test_another_loudness_can_be_asked_for() -> None:
    """The loudness is the caller's choice; peaks that would not fit are limited, not clipped."""
    speech = Speech(like_speech(3.0, RATE), RATE)
    for loudness in (-30.0, -20.0, -16.0):
        segment, facts = fit_speech(speech, loudness=loudness)
        line = to_samples(segment)
        assert loudness == pytest.approx(facts.loudness, abs=0.3)
        assert true_peak(line) <= CEILING


@settings(derandomize=True, max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), over=st.floats(0.0, 20.0))
def test_a_peak_gives_way_and_the_loudness_holds(seed: int, over: float) -> None:
    """However far a plosive sticks out, it stays under the ceiling and the line at its loudness."""
    sound = like_speech(2.0, RATE, seed=seed)
    at = samples(1.0)
    sound[at : at + 200] += np.float32(gain(over) * 0.5) * np.hanning(200).astype(np.float32)
    out = at_loudness(sound, LINE_LOUDNESS)
    assert true_peak(out[:, None]) <= CEILING
    assert abs(integrated(out[:, None]) - LINE_LOUDNESS) <= 0.1


def test_rumble_and_offset_go_and_the_voice_stays() -> None:
    """DC and 20 Hz are gone, 50 Hz is lower, 150 Hz and up are as they were, in phase."""
    time = np.arange(2 * RATE) / RATE

    def through(frequency: float) -> float:
        tone = np.sin(2 * np.pi * frequency * time).astype(np.float32)
        out = without_rumble(tone)[RATE // 2 : -RATE // 2]
        return float(20 * np.log10(np.std(out) / np.std(tone)))

    assert np.abs(without_rumble(np.full(RATE, 0.3, np.float32))).max() < 1e-3
    assert through(20.0) < -25
    assert -7 < through(50.0) < -5
    assert -1.5 < through(85.0) < -0.5
    assert abs(through(150.0)) < 0.2
    voice = like_speech(1.0, RATE)
    lags = np.correlate(without_rumble(voice), voice[200:-200], "valid")
    assert 200 == int(np.argmax(lags))


def test_silence_has_no_loudness() -> None:
    """Silence can't be brought to a loudness; that is an error, not noise."""
    with pytest.raises(ValueError, match="silence"):
        at_loudness(np.zeros(RATE, np.float32), LINE_LOUDNESS)
