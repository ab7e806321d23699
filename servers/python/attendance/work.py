"""What the routes that work or wait do, and who does it."""

import hashlib
import os
import threading
import time

from .checks import whole_number
from .contract import CONTRACT, ERRORS
from .refusal import Refused


def compute(given):
    """`/cpu`; `given` are the values of the query's `rounds`."""
    rounds = whole_number(given, CONTRACT["cpu"]["rounds"])
    if rounds is None:
        raise Refused(ERRORS["badRounds"])
    return {"rounds": rounds, "sha256": chained_sha256(CONTRACT["cpu"]["seed"], rounds)}


def wait(given):
    """
    `/wait` and `/io`, which are the same here: a WSGI app has no other way to wait. Under gevent both yield. `given`
    are the values of the query's `ms`.
    """
    ms = whole_number(given, CONTRACT["delay"]["ms"])
    if ms is None:
        raise Refused(ERRORS["badMs"])
    time.sleep(ms / 1000)
    return {"waited_ms": ms}


def digest_of(body):
    """`/upload`."""
    return {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}


def who_serves(environ):
    """`/who`; thread and worker are 0 where the server says that there is only one."""
    thread = threading.get_native_id() if environ["wsgi.multithread"] else 0
    worker = os.getpid() if environ["wsgi.multiprocess"] else 0
    return {"pid": os.getpid(), "thread": thread, "worker": worker}


def chained_sha256(seed, rounds):
    """Hex of the last of `rounds` SHA-256, each of the 32 bytes before."""
    digest = hashlib.sha256(seed.encode()).digest()
    for _ in range(rounds - 1):
        digest = hashlib.sha256(digest).digest()
    return digest.hex()
