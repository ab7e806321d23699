"""The reference app in Flask."""

from attendance.contract import TEMPLATE_FOLDER
from attendance.environment import read_environment
from attendance.store import Store
from flask import Flask
from werkzeug.routing import Map

from . import body, errors, login, pages, register, work


def create_app():
    """Application factory."""
    environment = read_environment()
    # Static files have a route of ours: Flask's own answers OPTIONS too.
    app = Flask(__name__, static_folder=None, template_folder=TEMPLATE_FOLDER)
    # `/api//attendance` is a path without a route, not another spelling of one.
    app.url_map = Map(merge_slashes=False)
    app.config.update(
        SECRET_KEY=environment.secret,
        SESSION_COOKIE_SAMESITE="Lax",
        SHOW_ERRORS=environment.show_errors,
        NONCE=environment.nonce,
    )
    app.extensions["store"] = Store(environment.database)
    app.before_request(body.take)
    for routes in (pages, work, register, login):
        app.register_blueprint(routes.blueprint)
    errors.register(app)
    return app
