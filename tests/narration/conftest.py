"""Fixtures of narration: files, the stand-in for Google, and installed engines."""

from __future__ import annotations

import socket
import ssl
import threading
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from .google import Clock, Endpoint, Handler, Server
from .sounds import Sound, write_audio


@pytest.fixture
def wav(tmp_path: Path) -> Callable[..., Path]:
    """Writes a 16-bit WAV and returns its path."""

    def write(name: str, sound: Sound, rate: int = 44_100) -> Path:
        return write_audio(tmp_path / name, sound, rate, codec="pcm_s16le", sample_format="s16")

    return write


@pytest.fixture
def clock() -> Clock:
    """A clock that costs no time."""
    return Clock()


@pytest.fixture(scope="session")
def certificate() -> ssl.SSLContext:
    """TLS for the stand-in; gTTS does not verify it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("translate.google.com").configure_cert(context)
    return context


@pytest.fixture
def google(certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """Google's endpoint, or what gTTS will take for it: it is reached as an HTTPS proxy is."""
    endpoint = Endpoint()
    handler = type("Handler", (Handler,), {"endpoint": endpoint, "context": certificate})
    server = Server(("127.0.0.1", 0), handler)
    endpoint.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    through_proxy(monkeypatch, endpoint.port)
    yield endpoint
    endpoint.closing.set()
    server.shutdown()
    server.server_close()
    thread.join()


def through_proxy(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """Send everything that honours the environment through a proxy on this machine."""
    for name in ("no_proxy", "all_proxy", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only way out is a port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    through_proxy(monkeypatch, port)


@pytest.fixture
def engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the import path with this project's own entry points, as if it were installed."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    ours = project["project"]["entry-points"]["sleevenotes.voices"]
    folder = tmp_path / "site"
    register(folder, "ours", ours)
    monkeypatch.syspath_prepend(str(folder))
    return folder


def register(folder: Path, package: str, entries: dict[str, str]) -> None:
    """Make a folder look like one where a package with these voice engines is installed."""
    info = folder / f"{package}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    lines = "\n".join(f"{name} = {target}" for name, target in entries.items())
    (info / "entry_points.txt").write_text(f"[sleevenotes.voices]\n{lines}\n")
