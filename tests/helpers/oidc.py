"""OpenID Connect providers for tests: a certified one in a process of its own, and a liar."""

import base64
import json
import re
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import RSAKey
from yarl import URL

CLIENT, SECRET = "alongside", "a secret between the two"
_SCRIPT = Path(__file__).parent / "oidc_provider.mjs"


@contextmanager
def real_provider(redirect_uri: str) -> Iterator[str]:
    """Its issuer."""
    command = ["node", str(_SCRIPT), CLIENT, SECRET, redirect_uri]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if line.startswith("Issuer: "):
                    yield line.removeprefix("Issuer: ").strip()
                    break
            else:
                raise AssertionError("the provider did not start")
        finally:
            process.kill()


class Browser:
    """Somebody's browser: cookies, and no following by itself."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http

    async def go(self, url: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        method = "GET" if form is None else "POST"
        async with self._http.request(method, url, data=form, allow_redirects=False) as response:
            location = response.headers.get("Location", "")
            where = str(response.url.join(URL(location, encoded=True)))
            return response.status, where if location else "", await response.text()

    async def sign_in_there(self, broker_url: str, name: str) -> str:
        """From the console to the provider, who is told a name; the URL that leads back."""
        _, url, _ = await self.go(f"{broker_url}/api/v1/oidc/begin")
        for _ in range(10):
            if url.startswith(broker_url):
                return url
            status, onwards, page = await self.go(url)
            if status == 200:
                action = re.search(r'action="([^"]+)"', page)
                assert action is not None, page
                form = {"prompt": "login", "login": name, "password": "any"}
                _, onwards, _ = await self.go(action[1], form)
            assert onwards, page
            url = onwards
        raise AssertionError("it goes round in circles")


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        yield Browser(http)


class Liar:
    """A provider whose answers the test makes. `claims` and `token` are asked with what a good
    one would say."""

    def __init__(self) -> None:
        self.issuer = ""
        self.key = RSAKey.generate_key(2048, parameters={"kid": "1"})
        self.metadata: dict[str, Any] = {}
        self.nonce = ""
        self.claims: Callable[[dict[str, Any]], dict[str, Any]] = lambda good: good
        self.token: Callable[[dict[str, Any]], str] = self.sign
        self.userinfo: dict[str, Any] = {}
        self.forms: list[dict[str, str]] = []

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)

    def good(self, now: float) -> dict[str, Any]:
        return {
            "iss": self.issuer,
            "sub": "ada",
            "aud": CLIENT,
            "iat": int(now),
            "exp": int(now) + 300,
            "nonce": self.nonce,
            "preferred_username": "ada",
        }

    async def describe(self, request: web.Request) -> web.Response:
        shown = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/me",
        }
        return web.json_response(shown | self.metadata)

    async def jwks(self, request: web.Request) -> web.Response:
        return web.json_response({"keys": [self.key.as_dict(private=False)]})

    async def answer(self, request: web.Request) -> web.Response:
        self.forms.append({name: str(value) for name, value in (await request.post()).items()})
        token = self.token(self.claims(self.good(time.time())))
        return web.json_response({"id_token": token, "access_token": "at"})

    async def me(self, request: web.Request) -> web.Response:
        return web.json_response(self.userinfo)


def unsigned(claims: dict[str, Any], header: dict[str, Any], signature: bytes = b"") -> str:
    """A token with this very header."""
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


@asynccontextmanager
async def lying_provider() -> AsyncIterator[Liar]:
    liar = Liar()
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", liar.describe)
    app.router.add_get("/jwks", liar.jwks)
    app.router.add_post("/token", liar.answer)
    app.router.add_get("/me", liar.me)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        liar.issuer = f"http://127.0.0.1:{port}"
        yield liar
    finally:
        await runner.cleanup()
