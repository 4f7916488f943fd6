"""`build-episode`: from a script to a release that a feed can name."""

from __future__ import annotations

import datetime as dt
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.console import Console

if TYPE_CHECKING:
    from pipeline.production import Built

STEPS = {
    "speak": "Speaking|lines",
    "take": "Fitting takes|takes",
    "measure": "Listening to clips|clips",
    "snippet": "Cutting snippets|snippets",
    "master": "",
    "mix": "Mixing|s",
    "encode": "Encoding|s",
    "cover": "Cover|",
    "package": "Tags and transcript|",
    "feed": "Feed and page|",
}
"""Kinds of step as a person reads them, and what is counted; those without a name are not shown."""


class EditionName(StrEnum):
    """Which edition of the episode is built."""

    full = "full"
    voice = "voice"


def build_episode(
    episode: Annotated[
        str,
        typer.Argument(
            help="The episode's slug, or a path to the folder of its script.", show_default=False
        ),
    ],
    *,
    voice: Annotated[
        str | None,
        typer.Option(
            help="Who narrates, as engine:voice: hibari:heart (embedded), gtts:en:co.uk (online).",
            show_default="the show's",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where releases go.", show_default="output/"),
    ] = None,
    edition: Annotated[
        EditionName, typer.Option(help="full, or voice: the same essay without any music.")
    ] = EditionName.full,
    draft: Annotated[
        bool,
        typer.Option(
            "--draft",
            help="Build even what is not cleared, under a slate tone. A draft enters no feed.",
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say every step that ran, and why.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Build an episode: narration, music, master, tags, chapters, transcript, feed and page.

    What has not changed is not made again. A recorded line replaces the synthetic voice: put it
    into the script's folder as takes/LINE-ID.wav (any common format) and build again; the ids are
    shown by `sleevenotes outline`.
    """
    console = Console(verbosity=-1 if quiet else int(verbose), as_json=json)
    with console.refusals(_bug_log):
        from pipeline.production import Request, build, read_episode

        began = time.perf_counter()
        read = read_episode(episode, Path.cwd())
        request = Request(
            today=dt.datetime.now(tz=dt.UTC).date(),
            voice=voice,
            edition=edition.value,
            draft=draft,
            output=output,
        )
        with console.progress(STEPS) as report:
            built = build(read, request, report=report)
        took = time.perf_counter() - began
        if json:
            console.answer(_document(built, took))
        _tell(console, built, took)


def _bug_log() -> Path:
    """Where the traceback of a bug is kept. Raises UsageError outside of a project."""
    from pipeline.show.project import find_project

    return find_project(Path.cwd()).cache / "bug.txt"


def _tell(console: Console, built: Built, took: float) -> None:
    from pipeline.units import clock

    release, loudness = built.release, built.report.loudness
    for ran in built.ran:
        changed = f": {', '.join(ran.changed)}" if ran.changed else ""
        console.detail(f"{ran.step} {ran.slot}: {ran.reason}{changed} ({ran.seconds:.2f} s)")
    audio = built.folder / release.audio.name
    console.say()
    console.say(f"{release.title}  ({clock(release.duration)})")
    console.say(f"  audio     {_near(audio)}  ({release.audio.size / 1e6:.1f} MB)")
    console.say(f"  notes     {_near(built.folder / 'notes.html')}, transcript, chapters, report")
    if built.feed:
        console.say(f"  feed      {_near(built.feed)}")
    else:
        console.say("  feed      none: this is a draft")
    console.say(
        f"  loudness  {loudness.integrated_lufs:.1f} LUFS, true peak "
        f"{loudness.true_peak_dbtp:.1f} dBTP (asked for: {loudness.target_lufs:.0f} and at most "
        f"{loudness.target_true_peak_dbtp:.0f}), measured on the decoded file"
    )
    steps = f"{len(built.ran)} steps" if built.ran else "nothing had to be made again"
    console.say(f"  took      {took:.1f} s, {steps}")
    for note in built.report.notes:
        console.warn(note)
    if built.feed:
        console.say("To listen and subscribe: sleevenotes serve")


def _document(built: Built, took: float) -> dict[str, Any]:
    import msgspec

    release = built.release
    return {
        "ok": True,
        "slug": release.slug,
        "edition": release.edition,
        "draft": built.feed is None,
        "title": release.title,
        "guid": release.guid,
        "folder": str(built.folder),
        "audio": str(built.folder / release.audio.name),
        "feed": str(built.feed) if built.feed else None,
        "duration_seconds": built.report.seconds,
        "loudness": msgspec.to_builtins(built.report.loudness),
        "notes": list(built.report.notes),
        "seconds": round(took, 3),
        "steps": {
            "ran": [
                {
                    "step": ran.step,
                    "for": ran.slot,
                    "reason": ran.reason.value,
                    "changed": list(ran.changed),
                    "seconds": round(ran.seconds, 3),
                }
                for ran in built.ran
            ],
            "reused": built.reused,
        },
    }


def _near(path: Path) -> str:
    """A path as short as it can be said from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
