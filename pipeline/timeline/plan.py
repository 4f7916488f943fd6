"""Which snippet is heard where: by hand where the script says so, by rule where it doesn't.

The first rule of the planner: the entry's first song enters in the clear before the announcement,
ducks to a bed as the narration begins and leaves under it; the second song of a pair comes after
the paragraph that first names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.clips.library import Library, words_of
from pipeline.clips.model import Clip
from pipeline.script.model import Cue, CueForm, Entry, Line, Script, Song

_QUOTED = re.compile(r"(?=[“\"„«‘]([^“”\"„«»‘]+?)[,.!?]?[”\"“»’](?!\w))")
"""What stands between quotation marks of any kind."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A clip that is to be heard, in which form, and why there.

    `start_seconds` and `stop_seconds` are times in the clip, None where nobody has fixed them.
    """

    clip: Clip
    form: CueForm
    reason: str
    song: Song | None = None
    start_seconds: float | None = None
    stop_seconds: float | None = None
    cue: Cue | None = None


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """An entry with its snippets in their places between its lines."""

    entry: Entry
    items: tuple[Line | Snippet, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole episode, and the songs that no clip belongs to."""

    entries: tuple[PlannedEntry, ...]
    unheard: tuple[Song, ...]

    @property
    def snippets(self) -> tuple[Snippet, ...]:
        """Every snippet, in order."""
        return tuple(
            item for entry in self.entries for item in entry.items if isinstance(item, Snippet)
        )


def plan(script: Script, library: Library, *, music: bool = True) -> Plan:
    """Decide which snippets are heard where. Without `music` there are none.

    Raises ScriptError for a directive that names a clip which does not exist.
    """
    if not music:
        return Plan(tuple(PlannedEntry(entry, entry.lines) for entry in script.entries), ())
    planned = [_entry(entry, library) for entry in script.entries]
    return Plan(
        tuple(entry for entry, _ in planned),
        tuple(song for _, unheard in planned for song in unheard),
    )


def _entry(entry: Entry, library: Library) -> tuple[PlannedEntry, list[Song]]:
    clips = [library.for_song(song) for song in entry.songs]
    by_hand = {item.clip_id for item in entry.items if isinstance(item, Cue)}
    items: list[Line | Snippet] = [
        _from_cue(item, library, entry, clips) if isinstance(item, Cue) else item
        for item in entry.items
    ]
    for number, (song, clip) in enumerate(zip(entry.songs, clips, strict=True)):
        if clip is None or clip.id in by_hand:
            continue
        if number == 0:
            items.insert(0, Snippet(clip, "under", "opens the entry of its song", song))
            continue
        after = _first_naming(song, entry.lines)
        reason = f"follows {after.id}, the first line that names it"
        place = items.index(after) + 1
        while place < len(items) and isinstance(items[place], Snippet):
            place += 1
        items.insert(place, Snippet(clip, "under", reason, song))
    unheard = [song for song, clip in zip(entry.songs, clips, strict=True) if clip is None]
    return PlannedEntry(entry, tuple(items)), unheard


def _from_cue(cue: Cue, library: Library, entry: Entry, clips: Sequence[Clip | None]) -> Snippet:
    clip = library.for_cue(cue)
    song = next(
        (song for song, of_song in zip(entry.songs, clips, strict=True) if of_song == clip), None
    )
    return Snippet(clip, cue.form, "placed by hand", song, cue.start_seconds, cue.stop_seconds, cue)


def _first_naming(song: Song, lines: Sequence[Line]) -> Line:
    """The first paragraph that names a song; the first of all where none does.

    A title in quotation marks counts before one that is written like the title, and that before the
    same words in any case: “Blue” is sooner a song than blue is.
    """
    title = words_of(song.title)
    told = [line for line in lines if not line.is_announcement] or list(lines)
    written = _straight(song.title)
    ways: tuple[Callable[[str], bool], ...] = (
        lambda text: any(words_of(quoted) == title for quoted in _QUOTED.findall(text)),
        lambda text: bool(re.search(rf"\b{re.escape(written)}(?!\w)", _straight(text))),
        lambda text: _holds(words_of(text), title),
    )
    found = (line for names in ways for line in told if names(line.text))
    return next(found, told[0])


def _straight(text: str) -> str:
    return re.sub(r"[’‘ʼ]", "'", text)


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether words hold others in a row."""
    count = len(wanted)
    return bool(count) and any(
        words[at : at + count] == wanted for at in range(len(words) - count + 1)
    )
