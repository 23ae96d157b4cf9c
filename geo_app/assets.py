"""Files of the app, packed when it was built: what a phone on a slow line fetches before it shows anything."""

import mimetypes
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse

from geo_app.errors import NotFound

VARIES = {"Vary": "Accept-Encoding"}


def assets_from(folder: Path) -> APIRouter:
    """The door of the files below `assets`; their names hold a hash of their content."""
    router = APIRouter()

    @router.api_route("/assets/{name}", methods=["GET", "HEAD"], include_in_schema=False)
    def read_asset(name: str, request: Request) -> FileResponse:
        plain, packed = folder / name, folder / f"{name}.br"
        if not plain.is_file():
            raise NotFound(f"没有文件 {name}", "请刷新页面")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if "br" in request.headers.get("accept-encoding", "") and packed.is_file():
            return FileResponse(packed, media_type=kind, headers=VARIES | {"Content-Encoding": "br"})
        return FileResponse(plain, media_type=kind, headers=VARIES)

    return router
