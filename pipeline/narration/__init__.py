"""Who says the lines: voices that are synthetic, and takes that were recorded.

In: the words of a line, or a recorded file for it. Out: one mono AudioSegment per line at `RATE`,
at one loudness, trimmed to short handles, and the facts of it: how long, where the voice begins and
ends, where its sentences begin. It never knows where a line will stand, never changes to another
voice by itself, and never sends words anywhere unless the voice that was asked for is an online
one.

What is exported here is light; the modules that handle sound (`line`, `takes.fit_take`) and the
engines are loaded where they are used.
"""

from pipeline.narration.model import LineFacts, Speech, Voice, VoiceName
from pipeline.narration.takes import Pickup, Recorded, TakeMemory, find_takes
from pipeline.narration.voices import list_engines, open_voice

__all__ = [
    "LineFacts",
    "Pickup",
    "Recorded",
    "Speech",
    "TakeMemory",
    "Voice",
    "VoiceName",
    "find_takes",
    "list_engines",
    "open_voice",
]
