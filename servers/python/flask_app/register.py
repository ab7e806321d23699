"""The register: `/api/attendance`."""

from attendance.checks import is_day, parse_entry
from attendance.contract import CONTRACT, ERRORS
from attendance.store import ClosedDay, UnknownStudent
from flask import current_app, g, request

from .answers import error_answer, json_answer
from .routes import Routes

blueprint = Routes("register", __name__)


@blueprint.get("/api/attendance")
def read():
    dates = request.args.getlist("date")
    if len(dates) != 1 or not is_day(dates[0]):
        return error_answer(ERRORS["badDate"], 400)
    rows = current_app.extensions["store"].attendance(dates[0], CONTRACT["attendance"]["maxRows"])
    return json_answer({"date": dates[0], "rows": rows})


@blueprint.post("/api/attendance")
def write():
    entry = parse_entry(request.mimetype, g.body)
    if entry is None:
        return error_answer(ERRORS["badEntry"], 400)
    student, date, status = entry
    if not is_day(date):
        return error_answer(ERRORS["badDate"], 400)
    if status not in CONTRACT["attendance"]["statuses"]:
        return error_answer(ERRORS["badStatus"], 400)
    try:
        name = current_app.extensions["store"].add_attendance(student, date, status)
    except (UnknownStudent, UnicodeEncodeError):
        # Half of a surrogate pair is a text of JSON, but none that a student's code could be.
        return error_answer(ERRORS["unknownStudent"], 400)
    except ClosedDay:
        return error_answer(ERRORS["closedDay"], 400)
    return json_answer({"student": student, "name": name, "date": date, "status": status}, 201)
