"""Speakable text: what the voice says for what the page shows, as a list of plain passes.

A pass is a function from text to text over the tables beside it; its docstring holds an example.
Their order matters. First goes what nobody should hear, then the show's own lexicon has its say,
and only then are signs and abbreviations spelt out: so the lexicon knows better than any rule.
Golden pairs for each pass are in `tests/golden/script/spoken.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from pipeline.script.lexicon import Lexicon

Pass = Callable[[str], str]

APOSTROPHE = "['’‘ʼ]"

ENDINGS = ("s", "es", "d", "ed", "ing", "n", "er", "ly")
"""What an editor adds to a quoted word in brackets: `want[s]`. Kept, unlike `[laughs]`."""

RECORD_SIZES = {"7": "seven inch", "10": "ten inch", "12": "twelve inch"}

SHORT_FORMS = {
    r"\bw/o\b": "without",
    r"\bw/(?=\s|\w)": "with",
    r"\b[Ff]eat\.|(?<=\()feat\b": "featuring",
    r"(?<!\d)(?<!\d )\bft\.(?=\s)|(?<=\()Ft\.": "featuring",  # but 6 ft. and Ft. Worth
    r"\bvs\.?(?=\s)": "versus",
    r"(?<![\w&])#\s?(?=\d)": "number ",
    r"\b([A-G])[♯#](?!\w)": r"\1 sharp",
    r"\b([A-G])♭(?!\w)": r"\1 flat",
}
"""Patterns of abbreviations, and what each stands for."""

METRES = {
    "2/2": "two two", "3/2": "three two", "2/4": "two four", "3/4": "three four",
    "4/4": "four four", "5/4": "five four", "6/4": "six four", "7/4": "seven four",
    "9/4": "nine four", "3/8": "three eight", "5/8": "five eight", "6/8": "six eight",
    "7/8": "seven eight", "9/8": "nine eight", "10/8": "ten eight", "11/8": "eleven eight",
    "12/8": "twelve eight", "13/8": "thirteen eight", "15/8": "fifteen eight",
    "24/7": "twenty-four seven",
}  # fmt: skip
"""Metres, and the one other thing that looks like a metre and is none."""

DECADES = {
    "0": "noughties", "1": "tens", "2": "twenties", "3": "thirties", "4": "forties",
    "5": "fifties", "6": "sixties", "7": "seventies", "8": "eighties", "9": "nineties",
}  # fmt: skip

ROMAN = {
    "I": "one", "II": "two", "III": "three", "IV": "four", "V": "five", "VI": "six",
    "VII": "seven", "VIII": "eight", "IX": "nine", "X": "ten", "XI": "eleven", "XII": "twelve",
    "XIII": "thirteen", "XIV": "fourteen", "XV": "fifteen", "XVI": "sixteen",
    "XVII": "seventeen", "XVIII": "eighteen", "XIX": "nineteen",
}  # fmt: skip
"""To nineteen: The xx, and XX for twenty, look the same in capitals."""

COUNTED = {
    "Pt": "Part", "Vol": "Volume", "No": "Number", "Nr": "Number", "Op": "Opus", "Ch": "Chapter",
}  # fmt: skip
"""Short words before a number. `No 1` needs no full stop in British print, the others do."""

NUMBERED = ("Part", "Volume", "Number", "Opus", "Chapter", "Act", "Book", "Scene", "Movement",
            "Phase", "Side", "Illusion")  # fmt: skip
"""Words after which even a single I, V or X is a numeral."""

REIGNING = frozenset(
    """
    Alexander Benedict Catherine Charles Christian Edward Elizabeth Emmanuel Frederick George
    Gustav Harald Henry Ivan James Leo Louis Napoleon Nicholas Paul Peter Philip Pius Ramses
    Richard Victor William
    """.split()  # noqa: SIM905 - a word list reads best as words
)
"""After these names a numeral is an ordinal (“Elizabeth the second”), which voices know."""

LIVE = (
    r"(?<=, )(l)ive(?= (?:at|from|in|on)\b)",
    r"\b(L)ive(?= (?:at|from|in) [A-Z])",
    r"(?<=played )(l)ive\b",
    r"(?<=recorded )(l)ive\b",
    r"(?<=heard )(l)ive\b",
)
"""Where *live* rhymes with *five*, while engines read the verb."""


def speakable(text: str, lexicon: Lexicon) -> str:
    """What a voice is given for `text`: one line of plain words and punctuation.

    Empty where nothing in the text can be said. Digits stay where engines read them well (years,
    money, times); quotation marks go, because engines stumble over them and say nothing for them.
    """
    for step in (*UNHEARD, lexicon.apply, *SPELT_OUT):
        text = step(text)
    return text


# --- what nobody should hear --------------------------------------------------------------------


def visible(text: str) -> str:
    """Soft hyphens, direction marks and the like go, and every gap is one space."""
    kept = (sign for sign in text if unicodedata.category(sign) != "Cf" or sign == "\u200c")
    return " ".join("".join(kept).split())


def without_addresses(text: str) -> str:
    """`It is here: https://example.com/a.` → `It is here.`."""

    def after(match: re.Match[str]) -> str:
        address = match["address"]
        end = address.rstrip(".,;:!?”’\"'*_")
        while end.endswith(")") and end.count(")") > end.count("("):
            end = end[:-1].rstrip(".,;:!?”’\"'*_")
        return address[len(end) :]

    pattern = r"[:,]?\s?<?\b(?P<address>(?:https?://|www\.)[^\s<>]*)>?"
    return re.sub(pattern, after, text, flags=re.IGNORECASE)


def without_editorial(text: str) -> str:
    """`Alicia [Bognanno, of Bully] wrote it` → `Alicia wrote it`; `[T]he end` → `The end`."""

    def unbracket(match: re.Match[str]) -> str:
        inside = match["inside"]
        altered = inside.isalpha() and (
            (match["after"] and len(inside) <= 3) or (match["before"] and inside in ENDINGS)
        )
        return match["before"] + (inside if altered else "") + match["after"]

    bracket = r"(?P<before>\w?)\[(?P<inside>[^\[\]]*)\](?P<after>\w?)"
    for _ in range(3):  # brackets within brackets
        text = re.sub(bracket, unbracket, text)
    return re.sub(r"[\[\]\s]+", " ", text)


def without_footnote_marks(text: str) -> str:
    """`the first album.² The second*` → `the first album. The second`."""
    after = r"(?<=[\w.,;:!?”’\"'…)])(?:[¹²³⁰⁴-⁹]+|[*†‡]++(?!\w)|\^\d+)"
    return re.sub(rf"{after}|(?<!\S)[*†‡]+(?=\w)", "", text)


def optional_ends(text: str) -> str:
    """`Ten(ish) songs` → `Ten ish songs`; `the song(s)` → `the songs`."""
    return re.sub(r"(?<=\w)\((s|es)\)", r"\1", re.sub(r"(?<=\w)\((ish)\)", r" \1", text))


def record_sizes(text: str) -> str:
    """`their first 7" and a 12″ mix` → `their first seven inch and a twelve inch mix`.

    Among what is dropped because it has to see the quotation marks: after an opening one, the same
    sign closes (`“Apollo 11 and Apollo 12”`).
    """
    said: list[str] = []
    curly = straight = 0
    for part in re.split(r"((?<![\w.,])(?:7|10|12) ?(?:″|”|\"|''|’’))", text):
        size = re.fullmatch(r"(\d+) ?(.+)", part) if part[-1:] in "″”\"'’" else None
        inside = size and {"”": curly > 0, '"': straight % 2 == 1}.get(size[2], False)
        if size and size[1] in RECORD_SIZES and not inside:
            said.append(RECORD_SIZES[size[1]])
            continue
        said.append(part)
        curly += part.count("“") - part.count("”")
        straight += part.count('"')
    return "".join(said)


UNHEARD: tuple[Pass, ...] = (
    visible,
    without_addresses,
    without_editorial,
    without_footnote_marks,
    optional_ends,
    record_sizes,
)


# --- what has to be spelt out -------------------------------------------------------------------


def rock_and_roll(text: str) -> str:
    """`Rock’n’Roll` → `Rock and Roll`; `Guns N’ Roses` → `Guns and Roses`; `R’n’B` → `R and B`."""
    a = APOSTROPHE
    text = re.sub(rf"\b([Rr])ock[ -]?{a}?[Nn]{a}?[ -]?([Rr])oll\b", r"\1ock and \2oll", text)
    text = re.sub(rf"(?<=[\w'’])\s?{a}[Nn]{a}\s?(?=\w)", " and ", text)
    return re.sub(rf"(?<=\w)\s(?:{a}[Nn]|[Nn]{a})\s(?=\w)", " and ", text)


def ampersands(text: str) -> str:
    """`Earth, Wind & Fire` → `Earth, Wind and Fire`; `R&B` → `R and B`."""
    return re.sub(r"\s*&\s*", " and ", text)


def short_forms(text: str) -> str:
    """`“Blue” (feat. Damon) vs. the rest` → `“Blue” (featuring Damon) versus the rest`."""
    for pattern, words in SHORT_FORMS.items():
        text = re.sub(pattern, words, text)
    return text


def metres(text: str) -> str:
    """`in 7/8, not 4/4` → `in seven eight, not four four`; `3/4 of them` stays a fraction."""
    metre = r"(?<![\w/.])\d{1,2}/\d(?![/\w]|\.\d|-?\s?(?:of|inch|miles?|cups?|full)\b)"
    return re.sub(metre, lambda match: METRES.get(match[0], match[0]), text)


def decades(text: str) -> str:
    """`the mid-’80s and 90s` → `the mid-eighties and nineties`; `70s–90s` → `seventies to …`."""
    a = APOSTROPHE
    text = re.sub(rf"(?<=\d0s)\s?[–-]\s?(?={a}?(?:\d\d)?\d0s\b)", " to ", text)
    decade = rf"(?<![\w$£€.,:/])(?:{a})?(\d)0{a}?s\b"
    return re.sub(decade, lambda match: DECADES.get(match[1], match[0]), text)


def numbered(text: str) -> str:
    """`Pt. II` → `Part two`; `Vol. 4` → `Volume 4`; `Op. 27, No. 2` → `Opus 27, Number 2`."""

    def long_form(match: re.Match[str]) -> str:
        word = COUNTED[match["word"].title()]
        return (word if match["word"][0].isupper() else word.lower()) + " "

    words = "|".join(COUNTED)
    text = re.sub(rf"\b(?P<word>(?i:{words}))\.\s?(?=\d)", long_form, text)
    text = re.sub(r"\b(?P<word>Pt|Vol|Ch)\.?\s(?=[IVX]+\b)", long_form, text)
    return re.sub(r"\b(?P<word>No)\s(?=\d)", long_form, text)


def roman_numerals(text: str) -> str:
    """`Act II` → `Act two`; `Led Zeppelin IV` → `Led Zeppelin four`; `Use Your Illusion I and II`.

    Only where a numeral is safe to tell from a word: after a word that is counted, or two letters
    and more after a name (unless kings and queens are called that).
    """

    def said(match: re.Match[str]) -> str:
        word, numeral = match["word"], match["numeral"]
        safe = word.rstrip("s") in NUMBERED or (len(numeral) > 1 and word not in REIGNING)
        if numeral not in ROMAN or not safe:
            return match[0]
        second = match["second"]
        both = f" {match['and']} {ROMAN[second]}" if second in ROMAN else match["rest"] or ""
        return f"{word} {ROMAN[numeral]}{both}"

    tail = r"(?P<rest> (?P<and>and|or|to|&) (?P<second>[IVX]+)\b)?"
    numeral = rf"\b(?P<word>[A-Z][\w’']{{0,40}}) (?P<numeral>[IVX]+)\b(?![’']\w|\.\w){tail}"
    return re.sub(numeral, said, text)


def live_recordings(text: str) -> str:
    """`“Blue”, by Elastica, live at Glastonbury` → `… lyve at Glastonbury`."""
    for pattern in LIVE:
        text = re.sub(pattern, r"\1yve", text)
    return text


def year_ranges(text: str) -> str:
    """`1975–79` → `1975 to 79`."""
    return re.sub(r"(?<=\d)\s?–\s?(?=\d)", " to ", text)


def quotation_marks(text: str) -> str:
    """`He called it ‘Don’t Cry’, in ’91` → `He called it Don't Cry, in '91`."""
    text = re.sub(r"(?<=\w)[“”„\"«»]+(?=\w)", " ", text)
    text = re.sub(r"[“”„‟\"″«»‹›「」『』]", "", text)
    kept = rf"(?<=\w){APOSTROPHE}(?=\w)|(?<!\w){APOSTROPHE}(?=\d\d\b)"
    return re.sub(APOSTROPHE, "", re.sub(kept, "\0", text)).replace("\0", "'")


def dashes(text: str) -> str:
    """`loud—very loud – and more...now` → `loud — very loud — and more… now`."""
    text = re.sub(r"\s?(?:…|\.\s?\.\s?\.)[\s.…]*", "… ", text)
    text = re.sub(r"\s?(?:[—―]|--)[\s—―-]*|\s[–-]\s", " — ", text)
    return text.replace("–", "-")


def signs(text: str) -> str:
    """`Sleevenotes™ ♫` → `Sleevenotes`; a slash between words is a pause: `a / b` → `a, b`."""
    text = re.sub(r"\s+[/|]\s+", ", ", text)
    dropped = {"So", "Sk"}  # symbols, and the tones that emoji come in
    kept = (sign for sign in text if unicodedata.category(sign) not in dropped or sign in "°^`")
    return "".join(kept).replace("\N{VARIATION SELECTOR-16}", "")


def tidy(text: str) -> str:
    """`Hello  ( ) , you , — .` → `Hello, you.`; nothing at all where no letter or digit is left."""
    text = re.sub(r"\s+", " ", re.sub(r"\(\s*[,;:.]?\s*\)", " ", text))
    text = re.sub(r" +(?=[,.;:!?…)])", "", text)
    text = re.sub(r"(?:[,;:]|\s—){1,5}(?=[.!?,;:])", "", text)
    text = re.sub(r"^[\s,;:.…—-]+(?=[\w('])|\s*[,—]\s*$", "", text).strip()
    return text if any(letter.isalnum() for letter in text) else ""


SPELT_OUT: tuple[Pass, ...] = (
    rock_and_roll,
    ampersands,
    short_forms,
    metres,
    decades,
    numbered,
    roman_numerals,
    live_recordings,
    year_ranges,
    quotation_marks,
    dashes,
    signs,
    tidy,
)
