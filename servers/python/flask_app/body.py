from attendance.body import take_body
from flask import g, request


def take():
    """Leaves the body in `g.body`."""
    g.body = take_body(request.environ)
