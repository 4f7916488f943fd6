"""Runs steps that have to run, reuses those that have not, and says why."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from pipeline.build.cache import Cache, Entry, Make
from pipeline.build.step import Step
from pipeline.errors import StorageError
from pipeline.storage import write_file


class Reason(StrEnum):
    """Why a step ran."""

    NEW = "made for the first time"
    CHANGED = "changed"
    UPGRADED = "made by an older version"
    LOST = "no longer in the cache"
    DAMAGED = "damaged in the cache"


@dataclass(frozen=True, slots=True)
class Ran:
    """One step that ran: why, which of its inputs were others than last time, how long it took."""

    step: str
    slot: str
    reason: Reason
    changed: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Event:
    """What a reporter hears: `done` of `total` things of the kind `step` have been made."""

    step: str
    done: int
    total: int


class _Past(msgspec.Struct, frozen=True):
    version: int
    inputs: dict[str, Any]


Work = tuple[Step, Make]


class Runner:
    """Makes steps through a cache, and keeps a ledger of what each slot was last made from.

    `clock` gives seconds; `report` is told what happens and must be quick. The ledger only
    explains: losing it costs reasons, never correctness.
    """

    def __init__(
        self,
        cache: Cache,
        ledger: Path,
        *,
        report: Callable[[Event], None] = lambda _: None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._cache = cache
        self._ledger = ledger
        self._report = report
        self._clock = clock
        self._past = self._read_ledger()
        self._present: dict[str, _Past] = {}
        self.ran: list[Ran] = []
        self.reused = 0

    def run(self, step: Step, make: Make, *, verified: bool = False) -> Entry:
        """The entry of one step, made only if it has to be; with its bytes `verified` if asked."""
        (entry,) = self.run_all([(step, make)])
        if verified:
            (entry,) = self.intact([(step, make)])
        return entry

    def run_all(self, work: Sequence[Work], *, parallel: int = 1) -> list[Entry]:
        """The entries of many steps of a kind, in order; those missing are made `parallel` at once.

        On a failure or Ctrl-C nothing further is begun; what was finished stays in the cache.
        """
        missing = [item for item in work if self._cache.get(item[0]) is None]
        self.reused += len(work) - len(missing)
        self._make_all(missing, parallel, Reason.LOST)
        return [self._found(step) for step, _ in work]

    def entry(self, step: Step) -> Entry:
        """The entry of a step that has been run."""
        return self._found(step)

    def intact(self, work: Sequence[Work]) -> list[Entry]:
        """The same entries with their bytes verified, and any damaged one made again.

        To be asked before the files of entries are used; `run_all` looks at their sizes only.
        """
        damaged = []
        for item in work:
            entry = self._cache.get(item[0])
            if entry is None or not self._cache.verified(entry):
                damaged.append(item)
        self.reused -= min(self.reused, len(damaged))
        self._make_all(damaged, 1, Reason.DAMAGED)
        return [self._found(step) for step, _ in work]

    def close(self) -> None:
        """Write the ledger if there is anything new to say; it only explains, so it may fail."""
        merged = self._past | self._present
        if merged == self._past:
            return
        with suppress(StorageError):
            write_file(self._ledger, msgspec.json.encode(merged, order="deterministic"))

    def _make_all(self, missing: Sequence[Work], parallel: int, if_unchanged: Reason) -> None:
        distinct = list({step.key: (step, make) for step, make in missing}.values())
        if not distinct:
            return
        name = distinct[0][0].name
        self._report(Event(name, 0, len(distinct)))
        for done, (step, seconds) in enumerate(self._made(distinct, parallel), start=1):
            reason, changed = self._why(step, if_unchanged)
            self.ran.append(Ran(step.name, step.slot, reason, changed, seconds))
            self._report(Event(name, done, len(distinct)))

    def _made(self, work: Sequence[Work], parallel: int) -> Iterator[tuple[Step, float]]:
        if parallel == 1 or len(work) == 1:
            yield from (self._make(item) for item in work)
            return
        pool = ThreadPoolExecutor(parallel)
        try:
            for future in as_completed([pool.submit(self._make, item) for item in work]):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _make(self, item: Work) -> tuple[Step, float]:
        step, make = item
        began = self._clock()
        self._cache.put(step, make)
        return step, self._clock() - began

    def _why(self, step: Step, if_unchanged: Reason) -> tuple[Reason, tuple[str, ...]]:
        slot = f"{step.name}:{step.slot}"
        past = self._present.get(slot) or self._past.get(slot)
        if past is None:
            return Reason.NEW, ()
        inputs = _as_read_back(step)
        changed = sorted(
            name
            for name in past.inputs.keys() | inputs.keys()
            if past.inputs.get(name) != inputs.get(name)
        )
        if changed:
            return Reason.CHANGED, tuple(changed)
        return (Reason.UPGRADED if past.version != step.version else if_unchanged), ()

    def _found(self, step: Step) -> Entry:
        entry = self._cache.get(step)
        if entry is None:
            raise StorageError(
                "a part that was made a moment ago is gone from the cache", hint="build again"
            )
        self._present[f"{step.name}:{step.slot}"] = _Past(step.version, _as_read_back(step))
        return entry

    def _read_ledger(self) -> dict[str, _Past]:
        try:
            return msgspec.json.decode(self._ledger.read_bytes(), type=dict[str, _Past])
        except (OSError, msgspec.DecodeError):
            return {}


def _as_read_back(step: Step) -> dict[str, Any]:
    """A step's inputs as the ledger gives them back: a tuple that was written is a list."""
    inputs: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(step.inputs))
    return inputs
