"""Tests of `pipeline.publish`, with a server, a browser and a podcast app that are real."""
