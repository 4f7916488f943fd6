"""“Sunday Voicemail”: a jangling guitar in A, one level voice, and later a small band."""

from clips.house_band.amp import COMBO, OPEN, Amp
from clips.house_band.drums import Kit
from clips.house_band.notation import grid, line, loop, shift, softer, strum
from clips.house_band.score import FOUR_FOUR, Desk, Part, Score, Section, Space
from clips.house_band.singers import Singer
from clips.house_band.strings import Bass, ElectricGuitar, String

INTRO = (("x02220", 4), ("x46454", 4), ("x20202", 4), ("xx0232", 4))
VERSE = (("x02220", 4), ("x46454", 4), ("x20202", 4), ("xx0232", 4))
LIFT = (("244200", 4), ("xx0232", 4), ("x02220", 4), ("022100", 4))

WORDS = """
    E4:1/2!@now E4:1/2@na C#4:1/2@na E4:1/2@na F#4:1@way E4:1@low
    -:1/2 E4:1/2@na E4:1/2@na F#4:1/2@na G#4:1!@high F#4:1/2@na E4:1/2@low
    D4:1/2!@do D4:1/2@na D4:1/2@na E4:1/2@na F#4:1@way D4:1@na
    E4:3/2@low -:5/2
"""
MORE = """
    A4:3/2!@oh G#4:1/2@na F#4:1@way C#4:1@low
    -:1/2 D4:1/2@na F#4:1/2@na A4:1/2@na B4:1!@high A4:1/2@na F#4:1/2@low
    E4:1/2!@now E4:1/2@na A4:1/2@na G#4:1/2@na A4:1@way E4:1@low
    G#4:1!@why F#4:1/2@na E4:1/2@na B3:3/2@low -:1/2
"""
LAST = "A4:1!@oh G#4:1/2@na E4:1/2@na C#4:2@low"


def score() -> Score:
    """Guitar alone, guitar and voice, then everyone; one strum to end."""
    hand = "D.du.uduD.du.udu"
    guitar = strum(INTRO, hand, 0.5, 0, spread=0.006) + softer(
        strum(VERSE, "D.d..uduD.du.udu", 0.5, 16, spread=0.006), 0.9
    )
    guitar += strum(LIFT, hand, 0.5, 32, spread=0.006) + strum(
        (("x02220", 8),), "D" + "." * 15, 0.5, 48, spread=0.012
    )
    second = line(
        """C#5:1 E5:1/2 C#5:1/2 A4:2  D5:1 F#5:1/2 D5:1/2 A4:2
           C#5:1 E5:1/2 C#5:1/2 A4:1 B4:1 G#4:1 B4:1 E5:2  C#5+E5:4""",
        32,
    )
    bass = line(
        """F#1:3/2 F#1:1/2 C#2:1 F#2:1/2 E2:1/2 D2:3/2 D2:1/2 A1:1 D2:1
           A1:3/2 A1:1/2 E2:1 A1:1/2 C#2:1/2 E2:3/2 E2:1/2 B1:1 G#1:1 A1:6!""",
        32,
    )
    shake = grid({"tamb": "....x.......x..."})
    beat = grid(
        {
            "kick": "X.....x.X.......",
            "snare": "....x.......x...",
            "hat": "x.o.x.o.x.o.x.o.",
            "tamb": "..o.x.o...o.x.o.",
        }
    )
    fill = grid(
        {
            "kick": "X.....x.X.......",
            "snare": "....x.....x.xxX.",
            "floor": "..............xX",
            "hat": "x.o.x.o.x.o.....",
        }
    )
    pickup = grid(
        {"snare": "............x.xX", "floor": "..............x.", "tamb": "....x.......x..."}
    )
    drums = loop(shake, 4, 3, 16) + shift(pickup, 28) + loop(beat, 4, 3, 32) + shift(fill, 44)
    drums += grid({"crash": "x"}, 32) + grid({"kick": "X", "crash": "x", "tamb": "x"}, 48)
    voice = line(WORDS, 16) + line(MORE, 32) + line(LAST, 48)
    jangle = String(
        plucked=0.13, heard=0.12, bright=6000, ring=4.0, damping=0.04, slope=0.5, pick=0.08
    )
    parts = (
        Part(
            "guitar",
            ElectricGuitar(jangle, Amp(2.0, 0.2, 0.2, OPEN, COMBO), 0.04),
            guitar,
            0.0,
            -0.2,
            room=-11,
            rides=((0, 1), (15.9, 1), (16, -2), (31.9, -2), (32, -1.5), (60, -1.5)),
        ),
        Part(
            "second guitar",
            ElectricGuitar(jangle, Amp(9.0, 0.2, 0.3, OPEN, COMBO), 0.05),
            second,
            -6.5,
            0.6,
            room=-11,
        ),
        Part("bass", Bass(drive=2, growl=0.4), bass, -1.5),
        Part(
            "drums",
            Kit(
                kick=55,
                kick_decay=0.09,
                snare=165,
                snare_decay=0.13,
                bright=0.9,
                width=0.4,
                levels=(("tamb", -11.0),),
            ),
            drums,
            0.5,
            room=-7,
        ),
        Part(
            "voice",
            Singer(
                tract=1.13,
                tilt=-2.7,
                breath=0.08,
                drive=4.0,
                depth=0.1,
                slur=0.07,
                takes=2,
                width=0.08,
            ),
            voice,
            1.0,
            0.05,
            room=-14,
            loose=0.006,
        ),
    )
    return Score(
        id="fuck-and-run",
        title="Sunday Voicemail",
        stands_in_for=("Fuck and Run", "Liz Phair"),
        tempo=112.0,
        metre=FOUR_FOUR,
        key="A major",
        post=16,
        sections=(
            Section("intro", 0, 16),
            Section("verse", 16, 32),
            Section("lift", 32, 48),
            Section("ending", 48, 52),
        ),
        parts=parts,
        desk=Desk(Space(0.55, 0.006, 5000, 0.8), Space(1.0, 0.02, 5000), glue=2.0, drive=-4.0),
        tail=2.6,
    )
