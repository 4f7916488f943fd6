"""Envelope, mixdown and master: smooth, linear, and the same however they are cut."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.audio.loudness import integrated, true_peak
from pipeline.audio.segment import AudioSegment, to_samples, to_segment
from pipeline.errors import QualityError
from pipeline.mix.envelope import gains
from pipeline.mix.master import mastered, static_gain
from pipeline.mix.measure import measure_mix
from pipeline.mix.mixdown import Mixdown
from pipeline.mix.model import Settings
from pipeline.mix.slate import slate
from pipeline.timeline.model import Breakpoint, Narrated, Placement, Played, Timeline, Track
from pipeline.units import RATE, Span, decibels, gain


def placement(
    source: str,
    start: int,
    length: int,
    *,
    track: Track = "music",
    envelope: tuple[Breakpoint, ...] = (),
    fades: tuple[int, int] = (0, 0),
    offset: int = 0,
) -> Placement:
    """A sound on a track."""
    said = Narrated("x-1", (), "tone")
    played = Played("x", "T", "A", "T by A", 0)
    return Placement(
        track=track,
        source=source,
        span_in_source=Span(offset, offset + length),
        start=start,
        entry_id="x",
        provenance=said if track == "voice" else played,
        envelope=envelope,
        fade_in=fades[0],
        fade_out=fades[1],
    )


def noise(seed: int, length: int, channels: int = 2) -> NDArray[np.float32]:
    """Noise at about −20 dBFS."""
    wave = np.random.default_rng(seed).standard_normal((length, channels)) * 0.1
    return np.clip(wave, -0.9, 0.9).astype(np.float32)


DUCK = (Breakpoint(0, -2.0), Breakpoint(5_000, -2.0), Breakpoint(12_000, -16.0))

SOURCES: dict[str, AudioSegment] = {
    "voice": to_segment(noise(1, RATE, 1)),
    "song": to_segment(noise(2, 2 * RATE)),
}


def episode() -> Timeline:
    """Three overlapping sounds, one mono, with a duck and fades."""
    placements = (
        placement("song", 0, 60_000, envelope=DUCK, fades=(300, 20_000)),
        placement("voice", 20_000, RATE, track="voice"),
        placement("song", 50_000, 30_000, envelope=(Breakpoint(0, -9.0),), offset=1234),
    )
    return Timeline(90_000, placements, ())


def test_between_breakpoints_the_gain_has_no_corner() -> None:
    """The duck goes from one level to the other without a step or a kink."""
    curve = 20 * np.log10(gains(placement("song", 0, 30_000, envelope=DUCK), Span(0, 30_000)))
    assert -2.0 == pytest.approx(curve[0])
    assert -16.0 == pytest.approx(curve[-1])
    assert np.abs(np.diff(curve)).max() < 0.005
    assert np.abs(np.diff(curve, n=2)).max() < 2e-6
    assert (np.diff(curve) <= 1e-12).all()


def test_fades_that_cross_keep_their_power() -> None:
    """A fade-out and a fade-in of the same length are equal-power: the squares add up to one."""
    length = 4_000
    leaving = gains(placement("song", 0, length, fades=(0, length)), Span(0, length))
    coming = gains(placement("song", 0, length, fades=(length, 0)), Span(0, length))
    assert np.allclose(leaving**2 + coming**2, 1.0)
    assert coming[0] < 0.001
    assert leaving[-1] < 0.001


def test_the_mix_is_the_sum_of_its_sounds() -> None:
    """Gains, offsets and the mono voice on both channels: the mix is what one adds up by hand."""
    timeline = episode()
    mix = Mixdown(timeline, SOURCES.__getitem__).span(Span(0, timeline.length))
    wanted = np.zeros((timeline.length, 2))
    for one in timeline.placements:
        whole = to_samples(SOURCES[one.source]).astype(np.float64)
        part = whole[one.span_in_source.start : one.span_in_source.stop]
        level = gains(one, Span(0, one.span.length))[:, None]
        wanted[one.start : one.span.stop] += part * level
    assert np.abs(mix - wanted).max() < 1e-6


@settings(derandomize=True, max_examples=40, deadline=None)
@given(cuts=st.lists(st.integers(1, 89_999), max_size=6))
def test_a_mix_in_pieces_is_the_mix(cuts: list[int]) -> None:
    """Cut anywhere, in any order, the pieces are the whole, bit for bit."""
    timeline = episode()
    mixdown = Mixdown(timeline, SOURCES.__getitem__)
    whole = mixdown.span(Span(0, timeline.length))
    edges = [0, *sorted(set(cuts)), timeline.length]
    spans = [Span(a, b) for a, b in pairwise(edges)]
    pieces = {span: mixdown.span(span) for span in reversed(spans)}
    assert np.array_equal(whole, np.concatenate([pieces[span] for span in spans]))


@settings(derandomize=True, max_examples=12, deadline=None)
@given(block=st.integers(700, 90_000))
def test_the_master_does_not_depend_on_the_size_of_blocks(block: int) -> None:
    """A gain that makes the limiter work, and any block size: the same bits."""
    timeline = episode()
    mixdown = Mixdown(timeline, SOURCES.__getitem__)
    how = Settings(gain_db=14.0, ceiling_db=-6.0)
    whole = np.concatenate(list(mastered(mixdown.span, timeline.length, how, timeline.length)))
    pieces = np.concatenate(list(mastered(mixdown.span, timeline.length, how, block)))
    assert np.array_equal(whole, pieces)
    assert true_peak(whole) <= -6.0 + 0.15
    assert timeline.length == len(whole)


def test_the_master_is_a_plain_gain_below_its_ceiling() -> None:
    """Where no peak comes near the ceiling, the master is the mix, louder, and nothing else."""
    timeline = episode()
    mixdown = Mixdown(timeline, SOURCES.__getitem__)
    how = Settings(gain_db=3.0, ceiling_db=-1.0)
    (master,) = mastered(mixdown.span, timeline.length, how, timeline.length)
    assert np.array_equal(master, mixdown.span(Span(0, timeline.length)) * np.float32(gain(3.0)))


def test_the_mix_comes_as_a_segment() -> None:
    """Users of pydub get the mix, or a stretch of it, as a 32-bit stereo AudioSegment."""
    mixdown = Mixdown(episode(), SOURCES.__getitem__)
    segment = mixdown.segment()
    assert (2, 4, RATE) == (segment.channels, segment.sample_width, segment.frame_rate)
    assert 90_000 == segment.frame_count()
    part = to_samples(mixdown.segment(Span(10_000, 30_000)))
    assert np.abs(part - mixdown.span(Span(10_000, 30_000))).max() < 1e-6


def test_a_source_is_opened_once_and_let_go() -> None:
    """Going through in blocks, each placement's segment is asked for once."""
    asked: list[str] = []

    def opened(source: str) -> AudioSegment:
        asked.append(source)
        return SOURCES[source]

    mixdown = Mixdown(episode(), opened)
    for start in range(0, 90_000, 10_000):
        mixdown.span(Span(start, start + 10_000))
    assert ["song", "voice", "song"] == asked
    assert {} == mixdown._held


def test_speech_to_music_is_measured_where_somebody_speaks() -> None:
    """The difference in LU between voice and bed, and for how long; pauses do not count."""
    voice, bed = noise(1, 2 * RATE, 1), noise(2, 4 * RATE)
    voice[RATE // 2 : RATE] = 0
    sources = {"voice": to_segment(voice), "song": to_segment(bed)}
    timeline = Timeline(
        4 * RATE,
        (
            placement("song", 0, 4 * RATE, envelope=(Breakpoint(0, -14.0),)),
            placement("voice", RATE, 2 * RATE, track="voice"),
        ),
        (),
    )
    measured = measure_mix(Mixdown(timeline, sources.__getitem__), timeline)
    (overlap,) = measured.overlaps
    assert 14.0 == pytest.approx(overlap.speech_to_music, abs=0.5)
    assert 1.5 == pytest.approx(overlap.samples / RATE, abs=0.11)
    whole = Mixdown(timeline, sources.__getitem__).span(Span(0, 4 * RATE))
    assert integrated(whole) == pytest.approx(measured.integrated, abs=0.01)


def test_silence_has_no_gain() -> None:
    """A mix in which nothing sounds is refused rather than amplified."""
    assert 4.0 == static_gain(-20.0, -16.0)
    with pytest.raises(QualityError, match="silent"):
        static_gain(-np.inf, -16.0)


def test_the_slate_is_a_tone_that_comes_and_goes() -> None:
    """A second of 1 kHz at −12 dBFS, half a second of nothing, without clicks."""
    tone = to_samples(slate(3 * RATE))[:, 0]
    assert -12.0 == pytest.approx(decibels(float(np.abs(tone).max())), abs=0.05)
    assert not tone[RATE + 1 : RATE * 3 // 2].any()
    assert np.abs(tone[:20]).max() < 0.001
    spectrum = np.abs(np.fft.rfft(tone[2000:42_000]))
    assert 1000 == pytest.approx(np.argmax(spectrum) * RATE / 40_000, abs=2)


def test_a_peak_in_the_very_first_sample_is_limited() -> None:
    """The programme begins after silence: its first sound is held like any other."""
    loud = to_segment(np.full((RATE, 2), 0.9, np.float32))
    timeline = Timeline(RATE, (placement("loud", 0, RATE),), ())
    mixdown = Mixdown(timeline, lambda _: loud)
    how = Settings(gain_db=6.0, ceiling_db=-6.0)
    master = np.concatenate(list(mastered(mixdown.span, RATE, how, 10_000)))
    assert np.abs(master).max() <= gain(-6.0) + 1e-6


def test_silence_under_speech_leads_by_a_number() -> None:
    """A bed that has gone silent is measured, not divided by."""
    sources = {"voice": to_segment(noise(1, RATE, 1)), "song": to_segment(noise(2, RATE) * 0)}
    sounds = (placement("song", 0, RATE), placement("voice", 0, RATE, track="voice"))
    timeline = Timeline(RATE, sounds, ())
    (overlap,) = measure_mix(Mixdown(timeline, sources.__getitem__), timeline).overlaps
    assert 30.0 < overlap.speech_to_music < 100.0
