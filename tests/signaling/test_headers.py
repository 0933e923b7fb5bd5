"""The headers of all that anybody can ask for (A-13), from the route table: what a page forgets, it
fails here. What each page's own policy says is in test_pages.py.
"""

from signaling.rest.gate import TABLE, Access
from tests.helpers.broker import Broker

# Pages that no window of another origin talks with.
ALONE = ("/agent/", "/admin/", "/join", "/account")
# As a script source, whoever can write into the page can run what they like.
OPEN_SOURCES = {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "data:", "blob:"}


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    found = {name: sources for name, *sources in parts}
    assert len(found) == len(parts), "of two of one name browsers read the first"
    return found


def filled(pattern: str, broker: Broker) -> str:
    """Of a site, where it has to be of one."""
    names = {"{name}": "agent.js", "{key}": "nothing"}
    for name, value in names.items():
        pattern = pattern.replace(name, value)
    return f"{pattern}?site={broker.site.id}"


async def test_a13_every_page_has_a_policy_that_lets_nobody_write_into_it(broker: Broker) -> None:
    table = broker.app[TABLE]
    pages = 0
    for (method, pattern), access in table.items():
        if method != "GET" or access is not Access.ANYBODY:
            continue
        url = broker.base_url + filled(pattern, broker)
        async with broker.http.get(url, allow_redirects=False) as answer:
            headers = answer.headers
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


async def test_a13_no_way_leads_elsewhere(broker: Broker) -> None:
    """Whoever follows a link to us stays with us."""
    evil = "//evil.example/"
    for path in ("/agent", "/admin", "/api/v1/oidc/begin", "/api/v1/oidc/callback"):
        for query in ("next", "return", "redirect_uri", "url", "to"):
            url = f"{broker.base_url}{path}?{query}={evil}"
            async with broker.http.get(url, allow_redirects=False) as answer:
                assert "evil" not in answer.headers.get("Location", ""), url
