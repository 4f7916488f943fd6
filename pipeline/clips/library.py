"""The clip library: `clips/<id>.toml` beside its audio."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.clips.model import Clip, Grant, Music, Named, Recording, Work
from pipeline.errors import ClipError, ScriptError, Where, did_you_mean
from pipeline.records import line_of, read_record
from pipeline.script.model import Cue, Song


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    schema: Literal[1]
    recording: Recording
    work: Work = Work()
    grant: tuple[Grant, ...] = ()
    music: Music = Music()


@dataclass(frozen=True, slots=True)
class Library:
    """The clips of a project, by id."""

    clips: Mapping[str, Clip]

    def for_song(self, song: Song) -> Clip | None:
        """The clip that is played for a song.

        A recording of the song itself comes before a stand-in for it; among equals the first id.
        """
        wanted = sounds_like(song.title, song.artist)
        for names in (_own_names, _stand_in_names):
            for clip in self.clips.values():
                if wanted in {sounds_like(name.title, name.artist) for name in names(clip)}:
                    return clip
        return None

    def for_cue(self, cue: Cue) -> Clip:
        """The clip that a directive of the script names. Raises ScriptError if there is none."""
        clip = self.clips.get(cue.clip_id)
        if clip is None:
            missing = f"put its audio and its record {cue.clip_id}.toml into clips/"
            raise ScriptError(
                f"there is no clip “{cue.clip_id}”",
                where=cue.where,
                hint=did_you_mean(cue.clip_id, self.clips, missing),
            )
        return clip


def read_library(folder: Path) -> Library:
    """Read every record in a folder; no folder is an empty library.

    Raises ClipError with file:line for a record that can't be read or names no audio. The audio
    itself is looked at when it is used.
    """
    records = sorted(folder.glob("*.toml"))
    return Library({record.stem: _read(record) for record in records})


def sounds_like(title: str, artist: str) -> tuple[str, str]:
    """A title and an artist without what articles differ in: case, accents, marks, “the”, “and”."""
    return _plain(title), re.sub(r"^the(?=.)", "", _plain(artist))


def words_of(text: str) -> list[str]:
    """The words of a text without case, accents and marks; `Rock’n’Roll` is one word."""
    folded = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    kept = "".join(char for char in folded if not unicodedata.combining(char))
    return re.findall(r"[^\W_]+", re.sub(r"['’‘ʼ`]", "", kept))


def _plain(name: str) -> str:
    return "".join(words_of(name))


def _read(path: Path) -> Clip:
    record = read_record(path, _Record, ClipError)
    recording = record.recording
    lines = path.read_text(encoding="utf-8")
    at_file = Where(path, line_of(lines, ["recording", "file"]))
    if Path(recording.file).name != recording.file:
        raise ClipError("“file” names the audio beside this record, without folders", where=at_file)
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", recording.digest):
        raise ClipError(
            "“digest” is not a sha256 digest",
            where=Where(path, line_of(lines, ["recording", "digest"])),
            hint="write sha256: and the 64 hexadecimal digits that sha256sum prints",
        )
    for index, grant in enumerate(record.grant):
        if grant.kind == "creative-commons" and not grant.spdx:
            raise ClipError(
                "a Creative Commons grant needs its “spdx” id",
                where=Where(path, line_of(lines, ["grant", index])),
                hint='for instance spdx = "CC-BY-4.0"',
            )
    _check_times(record.music, path, lines)
    return Clip(
        id=path.stem,
        recording=recording,
        work=record.work,
        grants=record.grant,
        music=record.music,
        audio=path.with_name(recording.file),
        record=at_file,
    )


def _own_names(clip: Clip) -> tuple[Named, ...]:
    return (clip.recording, *clip.recording.aliases)


def _stand_in_names(clip: Clip) -> tuple[Named, ...]:
    stands_in_for = clip.recording.stands_in_for
    return (stands_in_for,) if stands_in_for else ()


def _check_times(music: Music, path: Path, text: str) -> None:
    """Refuse times that no clock shows: negative, endless, or going backwards."""
    ends = tuple(time for section in music.sections for time in (section.start, section.end))
    post = () if music.post is None else (music.post,)
    for key, times in (
        ("beats", music.beats),
        ("downbeats", music.downbeats),
        ("sections", ends),
        ("post", post),
    ):
        possible = all(math.isfinite(time) and time >= 0.0 for time in times)
        if not possible or list(times) != sorted(times):
            raise ClipError(
                f"“{key}” of [music] are no times in ascending order",
                where=Where(path, line_of(text, ["music", key])),
                hint="seconds from the start of the clip",
            )
