from attendance.contract import to_json
from flask import Response


def json_answer(value, status=200, headers=None):
    """Not `jsonify`, which ends with a line feed and indents in debug mode."""
    return Response(to_json(value), status, headers, content_type="application/json; charset=utf-8")


def error_answer(text, status, headers=None):
    return json_answer({"error": text}, status, headers)
