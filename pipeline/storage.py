"""Writing to disk so that nobody ever sees half of anything.

Everything is written beside its place, on the same file system, flushed, and put into place by one
step that the system does completely or not at all. What a killed run left behind is cleared away by
the next. What the system refuses becomes a StorageError that says where and what to do.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import StorageError, Where

_HINTS = {
    errno.ENOSPC: ("the disk is full", "make room and build again; what was there is untouched"),
    errno.EDQUOT: ("the disk quota is used up", "make room and build again"),
    errno.EACCES: ("can't write here", "check who owns the folder and its permissions"),
    errno.EPERM: ("can't write here", "check who owns the folder and its permissions"),
    errno.EROFS: ("can't write here: the file system is read-only", "choose another output folder"),
    errno.ENOTDIR: ("this is a file where a folder is needed", "move it, or choose another folder"),
    errno.EEXIST: ("this is a file where a folder is needed", "move it, or choose another folder"),
    errno.EISDIR: ("this is a folder where a file is needed", "move it, or choose another folder"),
    errno.ENAMETOOLONG: ("the name is too long for the file system", "give it a shorter one"),
}


@contextmanager
def storing(path: Path) -> Iterator[None]:
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


def write_file(path: Path, data: bytes) -> bool:
    """Make the file hold `data`, as a whole or not at all. True if that changed it.

    Raises StorageError; what was there is then untouched.
    """
    with storing(path):
        path = path.resolve()
        mend(path)
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = beside(path)
        try:
            write_through(partial, data)
            partial.replace(path)
            flush_folder(path.parent)
        finally:
            partial.unlink(missing_ok=True)
    return True


def mend(path: Path) -> None:
    """Clear away what killed runs left beside `path`, and put back what one had moved aside."""
    if not path.parent.is_dir():
        return
    aside = aside_of(path)
    if aside.exists() and not path.exists():
        aside.rename(path)
    prefix = f".{path.name}.partial-"
    for found in list(path.parent.iterdir()):
        left = found.name.startswith(prefix) and not is_running(found.name.removeprefix(prefix))
        if not left and found != aside:
            continue
        if found.is_dir():
            shutil.rmtree(found)
        else:
            found.unlink(missing_ok=True)


def beside(path: Path) -> Path:
    """Where this process prepares what will be at `path`."""
    return path.with_name(f".{path.name}.partial-{os.getpid()}")


def aside_of(path: Path) -> Path:
    """Where the old one waits, on systems that can't exchange two folders in one step."""
    return path.with_name(f".{path.name}.aside")


def is_running(pid: str) -> bool:
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


def write_through(path: Path, data: bytes | Path) -> None:
    """The bytes, or a copy of the file, at `path`, flushed to the disk."""
    with path.open("xb") as file:
        if isinstance(data, Path):
            with data.open("rb") as source:
                shutil.copyfileobj(source, file, 1 << 20)
        else:
            file.write(data)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Flush the folder's own entries, so that a power cut can't undo a rename."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
