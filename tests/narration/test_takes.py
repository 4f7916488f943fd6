"""Takes: finding them, and fitting recordings of every kind in among the lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.loudness import integrated, true_peak
from pipeline.audio.resample import resample
from pipeline.audio.segment import to_samples
from pipeline.errors import TakeError
from pipeline.narration.level import CEILING, LINE_LOUDNESS
from pipeline.narration.line import ROOM
from pipeline.narration.model import LineFacts
from pipeline.narration.takes import find_takes, fit_take
from pipeline.units import RATE, gain, samples

from .sounds import Sound, in_room, like_speech, room, write_audio

Wav = Callable[..., Path]
IDS = ("intro-1", "dont-cry-0", "dont-cry-1", "dont-cry-2", "outro-1")
LOOK = samples(0.010)

FORMATS = [
    ("take.wav", "pcm_s16le", "s16", None),
    ("take.wav", "pcm_s24le", "s32", None),
    ("take.wav", "pcm_f32le", "flt", None),
    ("take.wav", "pcm_u8", "u8", None),
    ("take.aiff", "pcm_s16be", "s16", None),
    ("take.flac", "flac", "s16", None),
    ("take.mp3", "libmp3lame", "fltp", 128_000),
    ("take.m4a", "aac", "fltp", 128_000),
    ("take.m4a", "alac", "s16p", None),
    ("take.opus", "libopus", "flt", 64_000),
    ("take.ogg", "libopus", "flt", 96_000),
    ("take.wma", "wmav2", "fltp", 192_000),
    ("take.webm", "libopus", "flt", 64_000),
]


def touch(folder: Path, *names: str) -> None:
    """Empty files of these names: only names matter for finding takes."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).touch()


def fitted(path: Path) -> tuple[Sound, LineFacts]:
    """The samples of a fitted take, and its facts; what holds for every one is checked."""
    segment, facts = fit_take(path)
    assert (1, 4, RATE) == (segment.channels, segment.sample_width, segment.frame_rate)
    line = to_samples(segment)[:, 0]
    assert facts.length == len(line)
    assert abs(integrated(line[:, None]) - LINE_LOUDNESS) <= 0.3
    assert true_peak(line[:, None]) <= CEILING
    assert abs(line[0]) < 1e-4
    assert abs(line[-1]) < 1e-3
    for edge in (line[: RATE // 1000], line[-RATE // 1000 :]):
        assert np.abs(np.diff(edge)).max() < 0.02
    assert 0 <= facts.first_sound < facts.last_sound <= facts.length
    return line, facts


def cut_at(line: Sound, source: Sound) -> int:
    """The sample of the source, at `RATE`, at which the line begins: where the two fit best."""
    size = 1 << int(np.ceil(np.log2(len(line) + len(source))))
    spectrum = np.fft.rfft(source, size) * np.conj(np.fft.rfft(line, size))
    return int(np.argmax(np.fft.irfft(spectrum)[: len(source)]))


def test_takes_are_found_by_the_names_of_lines(tmp_path: Path) -> None:
    """A recording in any format and spelling belongs to its line; the rest is passed over."""
    takes = tmp_path / "takes"
    touch(takes, "Dont-Cry-1.WAV", "intro-1.m4a", "takes.json", "takes.toml", "notes.txt")
    touch(takes, ".hidden.wav", "._dont-cry-2.wav", "dont-cry-1.wav.reapeaks", "session.rpp")
    (takes / "raw").mkdir()
    found = find_takes(takes, IDS)
    assert {"intro-1": takes / "intro-1.m4a", "dont-cry-1": takes / "Dont-Cry-1.WAV"} == found
    assert ["intro-1", "dont-cry-1"] == list(found)


def test_no_folder_means_no_takes(tmp_path: Path) -> None:
    """A script without a folder of takes has none."""
    assert {} == find_takes(tmp_path / "takes", IDS)


def test_a_take_for_no_line_is_an_error(tmp_path: Path) -> None:
    """A recording whose name is no line's is not passed over: the nearest line is named."""
    touch(tmp_path / "takes", "dont-cr-1.wav")
    with pytest.raises(TakeError) as refused:
        find_takes(tmp_path / "takes", IDS)
    assert refused.value.where is not None
    assert tmp_path / "takes" / "dont-cr-1.wav" == refused.value.where.path
    assert "did you mean “dont-cry-1”?" in str(refused.value.hint)


@pytest.mark.parametrize(
    ("kind", "what"), [("folder", "a folder"), ("link", "a link to a file that is not there")]
)
def test_what_is_no_file_is_an_error(tmp_path: Path, kind: str, what: str) -> None:
    """A folder or a dead link that is named for a line is not passed over in silence."""
    path = tmp_path / "takes" / "dont-cry-1.wav"
    path.parent.mkdir()
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "gone.wav")
    with pytest.raises(TakeError, match=f"this is no file but {what}") as refused:
        find_takes(path.parent, IDS)
    assert refused.value.where is not None
    assert path == refused.value.where.path


def test_a_link_to_a_recording_is_a_take(tmp_path: Path) -> None:
    """Recordings may be kept elsewhere."""
    touch(tmp_path / "takes")
    touch(tmp_path / "session", "7.wav")
    (tmp_path / "takes" / "intro-1.wav").symlink_to(tmp_path / "session" / "7.wav")
    assert ["intro-1"] == list(find_takes(tmp_path / "takes", IDS))


def test_two_takes_for_a_line_are_an_error(tmp_path: Path) -> None:
    """Which of two takes is meant is not guessed; both are named."""
    touch(tmp_path / "takes", "dont-cry-1.flac", "dont-cry-1.wav")
    with pytest.raises(TakeError, match=r"two takes: dont-cry-1\.flac and dont-cry-1\.wav"):
        find_takes(tmp_path / "takes", IDS)


@pytest.mark.parametrize(("name", "codec", "sample_format", "bit_rate"), FORMATS)
@pytest.mark.parametrize("stereo", [False, True], ids=["mono", "stereo"])
def test_any_common_format(
    *,
    tmp_path: Path,
    name: str,
    codec: str,
    sample_format: str,
    bit_rate: int | None,
    stereo: bool,
) -> None:
    """Whatever it was saved as, a take is the same line: same words, length and level."""
    rate = 48_000 if codec == "libopus" else 44_100
    sound = in_room(like_speech(1.5, rate), rate, 0.7, 0.9, -65.0)
    both = np.stack([sound, sound], axis=1) if stereo else sound
    path = write_audio(
        tmp_path / name, both, rate, codec=codec, sample_format=sample_format, bit_rate=bit_rate
    )
    line, facts = fitted(path)
    assert abs(facts.last_sound - facts.first_sound - samples(1.5)) < 8 * LOOK  # lossy codecs smear
    source = resample(sound, rate)
    at = cut_at(line, source)
    along = source[at : at + len(line)]
    assert np.corrcoef(line[: len(along)], along)[0, 1] > 0.95


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000])
def test_any_rate(wav: Wav, rate: int) -> None:
    """At any sampling rate, the room goes, the handles stay, and the onset is where it says."""
    sound = in_room(like_speech(1.5, rate), rate, 0.7, 0.9, -70.0)
    line, facts = fitted(wav("take.wav", sound, rate))
    at = cut_at(line, resample(sound, rate))
    assert abs(at + facts.first_sound - samples(0.7)) <= LOOK
    assert abs(facts.first_sound - ROOM.head) <= 2 * LOOK
    assert abs(facts.length - facts.last_sound - ROOM.tail) <= 2 * LOOK


@settings(derandomize=True, max_examples=25, deadline=None)
@given(
    loudness=st.floats(-40.0, -6.0),
    above_room=st.floats(22.0, 60.0),
    before=st.floats(0.0, 2.0),
    after=st.floats(0.0, 2.0),
    seed=st.integers(0, 100),
)
def test_any_level_in_any_room(
    *,
    tmp_path_factory: pytest.TempPathFactory,
    loudness: float,
    above_room: float,
    before: float,
    after: float,
    seed: int,
) -> None:
    """Whispered or hot, in a studio or a kitchen: the voice is found and nothing is cut off."""
    floor = max(loudness - above_room, -90.0)
    voice = like_speech(1.5, RATE, seed=seed)
    voice = voice * np.float32(gain(loudness - integrated(voice[:, None])))
    sound = np.clip(in_room(voice, RATE, before, after, floor), -1, 1)
    path = tmp_path_factory.mktemp("takes") / "take.wav"
    write_audio(path, sound, RATE, codec="pcm_f32le", sample_format="flt")
    line, _ = fitted(path)
    at = cut_at(line, sound)
    begin, end = samples(before), samples(before) + samples(1.5)
    assert at <= begin + LOOK
    assert at + len(line) >= end - LOOK
    assert len(line) <= samples(1.5) + ROOM.head + ROOM.tail + 4 * LOOK


@pytest.mark.parametrize("floor", [-45.0, -50.0, -60.0])
def test_a_noisy_room_is_not_taken_for_the_voice(wav: Wav, floor: float) -> None:
    """Seconds of a noisy room before and after the voice are trimmed, its soft ends kept."""
    sound = in_room(like_speech(2.0, RATE), RATE, 3.0, 3.0, floor)
    line, _ = fitted(wav("take.wav", sound))
    at = cut_at(line, sound)
    assert samples(3.0) - ROOM.head - LOOK <= at <= samples(3.0)
    assert samples(5.0) <= at + len(line) <= samples(5.0) + ROOM.tail + 5 * LOOK


@pytest.mark.parametrize("after", [180.0, 400.0])
def test_a_recorder_left_running_hides_nobody(wav: Wav, after: float) -> None:
    """Minutes of room tone after a few seconds of voice are trimmed like seconds of it."""
    sound = in_room(like_speech(4.0, RATE), RATE, 1.0, after, -60.0)
    line, facts = fitted(wav("take.wav", sound))
    assert abs(facts.first_sound - ROOM.head) <= 2 * LOOK
    assert abs(len(line) - (samples(4.0) + ROOM.head + ROOM.tail)) <= 6 * LOOK


def test_hum_and_rumble_are_not_taken_for_the_voice(wav: Wav) -> None:
    """A lorry outside and mains hum, as loud as they are, neither hide nor prolong the voice."""
    sound = in_room(like_speech(1.5, RATE), RATE, 1.5, 1.5, -70.0)
    time = np.arange(len(sound)) / RATE
    sound += np.float32(gain(-26.0)) * np.sin(2 * np.pi * 18 * time).astype(np.float32)
    sound += np.float32(gain(-46.0)) * np.sin(2 * np.pi * 50 * time).astype(np.float32)
    line, facts = fitted(wav("take.wav", sound + np.float32(0.05)))
    assert abs(facts.first_sound - ROOM.head) <= 2 * LOOK
    assert abs(len(line) - (samples(1.5) + ROOM.head + ROOM.tail)) <= 6 * LOOK


def test_a_click_is_not_taken_for_the_voice(wav: Wav) -> None:
    """The mouse that starts and stops the recorder is cut off, loud as it may be."""
    sound = in_room(like_speech(1.5, RATE), RATE, 1.0, 1.0, -60.0)
    click = 0.5 * np.random.default_rng(4).standard_normal(samples(0.008)).astype(np.float32)
    for at in (samples(0.2), samples(3.2)):
        sound[at : at + len(click)] += click
    line, facts = fitted(wav("take.wav", sound))
    assert abs(cut_at(line, sound) + facts.first_sound - samples(1.0)) <= LOOK
    assert abs(len(line) - (samples(1.5) + ROOM.head + ROOM.tail)) <= 6 * LOOK


def test_handles_are_the_rooms_own(wav: Wav) -> None:
    """What surrounds the voice is the room it was recorded in, not digital silence."""
    sound = in_room(like_speech(1.5, RATE), RATE, 1.0, 1.0, -55.0)
    line, facts = fitted(wav("take.wav", sound))
    made_louder = LINE_LOUDNESS - integrated(sound[:, None])
    handle = line[ROOM.fade_in : facts.first_sound - LOOK]
    level = 20 * np.log10(np.sqrt(np.mean(np.square(handle))))
    assert -55.0 + made_louder == pytest.approx(level, abs=3.0)


STEREO: dict[str, Callable[[Sound, Sound], list[Sound]]] = {
    "both": lambda voice, _: [voice, voice],
    "left only": lambda voice, _: [voice, 0 * voice],
    "right only": lambda voice, _: [0 * voice, voice],
    "other side hisses": lambda voice, hiss: [voice, hiss],
    "other side rumbles louder": lambda voice, hiss: [
        voice,
        hiss
        + np.float32(0.5)
        * np.sin(np.arange(len(voice), dtype=np.float32) * 12 * 2 * np.pi / RATE).astype(
            np.float32
        ),
    ],
    "opposite phase": lambda voice, _: [voice, -voice],
    "one side lower": lambda voice, _: [voice, np.float32(0.2) * voice],
}


@pytest.mark.parametrize("kind", STEREO)
def test_stereo_becomes_one_voice(wav: Wav, kind: str) -> None:
    """However the voice lies on two channels, one voice comes out, as if it had been mono."""
    voice = in_room(like_speech(1.5, RATE), RATE, 0.5, 0.5, -70.0)
    hiss = room(len(voice), -60.0, seed=9)
    mono, _ = fitted(wav("mono.wav", voice))
    line, _ = fitted(wav("stereo.wav", np.stack(STEREO[kind](voice, hiss), axis=1)))
    shared = min(len(line), len(mono))
    assert abs(len(line) - len(mono)) <= 2 * LOOK
    lag = cut_at(line, np.pad(mono, (RATE // 10, RATE // 10))) - RATE // 10
    assert abs(lag) <= LOOK
    again = np.roll(line[:shared], lag)[LOOK:-LOOK]
    assert abs(np.corrcoef(again, mono[:shared][LOOK:-LOOK])[0, 1]) > 0.99


def test_a_take_of_a_take_is_the_same_take(wav: Wav) -> None:
    """Fitting in what was fitted in changes neither length nor level to speak of."""
    sound = in_room(like_speech(2.0, RATE), RATE, 1.0, 1.0, -60.0)
    line, before = fitted(wav("one.wav", sound))
    _, after = fitted(wav("two.wav", line))
    assert abs(before.length - after.length) <= 3 * LOOK
    assert before.loudness == pytest.approx(after.loudness, abs=0.1)


def test_the_same_take_makes_the_same_bytes(wav: Wav) -> None:
    """Fitting in is a function of the file alone."""
    path = wav("take.wav", in_room(like_speech(1.0, RATE), RATE, 0.5, 0.5, -60.0))
    (one, facts), (two, again) = fit_take(path), fit_take(path)
    assert (one.raw_data, facts) == (two.raw_data, again)


def _silent() -> Sound:
    return np.zeros(2 * RATE, np.float32)


@pytest.mark.parametrize(
    ("sound", "what"),
    [
        (_silent(), "silent"),
        (_silent() + np.float32(0.1), "silent"),
        (room(2 * RATE, -50.0), "nobody can be heard"),
        (room(2 * RATE, -20.0), "nobody can be heard"),
        (room(180 * RATE, -50.0), "nobody can be heard"),
        (np.sin(np.arange(2 * RATE) * 0.02).astype(np.float32), "nobody can be heard"),
        (like_speech(0.15, RATE), "0.15 s long, too short"),
    ],
    ids=["zeros", "offset", "room", "loud room", "minutes of room", "hum", "short"],
)
def test_what_no_line_can_be_is_refused(wav: Wav, sound: Sound, what: str) -> None:
    """Silence, an empty room, hum and a blip are errors that name the file and what to do."""
    path = wav("take.wav", sound)
    with pytest.raises(TakeError, match=what) as refused:
        fit_take(path)
    assert refused.value.where is not None
    assert path == refused.value.where.path
    assert "record it again, or take the file away" in str(refused.value.hint)


def test_half_a_take_is_refused(wav: Wav) -> None:
    """A take that was copied in part is refused, and both ways out are said."""
    path = wav("take.wav", in_room(like_speech(2.0, RATE), RATE, 0.5, 0.5, -60.0))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(TakeError, match=r"this file breaks off: 1\.50 s of 3\.00 s") as refused:
        fit_take(path)
    assert "copy or export it again, or take the file away" in str(refused.value.hint)


@pytest.mark.parametrize("content", [b"", b"RIFF\x24\x00\x00\x00WAVEfmt ", b"no sound at all" * 99])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is no recording, whatever it is called, is an error that says what to do."""
    path = tmp_path / "dont-cry-1.wav"
    path.write_bytes(content)
    with pytest.raises(TakeError, match="this take can't be used") as refused:
        fit_take(path)
    assert "the voice will speak the line" in str(refused.value.hint)
