"""The register: `/api/attendance`."""

from attendance.register import enter, entries_of_day
from flask import current_app, g, request

from .answers import json_answer
from .routes import Routes

blueprint = Routes("register", __name__)


@blueprint.get("/api/attendance")
def read():
    return json_answer(entries_of_day(current_app.extensions["store"], request.args.getlist("date")))


@blueprint.post("/api/attendance")
def write():
    return json_answer(enter(current_app.extensions["store"], request.mimetype, g.body), 201)
