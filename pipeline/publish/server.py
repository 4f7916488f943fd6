"""The releases over HTTP, for an app on this machine (or, if asked, on this network).

Only what a release's manifest names is served, and the page, the cover and the feed. The feed is
rendered for the very address that the request came in on, so that its enclosures can be fetched
whatever the show's own address is. uvicorn stops here.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.errors import InputError, SleevenotesError, UsageError, Where
from pipeline.publish.answers import file_answer, refusal, text_answer
from pipeline.publish.feed import MEDIA_TYPE
from pipeline.publish.model import FEED, PAGE
from pipeline.publish.releases import assets, is_open, load_releases, read_manifest

Feed = Callable[[str], bytes]
"""Renders the feed for the address that `output/` is served at, which ends with a slash."""

LOOPBACK = "127.0.0.1"
PORTS = range(8000, 8020)
"""Tried in this order where no port is asked for."""

_TYPES = {
    ".html": "text/html",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
"""Of the page and the cover; every other file's type is in its manifest."""

_CROSS_ORIGIN = (".vtt", ".srt", ".json")


def make_app(output: Path, feed: Feed, artwork: str = "cover.png") -> Starlette:
    """The application that serves `output`: GET and HEAD, ranges, validators, gzip for text.

    `artwork` is the name of the show's cover below `output`. Manifests are read at each request, so
    an episode that is built meanwhile is there at once. All else is a 404, whatever is on disk.
    """

    def answer(request: Request) -> Response:
        path = request.path_params["path"] or PAGE
        if path == FEED:
            try:
                body = feed(_served_at(request.scope))
            except SleevenotesError as error:
                return refusal(500, f"The feed can't be made: {error}")
            return text_answer(request, body, MEDIA_TYPE)
        found = _find(output, path, artwork)
        return file_answer(request, *found) if found else refusal(404, "Not found")

    return Starlette(
        routes=[Route("/{path:path}", answer, methods=["GET", "HEAD"])],
        middleware=[Middleware(_CrossOrigin)],
    )


def serve(
    output: Path,
    feed: Feed,
    host: str = LOOPBACK,
    port: int | None = None,
    *,
    on_ready: Callable[[str], None],
    artwork: str = "cover.png",
) -> None:
    """Serve until Ctrl-C, which is the way to end it and no error.

    `on_ready` is called once with the address, which ends with a slash. Without a `port` the first
    free one of `PORTS` is taken; 0 lets the system choose. Raises InputError where there is nothing
    to serve yet, UsageError for a host or port that can't be had.
    """
    if not load_releases(output):
        raise InputError(
            "nothing built yet: there is no release here",
            where=Where(output),
            hint="run build-episode first",
        )
    app = make_app(output, feed, artwork)
    with _listen(host, port) as listener:
        name, number = listener.getsockname()[:2]
        reachable = {"0.0.0.0": LOOPBACK, "::": "::1"}.get(name, name)  # noqa: S104 - a lookup
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        server = _Server(config, lambda: on_ready(_address(reachable, number)))
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it can be reached."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Downloads that Ctrl-C breaks off are no errors to be told of.
        logging.getLogger("uvicorn.error").disabled = True
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()


class _CrossOrigin:
    """Lets players on other sites fetch transcripts and chapters, and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD"],
            allow_headers=["Range"],
            expose_headers=["Accept-Ranges", "Content-Length", "Content-Range", "ETag"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cross = scope["type"] == "http" and scope["path"].endswith(_CROSS_ORIGIN)
        await (self._open if cross else self._app)(scope, receive, send)


def _find(output: Path, path: str, artwork: str) -> tuple[Path, str] | None:
    """The file that a path of the URL stands for, and its media type; None if it is not ours.

    The path is looked up, never joined on trust: a first name that is a release's folder, and the
    rest exactly as its manifest has it.
    """
    if not all(map(is_open, path.split("/"))):
        return None
    folder, _, name = path.partition("/")
    try:
        if path in {PAGE, artwork}:
            media_type = _TYPES.get(Path(path).suffix.lower(), "application/octet-stream")
        else:
            release = read_manifest(output / folder)
            named = {asset.name: asset.media_type for asset in assets(release)}
            if release.folder != folder or name not in named:
                return None
            media_type = named[name]
        real = (output / path).resolve(strict=True)
        inside = real.relative_to(output.resolve()).parts
    except (OSError, ValueError, SleevenotesError):  # gone, a link that leaves, a broken manifest
        return None
    return (real, media_type) if real.is_file() and all(map(is_open, inside)) else None


def _served_at(scope: Scope) -> str:
    """The address that the client reached us at, with a slash at its end.

    It is that of the socket. The Host header is a claim of the client's: it is believed only where
    it names this machine (a port that is forwarded), or the socket's own address.
    """
    host, port = scope.get("server") or (LOOPBACK, PORTS[0])
    claimed = Headers(scope=scope).get("host", "")
    with contextlib.suppress(ValueError):
        parts = urlsplit(f"//{claimed}")
        name = parts.hostname or ""
        if parts.netloc == claimed and (name == host or _is_loopback(name)):
            return _address(name, parts.port or 80)
    return _address(host, port)


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _address(host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}/" if port in {None, 80} else f"http://{name}:{port}/"


def _listen(host: str, port: int | None) -> socket.socket:
    """A listening socket: bound here rather than by uvicorn, so that a free port stays ours."""
    for number in PORTS if port is None else (port,):
        try:
            return _bind(host, number)
        except (OverflowError, socket.gaierror) as error:
            raise UsageError(
                f"there is no address {host}, port {number}, to serve on: {error}",
                hint="leave out --host to serve on this machine alone",
            ) from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE and port is None:
                continue
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise UsageError(
                f"can't serve on {host}, port {number}: {reason.lower()}",
                hint="give another --port, or none to take the first that is free",
            ) from error
    raise UsageError(
        f"the ports {PORTS[0]} to {PORTS[-1]} are all in use",
        hint="give a free one with --port, or --port 0 to let the system choose",
    )


def _bind(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:  # getaddrinfo would take it modulo 65536
        raise OverflowError("ports are 0 to 65535")
    family, *_, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    return socket.create_server(address[:2], family=family)
