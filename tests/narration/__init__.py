"""Tests of narration; a package, so that they can share what sounds like speech."""
