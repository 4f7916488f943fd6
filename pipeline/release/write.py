"""Writing: a release's folder as a whole or not at all, and single files likewise.

Everything is written beside its place, on the same file system, flushed to the disk, and then put
into place by one step that the system does completely or not at all. So whoever reads the output,
and whatever kills us, sees the old or the new, never a mixture. What a killed run left behind is
cleared away by the next.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager
from filecmp import cmp
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import StorageError, Where
from pipeline.release.exchange import exchange
from pipeline.release.model import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.release.model import Release

_HINTS = {
    errno.ENOSPC: ("the disk is full", "make room and build again; what was there is untouched"),
    errno.EDQUOT: ("the disk quota is used up", "make room and build again"),
    errno.EACCES: ("can't write here", "check who owns the folder and its permissions"),
    errno.EPERM: ("can't write here", "check who owns the folder and its permissions"),
    errno.EROFS: ("can't write here: the file system is read-only", "choose another output folder"),
    errno.ENOTDIR: ("this is a file where a folder is needed", "move it, or choose another output"),
    errno.EEXIST: ("this is a file where a folder is needed", "move it, or choose another output"),
    errno.EISDIR: ("this is a folder where a file is needed", "move it, or choose another output"),
    errno.ENAMETOOLONG: ("the name is too long for the file system", "give it a shorter one"),
}


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
    with _storage(folder):
        folder = folder.resolve()
        mend(folder)
        if _holds(folder, contents):
            return False
        _refuse_foreign(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = _beside(folder)
        try:
            partial.mkdir()
            for name, data in contents.items():
                _write(partial / name, data)
            _flush_folder(partial)
            _into_place(partial, folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return True


def write_file(path: Path, data: bytes) -> bool:
    """Make the file hold `data`, as a whole or not at all. True if that changed it.

    Raises StorageError; what was there is then untouched.
    """
    with _storage(path):
        path = path.resolve()
        mend(path)
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = _beside(path)
        try:
            _write(partial, data)
            partial.replace(path)
            _flush_folder(path.parent)
        finally:
            partial.unlink(missing_ok=True)
    return True


def mend(path: Path) -> None:
    """Clear away what killed runs left beside `path`, and put back what one had moved aside."""
    if not path.parent.is_dir():
        return
    aside = _aside(path)
    if aside.exists() and not path.exists():
        aside.rename(path)
    prefix = f".{path.name}.partial-"
    for found in list(path.parent.iterdir()):
        left = found.name.startswith(prefix) and not _is_running(found.name.removeprefix(prefix))
        if not left and found != aside:
            continue
        if found.is_dir():
            shutil.rmtree(found)
        else:
            found.unlink(missing_ok=True)


@contextmanager
def _storage(path: Path) -> Iterator[None]:
    """What the system refuses, as a StorageError that says where and what to do."""
    try:
        yield
    except OSError as error:
        unknown = (f"can't write here: {error.strerror or error}", None)
        what, hint = _HINTS.get(error.errno or 0, unknown)
        raise StorageError(what, where=Where(_culprit(error, path)), hint=hint) from error


def _culprit(error: OSError, path: Path) -> Path:
    """The path to name: a folder above that is in the way, else `path`, never a temporary name."""
    above = path.absolute().parents
    named = Path(os.fsdecode(error.filename or path)).absolute()
    in_the_way = (place for place in above if place.exists() and not place.is_dir())
    return next(in_the_way, named if named in above else path)


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


def _beside(path: Path) -> Path:
    """Where this process prepares what will be at `path`."""
    return path.with_name(f".{path.name}.partial-{os.getpid()}")


def _aside(path: Path) -> Path:
    """Where the old one waits, on systems that can't exchange two folders in one step."""
    return path.with_name(f".{path.name}.aside")


def _is_running(pid: str) -> bool:
    """Whether the process that left a partial behind is another one, still at work."""
    if not pid.isdecimal() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _write(path: Path, data: bytes | Path) -> None:
    """The bytes, or a copy of the file, at `path`, flushed to the disk."""
    with path.open("xb") as file:
        if isinstance(data, Path):
            with data.open("rb") as source:
                shutil.copyfileobj(source, file, 1 << 20)
        else:
            file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Flush the folder's own entries, so that a power cut can't undo a rename."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _into_place(partial: Path, folder: Path) -> None:
    """Put the new folder where the old one is; the old one ends up as `partial`, or is gone."""
    if not folder.exists():
        partial.rename(folder)
    elif not exchange(partial, folder):
        aside = _aside(folder)
        folder.rename(aside)
        try:
            partial.rename(folder)
        except BaseException:
            aside.rename(folder)
            raise
        shutil.rmtree(aside, ignore_errors=True)
    _flush_folder(folder.parent)
