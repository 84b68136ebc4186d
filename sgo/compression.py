"""Answers are compressed, so that a family's first page is light on a poor line.

Only what a person reads or a browser draws by: an answer to GET that went well. The answer to a
form is never compressed: it may show a secret once (an issued password, a calendar address) or
give back what was typed, and a length that depends on both tells about the secret (BREACH).
"""

from __future__ import annotations

from functools import lru_cache

import brotli
from flask import Flask, Response, request
from flask_compress import Compress

from sgo.security import is_file

MIME_TYPES = (
    "text/html",
    "text/css",
    "text/calendar",
    "text/javascript",
    "application/json",
    "application/manifest+json",
    "image/svg+xml",
)
"""PDF, workbooks and PNG are compressed already."""
LEAST_BYTES = 500
BROTLI_LEVEL = 5
"""Of pages, which are made anew each time."""
FILE_LEVEL = 10
"""Of files, once each: Bootstrap takes a quarter of a second, and a sixth of it falls away."""


def init(app: Flask) -> None:
    """Compress what may be compressed; to be called first, so that it sees the answer last."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=list(MIME_TYPES),
        COMPRESS_MIN_SIZE=LEAST_BYTES,
        COMPRESS_BR_LEVEL=BROTLI_LEVEL,
        COMPRESS_ALGORITHM=["br", "zstd", "gzip"],
        COMPRESS_STREAMS=False,
    )
    compress = Compress()
    compress.init_app(app)

    @app.after_request
    def shrink(response: Response) -> Response:
        if request.method != "GET" or response.status_code != 200:
            return response
        if is_file(request.endpoint) and response.mimetype in MIME_TYPES:
            # A style or a script is small: read at once, it can be compressed for gzip too.
            response.direct_passthrough = False
            response.make_sequence()
            if request.accept_encodings["br"]:
                return _packed(response)
        return compress.after_request(response)


def _packed(response: Response) -> Response:
    """A file by the strongest coding, which every browser reads; kept in memory by its content."""
    response.set_data(_pack(response.get_data()))
    response.headers["Content-Encoding"] = "br"
    response.vary.add("Accept-Encoding")
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(f"{etag}:br")
    response.make_conditional(request)
    return response


@lru_cache(maxsize=128)
def _pack(content: bytes) -> bytes:
    return bytes(brotli.compress(content, quality=FILE_LEVEL))
