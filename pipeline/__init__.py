"""Sleevenotes: from a music essay to a podcast episode.

Each subpackage is a room; the way through them is one-way, from script to release:

    script → narration | clips → timeline → mix → release → publish

`production` is the only place that wires them together, `cli` the only one that talks to a person.
"""
