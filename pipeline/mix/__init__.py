"""The mix: from a timeline and its segments to a mastered programme.

In: a Timeline and the AudioSegments that its sources name. Out: blocks of the mix as AudioSegments,
and the gain and ceiling that make it a master. It never decides where anything is placed.
"""
