"""The nouns of a release: asset, person, release; and its manifest, `release.json`."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

MANIFEST = "release.json"
SCHEMA = "sleevenotes.release/1"

Edition = Literal["full", "voice"]


class Asset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of the release: its name within the folder, media type, bytes, sha256 in hex."""

    name: str
    media_type: str
    size: int
    digest: str


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody to credit; `role` and `group` are from the Podcast Taxonomy."""

    name: str
    role: str
    group: str
    href: str | None = None


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything that a feed or a page says of one episode. Written last, as `release.json`.

    `duration` is in samples at 44.1 kHz. `notes_html` is the fragment for show notes.
    """

    schema: str = SCHEMA
    slug: str
    edition: Edition
    guid: str
    title: str
    summary: str
    date: dt.date
    duration: int
    explicit: bool
    audio: Asset
    chapters: Asset
    transcript: Asset
    cover: Asset
    notes_html: str
    files: tuple[Asset, ...]
    persons: tuple[Person, ...] = ()
    episode: int | None = None
    season: int | None = None
    link: str | None = None

    @property
    def folder(self) -> str:
        """The name of the release's folder below `output/`."""
        return folder_name(self.slug, self.edition)


def folder_name(slug: str, edition: Edition) -> str:
    """The name of a release's folder: its slug and, unless it is the full one, its edition."""
    return slug if edition == "full" else f"{slug}-{edition}"


class Loudness(msgspec.Struct, frozen=True):
    """What the finished file is: measured on its decoded samples, and how it was mastered.

    LUFS, LU and dBTP; `samples` is its decoded length at the project's rate, `rounds` how often it
    was encoded until it met its profile.
    """

    integrated: float
    range: float
    true_peak: float
    samples: int
    gain_db: float
    ceiling_db: float
    rounds: int
