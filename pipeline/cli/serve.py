"""`sleevenotes serve`: the feed and the page of what has been built, on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import Console


def serve(
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The folder of releases.", show_default="output/"),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(help="The port to listen on.", show_default="8000, or the next free one"),
    ] = None,
    open_page: Annotated[
        bool, typer.Option("--open", help="Open the page of the episodes in a browser.")
    ] = False,
) -> None:
    """Serve the releases to a browser and to podcast apps on this machine; Ctrl-C stops it.

    Every address in the feed is the server's own, whatever the show's base_url is, so an app can
    subscribe to the address that is printed, list the episodes and download them.
    """
    console = Console()
    with console.refusals():
        from pipeline.production import feed_at
        from pipeline.publish.server import serve as run
        from pipeline.show.project import find_project
        from pipeline.show.settings import read_settings

        project = find_project(Path.cwd())
        folder = output or project.output
        artwork = read_settings(project).show.artwork

        def ready(address: str) -> None:
            console.say(f"page:  {address}")
            console.say(f"feed:  {address}feed.xml")
            console.say(
                "Subscribe to the feed's address in a podcast app. Ctrl-C stops the server."
            )
            if open_page:
                import webbrowser

                webbrowser.open(address)

        run(
            folder,
            lambda base: feed_at(project, folder, base),
            host,
            port,
            on_ready=ready,
            artwork=artwork,
        )
