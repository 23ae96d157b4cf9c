"""The hook for OpenTelemetry, with a provider that keeps what it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from opentelemetry import trace
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo_app.app import doors
from geo_app.observe.requests import Observed

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Kept(trace.NonRecordingSpan):
    """A span as an agent would have it."""

    def __init__(self, above: int) -> None:
        super().__init__(trace.INVALID_SPAN_CONTEXT)
        self.above, self.name, self.told, self.failed = above, "", {}, False

    def update_name(self, name: str) -> None:
        self.name = name

    def set_attributes(self, attributes: Any) -> None:
        self.told |= attributes

    def set_status(self, status: Any, description: str | None = None) -> None:
        self.failed = status is trace.StatusCode.ERROR

    def record_exception(self, *_args: Any, **_more: Any) -> None:
        raise AssertionError("the message of a fault quotes rows")


class Agent(trace.TracerProvider, trace.Tracer):
    """What the site runs: it keeps all spans."""

    def __init__(self) -> None:
        self.spans: list[Kept] = []

    def get_tracer(self, *_args: Any, **_more: Any) -> trace.Tracer:
        return self

    def start_span(self, *_args: Any, **_more: Any) -> trace.Span:
        raise AssertionError("a span is started as the current one")

    @contextmanager
    def start_as_current_span(self, name: str, context: Any = None, *_args: Any, **more: Any) -> Iterator[Kept]:
        assert not more["record_exception"]
        self.spans.append(Kept(trace.get_current_span(context).get_span_context().trace_id))
        yield self.spans[-1]


async def well(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("well")


async def badly(_request: Request) -> PlainTextResponse:
    raise ValueError("王芳 13900000000")


@pytest.fixture
def door() -> TestClient:
    app = Starlette(routes=[Route("/sites/{site_id}", well), Route("/badly", badly)])
    return TestClient(Observed(app), raise_server_exceptions=False)


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Agent:
    agent = Agent()
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: agent)
    monkeypatch.setattr(trace, "get_tracer", agent.get_tracer)
    return agent


def test_a_request_is_a_span_below_that_of_the_asker_and_names_nobody(door: TestClient, agent: Agent) -> None:
    number = door.get("/sites/7?q=王芳", headers={"traceparent": PARENT}).headers["x-request-id"]
    (span,) = agent.spans
    assert f"{span.above:032x}" == PARENT.split("-")[1]
    assert span.name == "GET /sites/{site_id}"
    assert span.told == {
        "http.request.method": "GET",
        "http.route": "/sites/{site_id}",
        "http.response.status_code": 200,
        "geo_app.request": number,
    }
    assert not span.failed


def test_a_fault_is_an_error_without_its_message(door: TestClient, agent: Agent) -> None:
    assert door.get("/badly").status_code == 500
    (span,) = agent.spans
    assert span.failed
    assert span.told["http.response.status_code"] == 500
    assert "王芳" not in repr(vars(span))


def test_the_framework_itself_tells_an_agent_nothing(agent: Agent) -> None:
    answer = TestClient(doors(None)).get("/api/nothing?q=王芳")
    assert answer.status_code == 404
    assert [(span.name, span.told["http.response.status_code"]) for span in agent.spans] == [
        ("GET /api/{rest:path}", 404)
    ]


def test_without_an_agent_nothing_is_asked_for(door: TestClient) -> None:
    assert isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)
    assert door.get("/sites/7", headers={"traceparent": PARENT}).status_code == 200
