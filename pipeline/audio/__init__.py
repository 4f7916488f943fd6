"""PCM at its edges: files in, AudioSegments in and out, and the meters.

In: audio files of any common format, pydub AudioSegments. Out: float32 samples of shape
`(n, channels)` at `units.RATE`, AudioSegments, loudness and true peak. It never knows what a sound
is for: no lines, clips or episodes. Its modules load numpy, so import them where sound is touched.
"""
