"""Which request or task a line of the log belongs to, and lines as JSON for machines that read them.

The number of a request stands in its log lines, in the header X-Request-ID and on the page that says sorry, so that
a person can name it. It is ours: what a client sends is not believed.
"""

import json
import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from celery import current_task
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_request: ContextVar[str] = ContextVar("request", default="-")


def current_request_id() -> str:
    """Return the number of the request in work, "-" outside of one."""
    return _request.get()


class RequestId:
    """Number each request; place it first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number = uuid.uuid4().hex[:16]
        mark = _request.set(number)
        try:
            response = self.get_response(request)
        finally:
            _request.reset(mark)
        response["X-Request-ID"] = number
        return response


class WorkFilter(logging.Filter):
    """Gives each record `work`: the request, or the Celery task, that it comes from."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        task = current_task.request.id if current_task else None
        record.work = f"task-{task}" if task else current_request_id()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, work, message, and the trace of an error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "work": getattr(record, "work", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
