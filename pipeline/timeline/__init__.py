"""The timeline: who is heard when, to the sample, and why.

In: a script, the facts of its lines (how long, how loud) and of its clips (how long, how loud,
where the beats are). Out: a Timeline of placements that carry their provenance. It never touches
sound: all of it is arithmetic on whole samples.
"""
