"""`sleevenotes new-show`: a project folder that builds at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import Console


def new_show(
    folder: Annotated[
        Path,
        typer.Argument(help="The folder to make: new, or empty.", show_default=False),
    ],
    *,
    title: Annotated[str, typer.Option(help="The show's title.")] = "My show",
    author: Annotated[str, typer.Option(help="Who makes it.")] = "Me",
) -> None:
    """Make a new show: settings, a first script, a plain cover, a place for clips."""
    console = Console()
    with console.refusals():
        from pipeline.show.new import FIRST, make_show

        for path in make_show(folder, title=title, author=author):
            console.say(f"  {path}")
        console.say(f"Now: cd {folder} && build-episode {FIRST}")
