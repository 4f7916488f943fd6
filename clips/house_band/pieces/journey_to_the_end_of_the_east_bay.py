"""“Ferry to the Wrong Side”: ska-punk in C minor: the bass runs, the organ skanks, then all go."""

from clips.house_band.amp import COMBO, FOUR_TWELVES, OPEN, TIGHT, Amp
from clips.house_band.drums import Kit
from clips.house_band.keys import Organ
from clips.house_band.notation import clipped, grid, harmony, line, loop, power, shift, softer
from clips.house_band.score import FOUR_FOUR, Desk, Note, Part, Score, Section, Space, doubled
from clips.house_band.singers import Singer
from clips.house_band.strings import Bass, ElectricGuitar, String

VERSE = """
    G4:1/2!@hey F4:1/2@na Eb4:1/2@na D4:1/2@na C4:1@low -:1
    -:1 Eb4:1/2@na F4:1/2@na G4:1!@way F4:1/2@na Eb4:1/2@na
    F4:3/2@day! Ab4:1/2@na G4:1/2@na F4:1/2@na Eb4:1@low
    F4:2@oh -:2
    Eb4:1/2!@hey Eb4:1/2@na F4:1/2@na G4:1/2@na Ab4:1@way G4:1/2@na F4:1/2@na
    D4:1@day F4:1@na Bb4:3/2!@way Ab4:1/2@na
    G4:2@oh Eb4:1@na C4:1@low
    D4:1@oh F4:1@na G4:3/2!@way -:1/2
"""
CHORUS = """
    G4:3/2!@whoa F4:1/2@oh Eb4:1@oh G4:1@oh  F4:3@oh -:1
    Eb4:3/2!@whoa F4:1/2@oh G4:1@oh C5:1@oh  Ab4:3@oh -:1
    G4:3/2!@whoa Bb4:1/2@oh G4:1@oh Eb4:1@oh  F4:2@oh Bb4:2@oh
    C5:2!@whoa Bb4:1@oh Ab4:1@oh  B4:2!@oh G4:2@oh
"""
WALK = {
    "Cm": (36, 39, 43, 46, 48, 46, 43, 39),
    "Fm": (41, 44, 48, 51, 53, 51, 48, 44),
    "Ab": (44, 48, 51, 48, 44, 43, 41, 39),
    "Bb": (46, 50, 53, 50, 46, 45, 44, 45),
    "G": (43, 47, 50, 53, 50, 47, 43, 38),
    "Eb": (39, 43, 46, 51, 46, 43, 39, 43),
}
"""Eight running eighths of bass for a bar of each chord."""

GRIPS = {
    "Cm": "G4+C5+Eb5",
    "Fm": "Ab4+C5+F5",
    "Ab": "Ab4+C5+Eb5",
    "Bb": "Bb4+D5+F5",
    "G": "G4+B4+D5",
    "Eb": "G4+Bb4+Eb5",
}
INTRO = "Cm Cm Cm Cm Cm Fm Ab G"
CHANGES = "Cm Cm Fm Fm Ab Bb Cm G"
PUNK = "Eb Bb Cm Ab Eb Bb Ab G"
ROOTS = {"Cm": "C3", "Ab": "Ab2", "Eb": "Eb3", "Bb": "Bb2", "G": "G2"}


def running(changes: str, start: float) -> tuple[Note, ...]:
    """The bass line over the changes; every second bar turned round so that it keeps moving."""
    notes: list[Note] = []
    for bar, name in enumerate(changes.split()):
        course = WALK[name]
        if bar % 2:
            course = (
                course[0],
                course[2],
                course[4],
                course[5],
                course[4],
                course[2],
                course[1],
                course[2],
            )
        for i, pitch in enumerate(course):
            notes.append(
                Note(
                    start + 4 * bar + i / 2,
                    0.48,
                    pitch - 12 if pitch > 47 else pitch,
                    0.88 if i % 2 == 0 else 0.72,
                )
            )
    return tuple(notes)


def skank(changes: str, start: float, octave: int) -> tuple[Note, ...]:
    """Short chords on every off-beat."""
    notes: tuple[Note, ...] = ()
    for bar, name in enumerate(changes.split()):
        for i in range(4):
            chord = line(f"{GRIPS[name]}:1/5{'!' if i % 2 else ''}", start + 4 * bar + i + 0.5)
            notes += shift(chord, 0, 12 * octave)
    return notes


def score() -> Score:
    """Bass alone, the skank joins, eight bars of verse, eight of full-tilt chorus."""
    bass = running(INTRO, 0) + running(CHANGES, 32) + running(PUNK, 64)
    bass += (Note(96, 6, 36, 0.95),)
    upstrokes = skank("Cm Fm Ab G", 16, -1) + skank(CHANGES, 32, -1)
    organ = skank("Cm Fm Ab G", 16, 0) + skank(CHANGES, 32, 0)
    organ += tuple(
        n for bar, name in enumerate(PUNK.split()) for n in line(f"{GRIPS[name]}:4?", 64 + 4 * bar)
    ) + line("G4+C5+Eb5:5!", 96)
    chords: tuple[Note, ...] = ()
    for bar, name in enumerate(PUNK.split()):
        root = ROOTS[name]
        chords += line(
            f"{root}:1/2! {root} {root} {root} {root}! {root} {root} {root}", 64 + 4 * bar
        )
    chords = power(clipped(chords, 0.86) + line("C3:6!", 96))

    hats = grid({"hat": "X.o.x.o.X.o.x.o.", "kick": "X.......x......."})
    cross = grid(
        {"hat": "..X...X...X...X.", "kick": "X.......X.......", "stick": "....X.......X..."}
    )
    verse = grid(
        {"hat": "o.X.o.X.o.X.o.X.", "kick": "X.....x.X.......", "snare": "....X.......X..."}
    )
    punk = grid(
        {"kick": "X...X.x.X...X.x.", "snare": "..X...X...X...X.", "hat": "X.x.X.x.X.x.X.x."}
    )
    fill = grid(
        {
            "kick": "X.......X.......",
            "snare": "....X.x.XxXx....",
            "tom1": "............XX..",
            "floor": "..............XX",
        }
    )
    drums = (
        loop(hats, 4, 3) + shift(cross, 12) + loop(cross, 4, 3, 16) + shift(softer(fill, 0.8), 28)
    )
    drums += loop(verse, 4, 7, 32) + shift(fill, 60) + loop(punk, 4, 7, 64) + shift(fill, 92)
    for at, which in ((32, "crash"), (64, "crash"), (72, "crash2"), (80, "crash"), (88, "crash2")):
        drums += grid({which: "X"}, at)
    drums += grid({"crash": "X", "crash2": "X", "kick": "X", "snare": "X"}, 96)

    lead = line(VERSE, 32) + line(CHORUS, 64) + line("G4:4!@oh", 96)
    gang = harmony(line(CHORUS, 64), PUNK, 64) + line("C4:4!@oh", 96)
    tele = String(plucked=0.1, heard=0.08, bright=5200, ring=2.0, damping=0.05, slope=0.45)
    thick = ElectricGuitar(
        String(bright=3600, damping=0.09), Amp(17.0, 0.2, 0.45, TIGHT, FOUR_TWELVES)
    )
    parts = (
        Part(
            "bass",
            Bass(drive=8, growl=0.7),
            bass,
            0.0,
            rides=((0, 1.0), (31, 1.0), (32, 0), (64, -0.5)),
        ),
        Part(
            "upstrokes",
            ElectricGuitar(tele, Amp(0.0, 0.1, 0.3, OPEN, COMBO), 0.015),
            upstrokes,
            -4.0,
            -0.55,
            room=-14,
        ),
        Part(
            "organ",
            Organ((8, 6, 8, 5, 0, 2, 0, 0, 0)),
            organ,
            -5.0,
            0.5,
            room=-13,
            rides=((0, 0), (63, 0), (64, -3), (96, -1)),
        ),
        *doubled(Part("rhythm", thick, chords, -2.0, room=-16), 0.85),
        Part(
            "drums",
            Kit(kick=65.4, snare=261.6, toms=(196, 155.6, 98), snare_decay=0.085, wires=1.15),
            drums,
            2.0,
            room=-12,
            rides=((0, -2.5), (15.5, -2.5), (16, -1), (31.5, -1), (32, -0.5), (64, 0.5)),
        ),
        Part(
            "singer",
            Singer(grit=0.55, drive=7.0, takes=2, width=0.2),
            lead,
            -0.5,
            room=-17,
            plate=-16,
            loose=0.005,
        ),
        Part(
            "gang",
            Singer(grit=0.5, drive=4.0, takes=5, width=0.9, depth=0.1),
            gang,
            -3.0,
            room=-11,
            plate=-14,
            loose=0.005,
        ),
    )
    return Score(
        id="journey-to-the-end-of-the-east-bay",
        title="Ferry to the Wrong Side",
        stands_in_for=("Journey to the End of the East Bay", "Rancid"),
        tempo=196.0,
        metre=FOUR_FOUR,
        key="C minor",
        post=32,
        sections=(
            Section("intro", 0, 32),
            Section("verse", 32, 64),
            Section("chorus", 64, 96),
            Section("ending", 96, 100),
        ),
        parts=parts,
        desk=Desk(
            Space(0.8, 0.01, 5500, 0.6),
            Space(1.3, 0.02, 5500),
            rides=((0, -2), (31.5, -2), (32, 0)),
        ),
        tail=2.0,
    )
