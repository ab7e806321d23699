"""Routes that show: fixed texts, the page, static files, who serves."""

from attendance.contract import CONTRACT, ERRORS, STATIC_FOLDER
from attendance.register import page_of_day
from attendance.work import who_serves
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
    return render_template("page.html", **page_of_day(current_app.extensions["store"]))


@blueprint.get("/static/<path:name>")
def static(name):
    return send_from_directory(STATIC_FOLDER, name)


@blueprint.get("/who")
def who():
    return json_answer(who_serves(request.environ))


@blueprint.get("/error")
def error():
    raise RuntimeError(ERRORS["deliberate"])
