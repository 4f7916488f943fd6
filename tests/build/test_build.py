"""Steps, the cache and the runner: made once, made whole, and for a reason."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.build import Cache, Event, Reason, Runner, Step
from pipeline.build.cache import Make
from pipeline.errors import StorageError


def step(slot: str = "a", version: int = 1, **inputs: Any) -> Step:
    """A step of a kind."""
    return Step("speak", slot, version, inputs or {"text": "hello"})


class Maker:
    """Makes a file that says how often it has been made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, folder: Path) -> Mapping[str, Any]:
        """Make it once more."""
        self.times += 1
        (folder / "made.txt").write_text(str(self.times))
        return {"times": self.times}


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """An empty cache."""
    return Cache(tmp_path / "cache")


def runner(cache: Cache) -> Runner:
    """A runner as a new process would make it."""
    return Runner(cache, cache.root.parent / "ledger.json")


def test_keys_stay_what_they_are() -> None:
    """A key that changed by accident would throw away everybody's cache."""
    known = Step("speak", "x", 3, {"voice": "tone", "text": "“Blue”", "n": [1, 2.5, None]})
    assert KEY == known.key


KEY = "f8ff67df12434cbef491471826c867c85e90cdbff25ea0539567a1ab8c34fa02"


def test_a_key_is_shaped_by_inputs_and_not_by_slot_or_order() -> None:
    """Two lines with the same words share a key; a new version or input makes another."""
    one = Step("speak", "a", 1, {"text": "x", "voice": "v"})
    assert one.key == Step("speak", "b", 1, {"voice": "v", "text": "x"}).key
    assert one.key != Step("speak", "a", 2, {"text": "x", "voice": "v"}).key
    assert one.key != Step("take", "a", 1, {"text": "x", "voice": "v"}).key
    assert one.key != Step("speak", "a", 1, {"text": "y", "voice": "v"}).key


def test_what_is_made_is_not_made_again(cache: Cache) -> None:
    """A second run, by another process, reuses the entry and says so."""
    make = Maker()
    first = runner(cache)
    made = first.run(step(), make)
    first.close()
    second = runner(cache)
    again = second.run(step(), make)
    assert 1 == make.times
    assert {"times": 1} == dict(again.facts)
    assert made.path("made.txt").read_text() == again.path("made.txt").read_text()
    assert ([], 1) == (second.ran, second.reused)


def test_every_run_has_a_reason(cache: Cache) -> None:
    """New, changed (and what), upgraded, lost: the reasons tell them apart."""

    def reasons(*steps: Step) -> list[tuple[Reason, tuple[str, ...]]]:
        run = runner(cache)
        for one in steps:
            run.run(one, Maker())
        run.close()
        return [(ran.reason, ran.changed) for ran in run.ran]

    assert [(Reason.NEW, ())] == reasons(step(text="x", voice="v"))
    assert [(Reason.CHANGED, ("text",))] == reasons(step(text="y", voice="v"))
    assert [(Reason.UPGRADED, ())] == reasons(step(version=2, text="y", voice="v"))
    for folder in cache.root.glob("*/*"):
        for file in folder.iterdir():
            file.unlink()
    assert [(Reason.LOST, ())] == reasons(step(version=2, text="y", voice="v"))


def test_what_did_not_change_is_not_named(cache: Cache) -> None:
    """An input that is a tuple is a list in the ledger, and still the same input."""
    for text in ("x", "y"):
        last = runner(cache)
        last.run(step(text=text, category=("Music", "Music History")), Maker())
        last.close()
    assert [("text",)] == [ran.changed for ran in last.ran]


def test_an_entry_that_lost_bytes_is_a_miss(cache: Cache) -> None:
    """A truncated file, or an entry that can't be read, is made anew without a complaint."""
    make = Maker()
    entry = runner(cache).run(step(), make)
    entry.path("made.txt").write_text("")
    assert "2" == runner(cache).run(step(), make).path("made.txt").read_text()
    entry.path("entry.json").write_text("{")
    assert "3" == runner(cache).run(step(), make).path("made.txt").read_text()


def test_flipped_bytes_are_found_before_use(cache: Cache) -> None:
    """Damage that keeps the size is found by `intact`, which makes the entry again."""
    make = Maker()
    run = runner(cache)
    entry = run.run(step(), make)
    entry.path("made.txt").write_text("X")
    (mended,) = run.intact([(step(), make)])
    assert "2" == mended.path("made.txt").read_text()
    assert Reason.DAMAGED is run.ran[-1].reason


def test_a_failure_leaves_nothing_half_made(cache: Cache) -> None:
    """Whatever a step raises passes through; no entry, no partial folder stays."""

    def fail(folder: Path) -> Mapping[str, Any]:
        (folder / "half").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runner(cache).run(step(), fail)
    assert cache.get(step()) is None
    assert [] == list(cache.root.glob("partial-*"))


def test_what_a_killed_build_left_is_swept(cache: Cache) -> None:
    """Partial folders of a process that died are removed by the next build."""
    (cache.root / "partial-dead").mkdir(parents=True)
    cache.sweep()
    assert [] == list(cache.root.iterdir())


def test_many_steps_run_side_by_side_and_in_order(cache: Cache) -> None:
    """Two at once really run at once; results come in the order that was asked for."""
    meet = threading.Barrier(2, timeout=20)

    def make(number: int) -> Make:
        def write(folder: Path) -> Mapping[str, Any]:
            meet.wait()
            (folder / "n").write_text(str(number))
            return {"n": number}

        return write

    events: list[Event] = []
    run = Runner(cache, cache.root.parent / "ledger.json", report=events.append)
    work = [(step(slot=str(n), text=str(n)), make(n)) for n in range(4)]
    entries = run.run_all(work, parallel=2)
    assert [0, 1, 2, 3] == [entry.facts["n"] for entry in entries]
    assert [(0, 4), (1, 4), (2, 4), (3, 4)] == [(e.done, e.total) for e in events][:4]


def test_the_same_thing_is_made_once_though_asked_for_twice(cache: Cache) -> None:
    """Two slots with equal inputs are one piece of work."""
    make = Maker()
    entries = runner(cache).run_all([(step("a"), make), (step("b"), make)], parallel=2)
    assert 1 == make.times
    assert entries[0] == entries[1]


def test_a_failing_step_stops_those_not_begun(cache: Cache) -> None:
    """After a failure nothing further is begun, and what was finished is kept."""
    begun: list[int] = []

    def make(number: int) -> Make:
        def write(_: Path) -> Mapping[str, Any]:
            begun.append(number)
            if number == 1:
                raise StorageError("no")
            return {}

        return write

    work = [(step(text=str(n)), make(n)) for n in range(9)]
    with pytest.raises(StorageError):
        runner(cache).run_all(work)
    assert [0, 1] == begun
    assert cache.get(work[0][0]) is not None


def test_a_cache_that_can_not_be_written_says_so(tmp_path: Path) -> None:
    """A file where the cache's folder should be is a StorageError with its path."""
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(StorageError, match="cache"):
        runner(Cache(tmp_path / "cache")).run(step(), Maker())


def test_a_build_that_is_still_running_is_not_swept(cache: Cache) -> None:
    """What another process is making just now is left alone: two builds may run at once."""
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        busy = cache.root / f"partial-{other.pid}-x"
        busy.mkdir(parents=True)
        cache.sweep()
        assert busy.is_dir()
    finally:
        other.communicate(b"\n", timeout=20)
    cache.sweep()
    assert not busy.exists()
