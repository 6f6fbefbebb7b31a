"""What a page of ours sends by itself while it is being left: read here, and only from pages of ours."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from pages.routes import forms

LARGEST = 8 * 1024
_Sent = TypeVar("_Sent", bound=BaseModel)


async def read(request: Request, kind: type[_Sent], *, largest: int = LARGEST) -> _Sent | Response:
    """Return what was sent, ``largest`` bytes at most, or the answer to what no page of ours sends."""
    if request.headers.get("origin") is None or not forms.is_from_here(request):
        return Response(status_code=403)
    if request.headers.get("content-type") != "application/json":  # what a form of another site cannot send
        return Response(status_code=415)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            return Response(status_code=413)
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        return Response(status_code=422)
