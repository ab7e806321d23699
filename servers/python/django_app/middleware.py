from attendance.body import take_body as body_of
from attendance.contract import ERRORS
from attendance.refusal import Refused

from .answers import error_answer


def no_body_for_head(get_response):
    """Django leaves it to the server, and its own development server sends the body."""

    def middleware(request):
        response = get_response(request)
        if request.method == "HEAD":
            if response.streaming:
                response.streaming_content = ()
            else:
                response.content = b""
        return response

    return middleware


class ErrorsInJson:
    """The contract's errors, where Django has none or an empty answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405:
            return error_answer(ERRORS["methodNotAllowed"], 405, {"Allow": response["Allow"]})
        return response

    def process_exception(self, _request, exception):
        if isinstance(exception, Refused):
            return refusal(exception)
        return None


def take_body(get_response):
    """Leaves the body in `request.taken_body`: Django would read no chunked one, and bounds all routes alike."""

    def middleware(request):
        try:
            request.taken_body = body_of(request.environ)
        except Refused as refused:
            return refusal(refused)
        return get_response(request)

    return middleware


def refusal(refused):
    return error_answer(refused.text, refused.status, refused.headers)
