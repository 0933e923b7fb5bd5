"""Pages, the bundle, the demo, and what operators ask; with the headers that keep them safe."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from signaling import pages
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.server import start_server


async def get(broker: Broker, path: str, **headers: str) -> tuple[int, Mapping[str, str], str]:
    async with broker.http.get(
        broker.base_url + path, headers=headers, allow_redirects=False
    ) as response:
        return response.status, response.headers, await response.text()


async def test_a13_the_console_may_not_be_framed_and_runs_its_own_script_only(
    broker: Broker,
) -> None:
    status, headers, body = await get(broker, "/agent/")
    assert status == 200
    assert '<script type="module" src="/static/agent.js">' in body
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "script-src 'self';" in policy and "unsafe-eval" not in policy
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert (await get(broker, "/agent"))[1]["Location"] == "/agent/"


async def test_a13_the_admin_console_loads_its_script_and_nothing_else(broker: Broker) -> None:
    status, headers, body = await get(broker, "/admin/")
    assert status == 200
    assert body.count("<script") == 1
    assert '<script type="module" src="/static/admin.js">' in body
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "connect-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html"
    )
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert (await get(broker, "/admin"))[1]["Location"] == "/admin/"


async def test_the_mirrors_document_is_blank_and_loads_nothing(broker: Broker) -> None:
    status, headers, body = await get(broker, "/mirror")
    assert status == 200
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; img-src data: blob:; media-src blob:; style-src 'unsafe-inline'; "
        "font-src data: blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "<script" not in body and "<body></body>" in body


async def test_only_pages_of_the_site_may_frame_the_preview_and_what_it_shows(
    broker: Broker,
) -> None:
    site = await broker.add_site("https://other.example")
    status, headers, body = await get(broker, f"/preview?site={site.id}")
    assert status == 200
    assert '<script type="module" src="/static/preview.js">' in body
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; frame-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self' https://other.example"
    )
    _, headers, body = await get(broker, f"/preview/mirror?site={site.id}")
    assert headers["Content-Security-Policy"].endswith(
        "frame-ancestors 'self' https://other.example"
    )
    assert "<script" not in body
    for path in ("/preview", "/preview/mirror", f"/mirror?site={site.id}"):
        _, headers, _ = await get(broker, path)
        assert headers["Content-Security-Policy"].endswith("; frame-ancestors 'self'")


async def test_the_dock_is_for_the_pages_of_its_site_and_captures(broker: Broker) -> None:
    site = await broker.add_site("https://other.example")
    status, headers, body = await get(broker, f"/dock?site={site.id}")
    assert status == 200
    sockets = broker.base_url.replace("http:", "ws:")
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
        f"connect-src 'self' {sockets}; frame-src 'self'; media-src blob: mediastream:; "
        "img-src data:; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self' https://other.example"
    )
    assert headers["Permissions-Policy"] == (
        "camera=(self), microphone=(self), display-capture=(self)"
    )
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    # With either it could not talk with the page that opened it, or not be in it.
    assert not {"Cross-Origin-Opener-Policy", "X-Frame-Options"} & set(headers)
    assert "<title>Support call</title>" in body
    assert '<script type="module" src="/static/dock.js"></script>' in body
    assert site_in(body) == {
        "site": site.id,
        "name": "Shop",
        "organisation": "Shop Ltd",
        "origins": ["https://other.example"],
    }


async def test_the_chat_window_is_framed_by_nobody(broker: Broker) -> None:
    status, headers, body = await get(broker, f"/chat?site={broker.site.id}")
    assert status == 200
    sockets = broker.base_url.replace("http:", "ws:")
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
        f"connect-src 'self' {sockets}; img-src data:; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types lit-html"
    )
    # With it, it could not talk with the page that opened it.
    assert "Cross-Origin-Opener-Policy" not in headers
    assert site_in(body)["site"] == broker.site.id


async def test_the_page_of_an_invitation_is_the_same_for_all_and_framed_by_nobody(
    broker: Broker,
) -> None:
    status, headers, body = await get(broker, "/join?whatever=<script>")
    assert status == 200 and "whatever" not in body
    sockets = broker.base_url.replace("http:", "ws:")
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"connect-src 'self' {sockets}; img-src 'self' data: blob:; font-src 'self' data:; "
        "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types lit-html"
    )
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("page", ["dock", "chat"])
async def test_nobody_writes_markup_into_a_window(broker: Broker, page: str) -> None:
    evil = "</script><script src=//evil.example></script>"
    site = replace(broker.site, id="s-evil", key="evil", organisation=evil)
    await broker.store.sites.add(site)
    broker.forget_sites()
    _, _, body = await get(broker, f"/{page}?site={site.id}")
    assert body.count("</script>") == 2
    assert site_in(body)["organisation"] == evil


async def test_R40_E01_documents_are_decoded_without_an_origin(broker: Broker) -> None:
    site = await broker.add_site("https://other.example")
    status, headers, body = await get(broker, f"/document?site={site.id}")
    assert status == 200
    assert headers["Content-Security-Policy"] == (
        "sandbox allow-scripts; default-src 'none'; script-src 'self'; worker-src blob:; "
        "style-src 'unsafe-inline'; img-src blob:; font-src data: blob:; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'self' https://other.example"
    )
    assert body.count("<script") == 1 and '<script src="/static/document.js">' in body
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    for script in ("document.js", "pdf_worker.js"):
        _, ours, _ = await get(broker, f"/static/{script}")
        assert ours["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Access-Control-Allow-Origin" not in ours
    _, headers, _ = await get(broker, "/document")
    assert headers["Content-Security-Policy"].endswith("; frame-ancestors 'self'")


@pytest.mark.parametrize("query", ["", "?site=", "?site=<b>", "?site=x&site=y"])
@pytest.mark.parametrize("page", ["dock", "chat"])
async def test_a_window_of_no_site_says_so_and_runs_nothing(
    broker: Broker, page: str, query: str
) -> None:
    status, headers, body = await get(broker, f"/{page}{query}")
    assert status == 404
    assert headers["Content-Type"].startswith("text/html")
    assert "the website is not known here" in body
    assert "<script" not in body and "<b>" not in body
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; img-src data:;")


def site_in(body: str) -> dict[str, object]:
    text = body.split('<script type="application/json" id="site">')[1].split("</script>")[0]
    found: dict[str, object] = json.loads(text)
    return found


SCRIPTS = (
    *("/sdk/v1/alongside.js", "/sdk/v1/together.js", "/sdk/v1/calling.js", "/sdk/v1/chatting.js"),
    *("/sdk/v1/inviting.js", "/sdk/v1/looking.js"),
    *("/static/agent.js", "/static/admin.js", "/static/preview.js", "/static/check.js"),
    "/static/document.js",
)


@pytest.mark.parametrize("path", SCRIPTS)
async def test_the_bundle_is_revalidated_by_its_etag(broker: Broker, path: str) -> None:
    status, headers, _ = await get(broker, path)
    assert status == 200
    assert headers["Content-Type"].startswith("text/javascript")
    status, again, body = await get(broker, path, **{"If-None-Match": headers["ETag"]})
    assert (status, again["ETag"], body) == (304, headers["ETag"], "")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/demo/",
        "/static/",
        "/static/x.js",
        "/static/../config.py",
        "/static/..%2fconfig.py",
        "/demo/../app.py",
        "/nothing",
    ],
)
async def test_nothing_else_is_there(broker: Broker, path: str) -> None:
    status, headers, body = await get(broker, path)
    assert status == 404
    assert json.loads(body)["code"] == "not_found"
    assert headers["X-Content-Type-Options"] == "nosniff"


async def test_wrong_methods_are_refused_in_json(broker: Broker) -> None:
    async with broker.http.delete(f"{broker.base_url}/agent/") as response:
        assert response.status == 405
        assert "GET" in response.headers["Allow"]
        assert (await response.json())["code"] == "method_not_allowed"


async def test_health_readiness_and_metrics(broker: Broker) -> None:
    assert (await get(broker, "/healthz"))[0] == 200
    assert (await get(broker, "/readyz"))[0] == 200
    customer = await broker.customer()
    await customer.request("conversation.start", text="Hello?")
    status, _, body = await get(broker, "/metrics")
    assert status == 200
    assert 'alongside_events_total{type="conversation.queued"} 1.0' in body
    assert "alongside_connections 1.0" in body
    assert "alongside_decisions_total" in body and "alongside_commit_jobs_bucket" in body


async def test_metrics_behind_a_proxy_want_the_token(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, metrics_token="s3cret")) as broker:
        assert (await get(broker, "/metrics"))[0] == 401
        assert (await get(broker, "/metrics", Authorization="Bearer wrong"))[0] == 401
        assert (await get(broker, "/metrics", Authorization="Bearer s3cret"))[0] == 200


async def test_metrics_without_a_token_are_for_this_machine_only(broker: Broker) -> None:
    assert (await get(broker, "/metrics", **{"X-Forwarded-For": "203.0.113.1"}))[0] == 401


def test_the_demo_shop_carries_the_site_key() -> None:
    demo = pages.load_demo("KEY-OF-THE-DEMO")
    index = demo.files["index.html"].decode()
    assert 'data-site="KEY-OF-THE-DEMO"' in index
    assert not [name for name, body in demo.files.items() if pages.DEMO_KEY.encode() in body]


def test_the_demo_is_served(tmp_path: Path) -> None:
    from urllib.request import urlopen

    with start_server(tmp_path, stub_bundle=True) as server:
        for path in ("/", "/demo", "/demo/", "/demo/index.html"):
            with urlopen(server.base_url + path) as response:
                assert server.site_key in response.read().decode()
        with urlopen(f"{server.base_url}/demo/shop.css") as response:
            assert response.headers["Content-Type"].startswith("text/css")
