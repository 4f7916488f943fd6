"""The programs as a user runs them: other processes, real exit codes, what stands on the screen."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from pipeline.release.model import MANIFEST
from tests.project import SmallProject, make_project

BIN = Path(sys.executable).parent


def run(
    cwd: Path, *command: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of the programs and wait."""
    return subprocess.run(  # noqa: S603 - our own programs
        [str(BIN / command[0]), *command[1:]],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", **(env or {})},
    )


@pytest.fixture
def project(tmp_path: Path) -> SmallProject:
    """A small project that has not been built."""
    return make_project(tmp_path / "show")


def test_build_then_build_again(project: SmallProject) -> None:
    """The first build says where everything is and how loud; the second, that nothing was to do."""
    first = run(project.root, "build-episode", "two-songs")
    assert 0 == first.returncode, first.stderr
    for words in ("output/two-songs/two-songs.mp3", "output/feed.xml", "LUFS", "dBTP", "took"):
        assert words in first.stdout
    assert "Speaking: 6 lines" in first.stderr
    assert "no clip for “Nothing” by Nobody" in first.stderr
    second = run(project.root, "sleevenotes", "build-episode", "scripts/two-songs", "-v")
    assert "nothing had to be made again" in second.stdout


def test_json_is_the_whole_answer(project: SmallProject) -> None:
    """With --json, standard output is one document: where, how loud, what ran and why."""
    first = json.loads(run(project.root, "build-episode", "two-songs", "--json").stdout)
    assert first["ok"]
    assert Path(first["audio"]).is_file()
    assert -16.0 == pytest.approx(first["loudness"]["integrated_lufs"], abs=0.5)
    assert {"speak", "measure", "snippet", "master", "cover", "package", "feed"} == {
        step["step"] for step in first["steps"]["ran"]
    }
    second = json.loads(run(project.root, "build-episode", "two-songs", "--json").stdout)
    assert [] == second["steps"]["ran"]
    assert second["steps"]["reused"] > 0


def test_quiet_says_nothing(project: SmallProject) -> None:
    """With -q a build that goes well leaves both streams empty."""
    done = run(project.root, "build-episode", "two-songs", "-q")
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)


def test_the_outline_is_what_was_understood(project: SmallProject) -> None:
    """Entries, songs and lines with their ids; as JSON in the agreed shape."""
    shown = run(project.root, "sleevenotes", "outline", "two-songs", "--spoken").stdout
    for words in ("♪ Blue – Elastica", "blue-0", "intro-1", "nothing-1"):
        assert words in shown
    outline = json.loads(run(project.root, "sleevenotes", "outline", "two-songs", "--json").stdout)
    assert "Two songs" == outline["title"]
    with_songs = [entry for entry in outline["entries"] if entry["songs"]]
    assert [["Blue"], ["Nothing"]] == [
        [song["title"] for song in entry["songs"]] for entry in with_songs
    ]
    assert {"title", "artist", "note", "url"} == set(with_songs[0]["songs"][0])
    assert {"id", "text", "spoken"} == set(with_songs[0]["lines"][0])


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        (["build-episode", "two-song"], 2, "did you mean “two-songs”?"),
        (["build-episode", "two-songs", "--voice", "hibary"], 2, "hibari"),
        (["build-episode", "two-songs", "--edition", "clean"], 2, "edition"),
        (["build-episode"], 2, ""),
        (["sleevenotes", "outline", "nope"], 2, "there is: two-songs"),
        (["sleevenotes", "serve"], 3, "run build-episode"),
    ],
)
def test_a_wrong_call_is_told_what_to_do(
    project: SmallProject, command: list[str], code: int, says: str
) -> None:
    """One message, the right exit code, no traceback."""
    done = run(project.root, *command)
    assert code == done.returncode
    assert says in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_an_error_names_file_line_and_way_out(project: SmallProject) -> None:
    """On the screen, and as JSON for scripts."""
    project.edit(project.script, "title: Two songs", "titel: Two songs")
    done = run(project.root, "build-episode", "two-songs")
    assert 3 == done.returncode
    assert "script.md:2:1" in done.stderr
    assert "did you mean" in done.stderr
    document = json.loads(run(project.root, "build-episode", "two-songs", "--json").stdout)
    assert (False, 2) == (document["ok"], document["error"]["line"])


def test_what_is_not_cleared_exits_with_4(project: SmallProject) -> None:
    """The licence's line, and how to go on."""
    project.edit(project.record, 'kind = "own"', 'kind = "own"\nlast_day = 2020-01-01')
    done = run(project.root, "build-episode", "two-songs")
    assert 4 == done.returncode
    assert "blue.toml:5" in done.stderr
    assert "--draft" in done.stderr
    draft = run(project.root, "build-episode", "two-songs", "--draft")
    assert 0 == draft.returncode
    assert "draft" in draft.stdout


def test_a_voice_without_network_exits_with_5(project: SmallProject) -> None:
    """The online voice fails clearly, and no other voice is used in its place."""
    nowhere = {"https_proxy": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    done = run(project.root, "build-episode", "two-songs", "--voice", "gtts", env=nowhere)
    assert 5 == done.returncode
    assert "Traceback" not in done.stderr
    assert not project.output.exists()


def test_a_bug_of_ours_is_called_that(project: SmallProject) -> None:
    """An unexpected exception exits with 70; its traceback is in a file, not on the screen."""
    (project.root / "sitecustomize.py").write_text(
        "import sys, pipeline.production\n"
        "def broken(*a, **k): raise RuntimeError('oh no')\n"
        "sys.modules['pipeline.production.build'].plan = broken\n",
        encoding="utf-8",
    )
    done = run(project.root, "build-episode", "two-songs", env={"PYTHONPATH": str(project.root)})
    assert 70 == done.returncode
    assert "this is our bug" in done.stderr
    assert "Traceback" not in done.stderr
    assert "oh no" in (project.root / ".cache" / "bug.txt").read_text(encoding="utf-8")


def test_ctrl_c_leaves_everything_as_it_was(project: SmallProject) -> None:
    """Stopped in the middle: exit 130, the old release untouched, and the next build goes on."""
    assert 0 == run(project.root, "build-episode", "two-songs", "-q").returncode
    before = (project.output / "two-songs" / MANIFEST).read_bytes()
    feed = (project.output / "feed.xml").read_bytes()
    long = "\n\n".join(f"Paragraph {n} is new and has a few words to say." for n in range(60))
    project.edit(project.script, "The second line about it.", long)
    process = subprocess.Popen(  # noqa: S603 - our own program
        [str(BIN / "build-episode"), "two-songs", "--voice", "hibari"],
        cwd=project.root,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    made = project.root / ".cache" / "made"
    entries = len(list(made.glob("*/*")))
    deadline = time.monotonic() + 60
    while len(list(made.glob("*/*"))) < entries + 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert 130 == process.returncode, errors
    assert "stopped" in errors
    assert "Traceback" not in errors
    assert before == (project.output / "two-songs" / MANIFEST).read_bytes()
    assert feed == (project.output / "feed.xml").read_bytes()
    assert [] == list(made.glob("partial-*"))


def test_serve_prints_a_feed_that_can_be_fetched(project: SmallProject) -> None:
    """The address that is printed answers, and every enclosure in it can be downloaded."""
    assert 0 == run(project.root, "build-episode", "two-songs", "-q").returncode
    process = subprocess.Popen(  # noqa: S603 - our own program
        [str(BIN / "sleevenotes"), "serve", "--port", "0"],
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        page, feed = (process.stdout.readline().split()[-1] for _ in range(2))
        assert feed == f"{page}feed.xml"
        with urllib.request.urlopen(feed, timeout=10) as answer:  # noqa: S310 - our own server
            text = answer.read().decode()
        enclosure = text.split('<enclosure url="')[1].split('"')[0]
        assert enclosure.startswith(page)
        with urllib.request.urlopen(enclosure, timeout=10) as answer:  # noqa: S310
            audio = answer.read()
        assert (project.output / "two-songs" / "two-songs.mp3").read_bytes() == audio
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert 0 == process.returncode


def test_a_new_show_builds_at_once(tmp_path: Path) -> None:
    """What new-show makes is an episode after one more command."""
    made = run(tmp_path, "sleevenotes", "new-show", "mine", "--title", "Mine", "--author", "Me")
    assert 0 == made.returncode, made.stderr
    assert "cd mine && build-episode first-episode" in made.stdout
    done = run(tmp_path / "mine", "build-episode", "first-episode")
    assert 0 == done.returncode, done.stderr
    assert (tmp_path / "mine" / "output" / "first-episode" / "first-episode.mp3").is_file()
    again = run(tmp_path, "sleevenotes", "new-show", "mine")
    assert 2 == again.returncode


def test_help_is_worth_reading() -> None:
    """It says what is made, what is cached, and how takes come in."""
    for program in (("build-episode",), ("sleevenotes", "build-episode")):
        shown = run(Path.cwd(), *program, "--help").stdout
        for words in ("--voice", "--edition", "--draft", "--json", "takes/LINE-ID.wav"):
            assert words in shown
    assert "Exit codes" in run(Path.cwd(), "sleevenotes", "--help").stdout
