"""Checks of what clients send. None stands for bad input."""

import base64
import hashlib
import hmac
import json
import re
from datetime import date
from urllib.parse import parse_qs

WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# An account that does not exist costs as much time as a wrong password.
NO_ACCOUNT = "pbkdf2_sha256$10000$none$" + base64.b64encode(bytes(32)).decode()


def whole_number(given, bounds):
    """The number that the values of a query parameter ask for; its default when there are none."""
    if not given:
        return bounds["default"]
    if len(given) > 1 or not WHOLE_NUMBER.fullmatch(given[0]):
        return None
    value = int(given[0])
    return value if bounds["min"] <= value <= bounds["max"] else None


def is_day(text):
    """Whether this is a day of the calendar, written YYYY-MM-DD."""
    if not DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def parse_entry(media_type, body):
    """(student, date, status) of a new entry."""
    if media_type != "application/json":
        return None
    try:
        entry = json.loads(body.decode("utf-8"), parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict):
        return None
    fields = (entry.get("student"), entry.get("date"), entry.get("status"))
    return fields if all(isinstance(field, str) for field in fields) else None


def refuse_constant(name):
    """NaN and Infinity, which Python's reader takes, are no JSON."""
    raise ValueError(name)


def parse_login(media_type, body):
    """(username, password, CSRF token) of a login form; the token is empty when the form holds none."""
    if media_type != "application/x-www-form-urlencoded":
        return None
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    if "username" not in fields or "password" not in fields:
        return None
    return fields["username"][0], fields["password"][0], fields.get("csrf_token", [""])[0]


def password_holds(password, stored):
    """`stored` is as `schema.sql` says, or None for an account that does not exist."""
    _, iterations, salt, key = (stored or NO_ACCOUNT).split("$")
    expected = base64.b64decode(key)
    given = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), int(iterations), len(expected))
    return hmac.compare_digest(given, expected) and stored is not None


def same_text(left, right):
    return left != "" and hmac.compare_digest(left.encode(), right.encode())
