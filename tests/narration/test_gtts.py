"""Google's voices: gTTS's real code, against a stand-in for the endpoint."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import VoiceError
from pipeline.narration.gtts import INTERVAL, LONGEST_PART, Gtts, _parts
from pipeline.narration.online import Patience, Throttle
from pipeline.units import RATE

from .google import Answer, Clock, Endpoint, mp3_of, pitch_of, spoken_response

BUSY = Answer(429, body=b"<html>unusual traffic</html>")
DOWN = Answer(503, body=b"<html>sorry</html>")
SHORT = "Perry named eleven songs."
LONG = (
    "The younger band walks in on that session, and they worship Becky, which is brave of them; "
    "she picks up a guitar and plays them an old punk’s grumble about kids who think that they "
    "know it all. As a welcome it leaves something to be desired."
)


def british(clock: Clock, *, timeout: float = 5.0) -> Gtts:
    """The British voice, on a clock of ours."""
    throttle = Throttle(INTERVAL, sleep=clock.sleep, clock=clock.read)
    return Gtts("en", "co.uk", throttle=throttle, sleep=clock.sleep, timeout=timeout)


def waits(clock: Clock) -> list[float]:
    """The waits between tries; those of the throttle are shorter."""
    return [wait for wait in clock.slept if wait > INTERVAL]


def loudest_pitch(samples: np.ndarray) -> float:
    """The frequency in Hz of the strongest partial of samples at `RATE`."""
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.argmax(spectrum) * RATE / len(samples))


def test_a_line_is_asked_for_and_decoded(google: Endpoint, clock: Clock) -> None:
    """A short line is one request, to the host and in the language asked for, and is decoded."""
    speech = british(clock).speak(SHORT)
    assert [("translate.google.co.uk", "en", SHORT)] == google.asked
    assert (RATE, (0,)) == (speech.rate, speech.marks)
    assert len(SHORT) * 0.06 == pytest.approx(len(speech.samples) / RATE, abs=0.1)
    assert pitch_of(SHORT) == pytest.approx(loudest_pitch(speech.samples), abs=2)
    assert [] == clock.slept


def test_a_long_line_is_asked_for_in_order(google: Endpoint, clock: Clock) -> None:
    """The words of all parts are those of the line, and their sounds come in their order."""
    speech = british(clock).speak(LONG)
    assert LONG == " ".join(google.words)
    assert all(len(part) <= LONGEST_PART for part in google.words)
    assert 2 == len(speech.marks)
    said = np.array([len(words) * 0.06 * RATE for words in google.words])
    lengths = said + (len(speech.samples) - said.sum()) / len(said)  # MP3 pads each part
    middles = np.cumsum(lengths) - lengths / 2
    for words, middle in zip(google.words, middles, strict=True):
        around = speech.samples[round(middle) - RATE // 4 : round(middle) + RATE // 4]
        assert pitch_of(words) == pytest.approx(loudest_pitch(around), abs=3)


def test_a_mark_lies_where_its_sentence_begins(google: Endpoint, clock: Clock) -> None:
    """The second sentence's mark is where the sound of its first part begins."""
    speech = british(clock).speak("One is here. Another one is there.")
    assert ["One is here.", "Another one is there."] == google.words
    after = speech.samples[speech.marks[1] :]
    assert pitch_of("Another one is there.") == pytest.approx(loudest_pitch(after), abs=2)


def test_requests_are_kept_apart(google: Endpoint, clock: Clock) -> None:
    """Between the beginnings of two requests lies the interval, also from one line to the next."""
    voice = british(clock)
    voice.speak("One is here. Another one is there.")
    voice.speak(SHORT)
    assert 3 == len(google.asked)
    assert [INTERVAL, INTERVAL] == clock.slept


@pytest.mark.parametrize(
    "trouble",
    [
        BUSY,
        DOWN,
        Answer(500, body=b""),
        Answer(manner="reset"),
        Answer(body=b"<html><body>Before you continue</body></html>"),
        Answer(body=b""),
        Answer(body=spoken_response(b"")),
        Answer(body=b'[["wrb.fr","jQ1olc",null,null,null,[3],"generic"]]\n'),
        Answer(body=b'[["wrb.fr","jQ1olc","[\\"!\\"]",null]]\n'),
        Answer(body=b"\xff\xfe\xff\n"),
        Answer(body=spoken_response(b"this is no MP3 at all" * 40)),
        Answer(body=spoken_response(mp3_of(SHORT)[:1500])),
    ],
    ids=[
        "429", "503", "500", "reset", "html", "nothing", "no-sound", "null", "not-base64",
        "not-utf8", "not-mp3", "cut-short",
    ],
)  # fmt: skip
def test_a_hiccup_is_not_heard(google: Endpoint, clock: Clock, trouble: Answer) -> None:
    """After one failure the same words are asked for again, and the speech is what it always is."""
    expected = british(Clock()).speak(SHORT).samples.tobytes()
    google.asked.clear()
    google.script = [trouble]
    actual = british(clock).speak(SHORT).samples.tobytes()
    assert expected == actual
    assert [SHORT, SHORT] == google.words
    assert [1.0] == waits(clock)


def test_what_was_spoken_of_a_line_is_not_asked_for_again(google: Endpoint, clock: Clock) -> None:
    """A failure in the middle of a line repeats that part alone."""
    google.script = [Answer(), BUSY]
    british(clock).speak("One is here. Another one is there.")
    assert ["One is here.", "Another one is there.", "Another one is there."] == google.words


def test_a_service_that_stays_down_is_given_up(google: Endpoint, clock: Clock) -> None:
    """Waits double between tries; then it is said what failed and that nothing is lost."""
    google.script = [DOWN] * 50
    with pytest.raises(VoiceError) as failed:
        british(clock).speak(SHORT)
    assert [1.0, 2.0, 4.0, 8.0, 16.0] == waits(clock)
    assert 6 == len(google.asked)
    assert "translate.google.co.uk answered 503" in failed.value.what
    assert "6 times in a row" in failed.value.what
    assert "lines already spoken are kept" in str(failed.value.hint)
    assert "--voice hibari" in str(failed.value.hint)


def test_the_service_says_how_long_to_wait(google: Endpoint, clock: Clock) -> None:
    """`Retry-After` in seconds is honoured, and so is a date, reckoned from the service's own."""
    dates = (
        ("Date", "Sun, 22 Nov 2026 10:00:00 GMT"),
        ("Retry-After", "Sun, 22 Nov 2026 10:00:25 GMT"),
    )
    google.script = [
        Answer(429, headers=(("Retry-After", "17"),), body=b""),
        Answer(503, headers=dates, body=b""),
        Answer(503, headers=(("Retry-After", "soon"),), body=b""),
    ]
    british(clock).speak(SHORT)
    assert [17.0, 25.0, 4.0] == waits(clock)


def test_nobody_waits_for_an_hour(google: Endpoint, clock: Clock) -> None:
    """A service that asks for more patience than there is, is left at once, with its own time."""
    google.script = [Answer(429, headers=(("Retry-After", "3600"),), body=b"")]
    with pytest.raises(VoiceError, match="asks us to come back in 60 min"):
        british(clock).speak(SHORT)
    assert [] == clock.slept


def test_a_refusal_is_final(google: Endpoint, clock: Clock) -> None:
    """A 404 is not asked for again: the host does not have this service."""
    google.script = [Answer(404, body=b"")]
    with pytest.raises(VoiceError, match="answered 404") as failed:
        british(clock).speak(SHORT)
    assert 1 == len(google.asked)
    assert "check the ending .co.uk" in str(failed.value.hint)


def test_a_service_that_never_answers_is_given_up(google: Endpoint, clock: Clock) -> None:
    """A request that hangs times out, and after three of them it is enough."""
    google.script = [Answer(manner="hang")] * 5
    with pytest.raises(VoiceError, match="took the request and did not answer, 3 times in a row"):
        british(clock, timeout=0.2).speak(SHORT)
    assert 3 == len(google.asked)


def test_garbage_again_and_again_is_given_up(google: Endpoint, clock: Clock) -> None:
    """A page instead of sound, four times over, is an error that says so."""
    google.script = [Answer(body=b"<html>consent</html>")] * 5
    with pytest.raises(VoiceError, match="without sound in it for “Perry named eleven songs"):
        british(clock).speak(SHORT)
    assert 4 == len(google.asked)


@pytest.mark.usefixtures("no_network")
def test_without_network_it_is_said_at_once(clock: Clock) -> None:
    """No network is found out within seconds, and the embedded voice is pointed at, never used."""
    began = time.monotonic()
    with pytest.raises(VoiceError, match="can't be reached") as failed:
        british(clock).speak(SHORT)
    assert time.monotonic() - began < 2
    assert sum(clock.slept) < 5
    assert "--voice hibari" in str(failed.value.hint)


def test_a_network_that_drops_in_the_middle_loses_no_part_silently(
    google: Endpoint, clock: Clock
) -> None:
    """When the service dies after the first part, the line fails as a whole."""
    google.script = [Answer(), *[Answer(manner="reset")] * 50]
    with pytest.raises(VoiceError, match="broke off the connection, 6 times in a row"):
        british(clock).speak("One is here. Another one is there.")


def test_nothing_to_say_is_an_error_without_a_request(google: Endpoint, clock: Clock) -> None:
    """Punctuation alone is refused before anything is sent."""
    with pytest.raises(VoiceError, match="nothing to say"):
        british(clock).speak("… — !")
    assert [] == google.asked


@settings(derandomize=True, max_examples=200)
@given(st.text(alphabet="ab ,;é東、", min_size=1, max_size=400))
def test_parts_are_short_and_lose_no_word(sentence: str) -> None:
    """Parts fit into a request, and together they have every letter of the sentence in order."""
    parts = _parts(sentence)
    assert all(0 < len(part) <= LONGEST_PART for part in parts)
    letters = [char for char in sentence if char.isalnum()]
    assert letters == [char for char in "".join(parts) if char.isalnum()]


@pytest.mark.parametrize(
    ("retry", "asked", "expected"),
    [(1, None, 1.0), (4, None, 8.0), (9, None, 30.0), (1, 60.0, 60.0), (1, 500.0, None)],
)
def test_patience(retry: int, asked: float | None, expected: float | None) -> None:
    """Waits double up to a longest one, are never shorter than asked for, and have an end."""
    assert expected == Patience().before(retry, asked)
