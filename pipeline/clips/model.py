"""The nouns of the clip library: recording, grant, musical times, clip.

All but Clip have the shape of their tables in `clips/<id>.toml`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.errors import Where

GrantKind = Literal["own", "creative-commons", "public-domain", "library", "direct"]
Side = Literal["master", "publishing"]
Medium = Literal["podcast", "promo", "web", "broadcast"]


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A title and the artist who made it."""

    title: str
    artist: str


class Recording(Named, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The recording itself: which file holds it, and the songs of an essay that it is played for.

    `stands_in_for` names a song of somebody else's that this recording is played in place of;
    `aliases` are other ways in which articles write this very recording.
    """

    file: str
    digest: str
    stands_in_for: Named | None = None
    aliases: tuple[Named, ...] = ()
    year: int | None = None
    link: str | None = None


class Work(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The composition."""

    writers: tuple[str, ...] = ()


class Grant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One permission: by whom, for which sides, media and days, and the credit it asks for."""

    kind: GrantKind
    licensor: str
    covers: tuple[Side, ...] = ("master", "publishing")
    media: tuple[Medium, ...] = ("podcast",)
    territories: tuple[str, ...] = ("worldwide",)
    spdx: str | None = None
    document: str | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    credit: str | None = None


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named part of the music, in seconds of the clip's own time."""

    name: str
    start: float
    end: float


class Music(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Times in the clip that a musician would mark, in seconds. Empty where nobody has."""

    tempo: float | None = None
    metre: str | None = None
    key: str | None = None
    post: float | None = None
    beats: tuple[float, ...] = ()
    downbeats: tuple[float, ...] = ()
    sections: tuple[Section, ...] = ()


class Clip(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of audio, the song it belongs to, and what we may do with it."""

    id: str
    recording: Recording
    work: Work
    grants: tuple[Grant, ...]
    music: Music
    audio: Path
    record: Where

    @property
    def credit(self) -> str:
        """The credit line as the licence words it, or the recording's own name."""
        worded = next((grant.credit for grant in self.grants if grant.credit), None)
        return worded or f"“{self.recording.title}” by {self.recording.artist}"


class ClipFacts(msgspec.Struct, frozen=True):
    """What was measured of a clip's audio.

    `length` is in samples at the project's rate. `energies` is the K-weighted mean square of each
    whole 100 ms, summed over two channels: a mono clip is counted on both, as it will be heard.
    """

    length: int
    energies: tuple[float, ...]
