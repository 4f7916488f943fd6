"""The project folder: where everything is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError, Where, did_you_mean

SHOW = Path("scripts", "show.toml")
SCRIPT = "script.md"


@dataclass(frozen=True, slots=True)
class Project:
    """Any folder with a `scripts/show.toml`."""

    root: Path

    @property
    def show(self) -> Path:
        """The settings of the show."""
        return self.root / SHOW

    @property
    def lexicon(self) -> Path:
        """How names are said, for the whole show."""
        return self.root / "scripts" / "lexicon.toml"

    @property
    def clips(self) -> Path:
        """The clip library."""
        return self.root / "clips"

    @property
    def output(self) -> Path:
        """Where releases go unless the user says otherwise."""
        return self.root / "output"

    @property
    def cache(self) -> Path:
        """Everything that can be made again."""
        return self.root / ".cache"

    def episodes(self) -> tuple[str, ...]:
        """The slugs of the episodes that have a script."""
        return tuple(sorted(path.parent.name for path in self.show.parent.glob(f"*/{SCRIPT}")))


def find_project(start: Path) -> Project:
    """The project that a folder lies in: itself or the nearest one above. Raises UsageError."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / SHOW).is_file():
            return Project(folder)
    raise UsageError(
        f"no project here: there is no {SHOW} in this folder or above it",
        where=Where(start),
        hint="change into a project folder, or make one with: sleevenotes new-show DIR",
    )


def find_episode(name: str, start: Path) -> tuple[Project, Path]:
    """The project and the script.md of an episode, named by its slug or by a path to its folder.

    A path may also be that of script.md itself. Raises UsageError where there is no such episode.
    """
    given = start / name
    if given.is_file() and given.name == SCRIPT:
        given = given.parent
    if given.is_dir() and (given / SCRIPT).is_file():
        return find_project(given), given.resolve() / SCRIPT
    project = find_project(start)
    script = project.root / "scripts" / name / SCRIPT
    if Path(name).name == name and script.is_file():
        return project, script
    known = project.episodes()
    there_is = f"there is: {', '.join(known)}" if known else "write one as scripts/<slug>/script.md"
    hint = did_you_mean(name, known, there_is)
    raise UsageError(f"there is no episode “{name}”", where=Where(script), hint=hint)
