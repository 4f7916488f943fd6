"""How scores are written down: short strings in, notes out.

A *line* is `E4:1/2 G4 A4:1! -:2 B4:3/2@bend`: pitch (or `-` for a rest, or several pitches joined
with `+`), length in beats (kept until the next one), `!` accent, `?` soft, `@mark`.
A *grid* is one character per step: `X` accent, `x` stroke, `o` soft stroke, anything else silence;
spaces and bar lines are for the eye. A *shape* is a guitar chord as players write it, `x02210`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from clips.house_band.score import Note

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
GUITAR = (40, 45, 50, 55, 59, 64)
"""Open strings of a guitar in standard tuning, as MIDI numbers."""

FORCE = {"!": 0.95, "?": 0.5, "": 0.75}
STROKES = {"X": 0.98, "x": 0.78, "o": 0.45}


def midi(name: str) -> int:
    """MIDI number of a pitch name such as `F#3` or `Bb4` (C4 is 60)."""
    step = STEPS[name[0]] + name.count("#") - name[1:].count("b")
    return step + 12 * (int(name.lstrip("ABCDEFG#b")) + 1)


def line(text: str, start: float = 0.0, mark: str = "") -> tuple[Note, ...]:
    """Notes of a written line, the first at beat `start`; `mark` is for notes without their own."""
    notes = []
    beat, length = start, 1.0
    for token in text.replace("|", " ").split():
        body, _, own = token.partition("@")
        accent = body[-1] if body[-1] in "!?" else ""
        name, _, written = body.rstrip("!?").partition(":")
        if written:
            length = float(Fraction(written))
        if name != "-":
            notes += [
                Note(beat, length, midi(pitch), FORCE[accent], own or mark)
                for pitch in name.split("+")
            ]
        beat += length
    return tuple(notes)


def shift(notes: Iterable[Note], beats: float = 0.0, semitones: float = 0.0) -> tuple[Note, ...]:
    """The same notes, later by `beats` and higher by `semitones`."""
    return tuple(replace(n, beat=n.beat + beats, pitch=n.pitch + semitones) for n in notes)


def softer(notes: Iterable[Note], factor: float) -> tuple[Note, ...]:
    """The same notes with their velocities multiplied by `factor`, within 0.05 to 1."""
    return tuple(replace(n, velocity=min(1.0, max(0.05, n.velocity * factor))) for n in notes)


def marked(notes: Iterable[Note], mark: str) -> tuple[Note, ...]:
    """The same notes, all with `mark`."""
    return tuple(replace(n, mark=mark) for n in notes)


def clipped(notes: Iterable[Note], share: float) -> tuple[Note, ...]:
    """The same notes, each held for only a `share` of its length: a hand that lifts early."""
    return tuple(replace(n, length=n.length * share) for n in notes)


def loop(notes: Sequence[Note], beats: float, times: int, start: float = 0.0) -> tuple[Note, ...]:
    """`notes`, `times` times over, a repeat every `beats`, from beat `start`."""
    return tuple(n for i in range(times) for n in shift(notes, start + i * beats))


def power(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Each note as a power chord: root, fifth and octave."""
    return tuple(replace(n, pitch=n.pitch + step) for n in notes for step in (0, 7, 12))


def grid(
    rows: Mapping[str, str], start: float = 0.0, step: float = 0.25, force: float = 1.0
) -> tuple[Note, ...]:
    """Drum notes of a grid: one row per piece of the kit, `step` beats per character."""
    return tuple(
        Note(start + i * step, step, 0.0, STROKES[stroke] * force, piece)
        for piece, row in rows.items()
        for i, stroke in enumerate(c for c in row if c not in " |")
        if stroke in STROKES
    )


def fretted(shape: str) -> tuple[int, ...]:
    """Pitches of a chord shape (low string first, `x` not played, one hex digit per fret)."""
    return tuple(
        open_string + int(fret, 16)
        for open_string, fret in zip(GUITAR, shape, strict=True)
        if fret != "x"
    )


def strum(
    shapes: Sequence[tuple[str, float]],
    hand: str,
    step: float = 0.5,
    start: float = 0.0,
    *,
    spread: float = 0.004,
) -> tuple[Note, ...]:
    """A strummed guitar: `shapes` are (shape, beats), `hand` the strokes, looped under them.

    Hand: `D`/`d` loud/soft down, `U`/`u` loud/soft up (top four strings only), `x` a muted
    scratch, `.` let ring. A stroke rings until the next one; `spread` is the time in seconds that
    the plectrum takes from string to string.
    """
    total = sum(beats for _, beats in shapes)
    strokes = "".join(c for c in hand if c not in " |")
    places = [i for i in range(round(total / step)) if strokes[i % len(strokes)] != "."]
    changes = []
    beat = 0.0
    for shape, beats in shapes:
        changes.append((beat, beat + beats, shape))
        beat += beats
    notes = []
    for place, following in zip(places, [*places[1:], round(total / step)], strict=True):
        at = place * step
        stroke = strokes[place % len(strokes)]
        end, shape = next((e, s) for b, e, s in changes if b <= at + 1e-9 < e)
        until = min(following * step, end)
        pitches = fretted(shape)
        if stroke in "Uu":
            pitches = tuple(reversed(pitches[-4:]))
        force = {"D": 0.92, "d": 0.62, "U": 0.74, "u": 0.5, "x": 0.55}[stroke]
        notes += [
            Note(
                start + at,
                until - at,
                pitch,
                force * (1.0 - 0.04 * order),
                "scratch" if stroke == "x" else "",
                order * spread,
            )
            for order, pitch in enumerate(pitches)
        ]
    return tuple(notes)


def arpeggio(
    shapes: Sequence[tuple[str, float]],
    picks: str,
    step: float = 0.5,
    start: float = 0.0,
) -> tuple[Note, ...]:
    """A picked guitar: `picks` name strings of the shape counted from its bass (0), looped.

    Each string rings until it is picked again or the chord changes; `.` picks nothing.
    """
    notes: list[Note] = []
    beat = start
    strings = [c for c in picks if c not in " |"]
    for shape, beats in shapes:
        pitches = fretted(shape)
        steps = round(beats / step)
        for i in range(steps):
            pick = strings[i % len(strings)]
            if pick == ".":
                continue
            again = next(
                (j for j in range(i + 1, steps) if strings[j % len(strings)] == pick), steps
            )
            force = 0.82 if i == 0 else 0.66 if i % 2 == 0 else 0.58
            pitch = pitches[min(int(pick), len(pitches) - 1)]
            notes.append(Note(beat + i * step, (again - i) * step, pitch, force))
        beat += beats
    return tuple(notes)


def triad(name: str) -> frozenset[int]:
    """Pitch classes of a chord written `G`, `F#m` or `Bb`."""
    minor = name.endswith("m")
    root = midi(f"{name.removesuffix('m')}0")
    return frozenset((root + step) % 12 for step in (0, 3 if minor else 4, 7))


def harmony(
    notes: Iterable[Note], changes: str, start: float, *, above: bool = False, bar: float = 4.0
) -> tuple[Note, ...]:
    """A second voice in close harmony: the nearest chord tone a third or more away from each note.

    `changes` are chord names, one a bar from beat `start`; the last one holds.
    """
    chords = [triad(name) for name in changes.split()]
    step = 1 if above else -1
    out = []
    for note in notes:
        chord = chords[min(int((note.beat - start + 1e-9) // bar), len(chords) - 1)]
        pitch = round(note.pitch) + 3 * step
        while pitch % 12 not in chord:
            pitch += step
        out.append(replace(note, pitch=float(pitch)))
    return tuple(out)
