"""Writing: the old release or the new one, whatever happens in between."""

from __future__ import annotations

import datetime as dt
import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pipeline.errors import StorageError
from pipeline.release import write
from pipeline.release.assets import asset
from pipeline.release.exchange import exchange
from pipeline.release.model import MANIFEST, Release
from pipeline.release.write import manifest_json, write_release
from pipeline.storage import mend, write_file, write_through

Files = dict[str, bytes | Path]


def files(mark: str, size: int = 1000) -> Files:
    """The files of a small release, all of them marked."""
    body = (mark * size)[:size].encode()
    return {
        "her-smell.mp3": body,
        "chapters.json": body[:100],
        "transcript.vtt": body[:50],
        "cover.jpg": body[:70],
    }


def manifest(contents: Files, title: str = "Eleven songs") -> Release:
    """The manifest that fits those files."""
    made = {name: asset(name, data) for name, data in contents.items()}
    return Release(
        slug="her-smell",
        edition="full",
        guid="9b024349-ccf0-5f69-a609-6b82873eab3c",
        title=title,
        summary="",
        date=dt.date(2026, 11, 20),
        duration=44_100,
        explicit=False,
        audio=made["her-smell.mp3"],
        chapters=made["chapters.json"],
        transcript=made["transcript.vtt"],
        cover=made["cover.jpg"],
        notes_html="<p>Hi.</p>",
        files=tuple(made.values()),
    )


def found(folder: Path) -> dict[str, bytes]:
    """What the folder holds."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def expected(contents: Files) -> dict[str, bytes]:
    """What the folder should hold of a release of those files."""
    plain = {
        name: data.read_bytes() if isinstance(data, Path) else data
        for name, data in contents.items()
    }
    return {**plain, MANIFEST: manifest_json(manifest(contents))}


def put(folder: Path, contents: Files) -> bool:
    """Write a release of those files."""
    return write_release(folder, contents, manifest(contents))


def test_a_release_is_written_with_its_manifest(tmp_path: Path) -> None:
    """The folder, and those above it, are made; the manifest reads back as the release."""
    folder = tmp_path / "deep" / "output" / "her-smell"
    assert put(folder, files("a"))
    assert expected(files("a")) == found(folder)
    read = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Release)
    assert manifest(files("a")) == read
    assert ["her-smell"] == [path.name for path in folder.parent.iterdir()]


def test_a_release_replaces_the_one_before(tmp_path: Path) -> None:
    """The new folder holds the new files only, and nothing is left beside it."""
    folder = tmp_path / "her-smell"
    put(folder, {**files("a"), "old.html": b"gone"})
    assert put(folder, files("b"))
    assert expected(files("b")) == found(folder)
    assert ["her-smell"] == [path.name for path in tmp_path.iterdir()]


def test_a_release_replaces_the_one_before_where_folders_cannot_be_exchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On such systems the old one is moved aside first, and the result is the same."""
    monkeypatch.setattr(write, "exchange", lambda *_: False)
    test_a_release_replaces_the_one_before(tmp_path)


def test_a_large_file_is_given_by_its_path(tmp_path: Path) -> None:
    """A path is copied, and stays where it is."""
    source = tmp_path / "master.tmp"
    source.write_bytes(b"audio" * 500_000)
    contents: Files = {**files("a"), "her-smell.mp3": source}
    assert put(tmp_path / "her-smell", contents)
    assert expected(contents) == found(tmp_path / "her-smell")
    assert not put(tmp_path / "her-smell", contents)
    assert source.exists()


def test_the_same_release_is_not_written_again(tmp_path: Path) -> None:
    """Nothing is touched where every byte is the same: neither the files nor their folder."""
    folder = tmp_path / "her-smell"
    put(folder, files("a"))
    before = {path: path.stat() for path in (tmp_path, folder, *folder.iterdir())}
    assert not put(folder, files("a"))
    after = {path: path.stat() for path in (tmp_path, folder, *folder.iterdir())}
    assert [(s.st_mtime_ns, s.st_ino) for s in before.values()] == [
        (s.st_mtime_ns, s.st_ino) for s in after.values()
    ]


@pytest.mark.parametrize("change", ["a byte", "a file less", "the manifest"])
def test_any_difference_is_a_reason_to_write(change: str, tmp_path: Path) -> None:
    """What somebody did to a release is put right by the next build."""
    folder = tmp_path / "her-smell"
    put(folder, files("a"))
    if change == "a byte":
        (folder / "cover.jpg").write_bytes(b"b" * 70)
    elif change == "a file less":
        (folder / "cover.jpg").unlink()
    else:
        (folder / MANIFEST).write_text("{}")
    assert put(folder, files("a"))
    assert expected(files("a")) == found(folder)


def test_what_is_not_ours_is_kept(tmp_path: Path) -> None:
    """A file and a folder that somebody put there stay, whether the release changes or not."""
    folder = tmp_path / "her-smell"
    put(folder, files("a"))
    (folder / "more.txt").write_text("more")
    (folder / "deep").mkdir()
    (folder / "deep" / "note").write_text("note")
    assert not put(folder, files("a"))
    assert put(folder, files("b"))
    assert "more" == (folder / "more.txt").read_text()
    assert "note" == (folder / "deep" / "note").read_text()
    assert files("b")["cover.jpg"] == (folder / "cover.jpg").read_bytes()


def test_a_folder_that_is_no_release_is_not_replaced(tmp_path: Path) -> None:
    """Somebody's own files are safe from a build into the wrong place."""
    folder = tmp_path / "her-smell"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(StorageError, match=r"her-smell: this folder is not a release"):
        put(folder, files("a"))
    assert {"thesis.txt": b"years of work"} == found(folder)
    assert ["her-smell"] == [path.name for path in tmp_path.iterdir()]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    """A folder with nothing in it is nobody's."""
    (tmp_path / "her-smell").mkdir()
    assert put(tmp_path / "her-smell", files("a"))


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    """A file where the release's folder, or the folder above, should be is left alone."""
    (tmp_path / "her-smell").write_text("mine")
    with pytest.raises(StorageError, match=r"her-smell: this is a file where a folder is needed"):
        put(tmp_path / "her-smell", files("a"))
    with pytest.raises(StorageError, match=r"her-smell: this is a file where a folder is needed"):
        put(tmp_path / "her-smell" / "output" / "her-smell", files("a"))
    assert "mine" == (tmp_path / "her-smell").read_text()


def test_a_release_behind_a_link_is_replaced_where_it_is(tmp_path: Path) -> None:
    """A linked folder stays a link."""
    real = tmp_path / "disk" / "episode"
    put(real, files("a"))
    (tmp_path / "her-smell").symlink_to(real)
    assert put(tmp_path / "her-smell", files("b"))
    assert (tmp_path / "her-smell").is_symlink()
    assert expected(files("b")) == found(real)


@pytest.mark.parametrize("name", ["../x.json", "a/b.json", ".hidden.json", MANIFEST + "/x.json"])
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    """Files of a release lie in its folder, visibly."""
    with pytest.raises(ValueError, match="not the name of a file"):
        write_release(tmp_path / "e", {**files("a"), name: b"{}"}, manifest(files("a")))
    assert [] == list(tmp_path.iterdir())


def test_a_manifest_must_fit_its_files(tmp_path: Path) -> None:
    """A feed would promise what isn't there."""
    short = {name: data for name, data in files("a").items() if name != "cover.jpg"}
    with pytest.raises(ValueError, match=r"names cover\.jpg, which is not among"):
        write_release(tmp_path / "e", short, manifest(files("a")))
    with pytest.raises(ValueError, match=r"gives cover\.jpg another size"):
        write_release(tmp_path / "e", {**files("a"), "cover.jpg": b""}, manifest(files("a")))


def test_an_interrupt_leaves_the_old_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the files are written: the old release, and nothing beside it."""
    folder = tmp_path / "her-smell"
    put(folder, files("a"))
    real, calls = write_through, iter(range(10))

    def interrupted(path: Path, data: bytes | Path) -> None:
        real(path, data)
        if next(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(write, "write_through", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(folder, files("b"))
    assert expected(files("a")) == found(folder)
    assert ["her-smell"] == [path.name for path in tmp_path.iterdir()]


def test_a_failed_swap_puts_the_old_release_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where folders can't be exchanged and the second rename fails, the first is undone."""
    folder = tmp_path / "her-smell"
    put(folder, files("a"))
    monkeypatch.setattr(write, "exchange", lambda *_: False)
    real = Path.rename

    def refusing(self: Path, target: Path) -> Path:
        if ".partial-" in self.name:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(self))
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(StorageError, match=r"her-smell: can't write here: .+"):
        put(folder, files("b"))
    assert expected(files("a")) == found(folder)
    assert ["her-smell"] == [path.name for path in tmp_path.iterdir()]


def test_what_killed_runs_left_is_cleared_away(tmp_path: Path) -> None:
    """Partials of processes that are gone vanish; those of one at work, and others' files, stay."""
    folder = tmp_path / "her-smell"
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    for name in (f".her-smell.partial-{gone.pid}", ".her-smell.partial-x", ".her-smell.aside"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "her-smell.mp3").write_bytes(b"half")
    at_work = tmp_path / f".her-smell.partial-{os.getppid()}"
    at_work.mkdir()
    other = tmp_path / ".other.partial-1"
    other.mkdir()
    folder.mkdir()
    assert put(folder, files("a"))
    assert sorted([folder, at_work, other]) == sorted(tmp_path.iterdir())


def test_a_release_that_was_moved_aside_is_put_back(tmp_path: Path) -> None:
    """A run that was killed between two renames is mended by the next, even by one that fails."""
    folder = tmp_path / "her-smell"
    put(folder, files("a"))
    folder.rename(tmp_path / ".her-smell.aside")
    mend(folder)
    assert expected(files("a")) == found(folder)
    assert ["her-smell"] == [path.name for path in tmp_path.iterdir()]


KILLED = """
import sys
sys.path[:0] = sys.argv[2:]
from pathlib import Path
from test_write import files, put
print("ready", flush=True)
while True:
    for mark in "ab":
        put(Path(sys.argv[1]), files(mark, 300_000))
"""


@pytest.mark.skipif(sys.platform not in {"linux", "darwin"}, reason="NOT TESTED: no exchange here")
def test_a_kill_at_any_moment_leaves_one_whole_release(tmp_path: Path) -> None:
    """Killed twenty times while it writes: each time one of the two releases is there, complete."""
    folder = tmp_path / "her-smell"
    put(folder, files("a", 300_000))
    whole = [expected(files(mark, 300_000)) for mark in "ab"]
    here = Path(__file__)
    command = [sys.executable, "-c", KILLED, str(folder), str(here.parent), str(here.parents[2])]
    seen = set()
    for turn in range(20):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as run:  # noqa: S603
            assert run.stdout is not None
            run.stdout.readline()
            time.sleep(0.001 * turn)
            run.send_signal(signal.SIGKILL)
        assert found(folder) in whole
        seen.add(len(list(tmp_path.iterdir())))
    assert put(folder, files("c"))
    assert ["her-smell"] == [path.name for path in tmp_path.iterdir()]
    assert max(seen) > 1, "no kill came while files were being written: the test proves nothing"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("NOT TESTED: a full disk and a read-only one; mounting a tmpfs takes root")
    yield place
    subprocess.run(["umount", str(place)], check=True)  # noqa: S603, S607


def test_a_full_disk_leaves_the_old_release(small_disk: Path) -> None:
    """When the disk is full the old release is there and the room is free again."""
    folder = small_disk / "her-smell"
    put(folder, files("a", 8000))
    with pytest.raises(StorageError, match=r"her-smell: the disk is full \(make room") as caught:
        put(folder, files("b", 60_000))
    assert ".partial" not in str(caught.value)
    assert expected(files("a", 8000)) == found(folder)
    assert ["her-smell"] == [path.name for path in small_disk.iterdir()]
    assert put(folder, files("b", 9000))


def test_a_full_disk_leaves_the_old_file(small_disk: Path) -> None:
    """The same for a single file: the old feed is served on."""
    feed = small_disk / "feed.xml"
    write_file(feed, b"old")
    with pytest.raises(StorageError, match=r"feed\.xml: the disk is full"):
        write_file(feed, b"n" * 80_000)
    assert {"feed.xml": b"old"} == found(small_disk)


def test_a_read_only_disk_is_named(small_disk: Path) -> None:
    """A read-only file system is a clear message, and the same release is still no failure."""
    folder = small_disk / "her-smell"
    put(folder, files("a"))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)  # noqa: S603, S607
    with pytest.raises(StorageError, match=r"can't write here: the file system is read-only"):
        put(folder, files("b"))
    assert expected(files("a")) == found(folder)
    assert not put(folder, files("a"))


def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    """No permission: one clear message, and the old release."""
    folder = tmp_path / "output" / "her-smell"
    put(folder, files("a"))
    folder.parent.chmod(0o555)
    try:
        if os.access(folder.parent, os.W_OK):
            pytest.skip("NOT TESTED: a folder without permission; root may write anywhere")
        with pytest.raises(StorageError, match=r"can't write here \(check who owns"):
            put(folder, files("b"))
        with pytest.raises(StorageError, match=r"can't write here \(check who owns"):
            write_file(folder.parent / "feed.xml", b"new")
        assert expected(files("a")) == found(folder)
    finally:
        folder.parent.chmod(0o755)


def test_a_file_is_written_as_a_whole(tmp_path: Path) -> None:
    """New, changed, the same: only the first two touch the disk, and nothing is left beside."""
    feed = tmp_path / "output" / "feed.xml"
    assert write_file(feed, b"one")
    before = feed.stat()
    assert not write_file(feed, b"one")
    assert (before.st_mtime_ns, before.st_ino) == (feed.stat().st_mtime_ns, feed.stat().st_ino)
    assert write_file(feed, b"two")
    assert {"feed.xml": b"two"} == found(feed.parent)


def test_a_folder_in_the_way_of_a_file_is_named(tmp_path: Path) -> None:
    """A folder named as the feed is left alone."""
    (tmp_path / "feed.xml").mkdir()
    with pytest.raises(StorageError, match="this is a folder where a file is needed"):
        write_file(tmp_path / "feed.xml", b"new")
    assert ["feed.xml"] == [path.name for path in tmp_path.iterdir()]


def test_servers_may_read_what_is_written(tmp_path: Path) -> None:
    """Files and folders have the permissions that any program's new files would have."""
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "file").write_bytes(b"")
    put(tmp_path / "her-smell", files("a"))
    assert plain.stat().st_mode == (tmp_path / "her-smell").stat().st_mode
    assert (plain / "file").stat().st_mode == (tmp_path / "her-smell" / MANIFEST).stat().st_mode


@pytest.mark.skipif(sys.platform not in {"linux", "darwin"}, reason="NOT TESTED: no exchange here")
def test_two_folders_change_places_in_one_step(tmp_path: Path) -> None:
    """The system's own exchange works here; a missing one is refused and nothing is moved."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert exchange(tmp_path / "one", tmp_path / "two")
    assert (tmp_path / "one" / "two").exists()
    assert not exchange(tmp_path / "one", tmp_path / "three")
    assert (tmp_path / "one" / "two").exists()
