"""A server on a free port of 127.0.0.1, in a thread, and a client that sends what it is told."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pipeline.publish.feed import render_feed
from pipeline.publish.model import Show
from pipeline.publish.releases import load_releases
from pipeline.publish.server import make_app


@dataclass
class Answer:
    """A response, read."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    """A running server and the folder that it serves."""

    output: Path
    port: int

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """One request on a connection of its own, sent exactly as it is written."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.putrequest(
                method, path, skip_host="host" in headers, skip_accept_encoding=True
            )
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            response = connection.getresponse()
            lower = {key.lower(): value for key, value in response.getheaders()}
            return Answer(response.status, lower, response.read())


@contextlib.contextmanager
def running(output: Path, show: Show) -> Iterator[Site]:
    """The app on a free port of 127.0.0.1, in a thread."""

    def feed(base_url: str) -> bytes:
        return render_feed(show, load_releases(output), base_url)

    config = uvicorn.Config(make_app(output, feed), log_config=None, lifespan="off")
    instance = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=instance.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield Site(output, listener.getsockname()[1])
        finally:
            instance.should_exit = True
            thread.join()
