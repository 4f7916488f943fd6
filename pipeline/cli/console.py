"""The one object that writes to the terminal, and the one place where errors end."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import typer

from pipeline.build.runner import Event
from pipeline.errors import EXIT_BUG, EXIT_INTERRUPTED, SleevenotesError


class Console:
    """What a command says. People read standard error and output; scripts read JSON on output.

    `verbosity` is −1 for quiet (errors only), 0, or 1 for every detail. With `as_json` the answer
    is one JSON document and everything else goes to standard error.
    """

    def __init__(self, *, verbosity: int = 0, as_json: bool = False) -> None:
        self.verbosity = verbosity
        self.as_json = as_json

    def say(self, text: str = "") -> None:
        """Say something to a person, unless quiet."""
        if self.verbosity >= 0:
            typer.echo(text, err=self.as_json)

    def detail(self, text: str) -> None:
        """Say something only when asked for every detail."""
        if self.verbosity > 0:
            self.say(text)

    def warn(self, text: str) -> None:
        """Say what went well enough but should be known; to standard error."""
        if self.verbosity >= 0:
            typer.secho(f"note: {text}", fg=typer.colors.YELLOW, err=True)

    def answer(self, document: Any) -> None:  # noqa: ANN401 - any JSON
        """The answer of a command to a script."""
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))

    @contextmanager
    def progress(self, titles: dict[str, str]) -> Iterator[Any]:
        """Bars for the steps of a build: a function that takes the runner's events.

        On a terminal they move; elsewhere each kind of step is one line when it is finished.
        """
        if self.verbosity < 0:
            yield lambda _: None
            return
        if not sys.stderr.isatty():
            yield self._plain(titles)
            return
        from rich.console import Console as Terminal
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        bars = Progress(
            TextColumn("{task.description:<22}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}"),
            console=Terminal(stderr=True),
        )
        tasks: dict[str, Any] = {}

        def show(event: Event) -> None:
            title, _, unit = titles.get(event.step, event.step).partition("|")
            if not title:
                return
            if event.step not in tasks:
                tasks[event.step] = bars.add_task(title, total=event.total, unit=unit)
            bars.update(tasks[event.step], completed=event.done, total=event.total)

        with bars:
            yield show

    def _plain(self, titles: dict[str, str]) -> Any:  # noqa: ANN401
        def show(event: Event) -> None:
            title, _, unit = titles.get(event.step, event.step).partition("|")
            if title and event.done == event.total:
                typer.echo(f"{title}: {event.total} {unit}".rstrip(), err=True)

        return show

    @contextmanager
    def refusals(self, log: Callable[[], Path] | None = None) -> Iterator[None]:
        """Where every error ends: one message, the right exit code, never a traceback.

        `log` says where the traceback of a bug of ours is to be written.
        """
        try:
            yield
        except SleevenotesError as error:
            self._refuse(error)
        except KeyboardInterrupt:
            self._fail(
                EXIT_INTERRUPTED,
                "stopped; nothing that was released before was touched, and what was made is kept",
            )
        except BrokenPipeError:
            sys.stderr.close()
            raise typer.Exit(0) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - the last resort of the whole program
            self._bug(error, log)

    def _refuse(self, error: SleevenotesError) -> NoReturn:
        place = f"{error.where}: " if error.where else ""
        if self.as_json:
            where = error.where
            self.answer(
                {
                    "ok": False,
                    "error": {
                        "kind": type(error).__name__,
                        "message": error.what,
                        "file": str(where.path) if where else None,
                        "line": where.line if where else None,
                        "column": where.column if where else None,
                        "hint": error.hint,
                        "exit_code": error.exit_code,
                    },
                }
            )
        self._fail(error.exit_code, f"{place}{error.what}", error.hint)

    def _bug(self, error: Exception, log: Callable[[], Path] | None) -> NoReturn:
        trace = "".join(traceback.format_exception(error))
        hint = "please report it, with what you did"
        if self.verbosity > 0:
            typer.echo(trace, err=True)
        elif log is not None:
            try:
                path = log()
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(trace, encoding="utf-8")
                hint += f", and with {path}"
            except (OSError, SleevenotesError):
                hint += "; run it again with -v for the details"
        message = f"this is our bug, not yours: {type(error).__name__}: {error}"
        if self.as_json:
            self.answer({"ok": False, "error": {"kind": "Bug", "message": message, "hint": hint}})
        self._fail(EXIT_BUG, message, hint)

    def _fail(self, code: int, message: str, hint: str | None = None) -> NoReturn:
        typer.secho(f"error: {message}", fg=typer.colors.RED, err=True)
        if hint:
            typer.echo(f"  what to do: {hint}", err=True)
        raise typer.Exit(code)
