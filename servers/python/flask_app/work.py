"""Routes that work or wait."""

import time

from attendance.checks import whole_number
from attendance.contract import CONTRACT, ERRORS
from attendance.work import chained_sha256, sha256_hex
from flask import g, request

from .answers import error_answer, json_answer
from .routes import Routes

blueprint = Routes("work", __name__)


@blueprint.get("/cpu")
def cpu():
    rounds = whole_number(request.args.getlist("rounds"), CONTRACT["cpu"]["rounds"])
    if rounds is None:
        return error_answer(ERRORS["badRounds"], 400)
    return json_answer({"rounds": rounds, "sha256": chained_sha256(CONTRACT["cpu"]["seed"], rounds)})


@blueprint.get("/wait")
@blueprint.get("/io")
def wait():
    """Both are the same here: a WSGI app has no other way to wait. Under gevent both yield."""
    ms = whole_number(request.args.getlist("ms"), CONTRACT["delay"]["ms"])
    if ms is None:
        return error_answer(ERRORS["badMs"], 400)
    time.sleep(ms / 1000)
    return json_answer({"waited_ms": ms})


@blueprint.post("/upload")
def upload():
    return json_answer({"bytes": len(g.body), "sha256": sha256_hex(g.body)})
