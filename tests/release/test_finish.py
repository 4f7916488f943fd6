"""The finished MP3: what a listener's decoder gives is what the profile asks for."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.audio.files import decode_blocks
from pipeline.audio.loudness import Meter
from pipeline.audio.segment import to_segment
from pipeline.errors import QualityError
from pipeline.mix.measure import measure_mix
from pipeline.mix.mixdown import Mixdown
from pipeline.mix.model import PROFILES, Profile
from pipeline.release.finish import HEADROOM, finish
from pipeline.release.mp3 import ENCODINGS, Encoding, encode_mp3
from pipeline.release.report import shortfalls
from pipeline.timeline.model import Narrated, Placement, Timeline
from pipeline.units import RATE, Span


def syllables(seconds: int, level: float) -> NDArray[np.float32]:
    """A voiced sound with some breath in it that rises and falls four times a second."""
    rng = np.random.default_rng(5)
    at = np.arange(seconds * RATE) / RATE
    burst = 0.3 + 0.7 * np.abs(np.sin(2 * np.pi * 2 * at))
    voice = np.sin(2 * np.pi * 180 * at) + 0.6 * np.sin(2 * np.pi * 720 * at)
    return (level * burst * (voice + 0.15 * rng.standard_normal(len(at))))[:, None].astype("f4")


def mixdown(level: float, peaks: float = 0.0) -> tuple[Mixdown, Timeline]:
    """An episode of one long line; with `peaks`, one sharp one of that height every 0.7 s."""
    sound = syllables(20, level)
    for at in range(RATE // 2, len(sound) - 100, RATE * 7 // 10):
        sound[at : at + 40, 0] += peaks * np.hanning(40).astype("f4")
    line = Placement(
        track="voice",
        source="line",
        span_in_source=Span(0, len(sound)),
        start=RATE,
        entry_id="intro",
        provenance=Narrated("intro-1", (), "tone"),
    )
    timeline = Timeline(len(sound) + 2 * RATE, (line,), ())
    return Mixdown(timeline, lambda _: to_segment(sound)), timeline


@pytest.mark.parametrize("profile", sorted(PROFILES))
@pytest.mark.parametrize("encoding", sorted(ENCODINGS))
def test_the_decoded_file_meets_its_profile(profile: str, encoding: str) -> None:
    """Decoded, it is within 0.2 LU and under the true-peak ceiling, whatever the mix was."""
    mix, timeline = mixdown(0.02)
    wanted, kind = PROFILES[profile], ENCODINGS[encoding]
    done = finish(mix, measure_mix(mix, timeline).integrated, wanted, kind)
    meter = Meter(kind.channels)
    for block in decode_blocks(done.audio):
        meter.add(block)
    assert wanted.loudness == pytest.approx(meter.integrated, abs=0.2)
    assert meter.true_peak <= wanted.true_peak
    assert timeline.length == meter.samples == done.loudness.samples
    assert done.loudness.integrated == pytest.approx(meter.integrated, abs=1e-6)


def test_a_silent_mix_is_refused() -> None:
    """Silence can't be brought to any loudness: that is said, rather than encoded."""
    mix, timeline = mixdown(0.0)
    with pytest.raises(QualityError, match="silent"):
        finish(mix, measure_mix(mix, timeline).integrated, PROFILES["apple"], Encoding(2, 128))


@pytest.mark.parametrize("bitrate", [96, 128, 160, 192, 256])
def test_what_the_encoder_takes_off_is_known(bitrate: int) -> None:
    """A sine comes back at the level that the encoding's factor says, to a thousandth."""
    encoding = Encoding(2, bitrate)
    at = np.arange(2 * RATE) / RATE
    sine = np.repeat((0.5 * np.sin(2 * np.pi * 997 * at))[:, None], 2, axis=1).astype("f4")
    encoded = encode_mp3([sine], channels=2, bitrate_kbps=bitrate)
    back = np.concatenate(list(decode_blocks(encoded)))[RATE // 2 : -RATE // 2]
    ratio = float(np.sqrt((back**2).mean() / (sine[RATE // 2 : -RATE // 2] ** 2).mean()))
    assert encoding.factor == pytest.approx(ratio, abs=1e-3)


@pytest.mark.parametrize("encoding", ["mono-96", "stereo-128"])
def test_peaks_give_way_and_the_loudness_is_made_up(encoding: str) -> None:
    """A few peaks far above the rest are limited, and what that takes off is added: more rounds."""
    mix, timeline = mixdown(0.02, peaks=0.5)
    wanted = PROFILES["apple"]
    done = finish(mix, measure_mix(mix, timeline).integrated, wanted, ENCODINGS[encoding])
    assert wanted.loudness == pytest.approx(done.loudness.integrated, abs=0.2)
    assert done.loudness.true_peak <= wanted.true_peak
    assert [] == shortfalls(done.loudness, wanted)


def test_what_can_not_be_reached_is_the_best_there_is_and_is_said() -> None:
    """Clicks in silence: the true peak holds, the gain stays bounded, and the report tells."""
    clicks = np.zeros((20 * RATE, 1), np.float32)
    clicks[:: RATE // 2] = 0.5
    line = Placement("voice", "x", Span(0, len(clicks)), RATE, "x", Narrated("x-1", (), "tone"))
    timeline = Timeline(len(clicks) + 2 * RATE, (line,), ())
    mix = Mixdown(timeline, lambda _: to_segment(clicks))
    integrated = measure_mix(mix, timeline).integrated
    wanted = PROFILES["spotify"]
    done = finish(mix, integrated, wanted, ENCODINGS["stereo-128"])
    assert done.loudness.true_peak <= wanted.true_peak
    assert done.loudness.gain_db <= wanted.loudness - integrated + 6.0
    (said,) = shortfalls(done.loudness, wanted)
    assert "instead of -14" in said


@pytest.mark.parametrize("encoding", sorted(ENCODINGS))
def test_an_easy_mix_is_encoded_once(encoding: str) -> None:
    """What the encoder takes off, and what folding to mono does, is known beforehand."""
    mix, timeline = mixdown(0.02)
    integrated = measure_mix(mix, timeline).integrated
    assert 1 == finish(mix, integrated, PROFILES["apple"], ENCODINGS[encoding]).loudness.rounds


def test_where_the_codec_overshoots_the_ceiling_is_lowered() -> None:
    """Dense noise driven into the limiter comes out of the codec with higher peaks: once more."""
    noise = (0.1 * np.random.default_rng(2).standard_normal((8 * RATE, 1))).astype(np.float32)
    line = Placement("voice", "x", Span(0, len(noise)), RATE, "x", Narrated("x-1", (), "tone"))
    timeline = Timeline(len(noise) + 2 * RATE, (line,), ())
    mix = Mixdown(timeline, lambda _: to_segment(noise))
    wanted = Profile(loudness=-6.0, true_peak=-1.0)
    done = finish(mix, measure_mix(mix, timeline).integrated, wanted, ENCODINGS["stereo-128"])
    assert done.loudness.rounds > 1
    assert done.loudness.ceiling_db < wanted.true_peak - HEADROOM
    assert done.loudness.true_peak <= wanted.true_peak
