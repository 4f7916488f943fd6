"""The lexicon: how names are said, for every voice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.errors import SettingsError, Where
from pipeline.records import line_of, read_toml

KEYS = ("say", "ipa")
"""What a word of `[words]` may have when it is a table."""

EXAMPLE = 'write "Bognanno" = "Bone-yah-no", or { say = "…", ipa = "…" }'

_APOSTROPHES = "'’‘ʼ"


@dataclass(frozen=True, slots=True, order=True)
class Pronunciation:
    """A word or phrase as it is written, its respelling, and its IPA where the show gives one."""

    phrase: str
    say: str
    ipa: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Pronunciations, sorted by phrase: equal lexicons are equal values, and make equal keys.

    A phrase in lower case stands for itself in any case; any other only for itself exactly.
    """

    entries: tuple[Pronunciation, ...] = ()

    @classmethod
    def of(cls, pronunciations: Iterable[Pronunciation]) -> Lexicon:
        """The lexicon of these pronunciations; of two for one phrase, the later."""
        return cls(tuple(sorted({entry.phrase: entry for entry in pronunciations}.values())))

    def apply(self, text: str) -> str:
        """The text with every phrase respelt: the longest first, whole words, each once.

        A possessive stays (`Bognanno’s` → `Bone-yah-no’s`), straight and typographic apostrophes
        count as the same, and a capital at the start is kept, so that a sentence still begins
        like one.
        """
        if not self.entries:
            return text
        pattern, says = _compiled(self.entries)

        def respell(match: re.Match[str]) -> str:
            found = _key(match[0])
            say = says.get(found) or says.get(found.lower()) or found
            return say[:1].upper() + say[1:] if found[:1].isupper() else say

        return pattern.sub(respell, text)


def read_lexicon(paths: Sequence[Path]) -> Lexicon:
    """The lexicons of a show and an episode as one; a later file wins, word by word.

    Each is TOML with one table, `[words]`: `"Bognanno" = "Bone-yah-no"` or
    `"Björk" = { say = "Byerk", ipa = "pjœr̥k" }`; a word with `ipa` alone keeps its spelling for
    voices that can't read IPA. Raises SettingsError with file and line.
    """
    return Lexicon.of(entry for path in paths for entry in _read(path))


def _read(path: Path) -> list[Pronunciation]:
    """The pronunciations of one file."""
    table, text = read_toml(path, SettingsError)
    for name in table:
        if name != "words":
            what = f"the lexicon has no “{name}”"
            where = Where(path, line_of(text, [name]))
            raise SettingsError(what, where=where, hint="words belong under [words]")
    words = table.get("words", {})
    if not isinstance(words, dict):
        where = Where(path, line_of(text, ["words"]))
        raise SettingsError("“words” is not a table", where=where, hint="begin it with [words]")
    return [
        _pronunciation(phrase, value, Where(path, line_of(text, ["words", phrase])))
        for phrase, value in words.items()
    ]


def _pronunciation(phrase: str, value: object, where: Where) -> Pronunciation:
    """One word of the table, checked."""
    written = " ".join(unicodedata.normalize("NFC", phrase).split())
    fields: dict[object, object] = value if isinstance(value, dict) else {"say": value}
    unknown = [key for key in fields if key not in KEYS]
    if unknown:
        what = f"“{phrase}” has “{unknown[0]}”, which no lexicon knows"
        raise SettingsError(what, where=where, hint=f"a word has {' and '.join(KEYS)}")
    if not written or not fields:
        raise SettingsError("a word of the lexicon is empty", where=where, hint=EXAMPLE)
    for key, text in fields.items():
        if not isinstance(text, str) or not text.strip():
            what = f"“{phrase}” has nothing under “{key}”"
            raise SettingsError(what, where=where, hint=EXAMPLE)
    say, ipa = (" ".join(str(fields.get(key, "")).split()) for key in KEYS)
    return Pronunciation(written, say or written, ipa)


def _key(phrase: str) -> str:
    """A phrase with straight apostrophes and single spaces, as it is looked up."""
    return " ".join(re.sub(f"[{_APOSTROPHES}]", "'", phrase).split())


@lru_cache(maxsize=8)
def _compiled(entries: tuple[Pronunciation, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern that finds every phrase, the longest first, and what to say for each."""
    says = {_key(entry.phrase): entry.say for entry in entries}
    longest_first = sorted(says, key=lambda key: (-len(key), key))
    return re.compile("|".join(map(_whole_word, longest_first))), says


def _whole_word(phrase: str) -> str:
    """A pattern for one phrase.

    A letter, or an apostrophe and a letter, next to it makes it part of another word (`Don` is
    not in `Don’t`, only a possessive s may follow), and so does more of a sign it begins or ends
    with (`!!!` is not in `!!!!`).
    """
    marks = f"[{_APOSTROPHES}]"
    body = re.escape(phrase).replace("'", marks).replace(r"\ ", r"\s+")
    if phrase == phrase.lower():
        body = f"(?i:{body})"
    first, last = re.escape(phrase[0]), re.escape(phrase[-1])
    before = rf"(?<!\w)(?<!\w{marks})" + ("" if phrase[0].isalnum() else f"(?<!{first})")
    after = rf"(?!\w)(?!{marks}(?![sS]\b)\w)" + ("" if phrase[-1].isalnum() else f"(?!{last})")
    return before + body + after
