"""Reads a request's body within bounds, whatever server hands it over."""

import time

from .contract import ERRORS, LIMITS
from .refusal import Refused

CHUNK_BYTES = 65536

# By method and path. Other routes take no body.
LIMIT_OF_ROUTE = {
    ("POST", "/upload"): LIMITS["uploadBytes"],
    ("POST", "/api/attendance"): LIMITS["bodyBytes"],
    ("POST", "/login"): LIMITS["bodyBytes"],
}


class BodyTooLarge(Exception):
    """The body is longer than its route allows; it was drained as far as the bounds let us."""


def take_body(environ):
    """
    The body that the request's route takes; none for other routes, which drop it, for it would be taken for the next
    request or break the connection. To be called before the route, so that no answer leaves a body unread.
    """
    if not has_body(environ):
        return b""
    limit = LIMIT_OF_ROUTE.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
    try:
        return read_body(environ, limit or 0)
    except BodyTooLarge:
        if limit is None:
            return b""
        raise Refused(ERRORS["tooLarge"], 413) from None


def has_body(environ):
    """Most requests have none, and are spared the rest of this module."""
    return environ.get("CONTENT_LENGTH") not in (None, "", "0") or "HTTP_TRANSFER_ENCODING" in environ


def read_body(environ, limit):
    """
    The body, of at most `limit` bytes.

    A longer one is read and dropped up to `drainBytes` and `drainSeconds`, for a client that is still writing would
    see a reset instead of the answer; then BodyTooLarge is raised. Time is looked at between reads only.
    """
    declared = environ.get("CONTENT_LENGTH")
    if declared and int(declared) > LIMITS["drainBytes"]:
        raise BodyTooLarge
    read = reader(environ)
    # Only a declared length or the end of a chunked body may be read up to: further on, some servers block.
    left = int(declared) if declared else LIMITS["drainBytes"] + 1
    chunks = []
    size = 0
    drain_until = None
    while left > 0:
        chunk = read(min(CHUNK_BYTES, left))
        if not chunk:
            break
        size += len(chunk)
        left -= len(chunk)
        if size <= limit:
            chunks.append(chunk)
            continue
        chunks.clear()
        drain_until = drain_until or time.monotonic() + LIMITS["drainSeconds"]
        if time.monotonic() > drain_until:
            break
    if size > limit:
        raise BodyTooLarge
    return b"".join(chunks)


def reader(environ):
    """Reads up to so many bytes of the body; none at its end."""
    if "HTTP_TRANSFER_ENCODING" in environ and "uwsgi.version" in environ:
        # uWSGI alone gives no chunked body by `wsgi.input`. It reads chunk by chunk.
        import uwsgi

        return lambda _size: uwsgi.chunked_read()
    return environ["wsgi.input"].read
