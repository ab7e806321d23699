"""The register: `/api/attendance`."""

from attendance.register import enter, entries_of_day
from django.views.decorators.http import require_http_methods

from .answers import json_answer
from .database import STORE


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request):
    if request.method == "POST":
        return json_answer(enter(STORE, request.content_type.lower(), request.taken_body), 201)
    return json_answer(entries_of_day(STORE, request.GET.getlist("date")))
