"""The hook for OpenTelemetry: a span for each request where the site runs its agent, nothing where it does not.

The agent (`opentelemetry-instrument`) and its exporter are the site's; only the API that they hook into is ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from fastapi.telemetry import TelemetryConfig
from opentelemetry import propagate, trace
from starlette.datastructures import Headers
from starlette.types import Scope

# The framework would tell search words, addresses of sites, what was sent and the messages of faults
NOT_BY_THE_FRAMEWORK: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def is_traced() -> bool:
    """Whether anybody records spans; else a request does not even ask for one."""
    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


class Told:
    """What a span tells at its end: what the line of the log tells, no address, no name, no value."""

    def __init__(self, span: trace.Span | None) -> None:
        self.span = span

    def tell(self, verb: str, door: str, status: int, request: str) -> None:
        if self.span is None:
            return
        self.span.update_name(f"{verb} {door}")
        told: dict[str, Any] = {"http.request.method": verb, "http.route": door}
        self.span.set_attributes(told | {"http.response.status_code": status, "geo_app.request": request})
        if status >= 500:
            self.span.set_status(trace.StatusCode.ERROR)


@contextmanager
def span_of(scope: Scope) -> Iterator[Told]:
    """The span of a request, below the one that the asker names in `traceparent`. The message of a fault is left
    out: those of the database quote rows."""
    if not is_traced():
        yield Told(None)
        return
    above = propagate.extract(Headers(scope=scope))
    tracer = trace.get_tracer("geo_app")
    with tracer.start_as_current_span(
        scope["method"], above, trace.SpanKind.SERVER, record_exception=False, set_status_on_exception=False
    ) as span:
        yield Told(span)
