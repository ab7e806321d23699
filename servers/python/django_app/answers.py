from attendance.contract import to_json
from django.http import HttpResponse


def json_answer(value, status=200, headers=None):
    """Not `JsonResponse`, which writes spaces and escapes what is not ASCII."""
    return HttpResponse(to_json(value), "application/json; charset=utf-8", status, headers=headers)


def error_answer(text, status, headers=None):
    return json_answer({"error": text}, status, headers)
