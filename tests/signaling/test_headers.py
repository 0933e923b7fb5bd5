"""The headers of all that anybody can ask for (A-13), from the route table: what a page forgets, it
fails here. What each page's own policy says is in test_pages.py.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from multidict import CIMultiDictProxy

from signaling.rest.gate import TABLE, Access
from tests.helpers.broker import Broker

EVALUATOR = Path(__file__).parents[1] / "helpers" / "csp_findings.mjs"
# Of its findings: high, a wrong syntax, medium. What is below says "maybe" or informs.
MEDIUM = 30
# Pages that no window of another origin talks with.
ALONE = ("/agent/", "/admin/", "/join", "/account")
# As a script source, whoever can write into the page can run what they like.
OPEN_SOURCES = {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "data:", "blob:"}


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    found = {name: sources for name, *sources in parts}
    assert len(found) == len(parts), "of two of one name browsers read the first"
    return found


async def answers(broker: Broker) -> AsyncIterator[tuple[str, CIMultiDictProxy[str]]]:
    """The headers by path, of all that is for anybody; of a site, where it has to be of one."""
    table = broker.app[TABLE]
    for (method, pattern), access in table.items():
        if method != "GET" or access is not Access.ANYBODY:
            continue
        path = pattern.replace("{name}", "agent.js").replace("{key}", "nothing")
        url = f"{broker.base_url}{path}?site={broker.site.id}"
        async with broker.http.get(url, allow_redirects=False) as answer:
            yield pattern, answer.headers


async def test_a13_every_page_has_a_policy_that_lets_nobody_write_into_it(broker: Broker) -> None:
    pages = 0
    async for pattern, headers in answers(broker):
        policy = directives(headers["Content-Security-Policy"])
        where = f"{pattern}: {policy}"
        assert policy.get("default-src") == ["'none'"], where
        assert policy.get("base-uri") == ["'none'"], where
        assert "frame-ancestors" in policy and "*" not in policy["frame-ancestors"], where
        assert not OPEN_SOURCES & set(policy.get("script-src", [])), where
        assert not OPEN_SOURCES & set(policy.get("object-src", [])), where
        assert headers["X-Content-Type-Options"] == "nosniff", where
        assert "Server" not in headers and "Set-Cookie" not in headers, where
        if headers.get("Content-Type", "").startswith("text/html"):
            pages += 1
            assert policy.get("form-action") == ["'none'"], where
            assert "Referrer-Policy" in headers, where
        if pattern in ALONE:
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", where
            # The console by its policy alone: the agent pane is framed where the operator says so.
            assert policy["frame-ancestors"] == ["'none'"], where
    assert pages > 8


async def test_a13_csp_evaluator_finds_nothing_in_any_policy(broker: Broker) -> None:
    policies = sorted({headers["Content-Security-Policy"] async for _, headers in answers(broker)})
    assert len(policies) > 5
    wrong = "script-src 'unsafe-inline' *"
    *ours, last = await evaluated([*policies, wrong])
    for policy, found in zip(policies, ours, strict=True):
        assert [one for one in found if one["severity"] <= MEDIUM] == [], policy
    # It does find what is wrong.
    assert min(one["severity"] for one in last) <= MEDIUM


async def evaluated(policies: list[str]) -> list[list[dict[str, Any]]]:
    node = await asyncio.create_subprocess_exec(
        "node", str(EVALUATOR), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await node.communicate(json.dumps(policies).encode())
    assert node.returncode == 0
    found: list[list[dict[str, Any]]] = json.loads(printed)
    return found


async def test_a13_no_way_leads_elsewhere(broker: Broker) -> None:
    """Whoever follows a link to us stays with us."""
    evil = "//evil.example/"
    for path in ("/agent", "/admin", "/api/v1/oidc/begin", "/api/v1/oidc/callback"):
        for query in ("next", "return", "redirect_uri", "url", "to"):
            url = f"{broker.base_url}{path}?{query}={evil}"
            async with broker.http.get(url, allow_redirects=False) as answer:
                assert "evil" not in answer.headers.get("Location", ""), url
