"""An episode before it is made, what is asked of a build, and what comes of it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pipeline.build import Ran
from pipeline.errors import UsageError, Where
from pipeline.release.model import Edition, Release
from pipeline.release.report import Report
from pipeline.script import Script, read_lexicon, read_script
from pipeline.show.project import Project, find_episode
from pipeline.show.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode as its files say it is to be, before anything is made."""

    project: Project
    settings: Settings
    script: Script


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asks of a build. `today` is the release's day where the script gives none."""

    today: dt.date
    voice: str | None = None
    edition: Edition = "full"
    draft: bool = False
    output: Path | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """A build that went well: what there is now, and what had to be done for it.

    `folder` holds the release; `feed` is None for a draft, which no feed may name.
    """

    release: Release
    folder: Path
    feed: Path | None
    report: Report
    ran: tuple[Ran, ...]
    reused: int


def read_episode(name: str, start: Path) -> Episode:
    """Read the show and the script of an episode, named by slug or path. Makes nothing."""
    project, path = find_episode(name, start)
    _check_slug(path)
    settings = read_settings(project)
    lexicons = (project.lexicon, path.with_name("lexicon.toml"))
    lexicon = read_lexicon([lexicon for lexicon in lexicons if lexicon.is_file()])
    script = read_script(path, lexicon=lexicon, announce=settings.announcement)
    return Episode(project, settings, script)


def _check_slug(script: Path) -> None:
    """Refuse names of episodes whose releases could not be told apart, found or linked to."""
    slug = script.parent.name
    hint = "rename the folder to small letters, digits and hyphens"
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", slug):
        raise UsageError(
            f"“{slug}” can't be the name of an episode: it becomes part of web addresses",
            where=Where(script.parent),
            hint=hint,
        )
    if any(slug.endswith(f"-{edition}") for edition in get_args(Edition)):
        raise UsageError(
            f"“{slug}” ends like an edition, and would be taken for one of another episode",
            where=Where(script.parent),
            hint=hint,
        )
