"""
Calls the WSGI app without a server. Asked by lines of JSON on stdin, each answered by one on stdout; ends with stdin.

With `for_ms`, the request is repeated for about so long, and the answer is the CPU time of one call; otherwise it is
what the app answered.
"""

import io
import json
import sys
import time
from urllib.parse import unquote_to_bytes
from wsgiref.util import setup_testing_defaults

from wsgi import app

# Read together, for a single call may be shorter than what the clock can tell.
BATCH_NS = 4_000_000


def environ_of(request):
    """What a server would hand over, but for the body."""
    path, _, query = request["path"].partition("?")
    environ = {
        "REQUEST_METHOD": request["method"],
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }
    for name, value in request["headers"].items():
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    if request["body"] is not None:
        environ["CONTENT_LENGTH"] = str(len(request["body"].encode()))
    setup_testing_defaults(environ)
    return environ


def call(environ, body):
    """One request from beginning to end; each has an environ of its own, for apps write to it."""
    answered = []

    def start_response(status, headers, exc_info=None):
        answered[:] = [status]

    result = app({**environ, "wsgi.input": io.BytesIO(body)}, start_response)
    try:
        return answered, b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()


def batch_ns(environ, body, calls):
    before = time.process_time_ns()
    for _ in range(calls):
        call(environ, body)
    return time.process_time_ns() - before


def cpu_ms_per_call(environ, body, for_ms):
    size = 1
    while batch_ns(environ, body, size) < BATCH_NS:
        size *= 2
    calls = 0
    spent = 0
    end = time.monotonic() + for_ms / 1000
    while calls == 0 or time.monotonic() < end:
        spent += batch_ns(environ, body, size)
        calls += size
    return spent / calls / 1e6


def main():
    for line in sys.stdin:
        asked = json.loads(line)
        environ = environ_of(asked["request"])
        body = (asked["request"]["body"] or "").encode()
        if asked["for_ms"] is None:
            (status,), text = call(environ, body)
            answer = {"status": int(status[:3]), "body": text.decode("utf-8", "replace")}
        else:
            answer = {"cpu_ms": cpu_ms_per_call(environ, body, asked["for_ms"])}
        print(json.dumps(answer), flush=True)


main()
