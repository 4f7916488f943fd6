"""Markdown: a page as headings, paragraphs, addresses and cues; everything else is refused.

The one module that knows markdown-it. Of CommonMark a script keeps what can be read aloud: headings
and paragraphs, the paragraphs of lists and quotations, the words of links and emphasis. Rules
between paragraphs and footnotes are passed over. Tables, code and HTML are errors, and so is an
image that is no clip: leaving them out silently would lose what the editor meant to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import ScriptError, Where
from pipeline.script.cue import EXAMPLE, is_clip, parse_cue
from pipeline.script.model import Cue
from pipeline.script.page import Page

if TYPE_CHECKING:
    from markdown_it.token import Token

COMMENT_OUT = "or put it into a comment: <!-- … -->"

REFUSED = {
    "table_open": ("a table can't be read aloud", f"write it as a paragraph, {COMMENT_OUT}"),
    "fence": ("code can't be read aloud", f"write it as a paragraph, {COMMENT_OUT}"),
    "code_block": (
        "four spaces at the start of a line make it code, which can't be read aloud",
        f"remove the spaces, {COMMENT_OUT}",
    ),
    "html_block": ("HTML can't be read aloud", f"write it as a paragraph, {COMMENT_OUT}"),
}
"""Blocks that no voice can say: what is wrong and what to do."""

INLINE_HTML = {
    "br": " ", "wbr": "", "i": "", "em": "", "b": "", "strong": "", "u": "", "s": "", "small": "",
    "span": "", "cite": "", "abbr": "", "mark": "", "time": "",
}  # fmt: skip
"""Tags within a paragraph that only dress its words, and what stands in their place."""

_ADDRESS = r"(?i)<?(?P<url>https?://[^\s<>]+?)>?[,;]?"
_FOOTNOTE = r"\[\^[^\]\s]+\]"
_BROKEN_CUE = r"(?i)\]\s?\(\s*<?clip:|^!?\[?clip:"


@dataclass(frozen=True, slots=True)
class Link:
    """The words of a link and where it goes."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as plain text, and the links in it; `#` is level 1."""

    level: int
    text: str
    links: tuple[Link, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as plain text: quotes as typed, no markup, single spaces."""

    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Addresses:
    """A paragraph of nothing but web addresses."""

    urls: tuple[str, ...]
    where: Where


Block = Heading | Paragraph | Addresses | Cue


def blocks(page: Page) -> Iterator[Block]:
    """The page from top to bottom. Raises ScriptError for what can't be spoken or is no cue."""
    from markdown_it import MarkdownIt

    lines = page.body.split("\n")
    tokens = MarkdownIt("commonmark").enable("table").parse(page.body)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type in REFUSED:
            what, hint = REFUSED[token.type]
            raise ScriptError(what, where=_place(token, page, lines), hint=hint)
        if token.type == "heading_open":
            _check_heading(token, page, lines)
        elif token.type == "inline" and before and before.type == "heading_open":
            yield _heading(before, token, page, lines)
        elif token.type == "inline":
            yield from _paragraph(token, page, lines)


def _check_heading(token: Token, page: Page, lines: Sequence[str]) -> None:
    """Refuses headings that an editor hardly meant as such."""
    where = _place(token, page, lines)
    if token.markup == "-":
        what = "the line of --- under this paragraph makes it a heading"
        hint = "put an empty line between them; a heading begins with ##"
        raise ScriptError(what, where=where, hint=hint)
    if token.level:
        what = "a heading stands inside a list or a quotation"
        raise ScriptError(what, where=where, hint="let it begin its line")


def _heading(opening: Token, token: Token, page: Page, lines: Sequence[str]) -> Heading:
    """A heading and its links."""
    where = _place(opening, page, lines)
    children = token.children or []
    if any(child.type == "image" for child in children):
        raise ScriptError("an image stands in a heading", where=where, hint="put it under it")
    text = _plain(children, where)
    if not text:
        raise ScriptError("the heading is empty", where=where, hint="name a song or a section")
    links: list[Link] = []
    for number, child in enumerate(children):
        if child.type == "link_open":
            words = children[number + 1 :]
            end = next(at for at, word in enumerate(words) if word.type == "link_close")
            links.append(Link(_plain(words[:end], where), str(child.attrs["href"])))
    web = tuple(link for link in links if re.fullmatch(_ADDRESS, link.url))
    return Heading(int(opening.tag[1:]), text, web, where)


def _paragraph(token: Token, page: Page, lines: Sequence[str]) -> Iterator[Block]:
    """A paragraph as words, as addresses or as cues."""
    children = token.children or []
    where = _place(token, page, lines)
    words = [child for child in children if child.type != "softbreak" and _says(child)]
    images = [child for child in words if child.type == "image"]
    places = _image_places(token, page, lines)
    for image in images:
        place = next(places, where)
        target = str(image.attrs["src"])
        if not is_clip(target):
            hint = f"remove it, {COMMENT_OUT}; a snippet is written {EXAMPLE}"
            raise ScriptError("an image can't be heard", where=place, hint=hint)
        if len(images) < len(words):
            hint = "put an empty line before and after it"
            raise ScriptError("a cue stands within a paragraph", where=place, hint=hint)
        yield parse_cue(target, str(image.attrs.get("title", "")), place)
    if images:
        return
    if urls := _addresses(token.content):
        yield Addresses(urls, where)
    elif not re.match(_FOOTNOTE + ":", token.content) and (text := _plain(children, where)):
        yield Paragraph(text, where)


def _says(child: Token) -> bool:
    """Whether a token is more than a gap."""
    return child.type != "text" or bool(child.content.strip())


def _plain(children: Sequence[Token], where: Where) -> str:
    """The words of a paragraph or heading without their markup."""
    words: list[str] = []
    for before, child in zip([None, *children], children, strict=False):
        if child.type in {"softbreak", "hardbreak"}:
            words.append(" ")
        elif child.type == "html_inline":
            words.append(_html(child.content, where))
        elif child.type == "link_open" and is_clip(str(child.attrs.get("href", ""))):
            hint = f"put a ! before it: {EXAMPLE}"
            raise ScriptError("a clip is linked, not placed", where=where, hint=hint)
        elif before and before.type == "link_open" and child.content.startswith("^"):
            continue  # a footnote that Markdown took for a link
        else:
            words.append(child.content)
    text = " ".join(unicodedata.normalize("NFC", re.sub(_FOOTNOTE, "", "".join(words))).split())
    if re.search(_BROKEN_CUE, text):
        what, hint = "a cue is not written as one", f"write {EXAMPLE}, without spaces in its target"
        raise ScriptError(what, where=where, hint=hint)
    return text


def _html(tag: str, where: Where) -> str:
    """What an HTML tag within a paragraph leaves behind."""
    name = re.match(r"</?([a-z]+)", tag.lower())
    if name and name[1] in INLINE_HTML:
        return INLINE_HTML[name[1]]
    what, hint = REFUSED["html_block"]
    raise ScriptError(f"{what}: {tag.split(maxsplit=1)[0][:40]}", where=where, hint=hint)


def _addresses(source: str) -> tuple[str, ...]:
    """The addresses of a paragraph that is nothing else; empty for any other paragraph.

    From the source, not from its tokens: Markdown would take `_` and `*` in them for emphasis.
    """
    from markdown_it.common.utils import unescapeAll

    found = [re.fullmatch(_ADDRESS, word) for word in source.split()]
    urls = [unescapeAll(match["url"]) for match in found if match]
    return tuple(urls) if len(urls) == len(found) else ()


def _place(token: Token, page: Page, lines: Sequence[str]) -> Where:
    """Where a block begins: at its first word, or where a heading's `#` stands."""
    first = token.map[0] if token.map else 0
    line = lines[first] if first < len(lines) else ""
    start = token.content.partition("\n")[0] if token.type == "inline" else ""
    column = line.find(start) if start and start in line else len(line) - len(line.lstrip())
    return page.where(first, column)


def _image_places(token: Token, page: Page, lines: Sequence[str]) -> Iterator[Where]:
    """Where each image of a paragraph begins, in their order."""
    first, last = token.map or [0, 0]
    for number in range(first, min(last, len(lines))):
        for sign in re.finditer(r"(?<!\\)!\[", lines[number]):
            yield page.where(number, sign.start())
