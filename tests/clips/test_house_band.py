"""The house band: what is committed in `clips/` is what the scores say, and sounds as it should."""

import hashlib
import io
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from clips.house_band.pieces import REPERTOIRE
from clips.house_band.record import music, pressed, publish
from clips.house_band.render import sound
from clips.house_band.room import loudness, peaks
from clips.house_band.score import LOOSEST, RATE, Score, Section, perform, seconds

CLIPS = Path(__file__).parents[2] / "clips"

STANDS_IN_FOR = {
    "the-shame": ("The Shame", "The Blood Brothers"),
    "dont-cry": ("Don't Cry", "Guns N' Roses"),
    "because-youre-young": ("Because You're Young", "Cock Sparrer"),
    "were-coming-back": ("We're Coming Back", "Cock Sparrer"),
    "the-great-rocknroll-swindle": ("The Great Rock'n'Roll Swindle", "The Sex Pistols"),
    "journey-to-the-end-of-the-east-bay": ("Journey to the End of the East Bay", "Rancid"),
    "blue": ("Blue", "Elastica"),
    "tell-the-world": ("Tell the World", "Vivian Girls"),
    "fuck-and-run": ("Fuck and Run", "Liz Phair"),
    "no-looking": ("No Looking", "The Raincoats"),
    "hollywood-dream": ("Hollywood Dream", "The Runaways"),
}

every_piece = pytest.mark.parametrize("piece", sorted(STANDS_IN_FOR))


@cache
def record(piece: str) -> dict[str, Any]:
    """The committed record of a piece."""
    return tomllib.loads((CLIPS / f"{piece}.toml").read_text(encoding="utf-8"))


@cache
def heard(piece: str) -> NDArray[np.float64]:
    """The committed audio of a piece, shape (frames, 2)."""
    with av.open(str(CLIPS / f"{piece}.ogg")) as container:
        assert container.streams.audio[0].rate == RATE
        planes = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(planes, axis=1).T.astype(np.float64)


def level(signal: NDArray[np.float64]) -> float:
    """RMS level of a stretch of sound in dB."""
    return float(10 * np.log10(np.mean(np.square(signal)) + 1e-12))


def timbre(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Level in dB of twenty-four bands between 80 Hz and 8 kHz of a stretch of sound."""
    power = np.square(np.abs(np.fft.rfft(signal.mean(axis=1) * np.hanning(len(signal)))))
    edges = np.geomspace(80, 8000, 25) * len(signal) / RATE
    bands = np.add.reduceat(power, edges.astype(int))[:-1]
    return np.asarray(10 * np.log10(bands + 1e-12), dtype=np.float64)


def test_the_band_plays_the_eleven_songs_of_the_essay() -> None:
    """There is one record for each song of the essay, and each names the song it stands in for."""
    found = {
        path.stem: tuple(record(path.stem)["recording"]["stands_in_for"].values())
        for path in CLIPS.glob("*.toml")
        if "stands_in_for" in record(path.stem)["recording"]
    }
    assert STANDS_IN_FOR == found
    assert set(STANDS_IN_FOR) == set(REPERTOIRE)


def test_pieces_differ_in_tempo_and_key() -> None:
    """No two pieces share a title, the set has many tempi and keys, and one is not in four."""
    tables = [record(piece)["music"] for piece in STANDS_IN_FOR]
    assert len({record(piece)["recording"]["title"] for piece in STANDS_IN_FOR}) == len(tables)
    assert len({table["tempo"] for table in tables}) >= 9
    assert len({table["key"] for table in tables}) >= 7
    assert {table["metre"] for table in tables} - {"4/4"}


def test_the_set_is_small_enough_to_live_in_the_repository() -> None:
    """All eleven files together stay under nine megabytes."""
    total = sum((CLIPS / f"{piece}.ogg").stat().st_size for piece in STANDS_IN_FOR)
    assert total <= 9_000_000


@every_piece
def test_record_is_complete_and_belongs_to_its_file(piece: str) -> None:
    """The record has the fields of a licence record and the digest of the file beside it."""
    table = record(piece)
    assert {"schema", "recording", "work", "grant", "music"} == set(table)
    recording = table["recording"]
    assert {"title", "artist", "stands_in_for", "year", "file", "digest"} == set(recording)
    audio = (CLIPS / recording["file"]).read_bytes()
    assert f"sha256:{hashlib.sha256(audio).hexdigest()}" == recording["digest"]
    (grant,) = table["grant"]
    assert grant["spdx"] == "CC0-1.0"
    assert {"master", "publishing"} == set(grant["covers"])
    assert recording["title"] in grant["credit"]


@every_piece
def test_record_says_what_the_score_says(piece: str) -> None:
    """Tempo, beats, sections and post of the committed record are the score's own."""
    assert music(REPERTOIRE[piece]()) == record(piece)["music"]


@every_piece
def test_beats_are_a_grid(piece: str) -> None:
    """Beats lie one beat of the tempo apart, downbeats one bar, sections and post on downbeats."""
    table = record(piece)["music"]
    beat = 60.0 / table["tempo"]
    bar = {"4/4": 4, "6/8": 2}[table["metre"]]
    assert table["beats"] == pytest.approx([i * beat for i in range(len(table["beats"]))], abs=1e-4)
    assert table["beats"][::bar] == table["downbeats"]
    assert table["post"] in table["downbeats"]
    assert 4.0 <= table["post"] <= 12.0
    sections = table["sections"]
    assert sections[0]["start"] == 0.0
    assert [s["end"] for s in sections[:-1]] == [s["start"] for s in sections[1:]]
    assert {s["start"] for s in sections} <= set(table["downbeats"])


@every_piece
def test_humanised_notes_stay_on_the_grid(piece: str) -> None:
    """No player strays further from the written note than the band allows."""
    score = REPERTOIRE[piece]()
    for part in score.parts:
        played = perform(part, score.tempo, np.random.default_rng(1))
        written = sorted(part.notes, key=lambda n: (n.beat, n.late, n.pitch))
        strays = [
            abs(note.start / RATE - seconds(plan.beat, score.tempo) - plan.late)
            for note, plan in zip(played, written, strict=True)
        ]
        assert max(strays) <= LOOSEST + 1 / RATE


@every_piece
def test_sound_is_fit_for_broadcast(piece: str) -> None:
    """20 to 40 s, −16 LUFS, true peak under −1 dBTP, no offset, and silence at the end."""
    audio = heard(piece)
    assert 20.0 <= len(audio) / RATE <= 40.0
    assert loudness(audio) == pytest.approx(-16.0, abs=0.5)
    assert 20 * np.log10(peaks(audio).max()) <= -1.0
    assert np.abs(audio.mean(axis=0)).max() < 1e-4
    assert np.abs(audio[-RATE // 20 :]).max() < 10 ** (-60 / 20)


@every_piece
def test_music_starts_at_once(piece: str) -> None:
    """The first sound is heard within 20 ms of beat zero."""
    audio = np.abs(heard(piece)).max(axis=1)
    loud = audio > 0.1 * audio[: RATE // 2].max()
    assert np.argmax(loud) <= 0.020 * RATE


@every_piece
def test_the_lead_can_be_heard_to_enter_at_the_post(piece: str) -> None:
    """At the post the music is no quieter, and its colour changes more than within the intro."""
    audio = heard(piece)
    table = record(piece)["music"]
    post, bar = round(table["post"] * RATE), round(table["downbeats"][1] * RATE)
    span = max(bar, RATE)
    assert level(audio[post : post + span]) > level(audio[post - span : post])
    change = np.abs(timbre(audio[post : post + span]) - timbre(audio[post - span : post])).mean()
    assert change > 2.0


@every_piece
def test_the_piece_has_an_arc(piece: str) -> None:
    """The intro is quieter than the loudest section after it."""
    audio = heard(piece)
    levels = [
        level(audio[round(s["start"] * RATE) : round(s["end"] * RATE)])
        for s in record(piece)["music"]["sections"]
    ]
    assert levels[0] < max(levels[1:]) - 1.0


@pytest.fixture(name="excerpt")
def _excerpt() -> Score:
    """The first four bars of the piece for two players, short enough to play in a test."""
    score = REPERTOIRE["no-looking"]()
    end = score.post + 4
    parts = tuple(
        replace(part, notes=tuple(n for n in part.notes if n.beat < end)) for part in score.parts
    )
    return replace(score, parts=parts, sections=(Section("excerpt", 0, end),), tail=0.5)


def test_playing_and_pressing_are_deterministic(excerpt: Score, tmp_path: Path) -> None:
    """The same score gives the same samples, the same Ogg bytes and the same record, twice."""
    once, again = sound(excerpt), sound(excerpt)
    assert np.array_equal(once, again)
    assert pressed(once) == pressed(again)
    path = publish(excerpt, once, tmp_path)
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    assert music(excerpt) == written["music"]
    committed = record("no-looking")
    assert committed["recording"]["stands_in_for"] == written["recording"]["stands_in_for"]
    assert committed["grant"] == written["grant"]


def test_pressing_keeps_every_sample_in_its_place(excerpt: Score) -> None:
    """Coding neither delays the music nor loses its length."""
    original = sound(excerpt)
    held = pressed(original)
    with av.open(io.BytesIO(held), "r") as container:
        planes = [frame.to_ndarray() for frame in container.decode(audio=0)]
    decoded = np.concatenate(planes, axis=1).T.astype(np.float64)
    assert len(original) <= len(decoded) < len(original) + 2048
    difference = decoded[: len(original)] - original
    assert level(difference) < level(original) - 15.0
