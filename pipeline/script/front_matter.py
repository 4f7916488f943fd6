"""Front matter: the table of what a script may say about itself, and its reader."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ScriptError, Where, did_you_mean

if TYPE_CHECKING:
    import yaml

Reader = Callable[[str], object]
"""Reads a value as it is written in YAML, or raises ValueError."""

MAX_LENGTH = 50_000
"""Characters of front matter: what is longer has swallowed the episode."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a script says about itself; None where it says nothing."""

    title: str | None = None
    episode: int | None = None
    season: int | None = None
    date: dt.date | None = None
    summary: str | None = None
    author: str | None = None
    explicit: bool | None = None
    guid: str | None = None
    voice: str | None = None
    language: str | None = None


def _text(value: str) -> str:
    words = " ".join(unicodedata.normalize("NFC", value).split())
    if not words:
        raise ValueError
    return words


def _count(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", value):
        raise ValueError
    return int(value)


def _date(value: str) -> dt.date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError
    return dt.date.fromisoformat(value)


def _truth(value: str) -> bool:
    words = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    if value.lower() not in words:
        raise ValueError
    return words[value.lower()]


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", value):
        raise ValueError
    return value.replace("_", "-")


KEYS: dict[str, tuple[Reader, str]] = {
    "title": (_text, "text"),
    "episode": (_count, "a whole number, such as 1"),
    "season": (_count, "a whole number, such as 1"),
    "date": (_date, "a date, such as 2026-11-20"),
    "summary": (_text, "text"),
    "author": (_text, "text: a name"),
    "explicit": (_truth, "true or false"),
    "guid": (_text, "text that never changes"),
    "voice": (_text, "the name of a voice, such as hibari"),
    "language": (_language, "a language tag, such as en or en-GB"),
}
"""Every key of front matter: how its value is read, and what is expected."""


def read_front_matter(text: str, path: Path) -> FrontMatter:
    """Front matter as values; `text` begins with line 1 of the file (blank lines may stand in).

    Values are read as they are written, not as YAML 1.1 would guess (`language: no` is Norwegian,
    `title: 1989` an album); an empty value is the same as none. Raises ScriptError with line and
    column for anything that is not in KEYS, stands twice, or is not what the table expects.
    """
    if not text.strip():
        return FrontMatter()
    import yaml

    root = _compose(text, path)
    if root is None:
        return FrontMatter()
    if not isinstance(root, yaml.MappingNode):
        hint = "write key: value, a line each"
        raise ScriptError("the front matter is no list of keys", where=_at(root, path), hint=hint)
    values: dict[str, object] = {}
    for name, value in root.value:
        key = name.value if isinstance(name.value, str) else ""
        if key not in KEYS:
            what = f"front matter has no “{key}”" if key else "this is no key of front matter"
            raise ScriptError(what, where=_at(name, path), hint=_suggestion(key))
        if key in values:
            raise ScriptError(f"“{key}” stands here twice", where=_at(name, path), hint="keep one")
        values[key] = _value(key, value, path)
    return FrontMatter(**values)  # type: ignore[arg-type] # each reader returns its key's type


def _compose(text: str, path: Path) -> yaml.Node | None:
    """The tree that YAML sees, with lines and columns; nothing is constructed from it."""
    import yaml

    if len(text) > MAX_LENGTH:
        hint = "close it with a line of --- before the first paragraph"
        raise ScriptError("the front matter is too long", where=Where(path), hint=hint)
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        where = Where(path, mark.line + 1, mark.column + 1) if mark else Where(path)
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        what = f"the front matter can't be read: {problem}"
        hint = "put a value with a colon, a quotation mark or a # in it between quotation marks"
        raise ScriptError(what, where=where, hint=hint) from error
    except RecursionError as error:
        what, hint = "the front matter nests too deeply", "write key: value, a line each"
        raise ScriptError(what, where=Where(path), hint=hint) from error


def _value(key: str, node: yaml.Node, path: Path) -> object:
    """One value, or None where nothing is written."""
    import yaml

    read, expected = KEYS[key]
    wrong = ScriptError(
        f"“{key}” is not {re.split('[,:]', expected)[0]}",
        where=_at(node, path),
        hint=f"expected {expected}",
    )
    if not isinstance(node, yaml.ScalarNode):
        raise wrong
    if node.tag.endswith(":null"):
        return None
    try:
        return read(str(node.value).strip())
    except ValueError as error:
        raise wrong from error


def _at(node: yaml.Node, path: Path) -> Where:
    """Where a node begins."""
    mark = node.start_mark
    return Where(path, mark.line + 1, mark.column + 1) if mark else Where(path)


def _suggestion(key: str) -> str:
    """The nearest key, or all of them."""
    return did_you_mean(key, KEYS, f"it may have {', '.join(KEYS)}")
