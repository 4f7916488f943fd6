"""The nouns of a script: song, line, cue, entry, script."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pipeline.errors import Where

CueForm = Literal["clear", "bed", "under"]
CUE_FORMS: tuple[CueForm, ...] = get_args(CueForm)


@dataclass(frozen=True, slots=True)
class Song:
    """A song as a heading names it; `note` is its version ("Live at …"), `url` where to hear it."""

    title: str
    artist: str
    note: str | None = None
    url: str | None = None

    @property
    def named(self) -> str:
        """The song in a sentence: `“Blue” by Elastica`."""
        return f"“{self.title}” by {self.artist}"


@dataclass(frozen=True, slots=True)
class Line:
    """One narrated paragraph: what the page shows, what the voice says, and where it was written.

    `id` is `<entry>-<n>`, counted from 1; the announcement of an entry's songs is `<entry>-0`.
    """

    id: str
    text: str
    spoken: str
    where: Where

    @property
    def is_announcement(self) -> bool:
        """Whether this line was made from a heading rather than from a paragraph."""
        return self.id.endswith("-0")


@dataclass(frozen=True, slots=True)
class Cue:
    """A snippet placed by hand between two lines: `![…](clip:ID#t=in,out "form")`.

    `start_seconds` and `stop_seconds` are times in the clip; None where they are left open.

    `clear`: alone, the narration waits until it is over. `bed`: only ever under speech, from the
    next line on. `under`: enters in the clear, ducks as the next line begins, leaves under it.
    """

    clip_id: str
    form: CueForm
    start_seconds: float | None
    stop_seconds: float | None
    where: Where


@dataclass(frozen=True, slots=True)
class Entry:
    """One or more songs and the commentary on them; a plain section where `songs` is empty.

    `items` are the lines, and the cues placed by hand, in the order of the page.
    """

    id: str
    heading: str
    songs: tuple[Song, ...]
    items: tuple[Line | Cue, ...]
    where: Where

    @property
    def lines(self) -> tuple[Line, ...]:
        """The narrated lines alone."""
        return tuple(item for item in self.items if isinstance(item, Line))


@dataclass(frozen=True, slots=True)
class Script:
    """One episode as written. The introduction is an entry with id `intro` and no songs."""

    path: Path
    slug: str
    title: str
    entries: tuple[Entry, ...]
    summary: str | None = None
    author: str | None = None
    episode: int | None = None
    season: int | None = None
    date: dt.date | None = None
    explicit: bool | None = None
    guid: str | None = None
    voice: str | None = None
    language: str | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every narrated line, in order."""
        return tuple(line for entry in self.entries for line in entry.lines)

    @property
    def songs(self) -> tuple[Song, ...]:
        """Every song, in order."""
        return tuple(song for entry in self.entries for song in entry.songs)
