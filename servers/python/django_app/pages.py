"""Views that show: fixed texts, the page, static files, who serves."""

from attendance.contract import CONTRACT, ERRORS, STATIC_FOLDER
from attendance.register import page_of_day
from attendance.work import who_serves
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.static import serve

from .answers import json_answer
from .database import STORE
from .errors import not_found


@require_safe
def health(_request):
    """A worker that can answer is ready; how many there are is seen from outside."""
    return json_answer({"status": "ok"}, headers={CONTRACT["nonceHeader"]: settings.ENVIRONMENT.nonce})


@require_safe
def plain(_request):
    return HttpResponse(CONTRACT["plain"], content_type="text/plain; charset=utf-8")


@require_safe
def fixed_json(_request):
    """Serialised on every request, as an app does with data that it has just computed."""
    return json_answer(CONTRACT["json"])


@require_safe
def page(request):
    return render(request, "page.html", page_of_day(STORE))


@require_safe
def static(request, name):
    try:
        return serve(request, name, document_root=STATIC_FOLDER)
    except (Http404, SuspiciousFileOperation):
        return not_found(request)


@require_safe
def who(request):
    return json_answer(who_serves(request.environ))


@require_safe
def error(_request):
    raise RuntimeError(ERRORS["deliberate"])
