"""The page: a script's text as it lies in the file, and where in it things stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ScriptError, Where

MAX_BYTES = 500_000
"""Narration of nine hours: what is longer is the wrong file."""

_CONTROL = "[\0-\b\x0e-\x1f\x7f-\x9f\ufffe\uffff]"

_TO_SPACE = str.maketrans(dict.fromkeys("\v\f\x85\u2028\u2029\x1c\x1d\x1e\x1f", " "))
"""Line ends that only word processors know: Markdown would not see them, and XML refuses some."""


@dataclass(frozen=True, slots=True)
class Page:
    """A script in two parts, its comments cut out of the body.

    `body` keeps its line breaks where a comment held some, so that the lines of the file are those
    of the body plus `first_line` (the file's line number of the body's line 0). `cuts` are, per
    line of the body, the columns where something was cut and how many characters.
    """

    path: Path
    front_matter: str
    body: str
    first_line: int
    cuts: dict[int, list[tuple[int, int]]]

    def where(self, line: int, column: int | None = None) -> Where:
        """A place in the file, from 0-based line and column of the body."""
        if column is None:
            return Where(self.path, self.first_line + line)
        before = sum(length for at, length in self.cuts.get(line, ()) if at <= column)
        return Where(self.path, self.first_line + line, column + before + 1)


def open_page(path: Path) -> Page:
    """Reads a script file: UTF-8, with or without byte-order mark, any line ends.

    Raises ScriptError for a file that is missing, unreadable, too long, empty or no text, for front
    matter without an end and for a comment without one.
    """
    text = _decode(_read(path), path)
    if not text.strip():
        hint = "write a title, a paragraph, and a heading for each song"
        raise ScriptError("the script is empty", where=Where(path), hint=hint)
    front_matter, body, first_line = _split(text, path)
    stripped, cuts = _without_comments(body, path, first_line)
    return Page(path, front_matter, stripped, first_line, cuts)


def _read(path: Path) -> bytes:
    where = Where(path)
    try:
        if path.is_dir():
            hint = "give the script.md inside it"
            raise ScriptError("this is a folder, not a script", where=where, hint=hint)
        if not path.exists():
            hint = "write one: a heading and a paragraph are enough"
            raise ScriptError("there is no script here", where=where, hint=hint)
        if not path.is_file():
            raise ScriptError("this is no ordinary file", where=where, hint="give a text file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        what = f"the script can't be read: {error.strerror or error}"
        raise ScriptError(what, where=where, hint="check its name and its permissions") from error
    if len(data) > MAX_BYTES:
        hint = "one episode a file; is it the right one?"
        raise ScriptError("the script is longer than half a million bytes", where=where, hint=hint)
    return data


def _decode(data: bytes, path: Path) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint = "save it as UTF-8"
        raise ScriptError("the script is UTF-16 text", where=Where(path), hint=hint)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8-sig").replace("\r\n", "\n")
        line, column = _advance(0, 0, before.replace("\r", "\n"))
        what = f"byte 0x{error.object[error.start]:02x} is not UTF-8 text"
        where = Where(path, line + 1, column + 1)
        raise ScriptError(what, where=where, hint="save the script as UTF-8") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TO_SPACE)
    if control := re.search(_CONTROL, text):
        line, column = _advance(0, 0, text[: control.start()])
        what = f"there is a control character here (U+{ord(control[0]):04X})"
        hint = "delete it, and save the script as UTF-8"
        raise ScriptError(what, where=Where(path, line + 1, column + 1), hint=hint)
    return text


def _split(text: str, path: Path) -> tuple[str, str, int]:
    """Front matter, body, and the file's line number of the body's first line."""
    lines = text.split("\n")
    start = next(number for number, line in enumerate(lines) if line.strip())
    if not re.fullmatch(r"---[ \t]*", lines[start]):
        return "", text, 1
    for number in range(start + 1, len(lines)):
        if re.fullmatch(r"(?:---|\.\.\.)[ \t]*", lines[number]):
            # Blank lines stand for those before it: YAML then counts the lines of the file.
            front = "\n" * (start + 1) + "\n".join(lines[start + 1 : number])
            return front, "\n".join(lines[number + 1 :]), number + 2
    what = "the front matter has no end"
    raise ScriptError(what, where=Where(path, start + 1), hint="close it with a line of ---")


def _without_comments(
    body: str, path: Path, first_line: int
) -> tuple[str, dict[int, list[tuple[int, int]]]]:
    """The body without its comments (their line breaks stay), and the columns of the cuts.

    A backslash before it makes a comment plain text, as everywhere in Markdown.
    """
    kept: list[str] = []
    cuts: dict[int, list[tuple[int, int]]] = {}
    position, line, column = 0, 0, 0
    while (opens := body.find("<!--", position)) >= 0:
        before = body[position:opens]
        kept.append(before)
        line, column = _advance(line, column, before)
        if before.endswith("\\"):
            kept.append("<!--")
            position, column = opens + 4, column + 4
            continue
        # CommonMark closes a comment as early as <!--> and <!--->
        closes = body.find("-->", opens + 2)
        if closes < 0:
            column += sum(length for at, length in cuts.get(line, ()) if at <= column)
            where = Where(path, first_line + line, column + 1)
            raise ScriptError("a comment never ends", where=where, hint="close it with -->")
        position = closes + 3
        comment = body[opens:position]
        breaks = comment.count("\n")
        if breaks:  # what follows stands at the end of the comment's last line
            line, column = line + breaks, 0
            kept.append("\n" * breaks)
        length = len(comment.rpartition("\n")[2])
        cuts.setdefault(line, []).append((column, length))
    kept.append(body[position:])
    return "".join(kept), cuts


def _advance(line: int, column: int, text: str) -> tuple[int, int]:
    """Line and column after some more text."""
    breaks = text.count("\n")
    return (line + breaks, len(text.rpartition("\n")[2])) if breaks else (line, column + len(text))
