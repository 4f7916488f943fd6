"""The meters against the signals of EBU Tech 3341 and 3342, and against FFmpeg's own."""

from __future__ import annotations

import math

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.audio.loudness import Meter, integrated, k_energy, true_peak
from pipeline.units import RATE, STEP, gain, loudness

Sound = NDArray[np.float32]


def tone(parts: list[tuple[float, float]], frequency: float = 1000.0) -> Sound:
    """Stereo sine: parts of (dBFS of the sine's peak, seconds)."""
    level = np.concatenate([np.full(round(s * RATE), gain(db)) for db, s in parts])
    wave = level * np.sin(2.0 * np.pi * frequency * np.arange(len(level)) / RATE)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("case", "parts", "expected"),
    [
        (1, [(-23.0, 20.0)], -23.0),
        (2, [(-33.0, 20.0)], -33.0),
        (3, [(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0),
        (4, [(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0),
        (5, [(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0),
    ],
)
def test_integrated_loudness_of_ebu_3341(
    case: int, parts: list[tuple[float, float]], expected: float
) -> None:
    """Cases 1 to 5 of EBU Tech 3341 read within the tenth of a LU that it allows."""
    assert expected == pytest.approx(integrated(tone(parts)), abs=0.1), case


@pytest.mark.parametrize(
    ("case", "levels", "expected"),
    [(1, (-20.0, -30.0), 10.0), (2, (-20.0, -15.0), 5.0), (3, (-40.0, -20.0), 20.0)],
)
def test_loudness_range_of_ebu_3342(case: int, levels: tuple[float, ...], expected: float) -> None:
    """Cases 1 to 3 of EBU Tech 3342 read within the LU that it allows."""
    meter = Meter(2, peaks=False)
    meter.add(tone([(level, 20.0) for level in levels]))
    assert expected == pytest.approx(meter.range, abs=1.0), case


@pytest.mark.parametrize(
    ("case", "divisor", "degrees", "amplitude", "expected"),
    [
        (15, 4, 0.0, 0.50, -6.0),
        (16, 4, 45.0, 0.50, -6.0),
        (17, 6, 60.0, 0.50, -6.0),
        (18, 8, 67.5, 0.50, -6.0),
        (19, 4, 45.0, 1.41, 3.0),
    ],
)
def test_true_peak_of_ebu_3341(
    case: int, divisor: int, degrees: float, amplitude: float, expected: float
) -> None:
    """Cases 15 to 19 read within +0.2 and −0.4 dB, also where no sample stands on the peak."""
    at = np.arange(RATE)
    wave = amplitude * np.sin(2.0 * np.pi * at / divisor + math.radians(degrees))
    edge = np.clip(np.minimum(at, at[::-1]) / (RATE / 20), 0.0, 1.0)
    peak = true_peak((wave * edge)[:, None].astype(np.float32))
    assert expected - 0.4 <= peak <= expected + 0.2, case


def programme(seed: int, seconds: float) -> Sound:
    """Noise whose level and colour wander as speech and music do."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    slow = np.interp(
        np.arange(count),
        np.arange(0, count, RATE // 3),
        rng.uniform(-40, -6, size=len(range(0, count, RATE // 3))),
    )
    noise = np.cumsum(rng.standard_normal((count, 2)), axis=0)
    noise = np.diff(noise - noise.mean(axis=0), n=1, axis=0, prepend=0.0)
    return np.clip(noise * 0.3 * (10 ** (slow / 20))[:, None], -1, 1).astype(np.float32)


def test_ffmpeg_reads_the_same() -> None:
    """On a wandering programme we agree with FFmpeg's ebur128 to 0.1 LU and 0.2 dB."""
    sound = programme(7, 30.0)
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="fltp", layout="stereo")
    meter = graph.add("ebur128", "peak=true:metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T), "fltp", "stereo")
    frame.sample_rate = RATE
    frame.pts = 0
    graph.push(frame)
    graph.push(None)
    read: dict[str, str] = {}
    while True:
        try:
            pulled = graph.pull()
        except (av.error.EOFError, av.error.BlockingIOError):
            break
        assert isinstance(pulled, av.AudioFrame)
        read |= pulled.metadata
    ours = Meter(2)
    ours.add(sound)
    assert float(read["lavfi.r128.I"]) == pytest.approx(ours.integrated, abs=0.1)
    assert float(read["lavfi.r128.LRA"]) == pytest.approx(ours.range, abs=0.2)
    theirs = max(float(read[f"lavfi.r128.true_peaks_ch{channel}"]) for channel in (0, 1))
    assert 20 * math.log10(theirs) == pytest.approx(ours.true_peak, abs=0.2)


@settings(derandomize=True, max_examples=15, deadline=None)
@given(cuts=st.lists(st.integers(1, RATE * 4), max_size=8), seed=st.integers(0, 99))
def test_how_a_stream_is_cut_does_not_matter(cuts: list[int], seed: int) -> None:
    """Fed in pieces of any size, a meter reads what it reads of the whole."""
    sound = programme(seed, 4.0)
    whole, pieces = Meter(2), Meter(2)
    whole.add(sound)
    for piece in np.split(sound, sorted(cut for cut in cuts if cut < len(sound))):
        pieces.add(piece)
    assert np.array_equal(whole.energies, pieces.energies)
    assert whole.integrated == pieces.integrated
    assert whole.true_peak == pytest.approx(pieces.true_peak, abs=1e-9)


def test_silence_and_the_very_short_have_a_reading() -> None:
    """Silence is −inf; a sound shorter than a gating block is measured ungated."""
    assert -math.inf == integrated(np.zeros((RATE, 2), np.float32))
    assert -math.inf == true_peak(np.zeros((RATE, 1), np.float32))
    short = integrated(tone([(-23.0, 0.25)]))
    assert -23.0 == pytest.approx(short, abs=0.5)


def test_energy_is_a_loudness_curve() -> None:
    """Each 100 ms of a steady tone has the tone's loudness, once the filter has settled."""
    curve = k_energy(tone([(-20.0, 2.0)]))
    assert 2 * RATE // STEP == len(curve)
    assert -20.0 == pytest.approx(loudness(float(curve[10])), abs=0.1)


@pytest.mark.parametrize("seconds", [0.05, 0.15, 0.25, 0.39])
def test_a_short_word_is_as_loud_as_all_of_it(seconds: float) -> None:
    """Below 400 ms every part counts alike: loud first and quiet last is not quiet."""
    word = tone([(-20.0, seconds * 0.7), (-60.0, seconds * 0.3)])
    assert -20.0 + 10 * math.log10(0.7) == pytest.approx(integrated(word), abs=1.2)
