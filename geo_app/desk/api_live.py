"""The route of live word: an endless answer that says which layers changed, as far as this person may see them."""

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from geo_app.auth.door import ReadableLayers
from geo_app.desk.wire import EVERYTHING, Wire

router = APIRouter(prefix="/api", tags=["desk"])
BEAT_S = 15  # so that a proxy does not take silence for an end
CALM_S = 1  # a load of a thousand rows is one event
NOTICE, DIVISION = "notice", "division"


@router.get(
    "/changes",
    operation_id="follow_changes",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def follow_changes(request: Request, layers: ReadableLayers) -> StreamingResponse:
    """Server-sent events: each names the layers of which something changed; `notice` stands for notices, an empty
    list for everything. Which rows changed, and whether they are yours, is for the next question to find out."""
    seen = {layer.name for layer in layers} | {NOTICE, DIVISION}
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _events(request.app.state.wire, seen), media_type="text/event-stream", headers=headers
    )


async def _events(wire: Wire, seen: set[str]) -> AsyncIterator[str]:
    async with wire.listener() as listener:
        yield "retry: 3000\n\n"
        while True:
            heard = await listener.next(BEAT_S)
            if told := _told(heard, seen):
                yield told
                await asyncio.sleep(CALM_S)
            elif not heard:
                yield ": \n\n"


def _told(heard: frozenset[str], seen: set[str]) -> str:
    """The event of some kinds; empty where none is this person's to see."""
    if EVERYTHING in heard:
        return "event: changed\ndata: []\n\n"
    mine = sorted(heard & seen)
    return f"event: changed\ndata: {json.dumps(mine)}\n\n" if mine else ""
