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
from pipeline.units import Span

HEADROOM = 0.3
"""dB that the limiter leaves below the true-peak target for what the codec adds."""

CLOSE_ENOUGH = 0.1
"""LU by which the decoded file may miss its loudness without another round."""

ROUNDS = 5
FLATTEST = 0.25


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
    for a silent mix. A result that misses its profile after the last round is returned as it is:
    the report says by how much.
    """
    if encoding.channels == 1:
        # Two equal channels measure 3 LU louder than the one that they are folded to.
        integrated -= 3.01

    def source(span: Span) -> NDArray[np.float32]:
        stereo = mix.span(span)
        return stereo if encoding.channels == 2 else stereo.mean(axis=1, keepdims=True)

    def told(settings: Settings) -> Iterator[NDArray[np.float32]]:
        done = 0
        for block in mastered(source, mix.length, settings, BLOCK):
            yield block / np.float32(encoding.factor)
            done += len(block)
            progress(done)

    before: tuple[float, float] | None = None
    slope = 1.0
    settings = Settings(static_gain(integrated, profile.loudness), profile.true_peak - HEADROOM)
    for number in range(1, ROUNDS + 1):
        audio = encode_mp3(
            told(settings), channels=encoding.channels, bitrate_kbps=encoding.bitrate_kbps
        )
        meter = measure(decode_blocks(audio), encoding.channels)
        loudness = Loudness(
            integrated=meter.integrated,
            range=meter.range,
            true_peak=meter.true_peak,
            samples=meter.samples,
            gain_db=settings.gain_db,
            ceiling_db=settings.ceiling_db,
            rounds=number,
        )
        over = meter.true_peak - profile.true_peak
        miss = profile.loudness - meter.integrated
        if over <= 0.0 and abs(miss) <= CLOSE_ENOUGH:
            break
        if before is not None and settings.gain_db != before[0]:
            # Where peaks have to give, a decibel more of gain makes less than one louder.
            rise = (meter.integrated - before[1]) / (settings.gain_db - before[0])
            slope = min(1.0, max(FLATTEST, rise))
        before = settings.gain_db, meter.integrated
        settings = Settings(
            settings.gain_db + (miss / slope if abs(miss) > CLOSE_ENOUGH else 0.0),
            settings.ceiling_db - (over + 0.1 if over > 0.0 else 0.0),
        )
    return Finished(audio, loudness)
