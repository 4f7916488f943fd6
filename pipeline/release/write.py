"""Writing a release: its folder as a whole or not at all.

The new folder is prepared beside the old one and exchanged for it in one step, so whoever reads the
output, and whatever kills us, sees the old release or the new, never a mixture.
"""

from __future__ import annotations

import errno
import os
import shutil
from filecmp import cmp
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import StorageError, Where
from pipeline.release.exchange import exchange
from pipeline.release.model import MANIFEST
from pipeline.storage import aside_of, beside, flush_folder, mend, storing, write_through

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.release.model import Release


class _Name(msgspec.Struct, frozen=True):
    name: str


class _Names(msgspec.Struct, frozen=True):
    """All that is read of the manifest that is there, whatever its schema."""

    files: tuple[_Name, ...] = ()


def manifest_json(manifest: Release) -> bytes:
    """`release.json`: the manifest as UTF-8 JSON, its keys in the order of `Release`."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def write_release(folder: Path, files: Mapping[str, bytes | Path], manifest: Release) -> bool:
    """Make `folder` hold `files` and the manifest. True if that changed it.

    What only the old manifest names is gone; what somebody else has put there is kept. A file may
    be given by its path. A release that is there already is replaced as a whole, or left untouched
    on any failure; where it is the same byte for byte, nothing is written at all. Raises
    StorageError (disk full, no permission, a folder that is no release of ours), and ValueError for
    a manifest that names other files than these, or a file name that is a path.
    """
    contents = {**files, MANIFEST: manifest_json(manifest)}
    _check(contents, manifest)
    with storing(folder):
        folder = folder.resolve()
        mend(folder)
        _refuse_foreign(folder)
        kept = _somebody_elses(folder, contents)
        if _holds(folder, contents, kept):
            return False
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = beside(folder)
        try:
            partial.mkdir()
            for name, data in contents.items():
                write_through(partial / name, data)
            for path in kept:
                _copy(path, partial / path.name)
            flush_folder(partial)
            _into_place(partial, folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return True


def _check(contents: Mapping[str, bytes | Path], manifest: Release) -> None:
    named = {
        asset.name: asset.size
        for asset in (
            manifest.audio,
            manifest.chapters,
            manifest.transcript,
            manifest.cover,
            *manifest.files,
        )
    }
    for name, size in named.items():
        data = contents.get(name)
        if data is None:
            msg = f"the manifest names {name}, which is not among the files"
            raise ValueError(msg)
        if size != (data.stat().st_size if isinstance(data, Path) else len(data)):
            msg = f"the manifest gives {name} another size than it has"
            raise ValueError(msg)
    for name in contents:
        if name != Path(name).name or name.startswith("."):
            msg = f"not the name of a file in a release: {name!r}"
            raise ValueError(msg)


def _somebody_elses(folder: Path, contents: Mapping[str, bytes | Path]) -> list[Path]:
    """What lies in the folder and is neither in the release that is there nor in the new one."""
    if not folder.is_dir():
        return []
    try:
        old = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=_Names)
    except (OSError, msgspec.DecodeError):
        old = _Names()
    ours = {*contents, *(file.name for file in old.files)}
    return sorted(path for path in folder.iterdir() if path.name not in ours)


def _copy(path: Path, to: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.copytree(path, to, symlinks=True)
    else:
        shutil.copy2(path, to, follow_symlinks=False)


def _holds(folder: Path, contents: Mapping[str, bytes | Path], kept: Sequence[Path]) -> bool:
    """Whether the folder holds exactly these files, byte for byte, beside what is kept."""
    wanted = {*contents, *(path.name for path in kept)}
    if not folder.is_dir() or {found.name for found in folder.iterdir()} != wanted:
        return False
    return all(_same(folder / name, data) for name, data in contents.items())


def _same(there: Path, data: bytes | Path) -> bool:
    if not there.is_file():
        return False
    if isinstance(data, Path):
        return cmp(there, data, shallow=False)
    return there.stat().st_size == len(data) and there.read_bytes() == data


def _refuse_foreign(folder: Path) -> None:
    """Never replace what somebody else put there."""
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    if folder.is_dir() and not (folder / MANIFEST).is_file() and any(folder.iterdir()):
        what = f"this folder is not a release (it holds no {MANIFEST}), so it won't be replaced"
        hint = "move it away, or choose another output folder"
        raise StorageError(what, where=Where(folder), hint=hint)


def _into_place(partial: Path, folder: Path) -> None:
    """Put the new folder where the old one is; the old one ends up as `partial`, or is gone."""
    if not folder.exists():
        partial.rename(folder)
    elif not exchange(partial, folder):
        aside = aside_of(folder)
        folder.rename(aside)
        try:
            partial.rename(folder)
        except BaseException:
            aside.rename(folder)
            raise
        shutil.rmtree(aside, ignore_errors=True)
    flush_folder(folder.parent)
