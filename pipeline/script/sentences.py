"""Sentences of a written line, for cues of the transcript."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?…])[”\"’')\]]*\s+(?=[“\"‘'(\[]?[^\W\d_a-zß-öø-ÿ]|\d)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|vs|feat|ft|No|Op|Vol|Pt|ca|cf|e\.g|i\.e|etc)|\b[A-Z])\.$"
)


def split_sentences(text: str) -> tuple[str, ...]:
    """Split a paragraph after `.`, `!`, `?` or `…` where a new sentence plausibly begins.

    Joined by single spaces, the parts give the text back; initials and common abbreviations do not
    end a sentence.
    """
    sentences: list[str] = []
    begin = 0
    for match in _END.finditer(text):
        if _ABBREVIATION.search(text[begin : match.start()]):
            continue
        sentences.append(text[begin : match.end()].strip())
        begin = match.end()
    sentences.append(text[begin:].strip())
    return tuple(sentence for sentence in sentences if sentence)
