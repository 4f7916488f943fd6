"""What was made before need not be made again.

In: the identity of a step (name, version, inputs) and a function that makes its files. Out: those
files, from the cache or freshly made, and the reason why. It knows no audio and never prints.
"""

from pipeline.build.cache import Cache, Entry
from pipeline.build.runner import Event, Ran, Reason, Runner
from pipeline.build.step import Step, digest_bytes, digest_file

__all__ = [
    "Cache",
    "Entry",
    "Event",
    "Ran",
    "Reason",
    "Runner",
    "Step",
    "digest_bytes",
    "digest_file",
]
