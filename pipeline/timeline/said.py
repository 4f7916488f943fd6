"""When each written sentence of a line is said."""

from __future__ import annotations

from pipeline.narration.model import LineFacts
from pipeline.script.sentences import split_sentences
from pipeline.timeline.model import Sentence
from pipeline.units import Span


def sentences(text: str, facts: LineFacts) -> tuple[Sentence, ...]:
    """The sentences of a line and when each is said.

    Where the voice marked as many sentences as were written, at its marks; else the time is shared
    by their length in letters.
    """
    written = split_sentences(text) or (text,)
    first, last = facts.first_sound, max(facts.last_sound, facts.first_sound + 1)
    if len(facts.marks) == len(written):
        begins = [first, *facts.marks[1:]]
    else:
        letters = [len(sentence) for sentence in written]
        total = sum(letters)
        begins = [
            first + (last - first) * sum(letters[:number]) // total
            for number in range(len(letters))
        ]
    stops = [*begins[1:], last]
    return tuple(
        Sentence(sentence, Span(begin, max(begin, stop)))
        for sentence, begin, stop in zip(written, begins, stops, strict=True)
    )
