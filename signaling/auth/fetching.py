"""Asking other servers for JSON: what the operator named in the settings, and what that names.

Https, or http to this machine; no redirects, no proxies, no cookies; a little, and soon.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

import aiohttp
import msgspec
from yarl import URL

from signaling import __version__
from signaling.web_origin import is_safe_url
from signaling.webhooks.addresses import Addresses
from signaling.webhooks.sender import Pinned, Resolve, resolve

T = TypeVar("T")

SECONDS = 5.0
BYTES_MOST = 262_144


class FetchFailed(Exception):
    """No answer, or none that can be used."""


class Fetcher:
    """`addresses`: where it may go; None: wherever the operator has sent it."""

    def __init__(self, addresses: Addresses | None = None, resolve: Resolve = resolve) -> None:
        self._addresses = addresses
        self._resolve = resolve

    async def get(self, url: str, kind: type[T], headers: Mapping[str, str] | None = None) -> T:
        """Raises FetchFailed."""
        return await self._ask("GET", url, kind, headers=headers)

    async def post(
        self, url: str, kind: type[T], form: Mapping[str, str], headers: Mapping[str, str]
    ) -> T:
        """Raises FetchFailed."""
        return await self._ask("POST", url, kind, data=form, headers=headers)

    async def _ask(self, method: str, url: str, kind: type[T], **options: Any) -> T:
        if not is_safe_url(url):
            raise FetchFailed("its address is not https")
        try:
            async with asyncio.timeout(SECONDS):
                body = await self._body(method, URL(url, encoded=True), options)
        except (TimeoutError, OSError, aiohttp.ClientError, UnicodeError):
            raise FetchFailed("it does not answer") from None
        try:
            return msgspec.json.decode(body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise FetchFailed("its answer is not what it should be") from None

    async def _body(self, method: str, url: URL, options: dict[str, Any]) -> bytes:
        addresses = await self._resolve(url.host or "", url.port or 0)
        allowed = self._addresses
        # Looked up once: what was judged is what is connected to.
        if allowed is not None and not all(allowed.allow(address) for address in addresses):
            raise FetchFailed("its address may not be reached (webhook_networks)")
        connector = aiohttp.TCPConnector(resolver=Pinned(addresses), force_close=True)
        own = {"Accept": "application/json", "User-Agent": f"Alongside/{__version__}"}
        headers = {**own, **(options.pop("headers", None) or {})}
        async with (
            aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            ) as http,
            http.request(
                method, url, headers=headers, allow_redirects=False, **options
            ) as response,
        ):
            if response.status != 200:
                raise FetchFailed("it refuses")
            body = await response.content.read(BYTES_MOST + 1)
            while len(body) <= BYTES_MOST and not response.content.at_eof():
                body += await response.content.read(BYTES_MOST + 1 - len(body))
            if len(body) > BYTES_MOST:
                raise FetchFailed("its answer is too long")
            return body
