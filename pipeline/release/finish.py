"""Mix in, finished MP3 out, at the loudness and under the true peak that the profile asks for.

What counts is what a listener's decoder gives: the encoded file is decoded and measured, and where
the codec has overshot, the ceiling is lowered and it is encoded once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.files import decode_blocks
from pipeline.audio.loudness import measure
from pipeline.mix.master import mastered, static_gain
from pipeline.mix.mixdown import BLOCK, Mixdown
from pipeline.mix.model import Profile, Settings
from pipeline.release.model import Loudness
from pipeline.release.mp3 import Encoding, encode_mp3
from pipeline.units import DUAL_MONO, Span

HEADROOM = 0.3
"""dB that the limiter leaves below the true-peak target for what the codec adds."""

CLOSE_ENOUGH = 0.1
"""LU by which the decoded file may miss its loudness without another round."""

ROUNDS = 5
FLATTEST = 0.25
MOST_GAIN = 6.0
"""dB that are added at most for what the limiter takes off: more would be heard."""

LOWEST = 3.0
"""dB below the true-peak target that the ceiling goes at most."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The MP3 without tags, and what was measured of it."""

    audio: bytes
    loudness: Loudness


def finish(
    mix: Mixdown,
    integrated: float,
    profile: Profile,
    encoding: Encoding,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Finished:
    """Master and encode a mix of that integrated loudness, and measure what came out.

    `progress` is told how many samples of the present round have been encoded. Raises QualityError
    for a silent mix. Where no round meets the profile, the best one is returned: under the true
    peak before anything else, then nearest to the loudness; the report says by how much it misses.
    """
    if encoding.channels == 1:
        integrated -= DUAL_MONO

    def source(span: Span) -> NDArray[np.float32]:
        stereo = mix.span(span)
        return stereo if encoding.channels == 2 else stereo.mean(axis=1, keepdims=True)

    def told(settings: Settings) -> Iterator[NDArray[np.float32]]:
        done = 0
        for block in mastered(source, mix.length, settings, BLOCK):
            yield block / np.float32(encoding.factor)
            done += len(block)
            progress(done)

    first = static_gain(integrated, profile.loudness)
    settings = Settings(first, profile.true_peak - HEADROOM)
    before: Loudness | None = None
    best: list[tuple[tuple[bool, float], Finished]] = []
    for number in range(1, ROUNDS + 1):
        audio = encode_mp3(
            told(settings), channels=encoding.channels, bitrate_kbps=encoding.bitrate_kbps
        )
        loudness = _measured(audio, encoding, settings, number)
        over = loudness.true_peak - profile.true_peak
        miss = profile.loudness - loudness.integrated
        worth = (over > 0.0, over if over > 0.0 else abs(miss))
        if not best or worth < best[0][0]:
            best = [(worth, Finished(audio, loudness))]
        slope = _slope(before, loudness)
        before = loudness
        louder = miss / slope if abs(miss) > CLOSE_ENOUGH else 0.0
        following = Settings(
            min(settings.gain_db + louder, first + MOST_GAIN),
            max(settings.ceiling_db - over - 0.1, profile.true_peak - LOWEST)
            if over > 0.0
            else settings.ceiling_db,
        )
        if following == settings:
            break
        settings = following
    return best[0][1]


def _measured(audio: bytes, encoding: Encoding, settings: Settings, number: int) -> Loudness:
    meter = measure(decode_blocks(audio), encoding.channels)
    return Loudness(
        integrated=meter.integrated,
        range=meter.range,
        true_peak=meter.true_peak,
        samples=meter.samples,
        gain_db=settings.gain_db,
        ceiling_db=settings.ceiling_db,
        rounds=number,
    )


def _slope(before: Loudness | None, now: Loudness) -> float:
    """How much louder a decibel of gain makes it: less than one where peaks have to give."""
    if before is None or now.gain_db == before.gain_db:
        return 1.0
    rise = (now.integrated - before.integrated) / (now.gain_db - before.gain_db)
    return min(1.0, max(FLATTEST, rise))
