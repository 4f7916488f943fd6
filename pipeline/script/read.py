"""The reader: script.md as a Script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import ScriptError, Where
from pipeline.script.announce import announcement
from pipeline.script.front_matter import read_front_matter
from pipeline.script.heading import parse_heading
from pipeline.script.lexicon import Lexicon
from pipeline.script.markdown import Addresses, Block, Heading, Link, Paragraph, blocks
from pipeline.script.model import Cue, Entry, Line, Script, Song
from pipeline.script.page import open_page
from pipeline.script.slug import slugify, unique
from pipeline.script.spoken import speakable

INTRODUCTION = "intro"
"""The id of what stands before the first entry; kept free for it where there is nothing yet."""


def read_script(path: Path, *, lexicon: Lexicon, announce: str) -> Script:
    """One episode as written. `announce` is the template of announcements.

    The slug is the name of the folder that holds the file. The title is that of the front matter,
    else the `#` heading, else the slug. Text before the first `##` is the introduction, each `##`
    an entry, each paragraph (also of a list or a quotation) a line; one that leaves nothing to say
    is none. Addresses directly under a heading are its songs' links, anywhere else nothing.

    Raises ScriptError, with file, line and column where there are any, for everything that can't
    be read, can't be spoken, or would be lost: also for `###` headings and for sections that hold
    nothing.
    """
    page = open_page(path)
    front = read_front_matter(page.front_matter, path)
    title, drafts = _draft(blocks(page))
    entries = tuple(_entry(draft, lexicon, announce) for draft in drafts)
    if not any(not line.is_announcement for entry in entries for line in entry.lines):
        hint = "write a paragraph: each becomes a line of the narration"
        raise ScriptError("the script has no paragraphs", where=Where(path), hint=hint)
    for entry in entries:
        if not entry.items:
            what = f"the section “{entry.heading}” is empty"
            hint = "write a paragraph under it, or remove the heading"
            raise ScriptError(what, where=entry.where, hint=hint)
    slug = path.absolute().parent.name or slugify(front.title or title or "")
    return Script(
        path=path,
        slug=slug,
        title=front.title or title or _readable(slug),
        entries=entries,
        summary=front.summary,
        author=front.author,
        episode=front.episode,
        season=front.season,
        date=front.date,
        explicit=front.explicit,
        guid=front.guid,
        voice=front.voice,
        language=front.language,
    )


@dataclass(slots=True)
class _Draft:
    """An entry while it is read."""

    id: str
    heading: str
    where: Where
    songs: list[Song] = field(default_factory=list)
    blocks: list[Paragraph | Cue] = field(default_factory=list)


def _draft(page: Iterable[Block]) -> tuple[str | None, list[_Draft]]:
    """The title, if there is one, and the blocks under their headings."""
    title: str | None = None
    drafts: list[_Draft] = []
    taken = {INTRODUCTION: 1}
    for block in page:
        if isinstance(block, Heading):
            if block.level == 1:
                _check_title(block, title, drafts)
                title = block.text
            else:
                drafts.append(_begin(block, taken))
            continue
        if not drafts:
            if isinstance(block, Addresses):
                continue
            drafts.append(_Draft(INTRODUCTION, "", block.where))
        if isinstance(block, Addresses):
            if not drafts[-1].blocks:
                _link(drafts[-1].songs, [Link("", url) for url in block.urls])
        else:
            drafts[-1].blocks.append(block)
    return title, drafts


def _check_title(block: Heading, title: str | None, drafts: Sequence[_Draft]) -> None:
    """There is one `#` heading, and it stands above the entries."""
    if title is not None or any(draft.id != INTRODUCTION for draft in drafts):
        wrong = "is a second title" if title is not None else "is a title below an entry"
        what = f"“{block.text}” {wrong}"
        raise ScriptError(what, where=block.where, hint="an entry begins with ##")


def _begin(block: Heading, taken: dict[str, int]) -> _Draft:
    """An entry from its heading."""
    if block.level > 2:
        what = f"“{block.text}” is a heading of level {block.level}, but entries have no parts"
        hint = "make it an entry with ##, or a paragraph without #"
        raise ScriptError(what, where=block.where, hint=hint)
    songs = list(parse_heading(block.text))
    entry_id = unique(slugify(songs[0].title if songs else block.text), taken)
    _link(songs, block.links)
    return _Draft(entry_id, block.text, block.where, songs)


def _link(songs: list[Song], links: Sequence[Link]) -> None:
    """Gives each link to the song whose title it holds, else to the first without one."""
    for link in links:
        free = [number for number, song in enumerate(songs) if song.url is None]
        named = [number for number in free if songs[number].title in link.text]
        if free:
            number = (named or free)[0]
            songs[number] = replace(songs[number], url=link.url)


def _entry(draft: _Draft, lexicon: Lexicon, announce: str) -> Entry:
    """An entry with its announcement and its lines, numbered."""
    items: list[Line | Cue] = []
    text = announcement(draft.songs, announce)
    if spoken := speakable(text, lexicon):
        items.append(Line(f"{draft.id}-0", text, spoken, draft.where))
    count = 0
    for block in draft.blocks:
        if isinstance(block, Cue):
            items.append(block)
        elif spoken := speakable(block.text, lexicon):
            count += 1
            items.append(Line(f"{draft.id}-{count}", block.text, spoken, block.where))
    return Entry(draft.id, draft.heading, tuple(draft.songs), tuple(items), draft.where)


def _readable(slug: str) -> str:
    """`her-smell` → `Her smell`."""
    words = " ".join(slug.replace("-", " ").replace("_", " ").split())
    return words[:1].upper() + words[1:] or slug
