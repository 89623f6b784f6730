"""Reading a body: strict JSON within its size, amounts as Decimal from the start, nothing the database can't keep."""

import json
import re
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

from core.refusals import TooLarge
from core.whole_body import largest

MEGABYTE = 1024 * 1024
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


class Json(BaseParser):
    """application/json. Raises ParseError (400) for anything but UTF-8 JSON, TooLarge (413) above 10 MB."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        body = _within(stream, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        if not body.strip():
            return {}
        try:
            content = json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=_no_such_number)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error
        except UnicodeDecodeError as error:
            raise ParseError(_("The body is not UTF-8 (byte {at}).").format(at=error.start)) from error
        except json.JSONDecodeError as error:
            where = _("The body is no valid JSON: line {line}, column {column}.")
            raise ParseError(where.format(line=error.lineno, column=error.colno)) from error
        except ValueError as error:
            raise ParseError(_("The body holds a number that can't be read.")) from error
        if b"\\u" in body or b"\x00" in body:
            _refuse_unkeepable(content)
        return content


class Upload(MultiPartParser):
    """multipart/form-data with files up to 20 MB."""

    def parse(self, stream, media_type=None, parser_context=None):
        length = _declared_length(stream)
        if length > largest():
            raise _too_large(settings.LARGEST_FILE)
        parsed = super().parse(stream, media_type, parser_context)
        for file in parsed.files.values():
            if file.size > settings.LARGEST_FILE:
                raise _too_large(settings.LARGEST_FILE)
        return parsed


def _within(stream, most: int) -> bytes:
    if _declared_length(stream) > most:
        raise _too_large(most)
    body = stream.read(most + 1)
    if len(body) > most:
        raise _too_large(most)
    return body


def _declared_length(stream) -> int:
    declared = getattr(stream, "META", {}).get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isdigit() else 0


def _too_large(most: int) -> TooLarge:
    return TooLarge(detail=_("The body is larger than {most} MB.").format(most=most // MEGABYTE))


def _no_such_number(name: str):
    raise ValueError(name)


def _refuse_unkeepable(content) -> None:
    """NUL and half surrogate pairs are valid JSON but no text; they come only by \\u escapes."""
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and UNKEEPABLE.search(value):
            raise ParseError(_("The body holds a character that is no text (\\u0000 or half a pair)."))
