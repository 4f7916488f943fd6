"""The outline of a script, as `sleevenotes outline --json` prints it."""

from __future__ import annotations

from typing import TypedDict

from pipeline.script.model import Entry, Script


class SongOutline(TypedDict):
    """A song as its heading names it."""

    title: str
    artist: str
    note: str | None
    url: str | None


class LineOutline(TypedDict):
    """A line as the page shows it and as the voice says it."""

    id: str
    text: str
    spoken: str


class EntryOutline(TypedDict):
    """An entry; the introduction and plain sections have no songs."""

    id: str
    heading: str
    songs: list[SongOutline]
    lines: list[LineOutline]


class Outline(TypedDict):
    """The whole episode."""

    title: str
    entries: list[EntryOutline]


def outline(script: Script) -> Outline:
    """What the reader understood: title, entries, their songs and their lines, ready for JSON."""
    return {"title": script.title, "entries": [_entry(entry) for entry in script.entries]}


def _entry(entry: Entry) -> EntryOutline:
    return {
        "id": entry.id,
        "heading": entry.heading,
        "songs": [
            {"title": song.title, "artist": song.artist, "note": song.note, "url": song.url}
            for song in entry.songs
        ],
        "lines": [
            {"id": line.id, "text": line.text, "spoken": line.spoken} for line in entry.lines
        ],
    }
