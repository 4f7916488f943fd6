"""The two programs: `sleevenotes` with every command, and `build-episode`, its main one."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.build import build_episode as build
from pipeline.cli.new_show import new_show
from pipeline.cli.outline import outline
from pipeline.cli.serve import serve

_HELP = """Turn a music essay into a podcast episode.

An essay is scripts/SLUG/script.md; clips with their licence records are in clips/; what is built
goes to output/. Any folder with a scripts/show.toml is a project.

Exit codes: 0 done · 2 usage · 3 the input is wrong · 4 not cleared · 5 a voice or service failed ·
6 the result fails its quality gate · 70 our bug · 130 stopped.
"""


def _program(name: str | None = None) -> typer.Typer:
    return typer.Typer(
        name=name,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )


def _version(asked: bool) -> None:  # noqa: FBT001 - typer hands an option's value over by position
    if asked:
        from importlib.metadata import version

        typer.echo(f"sleevenotes {version('sleevenotes')}")
        raise typer.Exit


def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version.")
    ] = False,
) -> None:
    """Carry the options that stand before a command."""


def main() -> None:
    """The program `sleevenotes`."""
    program = _program("sleevenotes")
    program.callback(help=_HELP)(_root)
    program.command("build-episode")(build)
    program.command("outline")(outline)
    program.command("serve")(serve)
    program.command("new-show")(new_show)
    program()


def build_episode() -> None:
    """The program `build-episode`."""
    program = _program("build-episode")
    program.command()(build)
    program()
