"""`/api/v1/openapi.json`: all calls are in it, and it is what OpenAPI 3.1 wants."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from signaling.config import Settings
from signaling.pages import Demo
from signaling.rest.contract import contract_of
from signaling.rest.openapi import PATH
from signaling.routes import Route, routes
from tests.helpers.broker import Broker
from tests.helpers.stub_bundle import stub_assets


def all_routes() -> Iterator[Route]:
    """The preflights of browsers are none of a program's."""
    for route in routes(Settings(), stub_assets(), Demo({})):
        if route.path.startswith("/api/") and route.method != "OPTIONS":
            yield route


@pytest.fixture
async def document(broker: Broker) -> Any:
    async with broker.http.get(broker.base_url + PATH) as response:
        assert (response.status, response.content_type) == (200, "application/json")
        return await response.json()


def test_every_call_says_what_it_takes_and_answers() -> None:
    """Whoever adds a route under `/api/` puts `@contract` (rest/contract.py) on its handler."""
    silent = [f"{one.method} {one.path}" for one in all_routes() if not contract_of(one.handler)]
    assert silent == []


async def test_the_document_is_valid_and_has_every_call(document: Any) -> None:
    OpenAPIV31SpecValidator(document).validate()
    there = {(method, path) for path, item in document["paths"].items() for method in item}
    assert there == {(one.method.lower(), one.path) for one in all_routes()}
    ids = [one["operationId"] for item in document["paths"].values() for one in item.values()]
    assert len(set(ids)) == len(ids)


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    match value:
        case dict():
            yield value
            for item in value.values():
                yield from nodes(item)
        case list():
            for item in value:
                yield from nodes(item)


async def test_every_reference_leads_somewhere_and_nothing_is_left_over(document: Any) -> None:
    wanted = {node["$ref"] for node in nodes(document) if "$ref" in node}
    there = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "responses")
        for name in document["components"][kind]
    }
    assert wanted == there


async def test_the_document_speaks_the_dialect_of_json_schema(document: Any) -> None:
    """No `\\Z` of Python in a pattern, and no line breaks of docstrings."""
    assert r"\\Z" not in json.dumps(document)
    assert all("\n" not in node.get("description", "") for node in nodes(document))


async def test_what_is_answered_is_under_problem_json(document: Any) -> None:
    post = document["paths"]["/api/v1/sites"]["post"]
    assert post["security"] == [{"operator": []}, {"sign_in": []}]
    assert post["requestBody"]["required"] is True
    refused = document["components"]["responses"][
        post["responses"]["415"]["$ref"].rpartition("/")[2]
    ]
    assert list(refused["content"]) == ["application/problem+json"]
    assert "unsupported_type" in json.dumps(refused)
