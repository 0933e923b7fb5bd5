"""The recipes for receivers of webhooks, run as they stand in docs/integrators.md."""

import json
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from standardwebhooks import Webhook as SecondImplementation

from signaling.webhooks.signature import new_secret, show_secret, signed_headers
from tests.docs.blocks import DOCS

BODY = '{"type":"session.ended","data":{"by":"Zoë"}}'.encode()
OLD, NEW, OTHER = new_secret(), new_secret(), new_secret()
Verify = Callable[[str, dict[str, str], bytes], bool]

NODE = """
import { verify } from './verify.mjs';
const [secret, headers, body] = JSON.parse(process.argv[1]);
console.log(verify(secret, headers, Buffer.from(body)));
"""


def recipe(language: str) -> str:
    text = (DOCS / "integrators.md").read_text().split("\n## Webhooks")[1]
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1]


def in_python(_folder: Path) -> Verify:
    names: dict[str, Verify] = {}
    exec(recipe("python"), names)
    return names["verify"]


def in_node(folder: Path) -> Verify:
    (folder / "verify.mjs").write_text(recipe("js"))

    def verify(secret: str, headers: dict[str, str], body: bytes) -> bool:
        given = json.dumps([secret, headers, body.decode()])
        command = ["node", "--input-type=module", "--eval", NODE, given]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        return json.loads(done.stdout) is True

    return verify


@pytest.mark.parametrize("language", [in_python, in_node])
def test_g02_receivers_tell_what_is_ours(
    language: Callable[[Path], Verify], tmp_path: Path
) -> None:
    verify, now = language(tmp_path), time.time()
    headers = signed_headers("msg_1", BODY, [NEW, OLD], now)
    SecondImplementation(show_secret(NEW)).verify(BODY, headers)
    for secret in (OLD, NEW):
        assert verify(show_secret(secret), headers, BODY)
    assert not verify(show_secret(OTHER), headers, BODY)
    assert not verify(show_secret(NEW), headers, BODY + b" ")
    assert not verify(show_secret(NEW), {**headers, "webhook-id": "msg_2"}, BODY)
    assert not verify(show_secret(NEW), {**headers, "webhook-signature": "v1,"}, BODY)
    assert not verify(show_secret(NEW), signed_headers("msg_1", BODY, [NEW], now - 400), BODY)
