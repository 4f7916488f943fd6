"""Narrating a project: takes that change places and words, and voices that fail at a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.build import Runner
from pipeline.build.cache import Cache
from pipeline.errors import VoiceError
from pipeline.narration.takes import Recorded, read_memory
from pipeline.production.narrate import Narration, narrate
from pipeline.script import Lexicon, read_script
from tests.project import SmallProject, make_project

ONE = "The first line about it, which is long enough to have a bed under it for a while."
TWO = "The second line about it."


@pytest.fixture
def project(tmp_path: Path) -> SmallProject:
    """A project of its own for each test."""
    return make_project(tmp_path / "show")


def narrated(project: SmallProject, voice: str = "tone") -> Narration:
    """Its lines, made as a new process would make them."""
    script = read_script(project.script, lexicon=Lexicon(()), announce="{song}.")
    cache = Cache(project.root / "cache")
    runner = Runner(cache, project.root / "ledger.json")
    try:
        return narrate(runner, script, voice)
    finally:
        runner.close()


def recorded(narration: Narration) -> list[str]:
    """The lines that are takes."""
    return [line for line, sound in narration.sounds.items() if sound.voice == "take"]


def test_a_take_renamed_for_the_wrong_line_is_not_used(project: SmallProject) -> None:
    """The voice speaks that line, the take is a pickup, and what it says is not forgotten."""
    take = project.take("blue-1")
    assert ["blue-1"] == recorded(narrated(project))
    take.rename(take.with_name("blue-2.wav"))
    for _ in range(2):
        narration = narrated(project)
        assert [] == recorded(narration)
        assert [("blue-2", "blue-1")] == [(one.line_id, one.moved_to) for one in narration.pickups]
    assert {ONE} == {one.text for one in read_memory(take.parent).takes.values()}


def test_takes_that_move_with_their_lines_are_used(project: SmallProject) -> None:
    """A new first paragraph: renamed, the take of unchanged words is used, the other a pickup."""
    one, two = project.take("blue-1", 2.0), project.take("blue-2", 3.0)
    narrated(project)
    project.edit(project.script, ONE, f"A new line.\n\n{ONE}")
    project.edit(project.script, TWO, "The last line, with other words.")
    two.rename(two.with_name("blue-3.wav"))
    one.rename(one.with_name("blue-2.wav"))
    for _ in range(2):
        narration = narrated(project)
        assert ["blue-2"] == recorded(narration)
        assert ["blue-3"] == [pickup.line_id for pickup in narration.pickups]
    takes = read_memory(one.parent).takes
    assert (ONE, TWO) == (takes["blue-2"].text, takes["blue-3"].text)
    assert isinstance(takes["blue-3"], Recorded)


def test_a_voice_that_fails_says_at_which_line(project: SmallProject) -> None:
    """The line and its place in the script are named; what to do stays as the voice says it."""
    project.edit(project.script, TWO, "They are called 世界.")
    with pytest.raises(VoiceError, match="line blue-2: hibari has no sound for 世 界") as refused:
        narrated(project, "hibari")
    written = project.script.read_text(encoding="utf-8").splitlines()
    where = refused.value.where
    assert where is not None
    assert (project.script, 1 + written.index("They are called 世界.")) == (where.path, where.line)
    assert "lexicon.toml" in str(refused.value.hint)
