"""Headings: which songs a `##` heading names, in any of the forms that articles use.

With a title in quotation marks the order is plain, and every form below is read:

    “T” by A            “T”, by A            A – “T”              “T” — A
    “T” and “U” by A    “T” by A and “U” by B                     “T” by A / “U” by B
    3. “T” by A         #3 “T” by A          “T” by A (Live at …) “T” (Demo) by A

Marks may be “ ”, " ", « », „ “, ‘ ’, ' ' and their kin; a band's name is whatever stands between
*by* and the next quoted song, so “and”, “&”, commas and slashes in it survive.

Without quotation marks only what can't be mistaken is a song: `T by A` (at the last *by*, if
what follows looks like a name) and `T — A` with an em dash, title first. `A – T` with an en dash
or a hyphen could be either way round, and is a plain section: quote the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.script.model import Song

MAX_LENGTH = 300
"""A heading longer than this is a paragraph with a `##` before it, and names no song."""

QUOTES = {
    "“": '”“"', "„": '“”"', "”": "”", '"': '"”', "«": "»", "»": "«", "‹": "›", "›": "‹",
    "‘": "’‘'", "‚": "‘’'", "'": "'’", "「": "」", "『": "』", "〈": "〉", "《": "》",
}  # fmt: skip
"""Opening quotation marks, and what may close each."""

BY = ("by", "von", "par", "por", "de", "di", "door", "av", "af", "przez", "от")
"""Words between a quoted title and its artist."""

AND = ("and", "und", "et", "y", "e", "en", "och", "og", "i", "и")
"""Words between two quoted titles."""

VERSION = (
    r"(?i)\b(?:live|demo|acoustic|remix|mix|version|remaster(?:ed)?|edit|session|unplugged"
    r"|take \d+|feat\.?|ft\.?|featuring|instrumental|cover|\d{4})\b"
)
"""What makes a bracket after an unquoted title a version note and not the end of the title."""

BRACKETED_NAMES = frozenset({"was (not was)"})
"""Artists whose names end in a bracket, which is no version note."""

SECTIONS = frozenset(
    """
    act afterword appendix bonus chapter coda conclusion contents credits disc encore epilogue
    finale foreword interlude intermission intro introduction note notes outro part postscript
    preface prelude prologue section side thanks track volume
    """.split()  # noqa: SIM905 - a word list reads best as words
)
"""First words of an unquoted heading that make it a plain section."""

CREDITS = frozenset(
    """
    adapted artwork as compiled curated design drawings edited essay hosted illustrated
    illustration illustrations images interview lyrics mixed music performed photo photograph
    photographs photography photos pictures playlist presented produced recorded reported
    selected song songs story text told translated words writing written
    """.split()  # noqa: SIM905
)
"""Last words before an unquoted *by* that make it a credit and not a song."""

NO_NAMES = frozenset(
    """
    day her here him hour it itself me minute myself night now one step them then us week
    year you yourself
    """.split()  # noqa: SIM905
)
"""What follows *by* in plain English (“Stand by Me”): on its own never taken for an artist."""

_NUMBER = (
    r"(?i)^(?:(?:(?:track|no\.?|nr\.?|№)\s*\d{1,3}|#\s?\d{1,3})"
    r"\s*(?:[.:)–—-]|(?=[“”„\"«‘'‹‚]))"
    r"|\(\d{1,3}\)|\d{1,3}\s*[.:)](?!\d)|\d{1,3}\s+(?:[–—-](?=\s)|(?=[“”„\"«‘'‹‚])))\s*"
)
_INSIDE = r"\((?P<round>(?:[^()]|\([^()]*\))*)\)|\[(?P<square>[^\[\]]*)\]"
_NOTE = rf"\s*(?:{_INSIDE})"
_LAST_NOTE = rf"(?<=[\s”\"»’'])(?:{_INSIDE})$"
_TRAILER = r",\s+(?=(?:live|from|recorded|taken from)\s)"
_BY = rf"\s*,?\s*\b(?i:{'|'.join(BY)})\b\s*(?=\S)"
_DASH = r"(?:\s*[–—―]\s*|\s+-{1,2}\s+|--)"
_JOIN = rf"\s*[,;]?\s*(?:\b(?i:{'|'.join(AND)})\b|[&+/,;])\s*"


def parse_heading(text: str) -> tuple[Song, ...]:
    """The songs that a heading names, in order; empty for a plain section. Never raises.

    `text` is the heading without Markdown. Titles and artists keep their letters as typed, with
    single spaces; see the module's docstring for the forms. A version note after an artist of
    several songs belongs to each of them.
    """
    line = " ".join(text.split())
    if not line or len(line) > MAX_LENGTH:
        return ()
    for candidate in dict.fromkeys((re.sub(_NUMBER, "", line), line)):
        songs = _groups(candidate) or _unquoted(candidate)
        if songs:
            return songs
    return ()


# --- with quotation marks -----------------------------------------------------------------------
#
# A closing mark can't be told from an apostrophe or an inner quotation by itself (‘Rockin’ in the
# Free World’), so each function below tries the nearest one first and goes on where the rest makes
# no sense. All depend on nothing but the rest of the line: the caches keep that from exploding.


@dataclass(frozen=True, slots=True)
class _Group:
    """Titles that share an artist, whose version note they share too, and what comes after."""

    titles: tuple[Song, ...]
    artist: str
    note: str | None
    after: tuple[Song, ...] = ()

    @property
    def songs(self) -> tuple[Song, ...]:
        named = (
            replace(title, artist=self.artist, note=title.note or self.note)
            for title in self.titles
        )
        return (*named, *self.after)


def _groups(rest: str) -> tuple[Song, ...]:
    """The whole rest of a heading as groups, joined; empty where it is not that."""
    group = _by_title(rest) or _by_artist(rest)
    return group.songs if group else ()


@lru_cache(maxsize=MAX_LENGTH)
def _by_title(rest: str) -> _Group | None:
    """`“T” and “U” by A …`, then perhaps a joiner and further groups."""
    for song, tail in _quoted(rest):
        join = re.match(_JOIN, tail)
        group = _by_title(tail[join.end() :]) if join else None
        if group:
            return replace(group, titles=(song, *group.titles))
        by, dash = re.match(_BY, tail), re.match(_DASH, tail)
        if by:
            group = _named(tail[by.end() :])
        elif dash and tail[dash.end() : dash.end() + 1] not in QUOTES:
            group = _named(tail[dash.end() :])
        if group:
            return replace(group, titles=(song,))
    return None


@lru_cache(maxsize=MAX_LENGTH)
def _named(rest: str) -> _Group | None:
    """The artist of the titles before: up to the next joined group, or to the end."""
    for join in re.finditer(f"{_JOIN}|{_DASH}", rest):
        artist, note = _name_and_note(rest[: join.start()])
        tail = rest[join.end() :]
        after = _groups(tail) if artist else ()
        if artist and not after:  # “T” by A and “U”
            after = tuple(replace(song, artist=artist) for song in _titles(tail) or ())
        if after:
            return _Group((), artist, note, after)
    artist, note = _name_and_note(rest)
    return _Group((), artist, note) if artist else None


@lru_cache(maxsize=MAX_LENGTH)
def _by_artist(rest: str) -> _Group | None:
    """`A – “T” and “U”`, then perhaps a joiner and further groups."""
    for dash in re.finditer(_DASH, rest):
        artist, note = _name_and_note(rest[: dash.start()])
        titles = _titles(rest[dash.end() :]) if artist else None
        if titles:
            unnamed = sum(1 for title in titles if not title.artist)
            return _Group(titles[:unnamed], artist, note, titles[unnamed:])
    return None


@lru_cache(maxsize=MAX_LENGTH)
def _titles(rest: str) -> tuple[Song, ...] | None:
    """Joined titles without their artist to the end of the line, or to further groups."""
    for song, tail in _quoted(rest):
        if not tail.strip(" .:"):
            return (song,)
        join = re.match(_JOIN, tail)
        more = (_titles(tail[join.end() :]) or _groups(tail[join.end() :])) if join else None
        if more:
            return (song, *more)
    return None


def _quoted(rest: str) -> Iterator[tuple[Song, str]]:
    """Every way to read one quoted title, with the note that follows it; and what is left."""
    closers = QUOTES.get(rest[:1], "")
    for end in range(2, len(rest)):
        if rest[end] not in closers:
            continue
        if rest[end] in "’'" and rest[end + 1 : end + 2].isalnum():
            continue
        title = rest[1:end].strip().removesuffix(",").rstrip()
        if title:
            tail = rest[end + 1 :]
            note = re.match(_NOTE, tail)
            yield Song(title, "", _words(note)), tail[note.end() if note else 0 :]


def _name_and_note(name: str) -> tuple[str, str | None]:
    """`Elastica (Live at Glastonbury)` → name and note; `Was (Not Was)` stays whole.

    The name is empty where there is nothing but punctuation.
    """
    notes: list[str | None] = []
    artist = name.strip().removesuffix(":").rstrip()
    while artist.casefold() not in BRACKETED_NAMES and (match := re.search(_LAST_NOTE, artist)):
        notes.insert(0, _words(match))
        artist = artist[: match.start()].rstrip()
    artist, *trailer = re.split(_TRAILER, artist, maxsplit=1)
    artist = artist.strip().rstrip(",").rstrip()
    if not set(artist) - set(" .…,:;–—-/&+"):
        return "", None
    return artist, ", ".join(filter(None, [*trailer, *notes])) or None


def _words(note: re.Match[str] | None) -> str | None:
    """What stands inside the brackets, or None."""
    return ((note["round"] or note["square"] or "").strip() or None) if note else None


# --- without ------------------------------------------------------------------------------------


def _unquoted(line: str) -> tuple[Song, ...]:
    """`T by A`, `T — A`, or several of either with a spaced slash between them."""
    parts = re.split(r"\s/\s", line)
    found = [_one_unquoted(part) for part in parts]
    if len(parts) > 1 and all(found):
        return tuple(song for song in found if song)
    song = _one_unquoted(line)
    return (song,) if song else ()


def _one_unquoted(line: str) -> Song | None:
    """One song without quotation marks, or None where it could be anything else."""
    pieces = re.split(r"\s*—\s*", line)
    by = list(re.finditer(r"(?i)\sby\s", line))
    if by:
        title, name = line[: by[-1].start()], line[by[-1].end() :]
    elif len(pieces) == 2:
        title, name = pieces
    else:
        return None
    artist, note = _name_and_note(name)
    title, title_note = _title_and_note(title.strip().removesuffix(","))
    if not (_begins_a_name(title) and _is_a_name(artist)):
        return None
    first, last = _bare(title.split()[0]), _bare(title.split()[-1])
    # “Side by Side”, “Day by Day”: the same word before and after is an idiom
    if first in SECTIONS or (by and (last in CREDITS or last == _bare(artist))):
        return None
    return Song(title, artist, title_note or note)


def _title_and_note(title: str) -> tuple[str, str | None]:
    """`Blue (Live)` → `Blue`, `Live`; `Don't You (Forget About Me)` stays whole."""
    match = re.search(_LAST_NOTE, title)
    words = _words(match)
    if match and words and re.search(VERSION, words) and title[: match.start()].strip():
        return title[: match.start()].strip(), words
    return title, None


def _begins_a_name(text: str) -> bool:
    """Whether a title starts as titles do: with a capital, a digit or a sign."""
    return bool(text) and not text[0].islower() and any(letter.isalnum() for letter in text)


def _is_a_name(text: str) -> bool:
    """Whether a word after *by* or a dash can be an artist and not the end of a phrase."""
    if not text or text.casefold() in NO_NAMES or text.startswith(("a ", "an ")):
        return False
    words = [word for word in text.split() if len(word) > 4]  # and, the, with
    return any(not letter.islower() for letter in text if letter != " ") and not any(
        word.isalpha() and word.islower() for word in words
    )


def _bare(word: str) -> str:
    """A word in lower case without punctuation around it."""
    return word.strip(".,:;!?()[]'’‘").casefold()
