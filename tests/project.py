"""A small project that builds in seconds: the tone for a voice, one song that is ours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.audio.segment import to_segment
from pipeline.build import digest_file
from pipeline.units import RATE

SHOW = """[show]
title = "A Show"
author = "An Author"
description = "About songs."
base_url = "https://example.org/show/"
artwork = "cover.png"
owner_email = "a@example.org"

[narration]
voice = "tone"

[pacing]
clear_seconds = 3.0
bed_seconds = 4.0
"""

SCRIPT = """---
title: Two songs
date: 2026-11-20
---
An introduction of a few words. It has two sentences.

## “Blue” by Elastica

The first line about it, which is long enough to have a bed under it for a while.

The second line about it.

## “Nothing” by Nobody

There is no clip of this one.
"""


@dataclass(frozen=True)
class SmallProject:
    """Where its files are, and what to change in them."""

    root: Path

    @property
    def script(self) -> Path:
        """The script of its one episode."""
        return self.root / "scripts" / "two-songs" / "script.md"

    @property
    def output(self) -> Path:
        """Its releases."""
        return self.root / "output"

    @property
    def record(self) -> Path:
        """The licence record of its one clip."""
        return self.root / "clips" / "blue.toml"

    def edit(self, path: Path, old: str, new: str) -> None:
        """Replace a text in a file; it must be there."""
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def take(self, line_id: str, seconds: float = 2.0) -> Path:
        """Record a line: a voiced sound with syllables, at 48 kHz, quietly."""
        rate = 48_000
        at = np.arange(round(rate * seconds)) / rate
        voice = np.sin(2 * np.pi * 160 * at) + 0.4 * np.sin(2 * np.pi * 640 * at)
        voice *= 0.05 * np.clip(np.sin(2 * np.pi * 2.5 * at), 0, 1)
        room = np.random.default_rng(3).standard_normal(rate // 2) * 1e-4
        sound = np.concatenate([room, voice, room])
        pcm = (sound * 32767).astype("<i2").tobytes()
        from pydub import AudioSegment

        path = self.script.parent / "takes" / f"{line_id}.wav"
        path.parent.mkdir(exist_ok=True)
        take = AudioSegment(pcm, sample_width=2, frame_rate=rate, channels=1)
        take.export(path, format="wav").close()
        return path


def make_project(root: Path) -> SmallProject:
    """Write the project."""
    project = SmallProject(root)
    project.script.parent.mkdir(parents=True)
    project.record.parent.mkdir()
    (root / "scripts" / "show.toml").write_text(SHOW, encoding="utf-8")
    project.script.write_text(SCRIPT, encoding="utf-8")
    Image.new("RGB", (1400, 1400), "#884422").save(root / "scripts" / "cover.png")
    at = np.arange(12 * RATE) / RATE
    pulse = 0.2 + 0.8 * np.exp(-6 * (at % 0.5))
    chord = sum(np.sin(2 * np.pi * hz * at) for hz in (220, 277, 330))
    song = np.stack([chord * pulse, np.roll(chord, 40) * pulse], axis=1) * 0.1
    audio = root / "clips" / "blue.wav"
    to_segment(song.astype(np.float32)).export(audio, format="wav").close()
    downbeats = ", ".join(f"{2.0 * n:.1f}" for n in range(6))
    project.record.write_text(
        'schema = 1\n[recording]\ntitle = "Azure"\nartist = "House"\nfile = "blue.wav"\n'
        f'digest = "sha256:{digest_file(audio)}"\n'
        'stands_in_for = { title = "Blue", artist = "Elastica" }\n'
        '[[grant]]\nkind = "own"\nlicensor = "Us"\ncredit = "“Azure” by House, ours"\n'
        f"[music]\ntempo = 120.0\ndownbeats = [{downbeats}]\n",
        encoding="utf-8",
    )
    return project
