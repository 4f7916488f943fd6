"""Announcements: what the voice says for a heading that names songs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from pipeline.script.model import Song

DEFAULT_ANNOUNCEMENT = "{songs}."
"""The template of a show that has none of its own; `{songs}` is where the songs go."""

COMMON_NOTES = frozenset(
    """
    a acoustic album alternate an bonus club cover demo demos early edit electric extended
    featuring first from full in instrumental its late live long mono on original outtake radio
    recorded rehearsal reissue remaster remastered remix reprise rough session short single solo
    stereo studio taped the unplugged unreleased version video with
    """.split()  # noqa: SIM905 - a word list reads best as words
)
"""First words of version notes that are ordinary words: lower case in mid-sentence."""

_SENTENCE_ENDS = (".", "!", "?", "…")


def announcement(songs: Sequence[Song], template: str = DEFAULT_ANNOUNCEMENT) -> str:
    """The songs of a heading in words, put into the show's template.

    One song: `“Blue”, by Elastica, live at Glastonbury.` Two by one artist: `“A” and “B”, by C.`
    Two by two: `“A”, by B, and “C”, by D.` An empty template, or no song: an empty string, which
    means that nothing is announced.
    """
    if not songs or not template.strip():
        return ""
    phrases = [
        phrase(list(group))
        for _, group in groupby(songs, key=lambda song: (song.artist, song.note))
    ]
    listed = phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])}, and {phrases[-1]}"
    if listed.endswith(_SENTENCE_ENDS):  # N.W.A. and Wham! bring a full stop of their own
        template = template.replace("{songs}.", "{songs}")
    return template.replace("{songs}", listed).strip()


def phrase(songs: Sequence[Song]) -> str:
    """Songs that share an artist and a version: `“A”, “B” and “C”, by D, live in Leeds`."""
    titles = [f"“{song.title}”" for song in songs]
    listed = titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"
    note = songs[0].note
    return f"{listed}, by {songs[0].artist}" + (f", {_in_mid_sentence(note)}" if note else "")


def _in_mid_sentence(note: str) -> str:
    """`Live at Leeds` → `live at Leeds`; `Peel Session` keeps its capital."""
    first = note.split(maxsplit=1)[0]
    return note[0].lower() + note[1:] if first.lower() in COMMON_NOTES else note
