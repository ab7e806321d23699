"""Log in with a form; Django's signed session remembers its CSRF token, and who did."""

import secrets

from attendance.contract import ERRORS
from attendance.logins import check_login
from attendance.refusal import Refused
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from .answers import json_answer
from .database import STORE


@require_http_methods(["GET", "HEAD", "POST"])
def login(request):
    return log_in(request) if request.method == "POST" else form(request)


def form(request):
    request.session["csrf"] = secrets.token_urlsafe(24)
    return render(request, "login.html", {"token": request.session["csrf"]})


def log_in(request):
    user = check_login(
        STORE,
        request.META.get("REMOTE_ADDR", ""),
        request.content_type.lower(),
        request.taken_body,
        request.session.get("csrf", ""),
    )
    request.session.flush()
    request.session["user"] = user
    return json_answer({"user": user}, 303, {"Location": "/me"})


@require_safe
def me(request):
    if "user" not in request.session:
        raise Refused(ERRORS["notLoggedIn"], 401)
    return json_answer({"user": request.session["user"]})
