"""How a file or a text answers a request: conditions, ranges, compression, the right headers.

Starlette's FileResponse sends ranges; its middlewares compress and compare without knowing of each
other, so that a compressed text would have the validator of the plain one, and HEAD its length.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from email.utils import parsedate_to_datetime
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

GZIP_FROM = 500
"""Bytes below which compressing gains nothing that fits in fewer packets."""

_TEXT = re.compile(r"text/|application/(.+\+)?(json|xml)\b|application/x-subrip\b")
_HEADERS = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}
_PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; img-src 'self' data:; media-src 'self'; "
    "style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
}


def text_answer(request: Request, body: bytes, media_type: str) -> Response:
    """A text that is no file, compressed where the client takes that; each form has its ETag."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = _HEADERS | {"vary": "Accept-Encoding"}
    if _takes_gzip(request.headers):
        body, etag = gzip.compress(body, mtime=0), _zipped(etag)
        headers["content-encoding"] = "gzip"
    headers["etag"] = etag
    if _is_known(request.headers, etag, None):
        return _not_modified(headers)
    return Response(body, 200, headers, f"{media_type}; charset=utf-8")


def file_answer(request: Request, path: Path, media_type: str) -> Response:
    """A file as it is, whole or in part; or, if it is a text and the client takes that, compressed.

    The two never share a validator, so that nobody can complete the one with a part of the other.
    """
    text = bool(_TEXT.match(media_type))
    if text and "charset" not in media_type:
        media_type += "; charset=utf-8"
    headers = dict(_HEADERS)
    if text:
        headers["vary"] = "Accept-Encoding"
    if media_type.startswith("text/html"):
        headers |= _PAGE_HEADERS
    stat = path.stat()
    wants_part = _range(request, stat.st_size)
    response = FileResponse(path, headers=headers, media_type=media_type, stat_result=stat)
    etag, modified = response.headers["etag"], response.headers["last-modified"]
    zipped = text and not wants_part and stat.st_size >= GZIP_FROM and _takes_gzip(request.headers)
    if zipped:
        etag = _zipped(etag)
        headers |= {"content-encoding": "gzip", "last-modified": modified}
    headers["etag"] = etag
    if _is_known(request.headers, etag, modified):
        return _not_modified(headers)
    if zipped:
        return Response(gzip.compress(path.read_bytes(), mtime=0), 200, headers, media_type)
    return response


def _range(request: Request, size: int) -> bool:
    """Whether the request is for a part that can be understood; any other Range is taken away.

    RFC 9110 (14.2) has a server ignore a unit or a form that it does not know, and answers only the
    ranges that lie outside the file with 416.
    """
    value = request.headers.get("range")
    if value is None:
        return False
    unit, equals, spans = value.partition("=")
    known = unit.strip().lower() == "bytes" and equals
    if known and size and all(map(_is_span, spans.split(","))):
        return True
    scope = request.scope
    scope["headers"] = [line for line in scope["headers"] if line[0] != b"range"]
    return False


def _is_span(text: str) -> bool:
    span = re.fullmatch(r"\s*([0-9]{0,18})-([0-9]{0,18})\s*", text)
    if span is None or not (span[1] or span[2]):
        return False
    return not (span[1] and span[2]) or int(span[1]) <= int(span[2])


def _is_known(headers: Headers, etag: str, modified: str | None) -> bool:
    """Whether the client has this already; RFC 9110 (13.2.2) puts If-None-Match before the date."""
    if (known := headers.get("if-none-match")) is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return "*" in tags or etag in tags
    since = headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _not_modified(headers: dict[str, str]) -> Response:
    dropped = {"content-encoding", "last-modified"}
    return Response(None, 304, {key: headers[key] for key in headers if key not in dropped})


def _takes_gzip(headers: Headers) -> bool:
    accepted = headers.get("accept-encoding", "").lower()
    wanted = re.search(r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q=([\d.]+)\s*)?(?:,|$)", accepted)
    return wanted is not None and wanted[1] not in {"0", "0.", "0.0", "0.00", "0.000"}


def _zipped(etag: str) -> str:
    return f'{etag[:-1]}-gzip"'


def refusal(status: int, reason: str) -> Response:
    """An answer that says no, in a line of plain text."""
    return PlainTextResponse(f"{reason}\n", status, _HEADERS)
