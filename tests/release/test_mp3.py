"""MP3: exact length and place, whatever the samples and however they come."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.release.info_frame import ENCODER_DELAY, FRAME
from pipeline.release.mp3 import ENCODINGS, encode_mp3, write_mp3
from pipeline.units import RATE

needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffprobe") is None,
    reason="NOT TESTED: ffmpeg and ffprobe are not installed, outside judges of length and place",
)
ALIKE = 0.97
"""Correlation of what went in and what came out: every profile keeps more of this noise."""

SILENCE = 1e-4
"""−80 dBFS: what the codec may add to digital silence; it adds nothing in practice."""


def programme(length: int, channels: int, seed: int = 0) -> NDArray[np.float32]:
    """Warm noise with a click in it: nothing that repeats, so that its place is certain."""
    noise = np.random.default_rng(seed).standard_normal((length + 32, channels))
    smooth = np.apply_along_axis(np.convolve, 0, noise, np.hanning(32) / 4, "same")[:length] * 0.2
    if length > 500:
        smooth[length // 2] = 0.9
    return smooth.astype(np.float32)


def decoded(mp3: bytes) -> NDArray[np.float32]:
    """The samples as PyAV's FFmpeg gives them, `(n, channels)`.

    It is told the format: of a few frames without a tag it can't be sure.
    """
    with av.open(io.BytesIO(mp3), "r", format="mp3") as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
        return np.concatenate(frames, axis=1, dtype=np.float32).T


def lag(expected: NDArray[np.float32], actual: NDArray[np.float32]) -> int:
    """By how many samples `actual` is late, at the peak of the cross-correlation."""
    size = 2 * len(expected)
    spectra = [np.fft.rfft(samples[:, 0], size) for samples in (actual, expected)]
    peak = int(np.argmax(np.fft.irfft(spectra[0] * np.conj(spectra[1]), size)))
    return peak if peak < len(expected) else peak - size


@settings(max_examples=60, deadline=None)
@given(
    length=st.one_of(st.integers(1, 3 * FRAME), st.integers(1, 20 * FRAME)),
    profile=st.sampled_from(sorted(ENCODINGS)),
)
def test_what_is_decoded_is_as_long_as_what_was_encoded(length: int, profile: str) -> None:
    """Any number of samples, in any profile, comes back as that number of samples."""
    form = ENCODINGS[profile]
    mp3 = encode_mp3(
        [programme(length, form.channels)], channels=form.channels, bitrate_kbps=form.bitrate_kbps
    )
    assert (length, form.channels) == decoded(mp3).shape


@pytest.mark.parametrize("length", [3000, RATE, RATE + 1151, 100_001])
@pytest.mark.parametrize("profile", sorted(ENCODINGS))
def test_what_is_decoded_is_in_place(length: int, profile: str) -> None:
    """The decoded samples lie on the encoded ones: no lag, and close to them."""
    form = ENCODINGS[profile]
    samples = programme(length, form.channels)
    mp3 = encode_mp3([samples], channels=form.channels, bitrate_kbps=form.bitrate_kbps)
    back = decoded(mp3)
    assert lag(samples, back) == 0
    assert float(np.corrcoef(samples[:, 0], back[:, 0])[0, 1]) > ALIKE


@settings(max_examples=25, deadline=None)
@given(
    cuts=st.lists(st.integers(0, 12_000), max_size=8),
    channels=st.sampled_from([1, 2]),
)
def test_the_bytes_do_not_depend_on_the_blocks(cuts: list[int], channels: int) -> None:
    """However the samples are cut, empty blocks included, the file is the same."""
    samples = programme(12_000, channels)
    whole = encode_mp3([samples], channels=channels, bitrate_kbps=128)
    blocks = np.split(samples, sorted(cuts))
    assert whole == encode_mp3(blocks, channels=channels, bitrate_kbps=128)


def test_many_small_blocks_give_the_same_bytes() -> None:
    """A sample at a time is slow, but the same; so is a file that is passed on in pieces."""
    samples = programme(4 * FRAME, 1)
    whole = encode_mp3([samples], channels=1, bitrate_kbps=96)
    assert whole == encode_mp3(np.split(samples, len(samples)), channels=1, bitrate_kbps=96)


def test_a_long_stream_is_passed_on_in_whole_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces that end in the middle of a frame or of a header are counted right."""
    samples = programme(3 * RATE, 2)
    whole = encode_mp3([samples], channels=2, bitrate_kbps=192)
    for piece in (1, 7, 627, 1000):
        monkeypatch.setattr("pipeline.release.mp3._PIECE", piece)
        blocks = np.array_split(samples, 11)
        assert whole == encode_mp3(blocks, channels=2, bitrate_kbps=192)


@pytest.mark.parametrize("channels", [1, 2])
def test_no_samples_are_still_a_well_formed_stream(channels: int) -> None:
    """An empty episode has an Info frame and the encoder's own padding, and nothing to play."""
    sink = io.BytesIO()
    stream = write_mp3([], sink, channels=channels, bitrate_kbps=128)
    assert ENCODER_DELAY + stream.padding == stream.frames * FRAME
    assert b"Info" in sink.getvalue()[:64]


def test_silence_stays_silent() -> None:
    """Digital silence is digital silence again: there is no dither."""
    mp3 = encode_mp3([np.zeros((RATE, 2), np.float32)], channels=2, bitrate_kbps=128)
    assert float(np.abs(decoded(mp3)).max()) < SILENCE


def test_what_is_beyond_full_scale_is_clipped() -> None:
    """Samples above 1 do not wrap round into noise."""
    time = np.arange(RATE, dtype=np.float32)[:, None] / RATE
    loud = (1.5 * np.sin(2 * np.pi * 100 * time)).astype(np.float32)
    back = decoded(encode_mp3([loud], channels=1, bitrate_kbps=128))
    assert float(np.corrcoef(loud[:, 0], back[:, 0])[0, 1]) > ALIKE


def test_what_stands_before_in_the_file_is_left_alone() -> None:
    """The stream can follow a tag, and the sink is left at its end."""
    samples = programme(5000, 1)
    sink = io.BytesIO(b"tag")
    sink.seek(3)
    stream = write_mp3([samples], sink, channels=1, bitrate_kbps=96)
    sink.write(b"end")
    expected = b"tag" + encode_mp3([samples], channels=1, bitrate_kbps=96) + b"end"
    assert expected == sink.getvalue()
    assert len(samples) == stream.samples


@pytest.mark.parametrize(
    ("shape", "channels", "bitrate_kbps"),
    [((10,), 1, 96), ((10, 2), 1, 96), ((10, 1), 2, 128), ((10, 3), 3, 128), ((10, 1), 1, 100)],
)
def test_what_does_not_fit_is_refused(
    shape: tuple[int, ...], channels: int, bitrate_kbps: int
) -> None:
    """Wrong shapes, channels and bit rates are errors, not noise."""
    with pytest.raises(ValueError, match=r"a block of shape|no MP3 of"):
        encode_mp3([np.zeros(shape, np.float32)], channels=channels, bitrate_kbps=bitrate_kbps)


def test_samples_that_are_no_numbers_are_refused() -> None:
    """A fault in the mix is an error here, not a burst of noise in somebody's ear."""
    block = np.zeros((10, 1), np.float32)
    block[3] = np.nan
    with pytest.raises(ValueError, match="no numbers"):
        encode_mp3([block], channels=1, bitrate_kbps=96)


def test_an_info_frame_that_has_no_room_is_refused() -> None:
    """Below 64 kb/s a frame is too short for the Info frame."""
    with pytest.raises(ValueError, match="no MP3 of 1 channels at 56 kb/s"):
        encode_mp3([], channels=1, bitrate_kbps=56)


def probed(path: Path) -> dict[str, Any]:
    """What ffprobe says of the file, with its packets' side data."""
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", str(path)]
    run = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


@needs_ffmpeg
@pytest.mark.parametrize("profile", sorted(ENCODINGS))
def test_ffmpeg_agrees(profile: str, tmp_path: Path) -> None:
    """The ffmpeg command decodes exactly the samples; ffprobe gives the profile and the length.

    Old versions of ffprobe count the padding of the last frame and the encoder's delay too.
    """
    form = ENCODINGS[profile]
    samples = programme(2 * RATE + 77, form.channels)
    path = tmp_path / "a.mp3"
    path.write_bytes(encode_mp3([samples], channels=form.channels, bitrate_kbps=form.bitrate_kbps))
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-"]
    run = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
    assert run.stderr == b""
    back = np.frombuffer(run.stdout, "<f4").reshape(-1, form.channels)
    assert samples.shape == back.shape
    assert lag(samples, back) == 0
    stream = probed(path)["streams"][0]
    expected = (form.channels, form.bitrate_kbps * 1000, RATE)
    assert expected == (stream["channels"], int(stream["bit_rate"]), int(stream["sample_rate"]))
    assert 0 <= float(stream["duration"]) - len(samples) / RATE < 2.5 * FRAME / RATE


def test_pyav_gives_the_exact_duration() -> None:
    """The container's duration is the samples', not that of whole frames."""
    mp3 = encode_mp3([programme(2 * RATE + 77, 2)], channels=2, bitrate_kbps=128)
    with av.open(io.BytesIO(mp3)) as container:
        stream = container.streams.audio[0]
        assert stream.duration is not None
        assert stream.time_base is not None
        assert 2 * RATE + 77 == stream.duration * stream.time_base * RATE
