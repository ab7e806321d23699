"""The reference app in Flask."""

import os
import secrets

from attendance.store import Store
from flask import Flask
from werkzeug.routing import Map

from . import errors, login, pages, register, work
from .body import take_body


def create_app():
    """Application factory; configured by the environment, see `contract.ts`."""
    database = os.environ.get("BENCH_DATABASE")
    if not database:
        raise RuntimeError("BENCH_DATABASE is not set")
    # Without a secret this is development: one is made at each start, and errors are shown.
    secret = os.environ.get("BENCH_SECRET")

    # Static files have a route of ours: Flask's own answers OPTIONS too.
    app = Flask(__name__, static_folder=None)
    # `/api//attendance` is a path without a route, not another spelling of one.
    app.url_map = Map(merge_slashes=False)
    app.config.update(
        SECRET_KEY=secret or secrets.token_hex(32),
        SESSION_COOKIE_SAMESITE="Lax",
        SHOW_ERRORS=not secret,
        NONCE=os.environ.get("BENCH_NONCE", ""),
    )
    app.extensions["store"] = Store(database)
    app.before_request(take_body)
    for routes in (pages, work, register, login):
        app.register_blueprint(routes.blueprint)
    errors.register(app)
    return app
