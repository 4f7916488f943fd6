"""The releases below `output/`, by their manifests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import msgspec

from pipeline.errors import InputError, StorageError, Where
from pipeline.release.model import MANIFEST, SCHEMA, Asset, Release

_MEND = "build that episode again, or take its folder out of the output"


class _Head(msgspec.Struct, frozen=True):
    """All that is read of a manifest before its schema is known."""

    schema: str


def load_releases(output: Path) -> tuple[Release, ...]:
    """Every release below `output`, newest first; none where there is no such folder.

    Folders without a manifest are not releases, and names that begin with a dot or an underscore
    are nobody's business. Raises InputError for a manifest that can't be read, is of another
    schema, stands in a folder that is not its own, or names a file that is missing or of another
    length; StorageError where the folder itself can't be read.
    """
    try:
        folders = sorted(entry for entry in output.iterdir() if is_open(entry.name))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise StorageError(
            f"can't list the output: {error.strerror}", where=Where(output)
        ) from error
    return newest_first(load_release(folder) for folder in folders if (folder / MANIFEST).is_file())


def load_release(folder: Path) -> Release:
    """The release in one folder, its manifest and the presence of its files checked."""
    release = read_manifest(folder)
    if release.folder != folder.name:
        raise InputError(
            f"the manifest belongs to a folder called “{release.folder}”",
            where=Where(folder / MANIFEST),
            hint=_MEND,
        )
    for asset in assets(release):
        _check(folder, asset)
    return release


def read_manifest(folder: Path) -> Release:
    """What the manifest in one folder says, unchecked against the folder. Errors as above."""
    path = folder / MANIFEST
    where = Where(path)
    try:
        body = path.read_bytes()
        schema = msgspec.json.decode(body, type=_Head).schema
        if schema != SCHEMA:
            raise InputError(
                f"the manifest's schema is {schema}, and this version reads {SCHEMA}",
                where=where,
                hint=_MEND,
            )
        return msgspec.json.decode(body, type=Release)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"not a manifest: {error}", where=where, hint=_MEND) from error
    except OSError as error:
        raise StorageError(f"can't read the manifest: {error.strerror}", where=where) from error


def newest_first(releases: Iterable[Release]) -> tuple[Release, ...]:
    """By date, then episode number, the latest first; by slug and edition where those agree."""
    return tuple(
        sorted(
            releases,
            key=lambda release: (
                -release.date.toordinal(),
                -(release.episode if release.episode is not None else -1),
                release.slug,
                release.edition,
            ),
        )
    )


def assets(release: Release) -> Iterator[Asset]:
    """Every file of the release once, the four that the feed names first."""
    seen: set[str] = set()
    named = (release.audio, release.chapters, release.transcript, release.cover)
    for asset in (*named, *release.files):
        if asset.name not in seen:
            seen.add(asset.name)
            yield asset


def is_open(name: str) -> bool:
    """Whether a file or folder of this name may be shown: not hidden, not set aside, no tricks."""
    return bool(name) and name[0] not in "._" and not {"/", "\\", "\0"} & set(name)


def _check(folder: Path, asset: Asset) -> None:
    path = folder / asset.name
    if not all(map(is_open, asset.name.split("/"))) or PurePosixPath(asset.name).is_absolute():
        raise InputError(
            f"the manifest names a file that it may not: {asset.name!r}",
            where=Where(folder / MANIFEST),
            hint=_MEND,
        )
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(
            "the manifest names this file, and it is not there", where=Where(path), hint=_MEND
        ) from error
    if size != asset.size:
        raise InputError(
            f"the file has {size} bytes and its manifest says {asset.size}",
            where=Where(path),
            hint=_MEND,
        )
