"""Who may log in: a form, its CSRF token and a limit on failures."""

import math
import time

from .checks import parse_login, password_holds, same_text
from .contract import CONTRACT, ERRORS
from .refusal import Refused


def check_login(store, client, media_type, body, expected_token):
    """The name of the user who may log in; `expected_token` is the one that the client's form was given."""
    fields = parse_login(media_type, body)
    if fields is None:
        raise Refused(ERRORS["badForm"])
    username, password, token = fields
    if not same_text(token, expected_token):
        raise Refused(ERRORS["badCsrf"], 403)
    retry_after = count_attempt(store, client)
    if retry_after is not None:
        raise Refused(ERRORS["tooManyLogins"], 429, {"Retry-After": str(retry_after)})
    if not password_holds(password, store.password_of(username)):
        raise Refused(ERRORS["badLogin"], 401)
    store.forget_login_failures(client)
    return username


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
