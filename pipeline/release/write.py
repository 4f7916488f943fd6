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
    from collections.abc import Mapping

    from pipeline.release.model import Release


def manifest_json(manifest: Release) -> bytes:
    """`release.json`: the manifest as UTF-8 JSON, its keys in the order of `Release`."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def write_release(folder: Path, files: Mapping[str, bytes | Path], manifest: Release) -> bool:
    """Make `folder` hold `files` and the manifest, and nothing else. True if that changed it.

    A file may be given by its path. A release that is already there is replaced as a whole, or left
    untouched on any failure; where it is the same byte for byte, nothing is written at all. Raises
    StorageError (disk full, no permission, a folder that is no release of ours), and ValueError for
    a manifest that names other files than these, or a file name that is a path.
    """
    contents = {**files, MANIFEST: manifest_json(manifest)}
    _check(contents, manifest)
    with storing(folder):
        folder = folder.resolve()
        mend(folder)
        if _holds(folder, contents):
            return False
        _refuse_foreign(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = beside(folder)
        try:
            partial.mkdir()
            for name, data in contents.items():
                write_through(partial / name, data)
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


def _holds(folder: Path, contents: Mapping[str, bytes | Path]) -> bool:
    """Whether the folder holds exactly these files, byte for byte."""
    if not folder.is_dir() or {found.name for found in folder.iterdir()} != contents.keys():
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
