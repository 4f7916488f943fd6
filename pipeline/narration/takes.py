"""Takes: lines that a person has recorded. Finding them, fitting them in, and knowing their words.

A take is a file named for its line, `takes/<line-id>.<any common format>`. What it was recorded for
is remembered in `takes/takes.json`, so that a take of words that have since been changed is not
played for the new ones: it is a pickup, to be recorded again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import AudioFileError, StorageError, TakeError, Where
from pipeline.narration.model import LineFacts
from pipeline.narration.voices import suggestion
from pipeline.storage import write_file

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.audio.segment import AudioSegment

MEMORY = "takes.json"
FORMATS = frozenset(
    """
    .3ga .3gp .aac .ac3 .aif .aifc .aiff .amr .ape .au .caf .flac .m4a .m4b .mka .mkv .mov .mp2
    .mp3 .mp4 .oga .ogg .opus .rf64 .snd .spx .tta .w64 .wav .wave .webm .wma .wv
    """.split()  # noqa: SIM905 - a word list reads best as words
)
"""Endings that say that a file is a recording; the decoder goes by what is in it."""

SHORTEST = 0.2
"""Seconds below which no file can hold a line."""


def find_takes(folder: Path, line_ids: Iterable[str]) -> dict[str, Path]:
    """The recorded lines among `line_ids`, in their order: line id to file. No folder, no takes.

    Upper and lower case are the same. Hidden files and files that are not recordings are passed
    over. Raises TakeError for a recording that no line is named for, for a line that has two, and
    for what is named like a recording and is no file.
    """
    ids = list(line_ids)
    known = {line_id.lower(): line_id for line_id in ids}
    found: dict[str, Path] = {}
    for path in _recordings(folder):
        line_id = known.get(path.stem.lower())
        if line_id is None:
            raise TakeError(
                f"there is no line “{path.stem}” for this take",
                where=Where(path),
                hint=f"{suggestion(path.stem, ids)}; `sleevenotes outline` lists them all",
            )
        if line_id in found:
            raise TakeError(
                f"line {line_id} has two takes: {found[line_id].name} and {path.name}",
                where=Where(path),
                hint="keep the better one here and move the other elsewhere",
            )
        found[line_id] = path
    return {line_id: found[line_id] for line_id in ids if line_id in found}


def fit_take(path: Path) -> tuple[AudioSegment, LineFacts]:
    """A recorded take as a line: mono, at `RATE`, at the loudness of lines, in its own room tone.

    Any format, rate, level and channel count. Raises TakeError for a file that can't be decoded,
    that is too short, silent, or in which nobody speaks.
    """
    from pipeline.audio.files import decode
    from pipeline.narration.hearing import hear
    from pipeline.narration.level import LINE_LOUDNESS, without_rumble
    from pipeline.narration.line import ROOM, fit
    from pipeline.units import samples, seconds

    where = Where(path)
    try:
        recording = decode(path)
    except AudioFileError as error:
        raise TakeError(
            f"this take can't be used: {error.what}",
            where=where,
            hint=f"{error.hint}, or {_AWAY}" if error.hint else _AGAIN,
        ) from error
    if len(recording) < samples(SHORTEST):
        raise TakeError(
            f"this take is {seconds(len(recording)):.2f} s long, too short for a line",
            where=where,
            hint=_AGAIN,
        )
    voice = _one_voice(without_rumble(recording))
    if float(abs(voice).max()) < _SILENCE:
        raise TakeError(
            "this take is silent",
            where=where,
            hint=f"was the microphone muted, or the wrong input chosen? {_AGAIN}",
        )
    heard = hear(voice, clean=False)
    if heard is None:
        raise TakeError(
            "nobody can be heard speaking in this take, only an even noise",
            where=where,
            hint=f"was the right microphone chosen? {_AGAIN}",
        )
    return fit(voice, heard, ROOM, loudness=LINE_LOUDNESS)


_AWAY = "take the file away and the voice will speak the line"
_AGAIN = f"record it again, or {_AWAY}"
_SILENCE = 1e-4
"""Full scale is 1: a peak below -80 dBFS is nothing that anybody said."""
_ALIKE = 0.5


def _one_voice(recording: NDArray[np.float32]) -> NDArray[np.float32]:
    """`(n, channels)` to mono `(n,)`.

    The mean where both channels carry the same voice; else the louder of them alone: one side may
    be dead or only hiss, and if the two are in opposite phase, their mean would be nothing.
    """
    import numpy as np

    if recording.shape[1] == 1:
        return recording[:, 0]
    left, right = recording.T.astype(np.float64)
    powers = (float(left @ left), float(right @ right))
    both = math.sqrt(powers[0] * powers[1])
    alike = float(left @ right) / both if both else 0.0
    if alike > _ALIKE:
        return np.asarray(recording.mean(axis=1), np.float32)
    return recording[:, int(np.argmax(powers))]


def _recordings(folder: Path) -> list[Path]:
    """The files in a folder that look like recordings, by name."""
    try:
        entries = sorted(folder.iterdir()) if folder.is_dir() else []
        named = [
            path
            for path in entries
            if path.suffix.lower() in FORMATS and not path.name.startswith(".")
        ]
        other = next((path for path in named if not path.is_file()), None)
    except OSError as error:
        raise StorageError(
            f"the takes can't be listed: {error.strerror}", where=Where(folder)
        ) from error
    if other is not None:
        kind = "a folder" if other.is_dir() else "a link to a file that is not there"
        if not other.is_symlink() and not other.is_dir():
            kind = "something else"
        raise TakeError(
            f"this is no file but {kind}, though it is named like a take",
            where=Where(other),
            hint=f"put the recording here, or {_AWAY}",
        )
    return named


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a take was recorded for: the sha256 of its file in hex, and the line's written text."""

    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class Pickup:
    """A line to record again: its take says `recorded`, and the line now says something else.

    `moved_to` is the line that has those words now, if there is one: lines are counted within their
    entry, so a new paragraph gives those after it new names.
    """

    line_id: str
    recorded: str
    written: str
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class TakeMemory:
    """What every take is remembered to have been recorded for, by line id."""

    takes: Mapping[str, Recorded] = field(default_factory=lambda: MappingProxyType({}))


def remember(memory: TakeMemory, line_id: str, digest: str, text: str) -> TakeMemory:
    """The memory with a take noted under its line as recorded for a text.

    A file that is known, under whatever line, and now meets other words is noted with its own: it
    has not changed, so it still says them. Another file is a new recording, of the words of today.
    """
    said = _other_words(memory, line_id, digest, text)
    noted = Recorded(digest, text if said is None else said)
    return TakeMemory(MappingProxyType({**memory.takes, line_id: noted}))


def stale(memory: TakeMemory, line_id: str, digest: str, texts: Mapping[str, str]) -> Pickup | None:
    """The pickup that a line's take calls for, or None if it says what is written.

    `texts` are the written texts of all lines. What is compared is words: another comma, quotation
    mark or line break is no reason to record again. A file is known by its digest under whatever
    line it was noted: renamed for the line that has its words now, it is good; renamed for a line
    with other words, it is a pickup.
    """
    said = _other_words(memory, line_id, digest, texts[line_id])
    if said is None:
        return None
    moved = (other for other, text in texts.items() if _same_words(said, text))
    return Pickup(line_id, said, texts[line_id], next(moved, None))


def _other_words(memory: TakeMemory, line_id: str, digest: str, text: str) -> str | None:
    """The words of a file that is known, but not with those of a text; None if it may say them."""
    own = memory.takes.get(line_id)
    known = [one.text for one in (own, *memory.takes.values()) if one and one.digest == digest]
    if not known or any(_same_words(said, text) for said in known):
        return None
    return known[0]


def read_memory(folder: Path) -> TakeMemory:
    """The memory kept in a folder of takes; an empty one where there is none.

    Raises TakeError for a file that is not ours to understand: it is never overwritten.
    """
    path = folder / MEMORY
    try:
        takes = msgspec.json.decode(path.read_bytes(), type=dict[str, Recorded])
    except (FileNotFoundError, NotADirectoryError):
        return TakeMemory()
    except OSError as error:
        raise StorageError(f"can't read this: {error.strerror}", where=Where(path)) from error
    except msgspec.DecodeError as error:
        raise TakeError(
            f"the memory of what each take was recorded for can't be read: {error}",
            where=Where(path),
            hint="put back an older copy, or delete it: then every take counts as recorded for the "
            "words as they stand now",
        ) from error
    return TakeMemory(MappingProxyType(takes))


def write_memory(folder: Path, memory: TakeMemory) -> None:
    """Keep a memory in a folder of takes, whole or not at all; the same memory writes nothing.

    Raises StorageError where the folder can't be written.
    """
    plain = {line_id: memory.takes[line_id] for line_id in sorted(memory.takes)}
    write_file(folder / MEMORY, msgspec.json.format(msgspec.json.encode(plain), indent=2) + b"\n")


_QUIET = re.compile(r"[^\w\s$€£¥%&+=@#/°']+|_")


def _same_words(one: str, other: str) -> bool:
    return _words(one) == _words(other)


def _words(text: str) -> list[str]:
    """What is said of a text: words and signs in lower case, without what only the page shows."""
    said = _QUIET.sub(" ", text.replace("’", "'").casefold())
    return [word.strip("'") for word in said.split() if word.strip("'")]
