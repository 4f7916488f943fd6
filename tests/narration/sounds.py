"""Things that sound like speech, rooms for them to sound in, and files of any format."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from scipy import signal

Sound = NDArray[np.float32]


def like_speech(seconds: float, rate: int, *, seed: int = 7, words: int | None = None) -> Sound:
    """Something with the shape of speech, mono, peak 0.5, from its first sample to its last.

    Words of a voiced, formant-filtered pulse train, each begun by a hiss, with gaps between them.
    """
    rng = np.random.default_rng(seed)
    count = words or max(1, round(seconds * 2.5))
    length = round(seconds * rate)
    out = np.zeros(length)
    bounds = np.linspace(0, length, count + 1).round().astype(int)
    for begin, end in pairwise(bounds):
        spoken = end - begin if count == 1 else round((end - begin) * rng.uniform(0.7, 0.85))
        if end == length:
            begin = end - spoken  # noqa: PLW2901  (the last word ends with the last sample)
        time = np.arange(spoken) / rate
        pitch = rng.uniform(95, 220) * (1 + 0.1 * np.cos(2 * np.pi * time / max(time[-1], 0.1)))
        phase = np.cumsum(pitch) / rate
        pulses = np.where(np.diff(np.floor(phase), prepend=0) > 0, 1.0, 0.0)
        voiced = np.zeros(spoken)
        for formant in (rng.uniform(350, 800), rng.uniform(1000, 2200), 2700.0):
            b, a = signal.iirpeak(formant, 6, fs=rate)
            voiced += signal.lfilter(b, a, pulses)
        envelope = np.sin(np.pi * np.linspace(0.03, 0.97, spoken)) ** 0.5
        word = voiced / max(1e-9, np.abs(voiced).max()) * envelope
        hiss = min(spoken // 3, round(0.09 * rate))
        word[:hiss] *= np.linspace(0, 1, hiss)
        noise = np.diff(rng.standard_normal(hiss + 1))
        word[:hiss] += 0.05 * noise * np.linspace(1, 0.2, hiss)
        out[begin : begin + spoken] += word
    return np.asarray(0.5 * out / np.abs(out).max(), np.float32)


def room(length: int, level_dbfs: float, *, seed: int = 3) -> Sound:
    """A room's own noise, darker than white, at an RMS level in dBFS."""
    noise = np.random.default_rng(seed).standard_normal(length)
    dark = signal.lfilter([1.0], [1.0, -0.9], noise)
    return np.asarray(
        dark * 10 ** (level_dbfs / 20) / math.sqrt(np.mean(np.square(dark))), np.float32
    )


def in_room(voice: Sound, rate: int, before: float, after: float, floor_dbfs: float) -> Sound:
    """A voice with so many seconds of a room around it, and the room under it."""
    padded = np.pad(voice, (round(before * rate), round(after * rate)))
    return padded + room(len(padded), floor_dbfs)


def write_audio(
    path: Path,
    sound: Sound,
    rate: int,
    *,
    codec: str,
    sample_format: str,
    bit_rate: int | None = None,
) -> Path:
    """A file by FFmpeg's libraries: `(n,)` or `(n, 2)` float sound, clipped at full scale."""
    channels = 1 if sound.ndim == 1 else sound.shape[1]
    layout = "mono" if channels == 1 else "stereo"
    planar = np.ascontiguousarray(np.clip(sound, -1, 1).reshape(len(sound), channels).T)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = layout
        stream.format = sample_format
        if bit_rate:
            stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(planar, format="fltp", layout=layout)
        frame.sample_rate = rate
        wanted = av.AudioResampler(format=sample_format, layout=layout, rate=rate)
        fifo = av.AudioFifo()
        for part in wanted.resample(frame):
            fifo.write(part)
        size = stream.codec_context.frame_size or 4096
        while (piece := fifo.read(size, partial=True)) is not None:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path
