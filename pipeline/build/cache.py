"""A folder of made things, by key. Entries appear whole or not at all; a damaged one is a miss."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from pipeline.build.step import Step, digest_file
from pipeline.storage import is_running, storing

ENTRY = "entry.json"
Make = Callable[[Path], Mapping[str, Any]]
"""Makes the files of an entry in the folder that it is given; returns facts, JSON values only."""


class _Record(msgspec.Struct, frozen=True):
    name: str
    version: int
    files: dict[str, tuple[int, str]]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something made: the folder with its files, and the facts that came with them."""

    key: str
    folder: Path
    facts: Mapping[str, Any]
    digests: Mapping[str, str]

    def path(self, name: str) -> Path:
        """One of the entry's files."""
        return self.folder / name


class Cache:
    """Made things below one folder, which may be deleted at any time at no loss but time."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def get(self, step: Step) -> Entry | None:
        """The entry for a step; None if there is none or its files are not what they were."""
        key = step.key
        folder = self._folder(key)
        try:
            record = msgspec.json.decode((folder / ENTRY).read_bytes(), type=_Record)
            whole = all(
                (folder / name).stat().st_size == size for name, (size, _) in record.files.items()
            )
        except (OSError, msgspec.DecodeError):
            return None
        if not whole:
            return None
        digests = {name: digest for name, (_, digest) in record.files.items()}
        return Entry(key, folder, record.facts, digests)

    def verified(self, entry: Entry) -> bool:
        """Whether the files still are byte for byte what was made; to be asked before use."""
        try:
            return all(
                digest_file(entry.path(name)) == digest for name, digest in entry.digests.items()
            )
        except OSError:
            return False

    def put(self, step: Step, make: Make) -> None:
        """Make the entry of a step beside its place, then move it there in one rename.

        Whatever `make` raises passes through and leaves no trace. Raises StorageError where the
        cache can't be written.
        """
        with storing(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            partial = Path(tempfile.mkdtemp(prefix=f"partial-{os.getpid()}-", dir=self.root))
        try:
            with storing(self.root):
                facts = dict(make(partial))
                files = {
                    path.name: (path.stat().st_size, digest_file(path))
                    for path in sorted(partial.iterdir())
                }
                record = _Record(step.name, step.version, files, facts)
                (partial / ENTRY).write_bytes(msgspec.json.encode(record))
                folder = self._folder(step.key)
                folder.parent.mkdir(parents=True, exist_ok=True)
                shutil.rmtree(folder, ignore_errors=True)
                try:
                    partial.rename(folder)
                except OSError:
                    if not (folder / ENTRY).is_file():
                        raise
                    # Another build has made the same thing in this very moment: theirs will do.
                    shutil.rmtree(partial, ignore_errors=True)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise

    def sweep(self) -> None:
        """Remove what a killed build left half made."""
        for partial in self.root.glob("partial-*"):
            if not is_running(partial.name.split("-")[1]):
                shutil.rmtree(partial, ignore_errors=True)

    def _folder(self, key: str) -> Path:
        return self.root / key[:2] / key
