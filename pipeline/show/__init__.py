"""The show: a project folder, and what its show.toml means to each room.

In: a folder with `scripts/show.toml`. Out: the settings of each stage, in that stage's own words.
"""
