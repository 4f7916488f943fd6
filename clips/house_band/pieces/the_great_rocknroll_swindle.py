"""“Velvet Pickpocket”: a swaggering twelve-bar shuffle, horns, and an old piano."""

from clips.house_band.amp import COMBO, OPEN, Amp
from clips.house_band.drums import Kit
from clips.house_band.keys import Piano
from clips.house_band.leads import Horns
from clips.house_band.notation import grid, line, loop, midi, shift, softer
from clips.house_band.score import FOUR_FOUR, Desk, Note, Part, Score, Section, Space
from clips.house_band.strings import Bass, ElectricGuitar, String

INTRO = "Bb Eb Bb F"
CHANGES = "Bb Eb Bb Bb Eb Edim Bb G C F Bb F"

TUNE = """
    Bb4:1! -:2/3 Bb4:1/3 D5:2/3 F5:1/3 G5:1   F5:2/3! Eb5:1/3@scoop Eb5:1@fall -:2
    D5:1! -:2/3 D5:1/3 F5:2/3 G5:1/3 Ab5:1    G5:2/3! F5:1/3 F5:1@fall -:2
    G5:2!@scoop F5:2/3 Eb5:1/3 C5:1           Bb4:2/3 C#5:1/3 E5:2! -:1
    F5:1! D5:2/3 F5:1/3 G5:1 F5:1             D5:2/3 B4:1/3 G4:1 -:2
    G5:1! E5:2/3 G5:1/3 Bb5:2!@scoop          A5:1 F5:2/3 Eb5:1/3 C5:1 -:1
    Bb4:2/3 D5:1/3 F5:1! G5:2/3 Ab5:1/3 G5:1  F5:1! -:1 F5:2/3 G5:1/3 A5:1!
"""
STOPS = "Bb5:1/2!@fall -:3/2 F5:2/3! G5:1/3 A5:1!  Bb5:4!@scoop"

CHORDS = {
    "Bb": ("Bb1", "F3 Ab3 D4", "D5+F5 Ab4+D5 F5+Bb5"),
    "Eb": ("Eb2", "G3 Db4 Eb4", "Eb5+G5 Db5+Eb5 G5+Bb5"),
    "Edim": ("E2", "G3 Bb3 Db4", "Db5+G5 Bb4+E5 G5+Bb5"),
    "G": ("G1", "F3 B3 D4", "D5+F5 B4+D5 F5+G5"),
    "C": ("C2", "E3 Bb3 C4", "C5+E5 Bb4+E5 G5+C6"),
    "F": ("F1", "Eb3 A3 C4", "C5+Eb5 A4+C5 F5+A5"),
}
"""Bass root, left-hand voicing, and three right-hand grips of every chord."""

SWING = 2 / 3


def walking(changes: str, start: float) -> tuple[Note, ...]:
    """Four to the bar: root, third or sixth, fifth, and a semitone into the next root."""
    names = changes.split()
    notes: list[Note] = []
    for bar, (name, after) in enumerate(zip(names, [*names[1:], names[0]], strict=True)):
        root, there = midi(CHORDS[name][0]), midi(CHORDS[after][0])
        third = root + (3 if name == "Edim" else 4)
        fifth = root + (6 if name == "Edim" else 7)
        lift = there + 1 if there < fifth else there - 1
        line_ = (root, third, fifth, lift) if after != name else (root, third, fifth, root + 9)
        for i, pitch in enumerate(line_):
            beat = start + 4 * bar + i
            notes.append(Note(beat, 0.92, pitch, 0.85 if i % 2 == 0 else 0.75))
            if i in {1, 3}:
                notes.append(Note(beat + SWING, 0.3, pitch, 0.5))
    return tuple(notes)


def boogie(changes: str, start: float) -> tuple[Note, ...]:
    """The guitar: root and fifth, rocking to the sixth and back, swung eighths."""
    notes: list[Note] = []
    for bar, name in enumerate(changes.split()):
        root = midi(CHORDS[name][0]) + 12
        top = (6, 6, 9, 9) if name == "Edim" else (7, 7, 9, 9)
        for beat in range(4):
            for swung, length, force in ((0.0, SWING, 0.85), (SWING, 1 / 3, 0.6)):
                at = start + 4 * bar + beat + swung
                notes.append(Note(at, length * 0.85, root, force))
                notes.append(Note(at, length * 0.85, root + top[beat], force))
    return tuple(notes)


def barrelhouse(changes: str, start: float, *, busy: bool) -> tuple[Note, ...]:
    """The piano: left hand on two and four, right hand in triplets or answering the horns."""
    notes: list[Note] = []
    for bar, name in enumerate(changes.split()):
        _, left, right = CHORDS[name]
        at = start + 4 * bar
        for pitch in left.split():
            notes += [
                Note(at + beat, 0.5, midi(pitch), 0.7) for beat in (SWING, 1 + SWING, 2 + SWING, 3)
            ]
        grips = right.split()
        if busy or bar % 2 == 1:
            first = 0.0 if busy else 2.0
            steps = round((4 - first) * 3)
            for i in range(steps):
                grip = grips[(i // 3 + i % 2) % 3]
                force = 0.9 if i % 3 == 0 else 0.65
                notes += [Note(at + first + i / 3, 0.3, midi(p), force) for p in grip.split("+")]
    return tuple(notes)


def score() -> Score:
    """Four bars of piano and swagger, the horns for twelve, and a stop-time goodbye."""
    shuffle = grid(
        {
            "kick": "X..x.xX..x..",
            "snare": "..oX.o..oX.o",
            "ride": "X..x.xX..x.x",
            "pedal": "...x.....x..",
        },
        step=1 / 3,
    )
    turn = grid(
        {
            "kick": "X..x..X.....",
            "snare": "..oX.xXxxX..",
            "tom1": "..........X.",
            "floor": "...........X",
        },
        step=1 / 3,
    )
    drums = loop(shuffle, 4, 3) + shift(turn, 12)
    drums += loop(shuffle, 4, 3, 16) + shift(turn, 28) + loop(shuffle, 4, 3, 32) + shift(turn, 44)
    drums += loop(shuffle, 4, 3, 48) + shift(turn, 60)
    drums += grid({"crash": "X"}) + grid({"crash": "X"}, 16) + grid({"crash2": "X"}, 32)
    drums += grid({"crash": "X"}, 48)
    drums += grid(
        {"kick": "X......X.X..", "snare": "X.....XxxX..", "crash2": "X..........."}, 64, 1 / 3
    )
    drums += grid({"kick": "X", "snare": "X", "crash": "X", "crash2": "X"}, 68)
    end_bass = line("Bb1:1/2! -:3/2 F1:2/3! G1:1/3 A1:1! Bb1:5!", 64)
    bass = walking(INTRO, 0) + walking(CHANGES, 16) + end_bass
    guitar = boogie(INTRO, 0) + boogie(CHANGES, 16)
    guitar += line(
        "Bb2+F3+D4:1/2! -:3/2 F2+C3+A3:2/3! F2+C3+A3:1/3 F2+C3+A3:1! Bb2+F3+D4+Ab4:5!", 64
    )
    piano = barrelhouse(INTRO, 0, busy=True) + barrelhouse(CHANGES, 16, busy=False)
    piano += line("Bb2+D5+F5:1/2! -:3/2 -:2 Bb1+F3+Ab3+D5+G5:5!", 64)
    tune = line(TUNE, 16) + line(STOPS, 64)
    under = softer(shift(tune, 0, -12), 0.95)
    crunch = ElectricGuitar(
        String(bright=3200, damping=0.12, ring=3), Amp(8.0, 0.25, 0.5, OPEN, COMBO)
    )
    parts = (
        Part("guitar", crunch, guitar, -4.5, -0.6, room=-14),
        Part(
            "piano",
            Piano(9.0, 4200),
            piano,
            -1.0,
            0.3,
            room=-13,
            rides=((0, 1), (15.9, 1), (16, -1.5), (64, 0)),
        ),
        Part("bass", Bass(drive=2, growl=0.35), bass, -0.5, 0.0),
        Part(
            "drums",
            Kit(kick=58.3, snare=174.6, toms=(174.6, 116.5, 87.3), snare_decay=0.12, wires=1.1),
            drums,
            1.0,
            room=-10,
        ),
        Part("trumpets", Horns(3, width=0.6), tune, 1.0, 0.1, room=-12, plate=-14, loose=0.005),
        Part(
            "tenors",
            Horns(2, growl=0.3, width=0.7),
            under,
            -3.5,
            -0.15,
            room=-12,
            plate=-16,
            loose=0.005,
        ),
    )
    return Score(
        id="the-great-rocknroll-swindle",
        title="Velvet Pickpocket",
        stands_in_for=("The Great Rock'n'Roll Swindle", "The Sex Pistols"),
        tempo=154.0,
        metre=FOUR_FOUR,
        key="Bb major",
        post=16,
        sections=(
            Section("intro", 0, 16),
            Section("horns", 16, 64),
            Section("ending", 64, 72),
        ),
        parts=parts,
        desk=Desk(
            Space(0.8, 0.01, 6000, 0.7),
            Space(1.6, 0.02, 5500),
            rides=((0, -3), (15.5, -2.5), (16, 0)),
        ),
        tail=2.2,
    )
