"""Asking a service on the network: not too often, again after a hiccup, and not for ever.

What went wrong is put into one of four kinds, since they call for different patience: a service
that cannot be reached at all is soon given up, one that is busy is waited for as it asks, a garbled
answer is asked for again, and a refusal is final. There is no jitter: one build asks one service,
and the same failures make the same waits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from pipeline.errors import VoiceError

T = TypeVar("T")


class Trouble(Enum):
    """What kind of failure it was."""

    UNREACHABLE = "no connection, or no answer"
    BUSY = "the service is overloaded or breaks off"
    GARBLED = "an answer that is of no use"
    REFUSED = "the request itself is at fault"


TRIES = {Trouble.UNREACHABLE: 3, Trouble.BUSY: 6, Trouble.GARBLED: 4, Trouble.REFUSED: 1}
"""How many times one thing is asked in all before it is given up."""


class AskError(Exception):
    """One request failed: which kind of trouble, in words, and how long we are asked to wait."""

    def __init__(
        self, trouble: Trouble, what: str, *, hint: str = "", wait_seconds: float | None = None
    ) -> None:
        super().__init__(what)
        self.trouble = trouble
        self.what = what
        self.hint = hint
        self.wait_seconds = wait_seconds


class Throttle:
    """Keeps requests apart: at least `interval` seconds between the beginnings of two of them.

    One throttle serves all threads and all voices of a service; whoever comes early waits in turn.
    """

    def __init__(
        self, interval: float, *, sleep: Callable[[float], None], clock: Callable[[], float]
    ) -> None:
        self._interval = interval
        self._sleep = sleep
        self._clock = clock
        self._lock = threading.Lock()
        self._next: float | None = None

    def wait(self) -> None:
        """Return when the next request may be sent."""
        with self._lock:
            now = self._clock()
            if self._next is not None and now < self._next:
                self._sleep(self._next - now)
                now = max(self._next, self._clock())
            self._next = now + self._interval


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to bear with a service, in seconds.

    The first wait is `first`, each further one twice the one before, none longer than `longest`
    unless the service itself asks for more; if it asks for more than `most_asked`, that is a
    refusal, and the user is told to come back.
    """

    first: float = 1.0
    longest: float = 30.0
    most_asked: float = 120.0

    def before(self, retry: int, asked: float | None) -> float | None:
        """The wait before repetition `retry`, from 1; None if that is too long to sit through."""
        if asked is not None and asked > self.most_asked:
            return None
        own = min(self.longest, self.first * 2.0 ** (retry - 1))
        return max(own, asked or 0.0)


PATIENCE = Patience()


def persist(
    ask: Callable[[], T], *, patience: Patience, throttle: Throttle, sleep: Callable[[float], None]
) -> T:
    """Ask until there is an answer, waiting between tries.

    `ask` raises AskError. Raises VoiceError when the tries for that kind of trouble are used up.
    """
    tries = 0
    while True:
        throttle.wait()
        tries += 1
        try:
            return ask()
        except AskError as error:
            wait = patience.before(tries, error.wait_seconds)
            if tries >= TRIES[error.trouble] or wait is None:
                raise _given_up(error, tries) from error
        sleep(wait)


def _given_up(error: AskError, tries: int) -> VoiceError:
    times = f", {tries} times in a row" if tries > 1 else ""
    later = (
        f"; it asks us to come back in {_minutes(error.wait_seconds)}" if error.wait_seconds else ""
    )
    return VoiceError(f"{error.what}{times}{later}", hint=error.hint or None)


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
