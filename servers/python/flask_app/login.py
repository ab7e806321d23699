"""Log in with a form, its CSRF token and a limit on failures; Flask's signed session remembers who did."""

import math
import secrets
import time

from attendance.checks import parse_login, password_holds, same_text
from attendance.contract import CONTRACT, ERRORS
from flask import current_app, g, render_template, request, session

from .answers import error_answer, json_answer
from .routes import Routes

blueprint = Routes("login", __name__)


@blueprint.get("/login")
def form():
    session["csrf"] = secrets.token_urlsafe(24)
    return render_template("login.html", token=session["csrf"])


@blueprint.post("/login")
def log_in():
    fields = parse_login(request.mimetype, g.body)
    if fields is None:
        return error_answer(ERRORS["badForm"], 400)
    username, password, token = fields
    if not same_text(token, session.get("csrf", "")):
        return error_answer(ERRORS["badCsrf"], 403)

    store = current_app.extensions["store"]
    client = request.remote_addr or ""
    retry_after = count_attempt(store, client)
    if retry_after is not None:
        return error_answer(ERRORS["tooManyLogins"], 429, {"Retry-After": str(retry_after)})
    if not password_holds(password, store.password_of(username)):
        return error_answer(ERRORS["badLogin"], 401)
    store.forget_login_failures(client)
    session.clear()
    session["user"] = username
    return json_answer({"user": username}, 303, {"Location": "/me"})


def count_attempt(store, client):
    """Seconds until the client may try again; None when this attempt may go on, which counts as failed till it holds."""
    window_seconds = CONTRACT["login"]["windowSeconds"]
    window_ms = window_seconds * 1000
    now_ms = time.time_ns() // 1_000_000
    oldest = store.count_login_attempt(client, now_ms, now_ms - window_ms, CONTRACT["login"]["maxFailures"])
    if oldest is None:
        return None
    # While we waited to write, others may have written what is later than our `now`.
    return min(max(1, math.ceil((oldest + window_ms - now_ms) / 1000)), window_seconds)


@blueprint.get("/me")
def me():
    if "user" not in session:
        return error_answer(ERRORS["notLoggedIn"], 401)
    return json_answer({"user": session["user"]})
