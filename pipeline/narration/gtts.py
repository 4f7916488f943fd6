"""`gtts`: Google Translate's voices through the gTTS package. Online: it sends the words to Google.

`gtts:LANGUAGE:TLD`, both optional: `gtts`, `gtts:de`, `gtts:en:co.uk`; the top-level domain of the
Google site chooses the accent. gTTS speaks to an interface that Google has not published, so it may
be refused, throttled or changed at any time; a line that could not be had is an error, and never
another voice. gTTS sends its requests without verifying the server's certificate: what comes back
is sound, and it is decoded as nothing else.

The interface takes 100 characters at a time. gTTS itself would divide a longer line at every comma
and read each piece as if it stood alone; here a line is divided at its sentences first, and within
a long sentence at as few places as will do, which sounds better and asks less often.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import AudioFileError, UsageError, VoiceError
from pipeline.narration.model import Speech, Voice, VoiceName
from pipeline.narration.online import PATIENCE, AskError, Patience, Throttle, Trouble, persist
from pipeline.narration.voices import suggestion
from pipeline.script.sentences import split_sentences
from pipeline.units import RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INTERVAL = 0.5
"""Seconds between the beginnings of two requests."""
TIMEOUT = 20.0
"""Seconds without a byte before a request is given up."""
LONGEST_PART = 100
"""Characters in one request: the interface takes no more (gTTS's `GOOGLE_TTS_MAX_CHARS`)."""
SHORTEST_SOUND = RATE // 50
"""Samples for each letter or digit below which an answer must have been cut short: fast speech has
about three times as many."""

LOST_NOTHING = "lines already spoken are kept, and the next build goes on from there"
USE_EMBEDDED = "the embedded voice needs no network: --voice hibari"

_BUSY_STATUS = 429
_SERVER_STATUS = 500
_CLAUSE_END = re.compile(r"[,;:—–)](?=\s)|[、，；。]")
_TLD = re.compile(r"[a-z]{2,3}|com?\.[a-z]{2}")
_ACCENTS = {
    "en-au": "en:com.au",
    "en-ca": "en:ca",
    "en-gb": "en:co.uk",
    "en-ie": "en:ie",
    "en-in": "en:co.in",
    "en-ng": "en:com.ng",
    "en-uk": "en:co.uk",
    "en-us": "en:us",
    "en-za": "en:co.za",
    "es-es": "es:es",
    "es-mx": "es:com.mx",
    "es-us": "es:us",
    "fr-fr": "fr:fr",
    "pt-br": "pt:com.br",
}
"""What people write for an accent, and the domain that has it (gTTS's documentation)."""

_throttle = Throttle(INTERVAL, sleep=time.sleep, clock=time.monotonic)


class Gtts:
    """One of Google Translate's voices; 24 kHz MP3, decoded."""

    parallel = 1

    def __init__(
        self,
        language: str,
        tld: str,
        *,
        throttle: Throttle = _throttle,
        patience: Patience = PATIENCE,
        sleep: Callable[[float], None] = time.sleep,
        timeout: float = TIMEOUT,
    ) -> None:
        self.name = VoiceName("gtts", f"{language}:{tld}")
        self._language = language
        self._tld = tld
        self._throttle = throttle
        self._patience = patience
        self._sleep = sleep
        self._timeout = timeout

    @property
    def version(self) -> str:
        """That of gTTS; the voices behind it have none, so a line stays as it was first heard."""
        return metadata.version("gTTS")

    def speak(self, text: str) -> Speech:
        """Say one line, a mark at each sentence; all of it, or VoiceError is raised."""
        import numpy as np

        sounds: list[NDArray[np.float32]] = []
        marks: list[int] = []
        length = 0
        for sentence in split_sentences(text):
            parts = _parts(sentence)
            if parts:
                marks.append(length)
            for part in parts:
                sound = self._say(part)
                sounds.append(sound)
                length += len(sound)
        if not sounds:
            raise VoiceError(f"there is nothing to say in “{text[:60]}”", hint="write it in words")
        return Speech(np.concatenate(sounds), RATE, tuple(marks))

    def _say(self, part: str) -> NDArray[np.float32]:
        return persist(
            lambda: self._ask(part),
            patience=self._patience,
            throttle=self._throttle,
            sleep=self._sleep,
        )

    def _ask(self, part: str) -> NDArray[np.float32]:
        """One request through gTTS, decoded. Raises AskError."""
        import numpy as np
        from gtts import gTTS, gTTSError

        tts = gTTS(
            part, lang=self._language, tld=self._tld, lang_check=False, timeout=self._timeout
        )
        try:
            answer = list(tts.stream())
        except gTTSError as error:
            raise _trouble(error, self._tld, part) from error
        except ValueError as error:  # Not UTF-8, or not base64.
            raise _garbled(part, "an answer that makes no sense") from error
        if not any(answer):
            raise _garbled(part, "an answer without sound in it")
        sound = np.concatenate([_decode(mp3, part) for mp3 in answer])
        if len(sound) < SHORTEST_SOUND * sum(map(str.isalnum, part)):
            raise _garbled(part, "a sound that was cut short")
        return sound


def open(voice: str) -> Voice:  # noqa: A001  (the name that every engine has)
    """`LANGUAGE:TLD`, English and `com` by default; looked up in gTTS's own table, without network.

    Raises UsageError for a language that gTTS does not know and for what can't be a domain of
    Google's.
    """
    from gtts.lang import tts_langs

    asked, _, tld = voice.partition(":")
    languages: dict[str, str] = tts_langs()
    known = {code.lower(): code for code in languages}
    code = asked.lower() or "en"
    if code not in known:
        accent = _ACCENTS.get(code.replace("_", "-"))
        raise UsageError(
            f"gtts does not know the language “{asked}”",
            hint=f"write gtts:{accent}" if accent else _language_hint(code, languages),
        )
    domain = tld.lower() or "com"
    if not _TLD.fullmatch(domain):
        raise UsageError(
            f"“{tld}” is not the ending of a Google site",
            hint="such as com, co.uk, com.au, ca, ie or co.in: it chooses the accent",
        )
    return Gtts(known[code], domain)


def _language_hint(code: str, languages: dict[str, str]) -> str:
    """Somebody may have written a language's English name instead of its code."""
    for tag, name in languages.items():
        if name.lower().partition(" (")[0] == code:
            return f"{name} is gtts:{tag}"
    general = code.partition("-")[0]
    if general in languages:
        return f"write gtts:{general}"
    return suggestion(code, languages)


def _parts(sentence: str) -> list[str]:
    """Cut a sentence into parts of at most `LONGEST_PART` characters, where it hurts least.

    Each cut is made at the last end of a clause that fits and is not too early; failing that at the
    last space; failing that in the middle of a word, as for scripts that write no spaces. Parts
    with nothing to say in them are left out.
    """
    parts = []
    rest = sentence.strip()
    while len(rest) > LONGEST_PART:
        head = rest[: LONGEST_PART + 1]
        clauses = [match.end() for match in _CLAUSE_END.finditer(head)]
        late = [cut for cut in clauses if LONGEST_PART // 3 < cut <= LONGEST_PART]
        cut = late[-1] if late else (head.rfind(" ") + 1 or LONGEST_PART)
        parts.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [part for part in [*parts, rest] if any(map(str.isalnum, part))]


def _decode(mp3: bytes, part: str) -> NDArray[np.float32]:
    """MP3 bytes to mono samples at `RATE`."""
    import numpy as np

    from pipeline.audio.files import decode

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "part.mp3"
        path.write_bytes(mp3)
        try:
            return np.asarray(decode(path).mean(axis=1), np.float32)
        except AudioFileError as error:
            raise _garbled(part, "something that is not sound") from error


def _garbled(part: str, what: str) -> AskError:
    return AskError(
        Trouble.GARBLED,
        f"Google's voice sent {what} for “{part}”",
        hint=f"{LOST_NOTHING}; if it keeps happening, gTTS may be out of date, or: {USE_EMBEDDED}",
    )


def _trouble(error: Any, tld: str, part: str) -> AskError:  # noqa: ANN401  (gTTS is untyped)
    """What a gTTSError means, by the response that it carries or the error that it came from."""
    response = error.rsp
    host = f"translate.google.{tld}"
    if response is None:
        trouble, what = _unanswered(error.__context__)
        return AskError(trouble, f"{host} {what}", hint=f"{LOST_NOTHING}; {USE_EMBEDDED}")
    status: int = response.status_code
    if status == _BUSY_STATUS or status >= _SERVER_STATUS:
        return AskError(
            Trouble.BUSY,
            f"{host} answered {status} ({response.reason})",
            hint=f"wait a while, then build again: {LOST_NOTHING}; or: {USE_EMBEDDED}",
            wait_seconds=_retry_after(response.headers),
        )
    if status >= 400:
        return AskError(
            Trouble.REFUSED,
            f"{host} answered {status} ({response.reason})",
            hint=f"check the ending .{tld}, or upgrade gTTS; {LOST_NOTHING}; or: {USE_EMBEDDED}",
        )
    return _garbled(part, "an answer without sound in it")


def _unanswered(error: BaseException | None) -> tuple[Trouble, str]:
    """Why there was no response, looking at everything that led to the error of requests."""
    from requests import exceptions as asking
    from urllib3 import exceptions as connecting

    causes = list(_causes(error))
    # Through a proxy urllib3 calls it the proxy's fault, also when the far end has hung up.
    hung_up = any(isinstance(cause, ConnectionResetError) for cause in causes)
    never_there = (asking.ConnectTimeout, asking.ProxyError, connecting.NewConnectionError)
    if not hung_up and any(isinstance(cause, never_there) for cause in causes):
        return Trouble.UNREACHABLE, "can't be reached: no network, or no way through it"
    if any(isinstance(cause, asking.Timeout) for cause in causes):
        return Trouble.UNREACHABLE, "took the request and did not answer"
    return Trouble.BUSY, "broke off the connection"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it wraps: requests and urllib3 keep that in their arguments."""
    queue: list[object] = [error]
    seen: set[int] = set()
    while queue:
        one = queue.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            queue += [*one.args, getattr(one, "reason", None), one.__cause__]


def _retry_after(headers: Any) -> float | None:  # noqa: ANN401  (requests' own mapping)
    """`Retry-After` in seconds: a number, or a date less the service's own (no clock is asked)."""
    stated = headers.get("Retry-After")
    if not stated:
        return None
    try:
        if stated.strip().isdigit():
            return float(stated)
        wait = parsedate_to_datetime(stated) - parsedate_to_datetime(headers["Date"])
    except (ValueError, TypeError, KeyError):
        return None
    return max(0.0, wait.total_seconds())
