"""The tree of refusals, and the exit code of each.

SleevenotesError              what, where (file:line:column) and what to do
├── UsageError          2     the command was called with something that does not exist
├── InputError          3     a file that the user wrote or supplied is wrong
│   ├── ScriptError           script.md
│   ├── SettingsError         show.toml, lexicon.toml
│   ├── ClipError             a clip's audio or record
│   ├── TakeError             a recorded take
│   ├── AudioFileError        a sound file that can't be decoded
│   └── StorageError          a folder that can't be read or written, a full disk
├── ClearanceError      4     not cleared for this release
├── VoiceError          5     a voice or its service failed
└── QualityError        6     the result fails its quality gate

Anything else that escapes is our bug (70); Ctrl-C is 130, as in any shell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

EXIT_BUG = 70
EXIT_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file of the user's: 1-based line and column, where they are known."""

    path: Path
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [str(self.path), self.line, self.column if self.line else None]
        return ":".join(str(part) for part in parts if part is not None)


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A hint for a name that does not exist: the nearest that does, else what `otherwise` says."""
    import difflib

    names = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), names, n=1, cutoff=0.5)
    return f"did you mean “{names[close[0]]}”?" if close else otherwise


class SleevenotesError(Exception):
    """Something that the user can mend: what is wrong, where, and what to do about it."""

    exit_code: ClassVar[int] = 3

    def __init__(self, what: str, *, where: Where | None = None, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.what}{hint}"


class UsageError(SleevenotesError):
    """The command was called with something that does not exist or does not go together."""

    exit_code = 2


class InputError(SleevenotesError):
    """A file that the user wrote or supplied is wrong."""


class ScriptError(InputError):
    """script.md can't be read as an episode."""


class SettingsError(InputError):
    """show.toml or a lexicon holds something that we do not know."""


class ClipError(InputError):
    """A clip's audio or its licence record is missing, broken or contradictory."""


class TakeError(InputError):
    """A recorded take can't be used."""


class AudioFileError(InputError):
    """A file holds no sound that we can decode."""


class StorageError(InputError):
    """A folder can't be read or written, or the disk is full."""


class ClearanceError(SleevenotesError):
    """A clip is not cleared for the release as planned."""

    exit_code = 4


class VoiceError(SleevenotesError):
    """A voice, or the service behind it, failed."""

    exit_code = 5


class QualityError(SleevenotesError):
    """The result was made, measured, and fails its quality gate."""

    exit_code = 6
