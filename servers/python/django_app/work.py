"""Views that work or wait."""

from attendance import work
from django.views.decorators.http import require_POST, require_safe

from .answers import json_answer


@require_safe
def cpu(request):
    return json_answer(work.compute(request.GET.getlist("rounds")))


@require_safe
def wait(request):
    return json_answer(work.wait(request.GET.getlist("ms")))


@require_POST
def upload(request):
    return json_answer(work.digest_of(request.taken_body))
