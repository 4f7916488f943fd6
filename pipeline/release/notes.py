"""Show notes: the songs with times and links, the music's credits, who speaks. HTML for feeds.

Everything is read off the timeline; credits are given exactly as their licences word them. Feeds
and apps keep few elements, so the fragment is made of p, ul, li, a, em and strong alone.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

from pipeline.units import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pipeline.script.model import Song
    from pipeline.timeline.model import Part, Played, Timeline

LIMIT = 4000
"""Bytes of plain text: what Apple keeps of an episode's description."""

_BLOCK_END = re.compile(r"</(?:p|li)>")
_ITEM = re.compile(r"<li>")
_NOT_WORD = re.compile(r"[\W_]+")
_MARKUP = re.compile(r"<[^>]*>")


def notes_html(
    timeline: Timeline,
    *,
    summary: str = "",
    narrators: Mapping[str, str] | None = None,
    disclosure: str = "",
) -> str:
    """The show notes as a fragment of HTML.

    `narrators` names the voices that should be named; `disclosure` is the sentence that synthetic
    voices call for (`voice_disclosure`). The summary is shortened where the notes as plain text
    would be longer than `LIMIT` bytes; songs and credits never are.
    """
    rest = [
        *_section("Songs", [_song(*row) for row in _songs(timeline)]),
        *_section("Music in this episode", _credits(timeline)),
        *_narrated(timeline, narrators or {}),
        *_paragraphs(disclosure),
    ]
    spare = LIMIT - len(notes_text("\n".join(rest)).encode()) - 1
    return "\n".join([*_paragraphs(_shortened(summary, spare)), *rest])


def voice_disclosure(
    timeline: Timeline, *, synthetic: Collection[str], narrators: Mapping[str, str] | None = None
) -> str:
    """The sentence that says which of the voices that are heard are synthetic; empty for none."""
    heard = _voices(timeline)
    made = [name for name in heard if name in synthetic]
    if not made:
        return ""
    voice = "a synthetic voice" if len(made) == 1 else "synthetic voices"
    if len(made) == len(heard):
        return f"The narration is spoken by {voice}."
    names = _listed([(narrators or {}).get(name, name) for name in made])
    return f"Some of the narration is spoken by {voice} ({names})."


def notes_text(fragment: str) -> str:
    """The notes as plain text: a line for each paragraph, a dash before each item."""
    lines = _MARKUP.sub("", _ITEM.sub("– ", _BLOCK_END.sub("\n", fragment))).splitlines()
    return unescape("\n".join(line.strip() for line in lines if line.strip()))


def notes_page(
    fragment: str, *, title: str, language: str = "en", show: str = "", audio: str | None = None
) -> bytes:
    """`notes.html`: the notes as a small page of their own, in UTF-8, light or dark.

    `audio` is the name of the episode's file beside the page; without one there is no player.
    """
    heading = "" if not show else f'<p class="show">{escape(show)}</p>\n'
    player = (
        "" if audio is None else f'<audio controls preload="none" src="{escape(audio)}"></audio>\n'
    )
    full_title = f"{title} – {show}" if show else title
    return f"""<!DOCTYPE html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(full_title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
{heading}<h1>{escape(title)}</h1>
{player}{fragment}
</main>
</body>
</html>
""".encode()


_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; background: #fdfcfa; color: #1d1b19; font: 1.0625rem/1.6 Georgia, serif; }
main { max-width: 38rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { margin: 0 0 1.5rem; font-size: 2rem; line-height: 1.2; }
.show { margin: 0; font: 600 0.875rem/1.6 system-ui, sans-serif; }
audio { width: 100%; margin-bottom: 1rem; }
ul { padding-left: 1.25rem; }
li { margin: 0.35rem 0; }
a { color: #8a2233; }
@media (prefers-color-scheme: dark) {
  body { background: #171513; color: #ece7e1; }
  a { color: #f29aa5; }
}
"""


def _paragraphs(text: str) -> list[str]:
    """Each paragraph of a plain text; blank lines part them."""
    return [
        f"<p>{escape(' '.join(part.split()), quote=False)}</p>"
        for part in re.split(r"\n\s*\n", text)
        if part.strip()
    ]


def _section(heading: str, items: Sequence[str]) -> list[str]:
    if not items:
        return []
    return [
        f"<p><strong>{heading}</strong></p>",
        "<ul>",
        *(f"<li>{item}</li>" for item in items),
        "</ul>",
    ]


def _songs(timeline: Timeline) -> Iterator[tuple[int, Song]]:
    """The songs in order, each with the time at which its snippet is first heard, or its part's."""
    for part in timeline.parts:
        for song in part.songs:
            yield _heard_from(timeline, part, song), song


def _heard_from(timeline: Timeline, part: Part, song: Song) -> int:
    plays = (
        placement.start
        for placement, played in timeline.played()
        if placement.entry_id == part.entry_id and played.song == song
    )
    return min(plays, default=part.span.start)


def _song(start: int, song: Song) -> str:
    name = escape(f"“{song.title}” – {song.artist}", quote=False)
    if song.url and song.url.startswith(("https://", "http://")):
        name = f'<a href="{escape(song.url)}">{name}</a>'
    note = f" <em>({escape(song.note, quote=False)})</em>" if song.note else ""
    return f"({clock(start)}) {name}{note}"


def _credits(timeline: Timeline) -> list[str]:
    """Each credit once, in the order in which the music is first heard."""
    return list(dict.fromkeys(_credit(played) for _, played in timeline.played()))


def _credit(played: Played) -> str:
    song = played.stands_in_for
    role = "" if song is None else f" (standing in for {song.named})"
    return escape(played.credit + role, quote=False)


def _voices(timeline: Timeline) -> list[str]:
    return list(dict.fromkeys(said.voice for _, said in timeline.narrated()))


def _narrated(timeline: Timeline, narrators: Mapping[str, str]) -> list[str]:
    names = dict.fromkeys(narrators[voice] for voice in _voices(timeline) if voice in narrators)
    return _paragraphs(f"Narrated by {_listed([*names])}.") if names else []


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _shortened(text: str, spare: int) -> str:
    """The text, cut at a word where its UTF-8 is longer than `spare` bytes."""
    if len(text.encode()) <= spare:
        return text
    room = text.encode()[: max(0, spare - len("…".encode()))].decode(errors="ignore")
    whole = room.rpartition(" ")[0].rstrip(" ,;:–—")
    return f"{whole}…" if whole else ""
