"""The register of attendance: what its routes ask and answer."""

from .checks import is_day, parse_entry
from .contract import CONTRACT, ERRORS
from .refusal import Refused
from .store import ClosedDay, UnknownStudent

MAX_ROWS = CONTRACT["attendance"]["maxRows"]
STATUSES = CONTRACT["attendance"]["statuses"]


def page_of_day(store):
    """What the template of `/page` shows."""
    date = CONTRACT["page"]["date"]
    rows = store.attendance(date, MAX_ROWS)
    counts = {status: 0 for status in STATUSES}
    for row in rows:
        counts[row["status"]] += 1
    return {"date": date, "rows": rows, "counts": counts}


def entries_of_day(store, dates):
    """`dates` are the values of the query's parameter."""
    if len(dates) != 1 or not is_day(dates[0]):
        raise Refused(ERRORS["badDate"])
    return {"date": dates[0], "rows": store.attendance(dates[0], MAX_ROWS)}


def enter(store, media_type, body):
    entry = parse_entry(media_type, body)
    if entry is None:
        raise Refused(ERRORS["badEntry"])
    student, date, status = entry
    if not is_day(date):
        raise Refused(ERRORS["badDate"])
    if status not in STATUSES:
        raise Refused(ERRORS["badStatus"])
    try:
        name = store.add_attendance(student, date, status)
    except (UnknownStudent, UnicodeEncodeError):
        # Half of a surrogate pair is a text of JSON, but none that a student's code could be.
        raise Refused(ERRORS["unknownStudent"]) from None
    except ClosedDay:
        raise Refused(ERRORS["closedDay"]) from None
    return {"student": student, "name": name, "date": date, "status": status}
