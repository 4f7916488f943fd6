"""Samples, spans, decibels and loudness units: the numbers that every room shares.

Time inside the program is an integer count of samples at one rate, `RATE`; spans are half-open.
Seconds exist only in files and on the console, and are made and unmade here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

RATE = 44_100
"""Samples per second of the project: most music is at 44.1 kHz and is never resampled."""


STEP = RATE // 10
"""Samples of one step of a loudness curve: 100 ms, four of which are a gating block."""


DUAL_MONO = 10.0 * math.log10(2.0)
"""LU by which one channel played on two measures louder than alone: BS.1770-5 sums channels."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of samples, `start <= n < stop`."""

    start: int
    stop: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.stop:
            msg = f"not a span: {self.start}..{self.stop}"
            raise ValueError(msg)

    @property
    def length(self) -> int:
        """Samples in the span."""
        return self.stop - self.start

    def shifted(self, by: int) -> Span:
        """The same length, `by` samples later."""
        return Span(self.start + by, self.stop + by)

    def overlap(self, other: Span) -> Span | None:
        """What both spans hold, or None where that is nothing."""
        start, stop = max(self.start, other.start), min(self.stop, other.stop)
        return Span(start, stop) if start < stop else None


def spans(length: int, size: int) -> Iterator[Span]:
    """A length in consecutive spans of `size` samples, the last one shorter."""
    for start in range(0, length, size):
        yield Span(start, min(start + size, length))


def samples(seconds: float) -> int:
    """Seconds to the nearest whole sample at `RATE`."""
    return round(seconds * RATE)


def seconds(count: int) -> float:
    """Samples at `RATE` to seconds."""
    return count / RATE


def gain(decibels: float) -> float:
    """Decibels to an amplitude factor."""
    return math.exp(decibels * math.log(10.0) / 20.0)


def decibels(factor: float) -> float:
    """An amplitude factor to decibels; minus infinity for silence."""
    return 20.0 * math.log10(factor) if factor > 0.0 else -math.inf


def loudness(energy: float) -> float:
    """Loudness in LUFS of a K-weighted mean square (BS.1770-5 Annex 1); minus infinity for none."""
    return -0.691 + 10.0 * math.log10(energy) if energy > 0.0 else -math.inf


def clock(count: int, *, millis: bool = False) -> str:
    """Samples as a person reads them: `1:02`, `1:00:02`; with millis always `00:01:02.345`."""
    if millis:
        total = round(count * 1000 / RATE)
        whole, fraction = divmod(total, 1000)
        return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{fraction:03d}"
    whole = int(seconds(count))
    hours, minutes, secs = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"
