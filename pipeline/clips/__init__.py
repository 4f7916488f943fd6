"""The clips: what there is, whose it is, whether it may be used, and how it sounds.

In: `clips/<id>.toml` and the audio beside it. Out: a Library of Clips, refusals, and AudioSegments
of the parts that are used. It never decides where a clip is heard.
"""
