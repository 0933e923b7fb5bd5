"""Schemathesis goes by `/api/v1/openapi.json` and tries all calls of a real server, as the
operator: nothing fails inside, every answer is as it is described, and what the description does
not allow is refused.

A program of its own, since it brings a pytest plugin that would slow down all other tests.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import msgspec
import pytest

from tests.helpers.operator import BEARER, JSON, TOKEN
from tests.helpers.server import ServerProcess, start_server

# Not its script, which names the folder that the environment was made in.
PROGRAM = [sys.executable, "-m", "schemathesis.cli"]
# So many, since the tests remove and end them.
THINGS = 8

# No schema says what a selector, an address, a name that can be printed, or a cursor of ours is, or
# which fields of a policy go together: there, what fits the schema may still be a bad request.
CONFIG = """
[warnings]
enabled = false

[generation]
deterministic = true

[checks]
positive_data_acceptance.expected-statuses = [
    "2xx", 302, 304, 400, 401, 403, 404, 409, 410, 412, 422, 429
]
negative_data_rejection.expected-statuses = [
    400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 429
]

# It takes the id of the customer in an answer for that of the conversation.
[[operations]]
include-tag = ["conversations"]
checks.ensure_resource_availability.enabled = false

# It would be a denial of service against the tests themselves.
[[operations]]
include-operation-id = ["post_agents_sign_out"]
enabled = false

[parameters]
"header.Origin" = "{origin}"
"path.key" = {{ dictionary = "key", probability = 0.8 }}
"path.agent" = {{ dictionary = "agent", probability = 0.8 }}
"path.webhook" = {{ dictionary = "webhook", probability = 0.8 }}
"path.id" = {{ dictionary = "conversation", probability = 0.8 }}
"body.site" = {{ dictionary = "key", probability = 0.8 }}
"body.agent" = {{ dictionary = "agent", probability = 0.8 }}
"body.customer" = {{ dictionary = "customer", probability = 0.5 }}

[dictionaries]
key = {{ values = {key} }}
agent = {{ values = {agent} }}
webhook = {{ values = {webhook} }}
conversation = {{ values = {conversation} }}
customer = {{ values = {customer} }}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    environment = os.environ | {
        "ALONGSIDE_OPERATOR_TOKEN": TOKEN,
        "ALONGSIDE_EMBED_ORIGINS": "https://desk.example",
        # Where webhooks may be sent: nobody listens there.
        "ALONGSIDE_WEBHOOK_NETWORKS": "127.0.0.0/8",
    }
    folder = tmp_path_factory.mktemp("contract")
    with start_server(folder, environment, stub_bundle=True) as server:
        yield server


def call(server: ServerProcess, path: str, body: object, **headers: str) -> Any:
    sent = Request(
        f"{server.base_url}/api/v1{path}",
        msgspec.json.encode(body),
        {"Authorization": BEARER, **JSON, **headers},
        method="POST",
    )
    with urlopen(sent) as answer:
        return msgspec.json.decode(answer.read())


def config(server: ServerProcess) -> str:
    """With things that are there, so that more than refusals is tried."""
    site = server.site_key
    webhooks = [
        call(server, f"/sites/{site}/webhooks", {"url": f"http://127.0.0.1:9{number:03}/"})["id"]
        for number in range(THINGS)
    ]
    opened = [call(server, "/conversations", {"site": site}) for _ in range(THINGS)]
    customer = call(server, "/customers", {"site": site}, Origin=server.origin)["customer"]
    return CONFIG.format(
        origin=server.origin,
        key=[site],
        agent=[server.user_name],
        webhook=webhooks,
        conversation=[one["conversation"] for one in opened],
        customer=[customer],
    )


def tried(server: ServerProcess, folder: Path, *options: str) -> None:
    file = folder / "schemathesis.toml"
    file.write_text(config(server))
    location = f"{server.base_url}/api/v1/openapi.json"
    command = [*PROGRAM, "--no-color", "--config-file", str(file), "run", location]
    command += ["--header", f"Authorization: {BEARER}", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "request.failed" not in server.log(), server.log()


def test_every_call_keeps_to_its_description(server: ServerProcess, tmp_path: Path) -> None:
    """The corners of every schema."""
    tried(server, tmp_path, "--phases", "coverage", "--max-examples", "1")


@pytest.mark.long
def test_every_call_keeps_to_its_description_for_long(
    server: ServerProcess, tmp_path: Path
) -> None:
    tried(server, tmp_path, "--max-examples", "60")
