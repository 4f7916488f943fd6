"""The server, by real HTTP on a loopback socket: what it serves, how, and what it never does."""

from __future__ import annotations

import gzip
import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pipeline.errors import InputError, UsageError
from pipeline.publish import server
from pipeline.publish.model import Show
from pipeline.publish.server import serve
from pipeline.release.model import Release

from .local_site import Site, running

Publish = Callable[..., Release]
AUDIO = "/her-smell/her-smell.mp3"
VTT = "/her-smell/transcript.vtt"
EVERYTHING = [
    "/",
    "/index.html",
    "/cover.png",
    "/feed.xml",
    AUDIO,
    VTT,
    "/her-smell/chapters.json",
    "/her-smell/cover.png",
    "/her-smell/report.json",
    "/her-smell/transcript.srt",
]


def furnish(output: Path, publish_below: Publish) -> None:
    """One release, a page, and things beside them that are nobody's business."""
    publish_below(output)
    (output / "index.html").write_text("<!doctype html><title>Show</title>" + "<p>x</p>" * 200)
    (output / "feed.xml").write_text("stale")
    (output / "secret.txt").write_text("secret")
    (output / ".secret").write_text("secret")
    (output / "her-smell" / "draft.wav").write_text("secret")
    (output / "her-smell" / ".secret").write_text("secret")
    (output.parent / "secret.txt").write_text("secret")


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, publish_below: Publish, show: Show
) -> Iterator[Site]:
    """A running server, for tests that leave its folder as it is."""
    output = tmp_path_factory.mktemp("site") / "output"
    furnish(output, publish_below)
    with running(output, show) as site:
        yield site


@pytest.fixture
def own_site(tmp_path: Path, publish_below: Publish, show: Show) -> Iterator[Site]:
    """A running server, for a test that changes its folder."""
    furnish(tmp_path / "output", publish_below)
    with running(tmp_path / "output", show) as site:
        yield site


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/feed.xml", "application/rss+xml; charset=utf-8"),
        ("/cover.png", "image/png"),
        (AUDIO, "audio/mpeg"),
        (VTT, "text/vtt; charset=utf-8"),
        ("/her-smell/transcript.srt", "application/x-subrip; charset=utf-8"),
        ("/her-smell/chapters.json", "application/json+chapters; charset=utf-8"),
        ("/her-smell/report.json", "application/json; charset=utf-8"),
    ],
)
def test_types(site: Site, path: str, media_type: str) -> None:
    """Each file has the type that its manifest and the feed say, and no guessing is allowed."""
    answer = site.ask(path)
    assert (200, media_type) == (answer.status, answer.headers["content-type"])
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("path", EVERYTHING)
def test_head_is_get_without_a_body(site: Site, path: str, coding: str) -> None:
    """HEAD has the status and headers of GET, the length included, and no body."""
    get = site.ask(path, accept_encoding=coding)
    head = site.ask(path, "HEAD", accept_encoding=coding)
    get.headers.pop("date", None)
    head.headers.pop("date", None)
    assert (get.status, get.headers, b"") == (head.status, head.headers, head.body)
    assert str(len(get.body)) == get.headers["content-length"]


def test_whole_file(site: Site) -> None:
    """The audio arrives byte for byte, and says that parts of it can be had."""
    answer = site.ask(AUDIO)
    assert (site.output / AUDIO[1:]).read_bytes() == answer.body
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-100", slice(-100, None)),
        ("bytes=5-5", slice(5, 6)),
        ("bytes=10-999999999", slice(10, None)),
    ],
)
def test_range(site: Site, wanted: str, part: slice) -> None:
    """A range gets exactly its bytes, as 206 with the place it has in the file."""
    whole = (site.output / AUDIO[1:]).read_bytes()
    answer = site.ask(AUDIO, range=wanted)
    start, stop, _ = part.indices(len(whole))
    assert (206, whole[part]) == (answer.status, answer.body)
    assert f"bytes {start}-{stop - 1}/{len(whole)}" == answer.headers["content-range"]


@pytest.mark.parametrize(
    "wanted",
    ["bananas=0-1", "bytes=5-2", "bytes=a-b", "bytes=-", "bytes", "bytes=" + "9" * 5000 + "-"],
)
def test_ranges_that_mean_nothing(site: Site, wanted: str) -> None:
    """A Range in no known unit or form is as good as none (RFC 9110, 14.2)."""
    answer = site.ask(AUDIO, range=wanted)
    assert (200, (site.output / AUDIO[1:]).read_bytes()) == (answer.status, answer.body)


def test_range_outside(site: Site) -> None:
    """A range beyond the end is refused with the true length."""
    answer = site.ask(AUDIO, range="bytes=999999999-")
    size = (site.output / AUDIO[1:]).stat().st_size
    assert (416, f"bytes */{size}") == (answer.status, answer.headers["content-range"])


@pytest.mark.parametrize("validator", ["etag", "last-modified"])
def test_if_range(site: Site, validator: str) -> None:
    """A part comes only of the version that the client has; of another, the whole."""
    known = site.ask(AUDIO, "HEAD").headers[validator]
    same = site.ask(AUDIO, range="bytes=0-9", if_range=known)
    assert (same.status, len(same.body)) == (206, 10)
    other = "Wed, 01 Jan 2020 00:00:00 GMT" if validator == "last-modified" else '"other"'
    changed = site.ask(AUDIO, range="bytes=0-9", if_range=other)
    assert (200, (site.output / AUDIO[1:]).read_bytes()) == (changed.status, changed.body)


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("path", EVERYTHING)
def test_not_modified(site: Site, path: str, coding: str) -> None:
    """Asked again with the ETag of an answer, the server says 304 and sends nothing."""
    tag = site.ask(path, accept_encoding=coding).headers["etag"]
    again = site.ask(path, accept_encoding=coding, if_none_match=f'"x", W/{tag}')
    assert (304, b"", tag) == (again.status, again.body, again.headers["etag"])
    assert site.ask(path, accept_encoding=coding, if_none_match='"x"').status == 200


def test_not_modified_since(site: Site) -> None:
    """The date of a file works too, unless an ETag is asked for as well."""
    date = site.ask(AUDIO, "HEAD").headers["last-modified"]
    assert site.ask(AUDIO, if_modified_since=date).status == 304
    assert site.ask(AUDIO, if_modified_since="Wed, 01 Jan 2020 00:00:00 GMT").status == 200
    assert site.ask(AUDIO, if_modified_since="nonsense").status == 200
    assert site.ask(AUDIO, if_modified_since=date, if_none_match='"x"').status == 200


@pytest.mark.parametrize("path", EVERYTHING)
def test_only_text_is_compressed(site: Site, path: str) -> None:
    """Texts are compressed for who takes that; audio and pictures never."""
    plain, packed = site.ask(path), site.ask(path, accept_encoding="br, gzip;q=0.8")
    text = not path.endswith((".mp3", ".png")) and len(plain.body) >= 500
    assert ("gzip" if text else None) == packed.headers.get("content-encoding")
    assert plain.body == (gzip.decompress(packed.body) if text else packed.body)
    assert "content-encoding" not in site.ask(path, accept_encoding="gzip;q=0").headers
    assert (plain.headers["etag"] != packed.headers["etag"]) == text
    for answer in (plain, packed):
        assert ("Accept-Encoding" in answer.headers.get("vary", "")) == (
            not path.endswith((".mp3", ".png"))
        )


def test_part_of_a_text_is_plain(site: Site) -> None:
    """A range of a text is a range of the file, and a compressed copy can't be completed by it."""
    packed = site.ask(VTT, accept_encoding="gzip").headers["etag"]
    whole = (site.output / VTT[1:]).read_bytes()
    part = site.ask(VTT, accept_encoding="gzip", range="bytes=0-9")
    assert (206, whole[:10]) == (part.status, part.body)
    mixed = site.ask(VTT, range="bytes=0-9", if_range=packed)
    assert (200, whole) == (mixed.status, mixed.body)


@pytest.mark.parametrize("path", [VTT, "/her-smell/chapters.json", "/her-smell/transcript.srt"])
def test_other_sites_may_read_transcripts_and_chapters(site: Site, path: str) -> None:
    """A player on another site may fetch them, in parts too."""
    origin = "https://player.example"
    assert site.ask(path, origin=origin).headers["access-control-allow-origin"] == "*"
    ahead = site.ask(
        path,
        "OPTIONS",
        origin=origin,
        access_control_request_method="GET",
        access_control_request_headers="range",
    )
    assert (ahead.status, ahead.headers["access-control-allow-origin"]) == (200, "*")
    assert "Range" in ahead.headers["access-control-allow-headers"]


@pytest.mark.parametrize("path", ["/", "/feed.xml", AUDIO])
def test_other_sites_may_read_nothing_else(site: Site, path: str) -> None:
    """No page that happens to be open in a browser may read the rest of this machine's show."""
    answer = site.ask(path, origin="https://player.example")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/secret.txt",
        "/.secret",
        "/her-smell",
        "/her-smell/",
        "/her-smell/draft.wav",
        "/her-smell/.secret",
        "/her-smell/release.json",
        "/../secret.txt",
        "/her-smell/../secret.txt",
        "/her-smell/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/her-smell/%2e%2e%2fsecret.txt",
        "/her-smell/..%2f..%2fsecret.txt",
        "/her-smell/%252e%252e/secret.txt",
        "/..%5c..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/her-smell//her-smell.mp3",
        "/her-smell/./her-smell.mp3",
        "/her-smell/her-smell.mp3/",
        "/her-smell/her-smell.mp3%00",
        "/her-smell%00/her-smell.mp3",
        "/HER-SMELL/her-smell.mp3",
        "/her-smell/" + "x" * 5000,
        "/%ff%fe/%f0",
        "/favicon.ico",
    ],
)
def test_nothing_else_is_served(site: Site, path: str) -> None:
    """Whatever is not named by a manifest is not found, however the path is written."""
    answer = site.ask(path)
    assert (answer.status, answer.body) == (404, b"Not found\n")


def test_links_that_leave_the_output(own_site: Site, tmp_path: Path) -> None:
    """A file that a manifest names is not served if it is a link to somewhere else."""
    path = own_site.output / VTT[1:]
    path.unlink()
    path.symlink_to(tmp_path / "secret.txt")
    assert own_site.ask(VTT).status == 404
    path.unlink()
    path.symlink_to(own_site.output / ".secret")
    assert own_site.ask(VTT).status == 404


def test_release_that_is_broken_meanwhile(own_site: Site) -> None:
    """A manifest that can't be read serves nothing, and the feed says why instead of lying."""
    (own_site.output / "her-smell" / "release.json").write_text("{")
    assert own_site.ask(AUDIO).status == 404
    answer = own_site.ask("/feed.xml")
    assert answer.status == 500
    assert b"not a manifest" in answer.body


def test_new_release_is_there_at_once(own_site: Site, publish_release: Publish) -> None:
    """An episode built while the server runs is in the feed and can be fetched."""
    before = own_site.ask("/feed.xml").headers["etag"]
    publish_release("second")
    after = own_site.ask("/feed.xml")
    assert b"second/second.mp3" in after.body
    assert before != after.headers["etag"]
    assert own_site.ask("/second/second.mp3").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_only_reading(site: Site, method: str) -> None:
    """Nothing can be written."""
    answer = site.ask(AUDIO, method)
    assert answer.status == 405
    assert {"GET", "HEAD"} == set(answer.headers["allow"].split(", "))


def the_enclosure(feed: bytes) -> Any:
    """The only enclosure of a feed."""
    (enclosure,) = etree.fromstring(feed).iter("enclosure")
    return enclosure


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}/"),
        ("localhost:{port}", "http://localhost:{port}/"),
        ("localhost:9999", "http://localhost:9999/"),
        ("[::1]:{port}", "http://[::1]:{port}/"),
        ("localhost", "http://localhost/"),
        ("evil.example", "http://127.0.0.1:{port}/"),
        ("localhost.evil.example:{port}", "http://127.0.0.1:{port}/"),
        ("localhost:{port}/evil.example", "http://127.0.0.1:{port}/"),
        ("localhost:99999999", "http://127.0.0.1:{port}/"),
        ("10.0.0.1", "http://127.0.0.1:{port}/"),
        ("", "http://127.0.0.1:{port}/"),
    ],
)
def test_feed_is_for_the_address_it_is_served_at(site: Site, host: str, expected: str) -> None:
    """Enclosures point to this server by the name it was reached by, if that name is its own."""
    body = site.ask("/feed.xml", host=host.format(port=site.port)).body
    url = the_enclosure(body).get("url")
    assert expected.format(port=site.port) + AUDIO[1:] == url


def test_enclosure_of_the_feed_is_as_long_as_it_says(site: Site) -> None:
    """The address and length of the enclosure are those of the file that is served."""
    enclosure = the_enclosure(site.ask("/feed.xml").body)
    path = enclosure.get("url").removeprefix(f"http://127.0.0.1:{site.port}")
    head = site.ask(path, "HEAD")
    assert enclosure.get("length") == head.headers["content-length"]
    assert enclosure.get("type") == head.headers["content-type"]


SERVE = """
import sys
from pathlib import Path
from pipeline.publish.server import serve
serve(Path(sys.argv[1]), lambda url: b"<rss/>", port=0, on_ready=lambda url: print(url, flush=True))
print("done")
"""


def test_ctrl_c(tmp_path: Path, publish_release: Publish) -> None:
    """Ctrl-C ends serving at once, quietly, even while a client holds a connection open."""
    publish_release()
    command = [sys.executable, "-c", SERVE, str(tmp_path / "output")]
    with subprocess.Popen(  # noqa: S603 - our own code
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().strip()
        host, _, port = url.removeprefix("http://").rstrip("/").partition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=10)
        connection.request("GET", "/feed.xml")
        assert connection.getresponse().read() == b"<rss/>"
        before = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - before < 3
        connection.close()
        assert (process.stdout.read(), process.stderr.read()) == ("done\n", "")
    assert host == "127.0.0.1"


def never(_: str) -> None:
    """Not to be reached."""
    raise AssertionError("the server started")


@pytest.mark.parametrize("made", [True, False])
def test_nothing_built_yet(tmp_path: Path, made: bool) -> None:  # noqa: FBT001
    """Without a release there is nothing to serve, and the message says how to make one."""
    output = tmp_path / "output"
    if made:
        output.mkdir()
    with pytest.raises(InputError, match="nothing built yet") as caught:
        serve(output, lambda _: b"", on_ready=never)
    assert "build-episode" in str(caught.value)


def test_port_in_use(tmp_path: Path, publish_release: Publish) -> None:
    """A port that was asked for and is taken is an error, never another port."""
    publish_release()
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(UsageError, match="in use") as caught,
    ):
        serve(tmp_path / "output", lambda _: b"", port=taken.getsockname()[1], on_ready=never)
    assert "--port" in str(caught.value)


@pytest.mark.parametrize(
    ("host", "port"), [("256.1.1.1", None), ("127.0.0.1", 70000), ("192.0.2.1", 0)]
)
def test_address_that_cannot_be_had(
    tmp_path: Path, publish_release: Publish, host: str, port: int | None
) -> None:
    """A host or port that does not exist here is the caller's mistake."""
    publish_release()
    with pytest.raises(UsageError, match=host):
        serve(tmp_path / "output", lambda _: b"", host, port, on_ready=never)


def test_next_free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a port asked for, the first free one of the range is taken, or none if all are."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        first = taken.getsockname()[1]
        monkeypatch.setattr(server, "PORTS", range(first, first + 1))
        with pytest.raises(UsageError, match="all in use"):
            server._listen("127.0.0.1", None)
        monkeypatch.setattr(server, "PORTS", range(first, min(first + 200, 65536)))
        with server._listen("127.0.0.1", None) as listener:
            assert listener.getsockname()[1] in range(first + 1, first + 200)
