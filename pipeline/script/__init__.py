"""The script room: script.md in, a Script out.

In come a file of Markdown that reads as an article, the lexicons that say how names are said, and
the show's template of announcements. Out goes a `Script`: entries with their songs, and lines, each
with what the page shows (`text`), what the voice says (`spoken`) and where it was written. Whatever
is wrong with the file is a `ScriptError` that names the place and what to do.

It never speaks, never looks at clips or takes, never writes, and knows no clock and no network. The
voices' own quirks, and whether a clip or a voice exists, are for the rooms above.

    page ──► front_matter          heading ──► announce
      └────► markdown ──► cue         │           │
                 └───────────► read ◄─┴─ spoken ◄─┴─ lexicon
"""

from pipeline.script.announce import DEFAULT_ANNOUNCEMENT, announcement
from pipeline.script.heading import parse_heading
from pipeline.script.lexicon import Lexicon, Pronunciation, read_lexicon
from pipeline.script.model import CUE_FORMS, Cue, CueForm, Entry, Line, Script, Song
from pipeline.script.outline import Outline, outline
from pipeline.script.read import read_script
from pipeline.script.slug import slugify
from pipeline.script.spoken import speakable

__all__ = [
    "CUE_FORMS",
    "DEFAULT_ANNOUNCEMENT",
    "Cue",
    "CueForm",
    "Entry",
    "Lexicon",
    "Line",
    "Outline",
    "Pronunciation",
    "Script",
    "Song",
    "announcement",
    "outline",
    "parse_heading",
    "read_lexicon",
    "read_script",
    "slugify",
    "speakable",
]
