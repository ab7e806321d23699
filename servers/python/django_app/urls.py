from django.urls import path, re_path

from . import errors, login, pages, register, work

urlpatterns = [
    path("health", pages.health),
    path("plain", pages.plain),
    path("json", pages.fixed_json),
    path("page", pages.page),
    path("static/<path:name>", pages.static),
    path("who", pages.who),
    path("error", pages.error),
    path("cpu", work.cpu),
    path("wait", work.wait),
    path("io", work.wait),
    path("upload", work.upload),
    path("api/attendance", register.attendance),
    path("login", login.login),
    path("me", login.me),
    # A route of its own, for in debug mode Django shows a page of its own for a path without one.
    re_path("", errors.not_found),
]

# In debug mode Django asks neither, and shows its own pages.
handler400 = errors.bad_request
handler500 = errors.internal_error
