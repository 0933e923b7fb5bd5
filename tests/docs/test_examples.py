"""The commands with curl in the documentation, run as they stand against a real server."""

import asyncio
import base64
import hashlib
import os
import re
import shutil
from pathlib import Path

from signaling.store.people import Agent
from tests.docs.blocks import DOCS
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.operator import TOKEN

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# What a reader puts in, and the test has put in already.
SETTINGS = re.compile(r"^export (?:BROKER|TOKEN|SITE)=.*\n", re.MULTILINE)
EXAMPLE = "https://broker.example"
MISSING = [name for name in ("bash", "curl", "openssl") if shutil.which(name) is None]


def examples(page: str) -> list[str]:
    found = BLOCK.findall((DOCS / page).read_text())
    return [SETTINGS.sub("", block) for block in found if "curl" in block]


async def carried_out(broker: Broker, folder: Path, page: str) -> str:
    """What the commands of a page have printed; none of them has failed, or been refused."""
    (folder / ".curlrc").write_text("fail-with-body\n")
    commands = "\n".join(examples(page)).replace(EXAMPLE, broker.base_url)
    assert commands
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "CURL_HOME": str(folder)}
    environment |= {"BROKER": broker.base_url, "TOKEN": TOKEN, "SITE": broker.site.key}
    running = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", commands),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await running.communicate()
    assert running.returncode == 0, printed.decode()
    return printed.decode()


def test_the_examples_have_what_they_need() -> None:
    assert MISSING == []


async def test_the_examples_of_the_rest_page(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, operator_token=TOKEN)) as broker:
        printed = await carried_out(broker, tmp_path, "rest.md")
        sites = await broker.store.sites.all()
        assert sorted(site.name for site in sites) == ["My shop", "Once", "Shop"]
        assert not next(site for site in sites if site.id == broker.site.id).policy.pen
        assert (await agent(broker, "ada")).name == "Ada Miller"
        assert [one.url for one in await broker.webhooks.all(broker.site)] == [
            "https://crm.example/alongside"
        ]
        assert len(list(broker.hub.rooms)) == 1
    assert "whsec_" in printed and "#alongside=" in printed
    assert '"pen": true' in (tmp_path / "policy.json").read_text()
    assert (tmp_path / "audit.jsonl").read_text().startswith("{")


async def test_the_example_of_the_operators_page(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, operator_token=TOKEN)) as broker:
        await broker.add_agent("alice")
        printed = await carried_out(broker, tmp_path, "operators.md")
        assert '"enabled":false' in printed
        assert not (await agent(broker, "alice")).enabled


async def agent(broker: Broker, user_name: str) -> Agent:
    found = await broker.store.agents.by_user_name(user_name)
    assert found is not None
    return found


async def test_the_example_of_the_integrators_page(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path)) as broker:
        printed = await carried_out(broker, tmp_path, "integrators.md")
        async with broker.http.get(f"{broker.base_url}/sdk/v1/alongside.js") as answer:
            digest = hashlib.sha384(await answer.read()).digest()
    assert printed.strip() == base64.b64encode(digest).decode()
