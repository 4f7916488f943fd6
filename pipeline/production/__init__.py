"""The wiring: from an essay to a release, and from releases to a feed.

The only room that knows the order of the stages and the cache. Each stage is a function of values;
here it is given its inputs, its settings and its identity. No stage sees a clock: the day and the
reporter are arguments.
"""

from pipeline.production.build import build
from pipeline.production.episode import Built, Episode, Request, read_episode
from pipeline.production.publish import feed_at

__all__ = ["Built", "Episode", "Request", "build", "feed_at", "read_episode"]
