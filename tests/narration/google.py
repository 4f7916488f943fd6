"""A stand-in for the endpoint that gTTS asks, and a clock on which waiting costs nothing."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import lameenc
import numpy as np


@dataclass
class Clock:
    """Time that passes only when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def read(self) -> float:
        """Seconds."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Note it and go on at once."""
        self.slept.append(round(seconds, 6))
        self.now += seconds


@dataclass(frozen=True)
class Answer:
    """What the stand-in does with a request."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    """None: the words as sound, as the real endpoint would."""
    manner: str = "answer"
    """`answer`, `hang` or `reset`."""


@dataclass
class Endpoint:
    """What the stand-in was asked and what it will answer; when nothing is left, it speaks."""

    port: int = 0
    script: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """Host, language and words of each request, in order."""
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def words(self) -> list[str]:
        """The words of each request, in order."""
        return [words for _, _, words in self.asked]


def mp3_of(words: str) -> bytes:
    """A tone as MP3, 24 kHz mono 64 kb/s like Google's, 60 ms a character, at the words' pitch."""
    time = np.arange(round(len(words) * 0.06 * 24_000)) / 24_000
    tone = 0.4 * np.sin(2 * np.pi * pitch_of(words) * time)
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(24_000)
    encoder.set_channels(1)
    encoder.silence()
    pcm = (tone * 32_767).astype("<i2").tobytes()
    return bytes(encoder.encode(pcm) + encoder.flush())


def pitch_of(words: str) -> float:
    """The pitch in Hz at which the stand-in says these words."""
    return 300.0 + 10.0 * (sum(words.encode()) % 100)


def spoken_response(mp3: bytes) -> bytes:
    """The body of a `batchexecute` answer with sound, as the real endpoint writes it."""
    payload = json.dumps([base64.b64encode(mp3).decode()], separators=(",", ":"))
    call = ["wrb.fr", "jQ1olc", payload, None, None, None, "generic"]
    line = json.dumps([call, ["di", 87], ["af.httprm", 86, "1", 22]], separators=(",", ":"))
    end = json.dumps([["e", 4, None, None, len(line)]], separators=(",", ":"))
    return f")]}}'\n\n{len(line)}\n{line}\n{len(end)}\n{end}\n".encode()


class Handler(BaseHTTPRequestHandler):
    """A proxy's CONNECT, and behind it, over TLS, the endpoint itself."""

    protocol_version = "HTTP/1.1"
    endpoint: Endpoint
    context: ssl.SSLContext

    def do_CONNECT(self) -> None:
        """Answer as a proxy, then go on over TLS as the host that was asked for."""
        self.send_response(200)
        self.end_headers()
        self.host = self.path.partition(":")[0]
        self.connection = self.context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")
        self.close_connection = False

    def do_POST(self) -> None:
        """Note the words and answer as the script says."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        (call,) = json.loads(parse_qs(body)["f.req"][0])[0]
        words, language, *_ = json.loads(call[1])
        here = self.endpoint
        here.asked.append((self.host, language, words))
        answer = here.script.pop(0) if here.script else Answer()
        self.close_connection = True
        if answer.manner == "hang":
            here.closing.wait(20)
            return
        if answer.manner == "reset":
            raw = socket.socket(fileno=self.connection.detach())
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raw.close()
            return
        data = answer.body if answer.body is not None else spoken_response(mp3_of(words))
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def finish(self) -> None:
        """Close the TLS connection too."""
        super().finish()
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A thread for each connection."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Connections break here on purpose."""
