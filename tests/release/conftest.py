"""One small timeline made by hand: an introduction, a song, a pair, an outro; two voices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.script.model import Song
from pipeline.timeline.model import (
    Breakpoint,
    Narrated,
    Part,
    Placement,
    Played,
    Sentence,
    Timeline,
)
from pipeline.units import Span, samples

GOLDEN = Path(__file__).parents[1] / "golden" / "release"
HOST, GUEST = "hibari:heart", "take"
DONT_CRY = Song("Don’t Cry", "Guns N’ Roses", url="https://example.com/listen?song=dont-cry&t=1")
SWINDLE = Song("The Great Rock’n’Roll Swindle", "The Sex Pistols")
EAST_BAY = Song(
    "Journey to the End of the East Bay", "Rancid", "Live <at> Gilman", "https://e.org/é"
)
DEMO = (
    "To explain himself, Perry sent her an early tape of “Don’t Cry”, which Guns N’ Roses had been "
    "carrying around since before their first album & tour."
)


def span(start: float, stop: float) -> Span:
    """A span between two times in seconds."""
    return Span(samples(start), samples(stop))


def said(line_id: str, start: float, *sentences: tuple[str, float], voice: str = HOST) -> Placement:
    """A line said from `start` on: its sentences, each with the seconds it takes, 0.25 s apart."""
    spoken, at = [], 0.0
    for text, seconds in sentences:
        spoken.append(Sentence(text, span(at, at + seconds)))
        at += seconds + 0.25
    return Placement(
        track="voice",
        source=f"line:{line_id}",
        span_in_source=span(0, at - 0.25),
        start=samples(start),
        entry_id=line_id.rpartition("-")[0],
        provenance=Narrated(line_id, tuple(spoken), voice),
        reason="follows the line before",
    )


def played(song: Song, clip: str, title: str, start: float, stop: float) -> Placement:
    """A stand-in of the house band for the song, from 1.5 s into its clip."""
    credit = f"“{title}” by The Sleevenotes House Band, CC0 1.0"
    return Placement(
        track="music",
        source=f"clip:{clip}",
        span_in_source=span(1.5, 1.5 + stop - start),
        start=samples(start),
        entry_id="dont-cry" if song is DONT_CRY else "the-great-rock-n-roll-swindle",
        provenance=Played(
            clip,
            title,
            "The Sleevenotes House Band",
            credit,
            samples(1.5),
            song,
            stands_in_for=song,
        ),
        envelope=(
            Breakpoint(0, -3.0),
            Breakpoint(samples(2), -3.0),
            Breakpoint(samples(2.4), -17.5),
        ),
        fade_in=samples(0.01),
        fade_out=samples(1.2),
        reason="the song’s snippet opens its entry",
    )


@pytest.fixture(scope="session")
def timeline() -> Timeline:
    """Forty-one seconds in four parts, every kind of placement in them."""
    placements = (
        said("intro-1", 0.4, ("Perry was asked for ten songs.", 2.0), ("He named eleven.", 1.25)),
        played(DONT_CRY, "house-dont-cry", "Rain on the <Fire> Escape", 4.5, 12.0),
        said(
            "dont-cry-1",
            8.0,
            (DEMO, 9.0),
        ),
        played(SWINDLE, "house-swindle", "Rockers & Rollers", 18.5, 22.0),
        said("the-great-rock-n-roll-swindle-1", 22.0, ("Johnny Rotten has two lines in it.", 2.5)),
        played(EAST_BAY, "house-east-bay", "Platform Nine", 25.0, 30.0),
        said(
            "the-great-rock-n-roll-swindle-2",
            28.0,
            ("No.", 0.2),
            ("Yes, <really>!", 1.0),
            voice=GUEST,
        ),
        said("outro-1", 38.0, ("Most bands break up in interviews.", 2.5)),
    )
    parts = (
        Part("intro", "Introduction", (), span(0, 4.5)),
        Part("dont-cry", "“Don’t Cry” by Guns N’ Roses", (DONT_CRY,), span(4.5, 18.5)),
        Part(
            "the-great-rock-n-roll-swindle",
            "“The Great Rock’n’Roll Swindle” by The Sex Pistols and “Journey …” by Rancid",
            (SWINDLE, EAST_BAY),
            span(18.5, 37.123456),
        ),
        Part("outro", "Outro", (), span(37.123456, 41.0)),
    )
    return Timeline(samples(41), placements, parts)


@pytest.fixture
def golden() -> Callable[[str], bytes]:
    """The file of that name as it should be."""
    return lambda name: (GOLDEN / name).read_bytes()
