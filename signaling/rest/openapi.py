"""`GET /api/v1/openapi.json`: the calls of this server as OpenAPI 3.1, written from the table of
routes and the contracts beside the handlers.

No copy of it is kept in the repository: what is served is what is checked (tests/signaling/
test_openapi.py), and settings decide which calls there are.
"""

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import web

from broker.errors import BrokerError, NotAllowed
from signaling import __version__
from signaling.errors import (
    BadRequest,
    BadToken,
    BodyTooLong,
    ChangedMeanwhile,
    IdempotencyInProgress,
    IdempotencyMismatch,
    Internal,
    NotSignedIn,
    OriginNotAllowed,
    ScopeMissing,
    Unavailable,
    UnknownSite,
    UnsupportedType,
)
from signaling.rest import idempotency, problems
from signaling.rest.contract import JSON, Contract, contract
from signaling.rest.gate import COOKIE, SAFE, Access

PATH = "/api/v1/openapi.json"
BEFORE = "/api/v1/"
REF = "#/components/schemas/{name}"
ETAG = {"schema": {"type": "string"}, "description": "Of what is shown."}
MERGE_PATCH = "application/merge-patch+json"
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
PARAMETER = re.compile(r"\{(\w+)\}")

# What the gate refuses with.
GATE: dict[Access, tuple[type[BrokerError], ...]] = {
    Access.ANYBODY: (),
    Access.SITE: (OriginNotAllowed,),
    Access.TICKET: (),
    Access.OWN_PAGE: (OriginNotAllowed,),
    Access.ACCOUNT: (NotSignedIn, OriginNotAllowed),
    Access.AGENT: (NotSignedIn, NotAllowed, OriginNotAllowed),
    Access.OPERATOR: (
        BadToken,
        NotSignedIn,
        NotAllowed,
        OriginNotAllowed,
        ScopeMissing,
        # For a key that is for other sites.
        UnknownSite,
    ),
}
SECURITY: dict[Access, list[dict[str, list[str]]]] = {
    Access.ACCOUNT: [{"sign_in": []}, {"sign_in_token": []}],
    Access.AGENT: [{"sign_in": []}, {"sign_in_token": []}],
    Access.OPERATOR: [{"operator": []}, {"sign_in": []}],
}
SCHEMES = {
    "operator": {
        "type": "http",
        "scheme": "bearer",
        "description": "The setting `operator_token`, or a key (`/api/v1/api-keys`).",
    },
    "sign_in": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "A sign-in; behind https its name begins with `__Host-`. Calls that change "
        "something also need the `Origin` of this server.",
    },
    "sign_in_token": {
        "type": "http",
        "scheme": "bearer",
        "description": "The `token` of a sign-in by code.",
    },
}


class Call(msgspec.Struct, frozen=True):
    """A route of the API, described."""

    access: Access
    method: str
    path: str
    contract: Contract

    @property
    def id(self) -> str:
        return "_".join([self.method.lower(), *re.findall(r"\w+", self.path.removeprefix(BEFORE))])

    @property
    def tag(self) -> str:
        return re.split(r"[/.]", self.path.removeprefix(BEFORE))[0]

    @property
    def parameters(self) -> list[str]:
        """In the path."""
        return PARAMETER.findall(self.path)

    @property
    def refusals(self) -> list[type[BrokerError]]:
        """With what the call may be refused, each once, in the order of their statuses."""
        found = [*GATE[self.access], *self.contract.errors, Internal, Unavailable]
        if self.access in SECURITY and self.method in SAFE:
            # Only what changes something asks for it.
            found.remove(OriginNotAllowed)
        if self.method in WITH_BODY:
            found += [BadRequest, BodyTooLong, UnsupportedType]
        if self.contract.query is not None:
            found.append(BadRequest)
        if self.contract.changes is not None:
            found += [BadRequest, ChangedMeanwhile]
        if self.contract.creates:
            found += [IdempotencyInProgress, IdempotencyMismatch]
        return sorted(dict.fromkeys(found), key=lambda one: (one.http_status, one.code))


class Document:
    """`calls`: all that there are, this one included."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._written: bytes | None = None

    @contract("This description, OpenAPI 3.1", answers={200: dict[str, Any]})
    async def show(self, _request: web.Request) -> web.Response:
        if self._written is None:
            self._written = msgspec.json.encode(document(self.calls))
        return web.Response(body=self._written, content_type=JSON)


def document(calls: Iterable[Call]) -> dict[str, Any]:
    calls = list(calls)
    schemas = _Schemas(_kinds(calls))
    paths: dict[str, dict[str, Any]] = {}
    for call in calls:
        paths.setdefault(call.path, {})[call.method.lower()] = _operation(call, schemas)
    # What a query is made of stands where it is used, and nobody refers to it.
    for query in {call.contract.query for call in calls} - {None}:
        del schemas.components[schemas.name_of(query)]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Alongside",
            "version": __version__,
            "description": "Refusals are problem details (RFC 9457) with a stable `code`. Times "
            "are seconds since 1970.",
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "responses": schemas.refusals,
            "securitySchemes": SCHEMES,
        },
    }


class _Schemas:
    """The schemas of structs, and references to them; refusals, which many calls share."""

    def __init__(self, kinds: list[Any]) -> None:
        found, components = msgspec.json.schema_components(kinds, ref_template=REF)
        short = {name: name.removeprefix("signaling.rest.") for name in components}
        self.components: dict[str, Any] = {
            short[name]: _tidy(schema, short) for name, schema in components.items()
        }
        self.refusals: dict[str, Any] = {}
        self._of = [(kind, _tidy(schema, short)) for kind, schema in zip(kinds, found, strict=True)]

    def of(self, kind: Any) -> dict[str, Any]:
        if isinstance(kind, tuple):
            return {"anyOf": [self.of(one) for one in kind]}
        return next(dict(schema) for known, schema in self._of if known is kind)

    def refusal(self, status: int, codes: list[str]) -> dict[str, Any]:
        name = ".".join([str(status), *codes])
        self.refusals.setdefault(name, _refusal(status, codes, self.of(problems.Problem)))
        return {"$ref": f"#/components/responses/{name}"}

    def fields(self, struct: type[msgspec.Struct]) -> dict[str, Any]:
        properties: dict[str, Any] = self.components[self.name_of(struct)]["properties"]
        return properties

    def name_of(self, struct: Any) -> str:
        return str(self.of(struct)["$ref"]).rpartition("/")[2]


def _kinds(calls: Iterable[Call]) -> list[Any]:
    found: list[Any] = [problems.Problem]
    for call in calls:
        said = call.contract
        found += [said.body, said.query]
        for answer in said.answers.values():
            found += answer if isinstance(answer, tuple) else [answer]
    return [kind for kind in found if kind is not None]


def _tidy(value: Any, short: dict[str, str]) -> Any:
    """Docstrings in one line, patterns in the dialect of JSON Schema, references by short names."""
    match value:
        case dict():
            return {name: _tidy_member(name, item, short) for name, item in value.items()}
        case list() | tuple():
            return [_tidy(item, short) for item in value]
        case _:
            return value


def _tidy_member(name: str, value: Any, short: dict[str, str]) -> Any:
    match name, value:
        case "description", str():
            return " ".join(value.split())
        case "pattern", str():
            return value.replace(r"\Z", "$")
        case "$ref", str():
            before, _, last = value.rpartition("/")
            return f"{before}/{short[last]}"
        case _:
            return _tidy(value, short)


def _operation(call: Call, schemas: _Schemas) -> dict[str, Any]:
    said = call.contract
    operation: dict[str, Any] = {
        "operationId": call.id,
        "summary": said.does,
        "tags": [call.tag],
        "security": SECURITY.get(call.access, []),
        "parameters": list(_parameters(call, schemas)),
        "responses": dict(_responses(call, schemas)),
    }
    if said.body is not None:
        content = {JSON: {"schema": schemas.of(said.body)}}
        if call.method == "PATCH":
            content[MERGE_PATCH] = content[JSON]
        operation["requestBody"] = {"required": said.needs_body, "content": content}
    return operation


def _parameters(call: Call, schemas: _Schemas) -> Iterator[dict[str, Any]]:
    for name in call.parameters:
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    if call.contract.query is not None:
        for name, schema in schemas.fields(call.contract.query).items():
            said = {"description": schema["description"]} if "description" in schema else {}
            yield {"name": name, "in": "query", "schema": schema} | said
    if call.contract.versioned:
        yield _condition("If-None-Match", "The `ETag` of what is known: 304 where it is the same.")
    if call.contract.changes is not None:
        yield _condition("If-Match", "The `ETag` of what is to be changed: 412 where it is not.")
    if call.contract.creates:
        yield {
            "name": idempotency.HEADER,
            "in": "header",
            "schema": {"type": "string", "pattern": idempotency.PATTERN},
            "description": "Made again with the same key and body, the call creates nothing more.",
        }
    if call.access in {Access.SITE, Access.OWN_PAGE}:
        yield {
            "name": "Origin",
            "in": "header",
            "required": True,
            "schema": {"type": "string"},
            "description": "Browsers send it by themselves.",
        }


def _condition(name: str, said: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "schema": {"type": "string"}, "description": said}


def _responses(call: Call, schemas: _Schemas) -> Iterator[tuple[str, dict[str, Any]]]:
    for status, kind in call.contract.answers.items():
        said: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        if kind is not None:
            others = {media: {"schema": {"type": "string"}} for media in call.contract.also}
            said["content"] = {call.contract.media: {"schema": schemas.of(kind)}} | others
        if call.contract.versioned or call.contract.changes is not None:
            said["headers"] = {"ETag": ETAG}
        yield str(status), said
    if call.contract.versioned:
        yield "304", {"description": "Not Modified", "headers": {"ETag": ETAG}}
    told = {one.http_status for one in call.refusals} - set(call.contract.answers)
    for status in sorted(told):
        codes = list(dict.fromkeys(one.code for one in call.refusals if one.http_status == status))
        yield str(status), schemas.refusal(status, codes)


def _refusal(status: int, codes: list[str], problem: dict[str, Any]) -> dict[str, Any]:
    narrowed = {"properties": {"status": {"const": status}, "code": {"enum": codes}}}
    schema = {"allOf": [problem, narrowed]}
    said: dict[str, Any] = {
        "description": f"{HTTPStatus(status).phrase}: {', '.join(f'`{code}`' for code in codes)}",
        "content": {problems.TYPE: {"schema": schema}},
    }
    if status in problems.RETRY_AFTER:
        seconds = {"schema": {"type": "integer"}, "description": "Seconds to wait."}
        said["headers"] = {"Retry-After": seconds}
    return said
