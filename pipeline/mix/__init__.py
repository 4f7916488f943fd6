"""The mix: from a timeline and its segments to a mastered programme.

In: a Timeline and the AudioSegments that its sources name. Out: any stretch of the mix, as
samples or as an AudioSegment, and the master of it. It never decides where anything is placed.
"""
