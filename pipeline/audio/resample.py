"""Sample-rate conversion. soxr stops here."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

from pipeline.units import RATE


def resample(
    samples: NDArray[np.float32], rate_in: int, rate_out: int = RATE
) -> NDArray[np.float32]:
    """Convert `(n, channels)` or `(n,)` samples from one rate to another (soxr, high quality).

    The result has exactly `round(n * rate_out / rate_in)` samples and no delay.
    """
    if rate_in == rate_out:
        return samples
    length = round(len(samples) * rate_out / rate_in)
    out = np.asarray(soxr.resample(samples, rate_in, rate_out, quality="HQ"), np.float32)
    if len(out) < length:
        padding = [(0, length - len(out))] + [(0, 0)] * (out.ndim - 1)
        out = np.pad(out, padding)
    return out[:length]
