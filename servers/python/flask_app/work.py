"""Routes that work or wait."""

from attendance import work
from flask import g, request

from .answers import json_answer
from .routes import Routes

blueprint = Routes("work", __name__)


@blueprint.get("/cpu")
def cpu():
    return json_answer(work.compute(request.args.getlist("rounds")))


@blueprint.get("/wait")
@blueprint.get("/io")
def wait():
    return json_answer(work.wait(request.args.getlist("ms")))


@blueprint.post("/upload")
def upload():
    return json_answer(work.digest_of(g.body))
