"""What a server is told by its environment, see `contract.ts`."""

import os
import secrets
from typing import NamedTuple


class Environment(NamedTuple):
    database: str
    # Signs cookies.
    secret: str
    nonce: str
    show_errors: bool


def read_environment():
    database = os.environ.get("BENCH_DATABASE")
    if not database:
        raise RuntimeError("BENCH_DATABASE is not set")
    # Without a secret this is development: one is made at each start, and errors are shown.
    given = os.environ.get("BENCH_SECRET")
    return Environment(
        database=database,
        secret=given or secrets.token_hex(32),
        nonce=os.environ.get("BENCH_NONCE", ""),
        show_errors=not given,
    )
