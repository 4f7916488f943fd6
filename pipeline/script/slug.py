"""Slugs: the short ASCII names of entries, in line ids, file names and addresses."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 60
"""Slugs become file names with suffixes; 60 leaves room on every file system."""

LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
        "ħ": "h", "ı": "i", "ŋ": "n", "ĸ": "k", "ŧ": "t",
    }
)  # fmt: skip
"""Latin letters that Unicode does not take apart into a letter and its mark."""


def slugify(title: str) -> str:
    """A title as lower-case ASCII words joined by hyphens: `Don’t Cry` → `dont-cry`.

    Apostrophes vanish, marks fall off their letters (`Motörhead` → `motorhead`), whatever else
    is no letter or digit parts two words. Never empty: a title of nothing but signs, or in another
    script (`!!!`, `東京`), becomes `untitled-` and eight hexadecimal digits of its digest.
    """
    folded = unicodedata.normalize("NFKD", re.sub("['’‘ʼ`´]", "", title).casefold())
    words = re.sub("[^a-z0-9]+", "-", _ascii(folded)).strip("-")
    if words:
        return _shorten(words)
    import hashlib

    normal = unicodedata.normalize("NFC", title).encode("utf-8", "surrogatepass")
    return f"untitled-{hashlib.blake2s(normal, digest_size=4).hexdigest()}"


def unique(slug: str, taken: dict[str, int]) -> str:
    """`slug`, or `slug-2`, `slug-3` … where it is taken; notes in `taken` that it now is.

    `taken` holds, for each slug in use, how many entries have asked for it.
    """
    candidate = slug
    while candidate in taken:
        taken[slug] += 1
        candidate = f"{slug}-{taken[slug]}"
    taken[candidate] = 1
    return candidate


def _ascii(folded: str) -> str:
    """Base letters without their combining marks; other scripts become gaps."""
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return letters.translate(LETTERS)


def _shorten(words: str) -> str:
    """At most MAX_LENGTH characters, ending with a whole word where there is one."""
    if len(words) <= MAX_LENGTH:
        return words
    cut = words[: MAX_LENGTH + 1]
    return cut[: cut.rfind("-")] if "-" in cut else words[:MAX_LENGTH]
