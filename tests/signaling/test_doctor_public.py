"""`alongside doctor` asks `public_url` through a real nginx and a real Caddy with the files of
deploy/; what is wrong with them is found and named."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiohttp
import pytest
from msgspec.structs import replace

from signaling import assets
from signaling.config import Settings
from signaling.doctor import Finding, Part, Verdict, examine
from signaling.server import running
from tests.helpers.broker import settings_for
from tests.helpers.certificates import Authority
from tests.helpers.proxies import Change, start_caddy, start_nginx
from tests.helpers.server import free_port

SDK = "/sdk/v1/alongside.js"
PROXIES = {"nginx": start_nginx, "caddy": start_caddy}


class SetUp:
    """A server, and what stands in front of it."""

    def __init__(self, folder: Path, settings: Settings, port: int) -> None:
        self.folder = folder
        self.settings = settings
        self.port = port
        self.authority = Authority(folder)

    @contextmanager
    def behind(
        self,
        proxy: str = "nginx",
        change: Change = lambda text: text,
        *,
        server: int | None = None,
        certificate: tuple[Path, Path] | None = None,
    ) -> Iterator[None]:
        made = certificate or self.authority.leaf()
        upstream = server or self.settings.port
        with PROXIES[proxy](self.folder, self.port, upstream, made, change):
            yield

    async def found(self, ahead: float = 0.0) -> list[Finding]:
        return [one async for one in examine(self.settings, time.time() + ahead, [Part.PUBLIC])]

    async def wrong(self, ahead: float = 0.0) -> list[str]:
        """What is not as it should be."""
        found = await self.found(ahead)
        assert all(one.advice for one in found if one.verdict is not Verdict.OK)
        return [
            f"{one.verdict} {one.what}"
            for one in found
            if one.verdict in (Verdict.WARN, Verdict.FAILED)
        ]


@asynccontextmanager
async def made(folder: Path) -> AsyncIterator[SetUp]:
    port = free_port()
    settings = settings_for(
        folder,
        port=free_port(),
        public_url=f"https://localhost:{port}",
        trusted_proxies=("127.0.0.1/32",),
    )
    async with running(settings, assets.load()):
        yield SetUp(folder, settings, port)


@pytest.fixture
async def set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SetUp]:
    async with made(tmp_path) as set_up:
        # What OpenSSL trusts.
        monkeypatch.setenv("SSL_CERT_FILE", str(set_up.authority.root_file))
        yield set_up


@pytest.mark.parametrize("proxy", PROXIES)
async def test_what_we_ship_is_well(set_up: SetUp, proxy: str) -> None:
    with set_up.behind(proxy):
        found = await set_up.found()
        assert [str(one) for one in found if one.verdict not in (Verdict.OK, Verdict.NOTE)] == []
        assert len([one for one in found if one.verdict is Verdict.OK]) == 10
        # The page /check has a WebSocket, too.
        async with aiohttp.ClientSession() as http:
            address = f"https://localhost:{set_up.port}/check/ws"
            origin = set_up.settings.origin
            async with http.ws_connect(address, origin=origin, ssl=False) as socket:
                await socket.send_str("hello")
                assert await socket.receive_str(timeout=20) == "hello"


def without(line: str) -> Change:
    def change(text: str) -> str:
        assert line in text
        return "\n".join(kept for kept in text.split("\n") if line not in kept)

    return change


def instead(there: str, here: str) -> Change:
    def change(text: str) -> str:
        assert there in text
        return text.replace(there, here)

    return change


def adding(lines: str) -> Change:
    return instead("    proxy_http_version", f"    {lines}\n    proxy_http_version")


def in_place_of(header: str, value: str) -> Change:
    return adding(f"proxy_hide_header {header}; add_header {header} {value};")


WRONG: dict[str, tuple[Change, str]] = {
    "no upgrade": (without("Upgrade $http_upgrade"), "failed WebSocket: the upgrade does not"),
    "hidden policy": (
        adding("proxy_hide_header Content-Security-Policy;"),
        "failed Content-Security-Policy: missing",
    ),
    "second policy": (
        adding("add_header Content-Security-Policy x;"),
        "failed Content-Security-Policy: not what the server said",
    ),
    "cached": (
        in_place_of("Cache-Control", "public"),
        "failed Cache-Control: not what the server said",
    ),
    "no hsts": (
        adding("proxy_hide_header Strict-Transport-Security;"),
        "warn Strict-Transport-Security: missing",
    ),
    "short hsts": (
        in_place_of("Strict-Transport-Security", '"max-age=60"'),
        "warn Strict-Transport-Security: 60 s only",
    ),
    "version": (without("server_tokens off"), "warn Server: nginx/"),
    "other sdk": (
        instead(
            "    location / {", f"    location = {SDK} {{ return 200 ''; }}\n    location / {{"
        ),
        f"failed SDK: {SDK} is not the file",
    ),
    "other copy": (
        instead(
            "    location / {",
            "    location ~ ^/sdk/v1/.*/alongside { return 200 ''; }\n    location / {",
        ),
        "alongside.js is not the file of this installation",
    ),
    "open metrics": (
        lambda text: without("X-Forwarded-For")(without("/metrics")(text)),
        "failed /metrics: open to everybody",
    ),
    "another site": (
        instead("    location / {", '    location = /readyz { return 200 "hi";}\n    location / {'),
        "/readyz: answers 200, not that it is ready",
    ),
}


async def test_what_is_wrong_with_a_proxy_is_named(set_up: SetUp) -> None:
    for name, (change, said) in WRONG.items():
        with set_up.behind(change=change):
            wrong = await set_up.wrong()
        assert len(wrong) >= 1 and any(said in one for one in wrong), (name, wrong)


async def test_a_server_that_is_away_is_named(set_up: SetUp) -> None:
    with set_up.behind(server=free_port()):
        [wrong] = await set_up.wrong()
        assert "/readyz: answers 502" in wrong
    [wrong] = await set_up.wrong()
    assert wrong.startswith("failed TLS: localhost port") and "no connection" in wrong


async def test_certificates_are_judged(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    leaf = set_up.authority.leaf
    cases: dict[str, Callable[[], tuple[Path, Path]]] = {
        "failed TLS: the certificate of localhost has expired": lambda: leaf(days=-1),
        "failed TLS: the certificate of localhost is for another name": lambda: leaf("shop.test"),
        "failed TLS: the certificate of localhost is signed by itself": lambda: leaf(
            self_signed=True
        ),
        "failed TLS: the certificate of localhost comes without the chain": lambda: leaf(
            chain=False
        ),
        "warn TLS: the certificate of localhost is trusted, for 10 more": lambda: leaf(days=10.5),
        "failed TLS: the certificate of localhost is trusted, for 1 more": lambda: leaf(days=1.4),
    }
    for said, certificate in cases.items():
        with set_up.behind(certificate=certificate()):
            wrong = await set_up.wrong()
        assert len(wrong) == 1 and wrong[0].startswith(said), (said, wrong)


async def test_a_clock_that_is_wrong_is_named(set_up: SetUp) -> None:
    with set_up.behind():
        [wrong] = await set_up.wrong(ahead=10.0)
        assert wrong.startswith("warn Clock: ")
        [wrong] = await set_up.wrong(ahead=-300.0)
        assert wrong.startswith("failed Clock: ")


async def test_plain_http_and_other_names(set_up: SetUp) -> None:
    settings = replace(set_up.settings, public_url=f"http://localhost:{set_up.settings.port}")
    found = [one async for one in examine(settings, time.time(), [Part.PUBLIC])]
    # The server that runs has other settings. Without a proxy this machine may read the metrics.
    assert [one.what for one in found if one.verdict is Verdict.FAILED] == [
        f"WebSocket: the server does not take {settings.origin} for its own address",
        "/metrics: open to everybody",
    ]
    nobody = replace(settings, public_url="https://nobody.invalid")
    [finding] = [one async for one in examine(nobody, time.time(), [Part.PUBLIC])]
    assert finding.verdict is Verdict.FAILED and "no connection" in finding.what
    unset = replace(settings, public_url="")
    [finding] = [one async for one in examine(unset, time.time(), [Part.PUBLIC])]
    assert finding.verdict is Verdict.NOTE
