import traceback

from attendance.contract import ERRORS
from attendance.refusal import Refused
from flask import current_app
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound

from .answers import error_answer, json_answer


def register(app):
    app.register_error_handler(Refused, refusal)
    app.register_error_handler(HTTPException, bad_request)
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(MethodNotAllowed, method_not_allowed)
    # In debug mode Flask does not ask this one, and shows its debugger.
    app.register_error_handler(InternalServerError, internal_error)


def refusal(refused):
    return error_answer(refused.text, refused.status, refused.headers)


def bad_request(_error):
    return error_answer(ERRORS["badRequest"], 400)


def not_found(_error):
    return error_answer(ERRORS["notFound"], 404)


def method_not_allowed(error):
    return error_answer(ERRORS["methodNotAllowed"], 405, {"Allow": ", ".join(sorted(error.valid_methods))})


def internal_error(error):
    """Flask has logged it by now."""
    cause = error.original_exception
    if cause is None or not current_app.config["SHOW_ERRORS"]:
        return error_answer(ERRORS["internal"], 500)
    stack = [line.strip() for line in traceback.format_tb(cause.__traceback__)]
    return json_answer({"error": ERRORS["internal"], "message": str(cause), "stack": stack}, 500)
