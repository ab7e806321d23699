from attendance.contract import ERRORS

from .answers import error_answer


def not_found(_request):
    return error_answer(ERRORS["notFound"], 404)


def bad_request(_request, exception):
    return error_answer(ERRORS["badRequest"], 400)


def internal_error(_request):
    """Django has logged it by now."""
    return error_answer(ERRORS["internal"], 500)
