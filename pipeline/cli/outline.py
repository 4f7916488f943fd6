"""`sleevenotes outline`: what was understood of a script, line by line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import Console


def outline(
    episode: Annotated[
        str,
        typer.Argument(help="The episode's slug, or the folder of its script.", show_default=False),
    ],
    *,
    spoken: Annotated[
        bool, typer.Option("--spoken", help="Show what the voice says below what is written.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the outline as JSON.")] = False,
) -> None:
    """Show an episode's entries, songs and lines, with the ids that takes are named after."""
    console = Console(as_json=json)
    with console.refusals():
        from pipeline.production import read_episode
        from pipeline.script import outline as as_document

        episode_read = read_episode(episode, Path.cwd())
        script = episode_read.script
        if json:
            console.answer(as_document(script))
            return
        words = sum(len(line.spoken.split()) for line in script.lines)
        console.say(f"{script.title}")
        console.say(
            f"{len(script.entries)} parts, {len(script.songs)} songs, {len(script.lines)} lines, "
            f"{words} words, about {max(1, round(words / 160))} minutes of speech"
        )
        for entry in script.entries:
            console.say(f"\n{entry.heading}")
            for song in entry.songs:
                note = f" ({song.note})" if song.note else ""
                link = f"  {song.url}" if song.url else ""
                console.say(f"    ♪ {song.title} – {song.artist}{note}{link}")
            for line in entry.lines:
                console.say(f"  {line.id:<24} {line.text}")
                if spoken and line.spoken != line.text:
                    console.say(f"  {'':<24} {line.spoken}")
