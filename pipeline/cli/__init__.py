"""The command line: the only room that talks to a person.

In: arguments. Out: progress, tables, JSON and exit codes. It decides nothing about an episode. One
file per command; everything heavy is imported by the command that needs it.
"""

from pipeline.cli.app import build_episode, main

__all__ = ["build_episode", "main"]
