"""The page of the episodes: one HTML file that needs nothing from anywhere but its own folder.

It works served and opened from disk, so everything that it says is in it when it is rendered;
addresses are relative to `output/`. Its script only adds comfort: without it the player plays, the
chapter links open the audio at their second, and the feed's address can be copied by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.errors import InputError, Where
from pipeline.publish.model import Show
from pipeline.publish.releases import newest_first
from pipeline.release.model import Release
from pipeline.units import RATE, clock, samples, seconds

if TYPE_CHECKING:
    import datetime as dt

    from jinja2 import Template

TEMPLATE = "index.html"
NOTES_LEVEL = 5
"""The page has headings down to 4, "Show notes"; those inside the notes come below it."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class ChapterLink:
    """A chapter as the page shows it: where it starts, in seconds, and where to hear its song."""

    start: float
    title: str
    url: str | None = None


class _Chapter(msgspec.Struct, frozen=True, rename="camel"):
    start_time: float
    title: str = ""
    url: str | None = None
    toc: bool = True


class _Chapters(msgspec.Struct, frozen=True):
    chapters: tuple[_Chapter, ...]


def read_chapters(files: Mapping[str, Path]) -> dict[str, tuple[ChapterLink, ...]]:
    """The chapters of each release from its chapters.json (version 1.2), by the release's folder.

    Chapters that are kept out of the table of contents (`toc: false`) are not for the page. Raises
    InputError for a file that can't be read.
    """
    found = {}
    for folder, path in files.items():
        try:
            record = msgspec.json.decode(path.read_bytes(), type=_Chapters)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise InputError(
                f"the chapters can't be read: {error}",
                where=Where(path),
                hint="build that episode again",
            ) from error
        found[folder] = tuple(
            ChapterLink(chapter.start_time, chapter.title, chapter.url)
            for chapter in record.chapters
            if chapter.toc
        )
    return found


def render_index(
    show: Show, releases: Sequence[Release], chapters: Mapping[str, Sequence[ChapterLink]]
) -> str:
    """`index.html`, newest release first; `chapters` are by the release's folder.

    The same arguments give the same text. A release's `notes_html` is ours and goes in as it is,
    but for its headings, which are moved below those of the page.
    """
    return _template().render(
        show=show,
        releases=newest_first(releases),
        chapters=chapters,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("pipeline.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "address": quote,
        "day": _day,
        "length": _length,
        "iso_length": lambda count: f"PT{round(seconds(count))}S",
        "megabytes": lambda size: f"{size / 1e6:.1f} MB",
        "moment": lambda start: f"{start:.3f}".rstrip("0").rstrip("."),
        "stamp": lambda start: clock(samples(start)),
        "nested": _nested,
        "web": _web,
    }
    return environment.get_template(TEMPLATE)


def _day(date: dt.date) -> str:
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def _length(count: int) -> str:
    """Samples as one would say them: `1 h 2 min`, `9 min 36 s`, `45 s`."""
    minutes, rest = divmod(round(count / RATE), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _nested(notes_html: str, summary: str) -> Markup:
    """The notes as they stand in the page, below a summary that they need not begin with again.

    Their highest heading comes to `NOTES_LEVEL`, the others as far below it as they were.
    """
    fragment = notes_html.strip()
    fragment = fragment.removeprefix(f"<p>{escape(' '.join(summary.split()), quote=False)}</p>")
    heading = re.compile(r"(</?h)([1-6])(?=[\s>])", re.IGNORECASE)
    levels = [int(found[1]) for found in heading.findall(fragment)]
    shift = NOTES_LEVEL - min(levels, default=NOTES_LEVEL)
    moved = heading.sub(lambda found: f"{found[1]}{min(6, int(found[2]) + shift)}", fragment)
    return Markup(moved)  # noqa: S704 - made by the release room, which escapes what it quotes


def _web(url: str | None) -> str:
    """The address if it is one of the web's; nothing in place of others, such as `javascript:`."""
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else ""
