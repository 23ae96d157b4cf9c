"""Answers come packed as the client takes them, and are the same whatever that is."""

import gzip
from collections.abc import Callable

import brotli
import pytest
import zstandard
from fastapi.testclient import TestClient
from starlette.requests import Request

from geo_app.ogc.tiles import unpacks

UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}


def raw(client: TestClient, path: str, accepts: str) -> tuple[str | None, bytes]:
    with client.stream("GET", path, headers={"Accept-Encoding": accepts}) as answer:
        assert "Accept-Encoding" in answer.headers["vary"]
        return answer.headers.get("content-encoding"), b"".join(answer.iter_raw())


@pytest.mark.parametrize(
    ("accepts", "packed"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("zstd;q=0, br;q=1", "br"),
        ("gzip", "gzip"),
        ("identity", None),
        ("gzip;q=0", None),
    ],
)
@pytest.mark.parametrize("path", ["/openapi.json", "/collections"])
def test_a_description_comes_packed_as_the_client_takes_it(
    officer: TestClient, path: str, accepts: str, packed: str | None
) -> None:
    _, plain = raw(officer, path, "identity")
    told, body = raw(officer, path, accepts)
    assert told == packed
    assert len(body) < len(plain) / 3 if packed else body == plain
    if packed:
        assert UNPACK[packed](body) == plain


@pytest.mark.parametrize(
    ("accepts", "packed"),
    [("gzip, br", True), ("gzip;q=0.5", True), ("gzip;q=0", False), ("gzip;q=0.0, br", False)],
)
def test_a_tile_is_packed_beforehand_for_whoever_takes_gzip(accepts: str, packed: bool) -> None:
    request = Request({"type": "http", "headers": [(b"accept-encoding", accepts.encode())]})
    assert unpacks(request) is packed
