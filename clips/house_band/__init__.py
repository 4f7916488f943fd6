"""The Sleevenotes House Band: original pieces, written as scores and played by synthesis.

In: the scores in `pieces`. Out: one Ogg file and one licence record per piece, in `clips/`.
Never: analyses its own sound to learn where the beats are (the score knows), reads a recording,
or uses a clock, a network or an unseeded random number.

Reading order: `score` (the values), `notation` (how scores are written), the instruments
(`tone`, `amp`, `strings`, `harmonics`, `leads`, `singers`, `keys`, `drums`), `room` (the mix bus),
`render`, `record`.
"""
