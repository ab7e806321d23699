"""Routes that show: fixed texts, the page, static files, who serves."""

import os
import threading

from attendance.contract import CONTRACT, ERRORS, STATIC_FOLDER
from flask import Response, current_app, render_template, request, send_from_directory

from .answers import json_answer
from .routes import Routes

blueprint = Routes("pages", __name__)


@blueprint.get("/health")
def health():
    """A worker that can answer is ready; how many there are is seen from outside."""
    return json_answer({"status": "ok"}, headers={CONTRACT["nonceHeader"]: current_app.config["NONCE"]})


@blueprint.get("/plain")
def plain():
    return Response(CONTRACT["plain"], content_type="text/plain; charset=utf-8")


@blueprint.get("/json")
def fixed_json():
    """Serialised on every request, as an app does with data that it has just computed."""
    return json_answer(CONTRACT["json"])


@blueprint.get("/page")
def page():
    date = CONTRACT["page"]["date"]
    rows = current_app.extensions["store"].attendance(date, CONTRACT["attendance"]["maxRows"])
    counts = {status: 0 for status in CONTRACT["attendance"]["statuses"]}
    for row in rows:
        counts[row["status"]] += 1
    return render_template("page.html", date=date, rows=rows, counts=counts)


@blueprint.get("/static/<path:name>")
def static(name):
    return send_from_directory(STATIC_FOLDER, name)


@blueprint.get("/who")
def who():
    """Thread and worker are 0 where the server says that there is only one."""
    thread = threading.get_native_id() if request.is_multithread else 0
    worker = os.getpid() if request.is_multiprocess else 0
    return json_answer({"pid": os.getpid(), "thread": thread, "worker": worker})


@blueprint.get("/error")
def error():
    raise RuntimeError(ERRORS["deliberate"])
