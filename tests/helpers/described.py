"""Every answer of `/api/v1` that a test gets is held against the description of the call: its
status, its code, its body. So a refusal that a handler learns is missing in its contract only until
the first test of it runs.
"""

import json
import re
from collections.abc import Collection
from functools import cache
from types import SimpleNamespace
from typing import Any

import aiohttp
from jsonschema_rs import Draft202012Validator
from yarl import URL

from signaling.config import Settings
from signaling.rest.openapi import PARAMETER, Call, document
from signaling.routes import described, routes
from tests.helpers.stub_bundle import stub_assets


@cache
def calls() -> list[tuple[re.Pattern[str], Call]]:
    """The addresses without parameters first, as the router prefers them."""
    found = sorted(
        described(routes(Settings(), stub_assets(), None)), key=lambda one: one.path.count("{")
    )
    return [(re.compile(PARAMETER.sub("[^/]+", one.path)), one) for one in found]


@cache
def written() -> dict[str, Any]:
    return document(call for _, call in calls())


@cache
def validator(call: str, status: int) -> Draft202012Validator | None:
    """None: the answer has no JSON."""
    for path in written()["paths"].values():
        for operation in path.values():
            if operation["operationId"] != call:
                continue
            answer = operation["responses"][str(status)]
            if "$ref" in answer:
                answer = written()["components"]["responses"][answer["$ref"].rpartition("/")[2]]
            for kind, content in answer.get("content", {}).items():
                if kind.endswith("json"):
                    whole = {**content["schema"], "components": written()["components"]}
                    return Draft202012Validator(whole)
    return None


class Watch:
    """`there`: the calls of this server, by method and path. `complaints`: of answers that are not
    as they are described."""

    def __init__(self, there: Collection[tuple[str, str]]) -> None:
        self._there = there
        self.complaints: list[str] = []
        self.tracing = aiohttp.TraceConfig()
        self.tracing.on_request_end.append(self._look)

    async def _look(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, params: Any
    ) -> None:
        call = call_of(params.method, params.url)
        if call is not None and (call.method, call.path) in self._there:
            response: aiohttp.ClientResponse = params.response
            complaint = _complaint(
                call, response.status, response.content_type, await response.read()
            )
            if complaint:
                self.complaints.append(f"{call.method} {call.path}: {complaint}")


def call_of(method: str, url: URL) -> Call | None:
    # As it is on the wire: another spelling of an address is another address.
    sent = url.raw_path
    found = (one for path, one in calls() if one.method == method and path.fullmatch(sent))
    return next(found, None)


def _complaint(call: Call, status: int, kind: str, body: bytes) -> str:
    known = {one.http_status for one in call.refusals} | set(call.contract.answers)
    if status not in known | ({304} if call.contract.versioned else set()):
        return f"{status} is not described: {body[:200]!r}"
    schema = validator(call.id, status)
    if schema is None or kind in call.contract.also:
        return ""
    if not kind.endswith("json"):
        return f"{status} with {kind}"
    errors = list(schema.iter_errors(json.loads(body)))
    return f"{status}: {errors[0]} in {body[:500]!r}" if errors else ""
