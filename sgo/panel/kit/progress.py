"""Long work, told as it goes: a script gets a line for every step, a plain form the end alone.

The work is a generator that yields how many rows are done and returns its answer; it is done in
the request that asked for it, so that leaving the page in the middle leaves nothing done.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from flask import Response, redirect, request, stream_with_context
from werkzeug.wrappers import Response as BaseResponse

LINES = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class Answer:
    """Where the work leads: a page as it stands, or an address."""

    page: str = ""
    url: str = ""
    status: int = 200


Work = Generator[int, None, Answer]


def answered(work: Work, total: int) -> BaseResponse:
    """The answer of the work, or its steps and then the answer, as the caller can read it."""
    if request.headers.get("Accept") == LINES:
        return Response(
            stream_with_context(_lines(work, total)),
            mimetype=LINES,
            headers={"X-Accel-Buffering": "no"},
        )
    done = _end(work)
    return redirect(done.url) if done.url else Response(done.page, done.status)


def _lines(work: Work, total: int) -> Iterator[str]:
    step = max(1, total // 100)
    answer = Answer()
    told = _told(work)
    for done in told:
        if isinstance(done, Answer):
            answer = done
        elif done % step == 0 or done == total:
            yield json.dumps({"done": done, "of": total}) + "\n"
    yield json.dumps({"page": answer.page, "url": answer.url}) + "\n"


def _told(work: Work) -> Iterator[int | Answer]:
    answer = yield from work
    yield answer


def _end(work: Work) -> Answer:
    *_, answer = _told(work)
    if not isinstance(answer, Answer):
        raise TypeError("the work has no answer")
    return answer
