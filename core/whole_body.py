"""Bodies as they arrive: one sent in chunks is taken in first, one larger than anything taken here is not read."""

from tempfile import SpooledTemporaryFile

from django.conf import settings

CHUNK = 64 * 1024
# Form fields and part headers around a file of the largest size.
SLACK = 1024 * 1024


def largest() -> int:
    """Bytes that no request's body has more of: the largest file in its multipart clothes."""
    return settings.LARGEST_FILE + SLACK


class WholeBody:
    """WSGI: Django reads what Content-Length announces, so a body sent without one would look empty to it.

    A program that streams its JSON would be told that its fields are missing, or worse, that its PATCH changed
    nothing. At most one byte more than the largest body is taken in: its length is then refused like any other.
    """

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        if not (environ.get("HTTP_TRANSFER_ENCODING") and environ.get("wsgi.input_terminated")):
            return self.application(environ, start_response)
        with SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE) as body:
            _take_in(environ["wsgi.input"], body)
            environ["CONTENT_LENGTH"], environ["wsgi.input"] = str(body.tell()), body
            body.seek(0)
            return self.application(environ, start_response)


def is_giant(request) -> bool:
    """Does the request announce a body that no address takes? Asked before anything is read or put down on disk."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return announced.isdigit() and int(announced) > largest()


def _take_in(stream, body) -> None:
    left = largest() + 1
    while left and (chunk := stream.read(min(CHUNK, left))):
        body.write(chunk)
        left -= len(chunk)
