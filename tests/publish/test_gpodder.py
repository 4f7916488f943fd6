"""A real podcast app: gPodder's `gpo` subscribes, lists and downloads from a real server."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.publish.model import Show
from pipeline.release.model import Release

from .local_site import running

GPO = shutil.which("gpo")


@pytest.mark.skipif(GPO is None, reason="gPodder is not installed: no real app was tried")
def test_gpodder_subscribes_lists_and_downloads(
    tmp_path: Path, publish_release: Callable[..., Release], show: Show, sound: bytes
) -> None:
    """The episode is in the app's list, and arrives in its folder byte for byte."""
    release = publish_release()
    downloads = tmp_path / "downloads"
    surroundings = os.environ | {
        "GPODDER_HOME": str(tmp_path / "gpodder"),
        "GPODDER_DOWNLOAD_DIR": str(downloads),
        "NO_PROXY": "127.0.0.1",
        "LC_ALL": "C.UTF-8",
    }

    def gpo(*words: str) -> str:
        done = subprocess.run(  # noqa: S603 - the program that was found above
            [str(GPO), *words],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    with running(tmp_path / "output", show) as site:
        feed = f"http://127.0.0.1:{site.port}/feed.xml"
        assert "Successfully added" in gpo("subscribe", feed)
        listed = gpo("list")
        assert show.title in listed
        assert feed in listed
        episodes = gpo("episodes", "--guid")
        assert release.guid in episodes
        assert release.title in episodes
        assert "1 episodes downloaded" in gpo("download")
    (file,) = downloads.rglob("*.mp3")
    assert sound == file.read_bytes()
