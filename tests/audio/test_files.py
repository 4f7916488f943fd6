"""Any common audio file becomes samples at the project's rate; anything else a clear refusal."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.audio.files import decode, pcm32, samples32
from pipeline.audio.segment import AudioSegment, read_segment, to_samples, to_segment
from pipeline.errors import AudioFileError
from pipeline.units import RATE


def write(path: Path, sound: NDArray[np.float32], rate: int, codec: str, fmt: str) -> Path:
    """Encode `(n, channels)` floats to a file."""
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[sound.shape[1]]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T), "fltp", layout)
        frame.sample_rate, frame.pts = rate, 0
        block = 4096 if codec == "flac" else None  # The others are divided as they need it.
        resampler = av.AudioResampler(format=fmt, layout=layout, rate=rate, frame_size=block)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def tone(rate: int, channels: int, seconds: float = 1.0) -> NDArray[np.float32]:
    """A 440 Hz sine at −12 dBFS."""
    at = np.arange(round(rate * seconds)) / rate
    return np.repeat((0.25 * np.sin(2 * np.pi * 440 * at))[:, None], channels, 1).astype("f4")


@pytest.mark.parametrize(
    ("name", "codec", "fmt", "rate", "channels"),
    [
        ("a.wav", "pcm_s16le", "s16", 44_100, 2),
        ("b.wav", "pcm_s24le", "s32", 96_000, 1),
        ("c.wav", "pcm_f32le", "flt", 48_000, 2),
        ("d.flac", "flac", "s16", 44_100, 2),
        ("e.mp3", "libmp3lame", "fltp", 44_100, 2),
        ("f.m4a", "aac", "fltp", 48_000, 2),
        ("g.opus", "libopus", "flt", 48_000, 1),
        ("i.wav", "pcm_s16le", "s16", 8_000, 1),
        ("j.aiff", "pcm_s16be", "s16", 22_050, 1),
    ],
)
def test_common_formats_decode(  # noqa: PLR0917 - a row of the table
    tmp_path: Path, name: str, codec: str, fmt: str, rate: int, channels: int
) -> None:
    """Format, rate and channels aside, the same tone comes out: its length, pitch and level."""
    samples = decode(write(tmp_path / name, tone(rate, channels), rate, codec, fmt))
    assert channels == samples.shape[1]
    assert RATE == pytest.approx(len(samples), abs=RATE * 0.05)
    middle = samples[RATE // 4 : RATE * 3 // 4, 0]
    # LAME turns everything down by 0.45 dB at this bit rate.
    assert 0.25 / np.sqrt(2) == pytest.approx(float(np.sqrt(np.mean(middle**2))), rel=0.06)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert 440 == pytest.approx(np.argmax(spectrum) * RATE / len(middle), abs=3)


def test_surround_is_folded_to_stereo(tmp_path: Path) -> None:
    """More than two channels become two."""
    path = write(tmp_path / "s.flac", tone(44_100, 6), 44_100, "flac", "s16")
    assert 2 == decode(path).shape[1]


def test_lossless_is_exact(tmp_path: Path) -> None:
    """A 16-bit file at the project's rate comes out bit for bit."""
    whole = np.random.default_rng(0).integers(-32768, 32767, (1000, 2))
    sound = (whole / 32768).astype(np.float32)
    path = write(tmp_path / "x.flac", sound, RATE, "flac", "s16")
    assert np.array_equal(sound, decode(path))


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.wav", b""), ("text.mp3", b"this is no music\n" * 50), ("cut.flac", b"fLaC\0\0\0\x22")],
)
def test_what_is_no_audio_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """A file that holds no sound is named in one clear error."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(AudioFileError) as caught:
        decode(path)
    assert name in str(caught.value)


def test_a_missing_file_and_a_picture_are_refused(tmp_path: Path) -> None:
    """No file, or a film without sound, are said to be that."""
    with pytest.raises(AudioFileError, match="no such audio file"):
        decode(tmp_path / "nothing.wav")
    from PIL import Image

    Image.new("RGB", (8, 8)).save(tmp_path / "picture.png")
    with pytest.raises(AudioFileError, match="no sound"):
        decode(tmp_path / "picture.png")


HALF = [
    ("a.wav", "pcm_s16le", "s16"),
    ("a.wav", "pcm_s24le", "s32"),
    ("a.aiff", "pcm_s16be", "s16"),
    ("a.au", "pcm_s16be", "s16"),
    ("a.caf", "pcm_s16le", "s16"),
    ("a.mp3", "libmp3lame", "fltp"),
    ("a.opus", "libopus", "flt"),
    ("a.oga", "flac", "s16"),
    ("a.mka", "flac", "s16"),
    ("a.webm", "libopus", "flt"),
]


@pytest.mark.parametrize(("name", "codec", "fmt"), HALF)
def test_half_a_file_is_refused_and_a_whole_one_is_not(
    tmp_path: Path, name: str, codec: str, fmt: str
) -> None:
    """A copy that was broken off is not taken for a shorter recording."""
    path = write(tmp_path / name, tone(48_000, 1, 3.0), 48_000, codec, fmt)
    assert 3 * RATE == pytest.approx(len(decode(path)), abs=RATE * 0.05)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(AudioFileError, match="this file breaks off") as caught:
        decode(path)
    assert "copy or export it again" == caught.value.hint


def test_how_much_is_missing_is_said(tmp_path: Path) -> None:
    """The length that is there and the length that should be are both in the message."""
    path = write(tmp_path / "a.wav", tone(RATE, 1, 4.0), RATE, "pcm_s16le", "s16")
    path.write_bytes(path.read_bytes()[: -2 * RATE])
    with pytest.raises(AudioFileError, match=r"3\.00 s of 4\.00 s are there"):
        decode(path)


@pytest.mark.parametrize("rate", [44_100, 96_000])
@pytest.mark.parametrize("name", ["a.flac", "a.mka"])
def test_a_damaged_flac_is_refused(tmp_path: Path, name: str, rate: int) -> None:
    """FLAC's check sums are looked at: a block that is not as it was is neither played nor left."""
    noise = np.random.default_rng(3).standard_normal((3 * rate, 1)).astype(np.float32) * 0.05
    path = write(tmp_path / name, tone(rate, 1, 3.0) + noise, rate, "flac", "s16")
    damaged = bytearray(path.read_bytes())
    middle = len(damaged) // 2
    damaged[middle : middle + 200] = np.random.default_rng(4).bytes(200)
    path.write_bytes(damaged)
    with pytest.raises(AudioFileError):
        decode(path)


def riff(data_size: int, *, before: bytes = b"", form: bytes = b"RIFF") -> bytes:
    """One second of 16-bit mono as WAV that states some size for its data."""
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16)
    body = b"WAVE" + before + fmt + struct.pack("<4sI", b"data", data_size)
    sound = (tone(RATE, 1)[:, 0] * 32767).astype("<i2").tobytes()
    return form + struct.pack("<I", 0xFFFFFFFF) + body + sound


@pytest.mark.parametrize("size", [0, 2 * RATE, 0x7FFFF000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
def test_wav_from_a_pipe_need_not_know_its_size(tmp_path: Path, size: int) -> None:
    """A recorder that can't go back states no size, or the greatest; what is there is all of it."""
    path = tmp_path / "a.wav"
    path.write_bytes(riff(size))
    assert (RATE, 1) == decode(path).shape


def test_rf64_states_its_size_elsewhere(tmp_path: Path) -> None:
    """The wide form of WAV is whole where its own chunk says so, and broken off where it is."""
    path = tmp_path / "a.wav"
    for stated in (2 * RATE, 4 * RATE):
        sizes = struct.pack("<4sIQQQI", b"ds64", 28, 72 + stated, stated, RATE, 0)
        path.write_bytes(riff(0xFFFFFFFF, before=sizes, form=b"RF64"))
        if stated == 2 * RATE:
            assert (RATE, 1) == decode(path).shape
        else:
            with pytest.raises(AudioFileError, match=r"1\.00 s of 2\.00 s"):
                decode(path)


def test_an_mp3_is_only_held_to_a_length_that_it_states(tmp_path: Path) -> None:
    """Without its Info header an MP3 states none: FFmpeg's guess is no reason to refuse it."""
    path = write(tmp_path / "a.mp3", tone(RATE, 1, 3.0), RATE, "libmp3lame", "fltp")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2].replace(b"Info", b"none").replace(b"Xing", b"none"))
    assert 1.5 == pytest.approx(len(decode(path)) / RATE, abs=0.1)


def test_the_house_bands_files_are_whole() -> None:
    """Ogg Vorbis as the clips have it decodes, and is a few seconds more than half a minute."""
    for path in sorted((Path(__file__).parents[2] / "clips").glob("*.ogg"))[:2]:
        assert 30 < len(decode(path)) / RATE < 40


def test_segments_carry_what_they_are_given(tmp_path: Path) -> None:
    """Samples to a segment, to a file, and back: nothing is lost that float32 can hold."""
    sound = np.random.default_rng(1).uniform(-1, 1, (5000, 2)).astype(np.float32)
    segment = to_segment(sound)
    assert (4, RATE, 2) == (segment.sample_width, segment.frame_rate, segment.channels)
    segment.export(tmp_path / "s.wav", format="wav").close()
    back = to_samples(read_segment(tmp_path / "s.wav"))
    assert np.abs(back - sound).max() <= 2.0**-24


def test_a_segment_of_another_make_is_taken_in() -> None:
    """A 16-bit mono segment at 22.05 kHz arrives at the project's rate."""
    whole = (tone(22_050, 1)[:, 0] * 32767).astype("<i2")
    foreign = AudioSegment(whole.tobytes(), sample_width=2, frame_rate=22_050, channels=1)
    samples = to_samples(foreign)
    assert (RATE, 1) == samples.shape
    assert 0.25 == pytest.approx(float(np.abs(samples).max()), abs=0.01)


def test_beyond_full_scale_is_clipped_not_wrapped() -> None:
    """Integers can't hold more than ±1: louder samples stay there."""
    samples = np.array([[2.0], [-2.0], [1.0]], np.float32)
    assert [1.0, -1.0, 1.0] == [float(v) for v in samples32(pcm32(samples), 1)[:, 0]]
