"""Logs: one JSON line per thing that happened, with the request's id, without secrets."""

import re
import time
import uuid

import structlog

SECRET_NAMES = re.compile(r"authorization|password|passwd|secret|token|cookie|api_?key|csrf", re.IGNORECASE)
# Whoever holds a private link's path may open it (decision 33), so it stays out of the logs.
PRIVATE_PATH = re.compile(r"(/p/)[\w~.-]{8,}")
BEARER = re.compile(r"(Bearer\s+)\S+", re.IGNORECASE)
REQUEST_ID = re.compile(r"[\w.-]{8,64}")
CUT = "[cut]"


def without_secrets(logger, method, event):
    """structlog processor: cut values whose name tells a secret, and secrets inside any text."""
    return {name: CUT if SECRET_NAMES.search(name) else cut_text(value) for name, value in event.items()}


def cut_text(value):
    if not isinstance(value, str):
        return value
    return BEARER.sub(rf"\1{CUT}", PRIVATE_PATH.sub(rf"\1{CUT}", value))


SHARED_STEPS = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_settings(*, as_json, level):
    """Django's LOGGING: everything to standard error through one formatter. Also sets up structlog."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED_STEPS,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer()
    )
    steps = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, without_secrets, last]
    if as_json:
        steps.insert(1, structlog.processors.format_exc_info)
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": steps,
        "foreign_pre_chain": [*SHARED_STEPS, structlog.stdlib.ExtraAdder()],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"faults": {"()": "django.utils.log.CallbackFilter", "callback": is_fault}},
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Refusals are answers, not faults, and so is a 503: RequestLog writes one line for each request anyway.
            "django.request": {"level": "ERROR", "filters": ["faults"]},
            "celery.beat": {"level": "WARNING"},
        },
    }


def is_fault(record) -> bool:
    """A part that is away is told where it is noticed; a traceback per request would bury that."""
    return getattr(record, "status_code", None) != 503


class RequestLog:
    """Middleware: give each request an id, answer it as X-Request-ID, and write one line when it is done."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.log = structlog.get_logger("request")

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request.id):
            response = self.get_response(request)
            self.log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        response["X-Request-ID"] = request.id
        return response
