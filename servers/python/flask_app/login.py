"""Log in with a form; Flask's signed session remembers its CSRF token, and who did."""

import secrets

from attendance.contract import ERRORS
from attendance.logins import check_login
from attendance.refusal import Refused
from flask import current_app, g, render_template, request, session

from .answers import json_answer
from .routes import Routes

blueprint = Routes("login", __name__)


@blueprint.get("/login")
def form():
    session["csrf"] = secrets.token_urlsafe(24)
    return render_template("login.html", token=session["csrf"])


@blueprint.post("/login")
def log_in():
    user = check_login(
        current_app.extensions["store"],
        request.remote_addr or "",
        request.mimetype,
        g.body,
        session.get("csrf", ""),
    )
    session.clear()
    session["user"] = user
    return json_answer({"user": user}, 303, {"Location": "/me"})


@blueprint.get("/me")
def me():
    if "user" not in session:
        raise Refused(ERRORS["notLoggedIn"], 401)
    return json_answer({"user": session["user"]})
