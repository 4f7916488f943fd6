"""Chapters: the parts of a timeline as an app lists them, and `chapters.json`.

The JSON is the podcast namespace's chapters format 1.2.0
(github.com/Podcastindex-org/podcast-namespace, docs/examples/chapters/jsonChapters.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.units import RATE, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.script.model import Song
    from pipeline.timeline.model import Timeline

VERSION = "1.2.0"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of the episode with a title, and where to hear the song, if the script says so."""

    title: str
    span: Span
    url: str | None = None

    @property
    def start(self) -> int:
        """First sample of the chapter."""
        return self.span.start

    @property
    def stop(self) -> int:
        """First sample after the chapter."""
        return self.span.stop


def chapters(timeline: Timeline) -> tuple[Chapter, ...]:
    """One chapter for each part that lasts, in order; together they cover the episode.

    A part with songs is named for them, another by its own title. The link is that of the part's
    first song that has one.
    """
    return tuple(
        Chapter(
            title=songs_title(part.songs) or part.title,
            span=part.span,
            url=next((song.url for song in part.songs if song.url), None),
        )
        for part in timeline.parts
        if part.span.length
    )


def songs_title(songs: Iterable[Song]) -> str:
    """Songs as a chapter names them: `“Title” – Artist`, and ` / ` between one artist and the next.

    Songs of the same artist in a row share the name: `“One” / “Two” – Artist`.
    """
    return " / ".join(
        " / ".join(f"“{song.title}”" for song in group) + f" – {artist}"
        for artist, group in groupby(songs, key=lambda song: song.artist)
    )


def milliseconds(count: int) -> int:
    """Samples at `RATE` to the nearest millisecond: the grid on which all chapter formats agree."""
    return (count * 2000 + RATE) // (2 * RATE)


def chapters_json(
    chapters: Iterable[Chapter],
    *,
    title: str,
    podcast: str | None = None,
    author: str | None = None,
    file_name: str | None = None,
) -> bytes:
    """`chapters.json` 1.2.0 for an episode of that title; UTF-8, no nulls, times in seconds."""
    about = {"title": title, "podcastName": podcast, "author": author, "fileName": file_name}
    document = {
        "version": VERSION,
        **{key: value for key, value in about.items() if value},
        "chapters": [_as_json(chapter) for chapter in chapters],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _as_json(chapter: Chapter) -> dict[str, str | float]:
    times = {
        "startTime": milliseconds(chapter.start) / 1000,
        "endTime": milliseconds(chapter.stop) / 1000,
    }
    link = {"url": chapter.url} if chapter.url else {}
    return {**times, "title": chapter.title, **link}
