"""Takes a request's body before its route is asked, so that no answer leaves one unread."""

from attendance.body import BodyTooLarge, drop_body, has_body, read_body
from attendance.contract import ERRORS, LIMITS
from flask import g, request

from .answers import error_answer

LIMIT_OF_ENDPOINT = {
    "work.upload": LIMITS["uploadBytes"],
    "register.write": LIMITS["bodyBytes"],
    "login.log_in": LIMITS["bodyBytes"],
}


def take_body():
    """Leaves the body in `g.body`; answers 413 when it is too large for its route."""
    g.body = b""
    if not has_body(request.environ):
        return None
    limit = LIMIT_OF_ENDPOINT.get(request.endpoint)
    if limit is None:
        drop_body(request.environ)
        return None
    try:
        g.body = read_body(request.environ, limit)
    except BodyTooLarge:
        return error_answer(ERRORS["tooLarge"], 413)
    return None
