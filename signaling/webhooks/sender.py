"""One attempt: resolve the host once, judge every address, connect to one of exactly those.

Nothing that the receiver answers is kept or followed: its status counts, its body is not read.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from signaling import __version__
from signaling.errors import BadWebhookUrl, WebhookAddressRefused
from signaling.webhooks.addresses import Addresses, all_loopback
from signaling.webhooks.retrying import Attempt
from signaling.webhooks.url import read_url

# From looking the host up to the status of the answer.
SECONDS = 10.0
CHECK_SECONDS = 3.0

# The addresses of a host, in the order in which they are to be tried. Raises OSError.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """As the machine resolves; addresses come back as they are, however they are written."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Pinned(AbstractResolver):
    """Answers with what was judged."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        pass


@cache
def _authorities() -> ssl.SSLContext:
    """Those of the system. Reading them takes a moment, and no server waits for it to start."""
    return ssl.create_default_context()


class Sender:
    """`resolve` and `tls` are arguments for tests."""

    def __init__(
        self,
        addresses: Addresses,
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._addresses = addresses
        self._resolve = resolve
        self._tls = tls
        self._seconds = seconds

    async def check(self, text: str) -> str:
        """The URL as it will be used. Raises BadWebhookUrl, and WebhookAddressRefused where it
        leads now; a host that is not found now may be found later."""
        checked = read_url(text, loopback_http=self._addresses.has_loopback)
        with suppress(TimeoutError, OSError, UnicodeError):
            async with asyncio.timeout(CHECK_SECONDS):
                await self._judged(URL(checked))
        return checked

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Attempt:
        """Never raises: whatever goes wrong is a failed attempt."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._send(url, headers, body)
        except WebhookAddressRefused:
            return Attempt(error="address_refused")
        except BadWebhookUrl:
            return Attempt(error="url_refused")
        except TimeoutError:
            return Attempt(error="timeout")
        except (aiohttp.ClientSSLError, ssl.SSLError):
            return Attempt(error="tls")
        except (socket.gaierror, UnicodeError):
            return Attempt(error="dns")
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientResponseError):
            return Attempt(error="no_answer")
        except (aiohttp.ClientError, OSError):
            return Attempt(error="connection")

    async def _send(self, text: str, headers: Mapping[str, str], body: bytes) -> Attempt:
        # Judged anew each time: the settings, and where the name leads, may have changed.
        url = URL(read_url(text, loopback_http=self._addresses.has_loopback), encoded=True)
        connector = aiohttp.TCPConnector(
            resolver=Pinned(await self._judged(url)),
            use_dns_cache=False,
            force_close=True,
            ssl=self._tls or _authorities(),
        )
        own = {"Content-Type": "application/json", "User-Agent": f"Alongside/{__version__}"}
        async with (
            aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None),
            ) as http,
            http.post(url, data=body, headers={**own, **headers}, allow_redirects=False) as answer,
        ):
            attempt = Attempt(status=answer.status, retry_after=_retry_after(answer))
            answer.close()
            return attempt

    async def _judged(self, url: URL) -> Sequence[str]:
        """Where the URL leads. Raises WebhookAddressRefused as soon as one of the addresses is
        refused: which of them would be taken is the receiver's to arrange."""
        addresses = await self._resolve(url.raw_host or "", url.port or 0)
        if not all(self._addresses.allow(address) for address in addresses):
            raise WebhookAddressRefused
        if url.scheme == "http" and not all_loopback(addresses):
            raise WebhookAddressRefused
        return addresses


def _retry_after(answer: aiohttp.ClientResponse) -> float:
    """Seconds; dates are not read."""
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0.0
