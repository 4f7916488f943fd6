"""The whole way, with real parts: made once, changed by the line, never half there."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

from pipeline.audio.files import decode
from pipeline.audio.loudness import integrated, true_peak
from pipeline.errors import (
    ClearanceError,
    ClipError,
    ScriptError,
    SettingsError,
    SleevenotesError,
    StorageError,
    TakeError,
    UsageError,
)
from pipeline.production import Built, Request, build, feed_at, read_episode
from pipeline.publish.releases import load_releases
from pipeline.release.model import Edition
from pipeline.show.project import Project
from pipeline.units import RATE
from tests.project import SmallProject, make_project

TODAY = dt.date(2026, 11, 22)


def built(
    project: SmallProject,
    *,
    today: dt.date = TODAY,
    edition: Edition = "full",
    draft: bool = False,
    voice: str | None = None,
    output: Path | None = None,
) -> Built:
    """Build the project's episode, as a new process would."""
    request = Request(today=today, edition=edition, draft=draft, voice=voice, output=output)
    return build(read_episode("two-songs", project.root), request)


def steps(result: Built) -> list[str]:
    """What ran."""
    return sorted(f"{ran.step} {ran.slot}" for ran in result.ran)


def snapshot(folder: Path) -> dict[str, str]:
    """Every file below a folder by the digest of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[SmallProject, Built]:
    """A project that has been built once."""
    project = make_project(tmp_path_factory.mktemp("finished") / "show")
    return project, built(project)


@pytest.fixture
def project(finished: tuple[SmallProject, Built], tmp_path: Path) -> SmallProject:
    """A copy of the built project, cache and all, to change."""
    shutil.copytree(finished[0].root, tmp_path / "show")
    return SmallProject(tmp_path / "show")


def test_a_release_is_complete(finished: tuple[SmallProject, Built]) -> None:
    """Audio, chapters, transcript, notes, timeline, report, cover and manifest; feed and page."""
    project, result = finished
    wanted = {
        "two-songs.mp3",
        "chapters.json",
        "transcript.vtt",
        "notes.html",
        "timeline.json",
        "report.json",
        "cover.jpg",
        "release.json",
    }
    assert wanted == {path.name for path in result.folder.iterdir()}
    assert {"two-songs", "feed.xml", "index.html", "cover.png"} == {
        path.name for path in project.output.iterdir()
    }
    assert (result.release,) == load_releases(project.output)


def test_the_decoded_file_is_at_its_loudness(finished: tuple[SmallProject, Built]) -> None:
    """−16 LUFS within half a unit and at most −1 dBTP, decoded; the report says the same."""
    _, result = finished
    samples = decode(result.folder / "two-songs.mp3")
    assert result.release.duration == len(samples)
    assert -16.0 == pytest.approx(integrated(samples), abs=0.5)
    assert true_peak(samples) <= -1.0
    assert result.report.loudness.integrated_lufs == pytest.approx(integrated(samples), abs=0.01)


def test_the_song_is_heard_and_said_to_stand_in(finished: tuple[SmallProject, Built]) -> None:
    """Report and notes say what was played, for what, and under how much speech."""
    _, result = finished
    (song,) = result.report.songs
    assert ("Azure", "“Blue” by Elastica") == (song.recording, song.stands_in_for)
    assert song.speech_to_music_lu is not None
    assert song.speech_to_music_lu >= 10.0
    assert "“Azure” by House, ours" in result.release.notes_html
    assert ("no clip for “Nothing” by Nobody: it is not heard",) == result.report.notes


def test_there_are_no_clicks(finished: tuple[SmallProject, Built]) -> None:
    """Where something begins or ends, the waveform jumps no more than the music itself does."""
    _, result = finished
    samples = decode(result.folder / "two-songs.mp3")[:, 0].astype(np.float64)
    bend = np.abs(np.diff(samples, n=2))
    typical = np.percentile(bend, 99.9)
    document = msgspec.json.decode((result.folder / "timeline.json").read_bytes())
    for placement in document["placements"]:
        for edge in (placement["span"]["start"], placement["span"]["stop"]):
            near = bend[max(0, edge - 40) : edge + 40]
            assert near.max(initial=0.0) <= 2.0 * typical


def test_nothing_changed_nothing_runs(project: SmallProject) -> None:
    """A second build runs no step and touches no file."""
    before = {path: path.stat().st_mtime_ns for path in project.output.rglob("*")}
    again = built(project)
    assert ((), True) == (again.ran, again.reused > 0)
    assert before == {path: path.stat().st_mtime_ns for path in project.output.rglob("*")}


def test_the_same_bytes_in_another_folder_on_another_day(
    finished: tuple[SmallProject, Built], tmp_path: Path
) -> None:
    """From nothing, elsewhere and later: every release file, the feed and the page are equal."""
    other = make_project(tmp_path / "elsewhere" / "project")
    built(other, today=dt.date(2031, 1, 2))
    assert snapshot(finished[0].output) == snapshot(other.output)


def test_one_changed_line_speaks_one_line(project: SmallProject) -> None:
    """Everything else that is heard is reused; what depends on it is made again."""
    project.edit(project.script, "The second line about it.", "The second line, changed.")
    again = built(project)
    assert ["feed all", "master episode", "package episode", "speak blue-2"] == steps(again)
    (spoken,) = (ran for ran in again.ran if ran.step == "speak")
    assert ("spoken",) == spoken.changed


def test_a_take_replaces_its_line_and_nothing_else(project: SmallProject) -> None:
    """Recorded narration is used, level-matched, at the next build; no other line is spoken."""
    project.take("blue-2")
    again = built(project)
    assert ["feed all", "master episode", "package episode", "take blue-2"] == steps(again)
    assert {"blue-2": "take"} == {
        line.id: line.voice for line in again.report.lines if line.voice == "take"
    }
    samples = decode(again.folder / "two-songs.mp3")
    spans = {line.id: line for line in again.report.lines}
    loudness = {
        name: integrated(samples[int(at.start * RATE) : int((at.start + at.seconds) * RATE)])
        for name, at in spans.items()
        if name in {"blue-2", "nothing-1"}
    }
    assert loudness["nothing-1"] == pytest.approx(loudness["blue-2"], abs=1.0)


def test_a_take_of_other_words_is_a_pickup(project: SmallProject) -> None:
    """When the text has changed, the voice says the new words, and the report asks for a pickup."""
    project.take("blue-2")
    built(project)
    project.edit(project.script, "The second line about it.", "It says something else now.")
    again = built(project)
    assert "tone" in {line.id: line.voice for line in again.report.lines}["blue-2"]
    assert any("blue-2 is to be recorded again" in note for note in again.report.notes)
    assert (project.script.parent / "takes" / "blue-2.wav").is_file()


def test_the_voice_edition_has_no_music(project: SmallProject) -> None:
    """Its own folder, its own guid, the same words; the full edition stays as it is."""
    full = snapshot(project.output / "two-songs")
    voice = built(project, edition="voice")
    assert project.output / "two-songs-voice" == voice.folder
    assert () == voice.report.songs
    assert full == snapshot(project.output / "two-songs")
    one, two = load_releases(project.output)
    assert one.guid != two.guid
    assert one.duration != two.duration


def test_the_guid_survives_every_edit(project: SmallProject) -> None:
    """Title, text and day may change: subscribers do not get the episode twice."""
    guid = load_releases(project.output)[0].guid
    project.edit(project.script, "title: Two songs\ndate: 2026-11-20", "title: New\nepisode: 9")
    again = built(project)
    assert (guid, "New") == (again.release.guid, again.release.title)
    assert dt.date(2026, 11, 20) == again.release.date


def test_without_a_day_it_is_today_and_stays_so(tmp_path: Path) -> None:
    """An undated script is released on the day of its first build, and keeps that day."""
    project = make_project(tmp_path / "show")
    project.edit(project.script, "date: 2026-11-20\n", "")
    assert TODAY == built(project).release.date
    later = built(project, today=dt.date(2027, 3, 1))
    assert TODAY == later.release.date
    assert () == later.ran


def test_a_feed_elsewhere_is_the_same_feed_at_that_address(project: SmallProject) -> None:
    """Served on this machine, its enclosures are on this machine."""
    feed = feed_at(Project(project.root), project.output, "http://127.0.0.1:8123/")
    assert b"http://127.0.0.1:8123/two-songs/two-songs.mp3" in feed
    assert b"https://example.org/show/two-songs" not in feed


def uncleared(project: SmallProject) -> None:
    """Take the licence away."""
    project.edit(project.record, 'kind = "own"', 'kind = "own"\nlast_day = 2026-11-19')


def test_what_is_not_cleared_does_not_leave_the_building(project: SmallProject) -> None:
    """The build is refused with the record's line; what was released stays as it is."""
    before = snapshot(project.output)
    uncleared(project)
    with pytest.raises(ClearanceError, match="ended on 2026-11-19") as caught:
        built(project)
    assert caught.value.where is not None
    assert project.record.name == caught.value.where.path.name
    assert before == snapshot(project.output)


def test_a_draft_has_a_slate_and_enters_no_feed(project: SmallProject) -> None:
    """It has a tone over the music, lies outside the output, and no feed knows of it."""
    uncleared(project)
    before = snapshot(project.output)
    draft = built(project, draft=True)
    assert draft.feed is None
    assert before == snapshot(project.output)
    assert project.output not in draft.folder.parents
    assert any("slate tone" in note for note in draft.report.notes)
    song = draft.report.songs[0]
    samples = decode(draft.folder / "two-songs.mp3")[:, 0]
    heard = samples[int((song.start + 0.2) * RATE) : int((song.start + 0.8) * RATE)]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    at_1000 = spectrum[int(980 * len(heard) / RATE) : int(1020 * len(heard) / RATE)].max()
    assert at_1000 > spectrum.max() * 0.5


def broken_script(project: SmallProject) -> None:
    """A script with nothing in it."""
    project.script.write_text("", encoding="utf-8")


def no_script(project: SmallProject) -> None:
    """No script at all."""
    project.script.unlink()


def unknown_clip(project: SmallProject) -> None:
    """A directive with a typing error."""
    project.edit(project.script, "The second", "![x](clip:bleu)\n\nThe second")


def broken_audio(project: SmallProject) -> None:
    """A clip that is no audio, recorded as it is."""
    audio = project.root / "clips" / "blue.wav"
    audio.write_bytes(b"RIFF nothing")
    project.edit(project.record, project.record.read_text().split("sha256:")[1][:64], digest(audio))
    shutil.rmtree(project.root / ".cache")


def broken_take(project: SmallProject) -> None:
    """A take that is no audio."""
    project.take("blue-2").write_bytes(b"not a sound")


def unknown_take(project: SmallProject) -> None:
    """A take for no line."""
    project.take("blu-2")


def unknown_setting(project: SmallProject) -> None:
    """A mistyped key."""
    project.edit(project.root / "scripts" / "show.toml", "author", "auther")


def no_artwork(project: SmallProject) -> None:
    """A show whose cover is gone."""
    (project.root / "scripts" / "cover.png").unlink()


def file_for_output(project: SmallProject) -> None:
    """A file where the output folder should be."""
    project.edit(project.script, "The second line", "Another line")
    shutil.rmtree(project.output)
    project.output.write_text("in the way")


def digest(path: Path) -> str:
    """Sha256 in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("spoil", "kind", "says"),
    [
        (no_script, UsageError, "there is no episode"),
        (broken_script, ScriptError, "script.md"),
        (unknown_clip, ScriptError, "did you mean “blue”"),
        (broken_audio, ClipError, "blue.wav"),
        (broken_take, TakeError, "blue-2.wav"),
        (unknown_take, TakeError, "blue-2"),
        (unknown_setting, SettingsError, "show.toml:3"),
        (no_artwork, SettingsError, "cover.png"),
        (file_for_output, StorageError, "output"),
    ],
)
def test_a_failure_is_clear_and_costs_nothing(
    project: SmallProject, spoil: object, kind: type[SleevenotesError], says: str
) -> None:
    """One error that names the file; the release and the feed of before are as they were."""
    assert callable(spoil)
    spoil(project)
    before = snapshot(project.output) if project.output.is_dir() else None
    with pytest.raises(kind) as caught:
        built(project)
    assert says in str(caught.value)
    if before is not None:
        assert before == snapshot(project.output)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_output_that_can_not_be_written_is_said(project: SmallProject, tmp_path: Path) -> None:
    """A folder without permission is a StorageError with its path."""
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(StorageError, match="locked"):
        built(project, output=locked)


def test_another_voice_is_spoken_with_and_kept_apart(project: SmallProject) -> None:
    """An unknown voice is refused before anything is made; the cache keeps both voices' lines."""
    with pytest.raises(UsageError, match="hibari"):
        built(project, voice="hibary")
    other = built(project, voice="hibari")
    assert {"hibari:heart"} == {line.voice for line in other.report.lines}
    back = built(project)
    assert not [ran for ran in back.ran if ran.step == "speak"]


def test_damage_in_the_cache_is_mended(project: SmallProject) -> None:
    """A flipped byte in a line's sound is found before it is mixed, and the line made again."""
    waves = sorted((project.root / ".cache" / "made").rglob("line.wav"))
    data = bytearray(waves[0].read_bytes())
    data[-50] ^= 0xFF
    waves[0].write_bytes(bytes(data))
    before = snapshot(project.output)
    for master in list((project.root / ".cache" / "made").rglob("master.mp3")):
        shutil.rmtree(master.parent)
    again = built(project)
    assert "damaged in the cache" in {ran.reason.value for ran in again.ran}
    assert before == snapshot(project.output)


def test_a_draft_of_the_wrong_file_does_not_spoil_the_right_one(
    finished: tuple[SmallProject, Built], project: SmallProject
) -> None:
    """What a draft made of another file under the same name is not taken for the licensed one."""
    audio = project.root / "clips" / "blue.wav"
    right = audio.read_bytes()
    audio.write_bytes(right[: len(right) // 2 * 2 - 4000] + bytes(4000)[:4000])
    with pytest.raises(ClearanceError, match="not the file"):
        built(project)
    shutil.rmtree(project.root / ".cache")
    draft = built(project, draft=True)
    assert draft.feed is None
    audio.write_bytes(right)
    built(project)
    assert snapshot(finished[0].output) == snapshot(project.output)


@pytest.mark.parametrize("name", ["two-songs.mp3", "master.mp3", "cover.jpg", "feed.xml"])
def test_no_damaged_byte_of_the_cache_is_released(project: SmallProject, name: str) -> None:
    """Whatever of the cache has rotted, the release stays what it was."""
    before = snapshot(project.output)
    for path in list((project.root / ".cache" / "made").rglob(name)):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(bytes(data))
    built(project)
    assert before == snapshot(project.output)
    shutil.rmtree(project.output)
    built(project)
    assert before == snapshot(project.output)


SHOW_FILE = Path("scripts", "show.toml")
SOUND = {"master", "package", "feed"}


@pytest.mark.parametrize(
    ("file", "old", "new", "wanted"),
    [
        (SHOW_FILE, "bed_seconds = 4.0", "bed_seconds = 6.0", SOUND | {"snippet"}),
        (SHOW_FILE, "[pacing]", "[pacing]\nclear_below = 4.0", SOUND),
        (SHOW_FILE, "[pacing]", "[pacing]\nshortest_fade = 1.0\nfade_bars = 0.5", SOUND),
        (SHOW_FILE, "[pacing]", '[release]\nencoding = "stereo-192"\n[pacing]', SOUND),
        (SHOW_FILE, "[pacing]", '[release]\nloudness = "ebu"\n[pacing]', SOUND),
        (SHOW_FILE, 'title = "A Show"', 'title = "Another"', {"package", "feed"}),
        (SHOW_FILE, 'owner_email = "a@', 'owner_email = "b@', {"feed"}),
        (Path("scripts", "two-songs", "script.md"), "title: Two", "title: 2", {"package", "feed"}),
    ],
)
def test_what_is_changed_is_what_is_made_again(
    project: SmallProject, file: Path, old: str, new: str, wanted: set[str]
) -> None:
    """Each setting runs the steps that it shapes, all of them, and no others."""
    before = snapshot(project.output)
    project.edit(project.root / file, old, new)
    again = built(project)
    assert wanted == {ran.step for ran in again.ran}
    assert before != snapshot(project.output)


def test_another_cover_is_everywhere(project: SmallProject) -> None:
    """New artwork reaches the file's tags, the release and the page's cover."""
    from PIL import Image

    Image.new("RGB", (1500, 1500), "#2266aa").save(project.root / "scripts" / "cover.png")
    again = built(project)
    assert {"cover", "package", "feed"} == {ran.step for ran in again.ran}
    shown = project.output / "cover.png"
    assert digest(project.root / "scripts" / "cover.png") == digest(shown)


def test_a_show_that_no_feed_could_name_is_refused_before_anything_changes(
    project: SmallProject,
) -> None:
    """A broken neighbour in the output stops the build while the old release is still in place."""
    neighbour = project.output / "older"
    neighbour.mkdir()
    (neighbour / "release.json").write_text("{}")
    project.edit(project.script, "title: Two songs", "title: Three songs")
    before = snapshot(project.output)
    with pytest.raises(SleevenotesError, match="older"):
        built(project)
    assert before == snapshot(project.output)


@pytest.mark.parametrize("slug", ["two-songs-voice", "_pilot", "zwei lieder", "lied-über"])
def test_names_that_could_not_be_told_apart_are_refused(project: SmallProject, slug: str) -> None:
    """An episode's folder becomes part of addresses, and must not look like an edition."""
    shutil.copytree(project.script.parent, project.script.parent.with_name(slug))
    with pytest.raises(UsageError, match="rename the folder"):
        read_episode(slug, project.root)


def test_every_clip_that_is_not_cleared_is_named(project: SmallProject) -> None:
    """The first refusal is explained, and the others are named with it."""
    uncleared(project)
    other = project.record.with_name("nothing.toml")
    text = project.record.read_text(encoding="utf-8")
    other.write_text(text.replace('"Blue", artist = "Elastica"', '"Nothing", artist = "Nobody"'))
    with pytest.raises(ClearanceError, match="nor are “nothing”"):
        built(project)


def test_a_clip_that_is_silent_under_speech_is_no_bug(project: SmallProject) -> None:
    """Music that has ended before the voice comes in is measured: the voice leads by much."""
    project.edit(project.script, "## “Blue” by Elastica\n", "## “Blue” by Elastica\n\nHello.\n")
    audio = project.root / "clips" / "blue.wav"
    data = audio.read_bytes()
    quiet = data[:44] + data[44 : 44 + 2 * RATE * 8] + bytes(len(data) - 44 - 2 * RATE * 8)
    audio.write_bytes(quiet)
    project.edit(project.record, project.record.read_text().split("sha256:")[1][:64], digest(audio))
    (song,) = built(project).report.songs
    assert song.speech_to_music_lu is None or song.speech_to_music_lu > 14.0


def test_a_draft_is_not_put_into_an_output(project: SmallProject, tmp_path: Path) -> None:
    """--draft and --output do not go together: a draft must not lie where releases do."""
    with pytest.raises(UsageError, match="a draft is not put"):
        built(project, draft=True, output=tmp_path / "elsewhere")


def test_what_somebody_put_beside_a_release_stays(project: SmallProject) -> None:
    """A file of the user's in a release's folder survives builds that change and that do not."""
    note = project.output / "two-songs" / "my-notes.txt"
    note.write_text("keep me")
    built(project)
    project.edit(project.script, "title: Two songs", "title: Still two songs")
    built(project)
    assert "keep me" == note.read_text()


@pytest.mark.parametrize("output", [".", "scripts/two-songs", "clips", ".cache/x"])
def test_releases_are_not_put_among_their_sources(project: SmallProject, output: str) -> None:
    """The project's own folders are no place for releases."""
    with pytest.raises(UsageError, match="a folder of their own"):
        built(project, output=project.root / output)


def test_new_artwork_of_another_kind_leaves_no_old_one(project: SmallProject) -> None:
    """From PNG to JPEG: the page's cover is the new one, and the old one is gone."""
    from PIL import Image

    Image.new("RGB", (1400, 1400), "#112233").save(project.root / "scripts" / "new.jpg")
    project.edit(project.root / SHOW_FILE, "cover.png", "new.jpg")
    built(project)
    assert ["cover.jpg"] == sorted(path.name for path in project.output.glob("cover.*"))


def test_a_full_disk_costs_nothing_and_is_said_once(project: SmallProject) -> None:
    """With no room for the cache: one error, and nothing that was released is touched."""
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED: a full disk; only root may mount one")
    project.edit(project.script, "The second line about it.", "word " * 400)
    before = snapshot(project.output)
    cache = project.root / ".cache"
    shutil.rmtree(cache)
    cache.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(cache)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603
        pytest.skip("NOT TESTED: a full disk; this system mounts none")
    try:
        program = Path(sys.executable).with_name("build-episode")
        done = subprocess.run(  # noqa: S603
            [program, "two-songs"], cwd=project.root, capture_output=True, text=True, check=False
        )
    finally:
        subprocess.run(["umount", str(cache)], check=True)  # noqa: S603, S607
    assert 3 == done.returncode
    assert "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert before == snapshot(project.output)
