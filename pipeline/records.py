"""TOML files of the user's, read strictly into structs; whatever is wrong is said with its line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline.errors import InputError, Where, did_you_mean

_HOW_TO_WRITE = {
    "bool": "write true or false, without quotation marks",
    "str": "put it between quotation marks",
    "int": "write a whole number, without quotation marks",
    "float": "write a number within these bounds, without quotation marks",
    "array": "write a list, between square brackets",
    "object": "write a table",
    "date": "write a day like 2026-11-20, without quotation marks",
}
"""What to do about a value of another type, by the name that msgspec has for the right one."""

T = TypeVar("T", bound=msgspec.Struct)

_UNKNOWN = re.compile(r"Object contains unknown field `(?P<key>[^`]*)`")
_MISSING = re.compile(r"Object missing required field `(?P<key>[^`]*)`")
_PATH = re.compile(r" - at `(?P<key>key in )?\$(?P<path>[^`]*)`$")
_HEADER = re.compile(r"^\s*\[\[?\s*(?P<name>[^\]]+?)\s*\]\]?")


def read_record(path: Path, kind: type[T], error: type[InputError]) -> T:
    """Read a TOML file as a struct; unknown fields and wrong types are refused.

    Raises `error` with file, line, and a suggestion where a name was probably mistyped.
    """
    table, text = read_toml(path, error)
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as problem:
        raise _explained(path, text, kind, str(problem), error) from problem


def read_toml(path: Path, error: type[InputError]) -> tuple[dict[str, Any], str]:
    """A TOML file as a table, and its text, in which `line_of` finds keys.

    Raises `error` with file and line for one that can't be read, is no UTF-8, or is no TOML.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        raise error("there is no such file", where=Where(path)) from None
    except OSError as problem:
        raise error(f"this can't be read: {problem.strerror}", where=Where(path)) from problem
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise error(
            "this is not UTF-8 text", where=Where(path, line), hint="save it as UTF-8"
        ) from problem
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as problem:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(problem))
        end = text.count("\n") + 1
        raise error(
            f"this is not TOML: {str(problem).partition(' (at')[0]}",
            where=Where(path, int(place[1]), int(place[2])) if place else Where(path, end),
            hint="strings need quotation marks, and each key may stand once",
        ) from problem
    except RecursionError as problem:
        raise error("this nests too deeply", where=Where(path)) from problem


def line_of(text: str, keys: list[str | int]) -> int | None:
    """The 1-based line on which a key of a TOML text is written; its table's where it is not.

    `keys` is the way to it: names, and numbers for the items of arrays of tables.
    """
    names = [key for key in keys if isinstance(key, str)]
    number = next((key for key in keys if isinstance(key, int)), 0)
    found: int | None = None
    table, seen = "", 0
    for index, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            table = header["name"]
            if names and table == names[0]:
                found = index if seen == number else found
                seen += 1
            continue
        inside = [table, *names[1:]] == names if table else len(names) == 1
        key = names[-1] if names else ""
        if inside and (not table or seen == number + 1) and _writes(line, key):
            return index
        if not table and names and _writes(line, names[0]):
            found = index
    return found


def _writes(line: str, key: str) -> bool:
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    spellings = "|".join((re.escape(key), f'"{re.escape(escaped)}"', f"'{re.escape(key)}'"))
    return bool(re.match(rf"\s*(?:{spellings})\s*[=.]", line))


def _explained(
    path: Path, text: str, kind: type[msgspec.Struct], message: str, error: type[InputError]
) -> InputError:
    place = _PATH.search(message)
    keys = _keys(place["path"] if place else "")
    said = _PATH.sub("", message)
    here = ".".join(str(key) for key in keys if isinstance(key, str))
    unknown, missing = _UNKNOWN.match(said), _MISSING.match(said)
    if unknown:
        known = _fields(kind, keys)
        hint = did_you_mean(unknown["key"], known, f"known here: {', '.join(known)}")
        what = f"unknown key “{unknown['key']}”" + (f" in [{here}]" if here else "")
        return error(what, where=Where(path, line_of(text, [*keys, unknown["key"]])), hint=hint)
    if missing:
        what = f"“{missing['key']}” is missing" + (f" in [{here}]" if here else "")
        return error(what, where=Where(path, line_of(text, keys)), hint=f"add {missing['key']} = …")
    what = f"“{here}”: {said[:1].lower()}{said[1:]}" if here else said
    expected = re.match(r"Expected `(\w+)", said)
    hint = _HOW_TO_WRITE.get(expected[1] if expected else "", "write one of the values it may have")
    return error(what, where=Where(path, line_of(text, keys)), hint=hint)


def _keys(path: str) -> list[str | int]:
    parts = re.findall(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]", path)
    return [name or (int(number) if number.isdigit() else 0) for name, number in parts]


def _fields(kind: type[msgspec.Struct], keys: list[str | int]) -> list[str]:
    """The names that a struct knows at the end of a path of keys."""
    here: Any = kind
    for key in keys:
        if isinstance(key, str):
            hints = {field.encode_name: field.type for field in msgspec.structs.fields(here)}
            here = hints.get(key)
        while not _is_struct(here):
            inner = [arg for arg in getattr(here, "__args__", ()) if arg is not type(None)]
            if not inner:
                return []
            here = inner[0]
    return [field.encode_name for field in msgspec.structs.fields(here)]


def _is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
