"""Do browsers reach the server as they should? Asks `public_url` from here, through the proxy that
stands in front: TLS, the clock, the headers, the WebSocket, and what must not get through."""

import asyncio
import hashlib
import re
import ssl
import time
from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
import msgspec
from multidict import CIMultiDictProxy

from signaling import __version__, assets
from signaling.config import Settings
from signaling.doctor.findings import Finding, Part, Speaker
from signaling.messages import SUBPROTOCOL
from signaling.sdk_copies.one import copy_of
from signaling.shells import CONSOLE_POLICY
from signaling.web_origin import is_loopback

say = Speaker(Part.PUBLIC)

SECONDS = 10.0
TIMEOUT = aiohttp.ClientTimeout(total=SECONDS)
DAYS_FEW, DAYS_NONE = 21, 3
SKEW_SOME, SKEW_MUCH = 3.0, 30.0
HSTS_LEAST = 15_552_000
BODY_MOST = 4_000_000
EXAMPLES = "Compare your proxy with deploy/nginx.conf or deploy/Caddyfile."

# Codes of OpenSSL, X509_V_ERR_*.
_WHY = {
    9: ("is not valid yet", "Is this machine's clock right?"),
    10: ("has expired", "Renew it: is certbot's timer, or Caddy, still running?"),
    18: ("is signed by itself", "Get one that browsers trust, from Let's Encrypt for example."),
    19: ("is signed by nobody whom browsers know", "Get one that browsers trust."),
    20: ("comes without the chain to its root", "Serve fullchain.pem, not cert.pem."),
    21: ("comes without the chain to its root", "Serve fullchain.pem, not cert.pem."),
    62: ("is for another name", "Get one for the name in public_url."),
    64: ("is for another address", "Get one for the address in public_url."),
}


class Answer(msgspec.Struct, frozen=True):
    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    asked_at: float
    at: float

    @property
    def code(self) -> str:
        """Of an error of ours; empty for what is none."""
        try:
            found = msgspec.json.decode(self.body, type=dict[str, object])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return ""
        return str(found.get("code", ""))


async def examine(settings: Settings, now: float) -> AsyncIterator[Finding]:
    if not settings.public_url:
        yield say.note("public_url: not set, so that nothing is asked through a proxy")
        return
    url = urlsplit(settings.origin)
    if url.scheme == "https":
        finding = await _certificate(url.hostname or "", url.port or 443, now)
        yield finding
        if finding.verdict == "failed":
            return
        yield await _plain(url.hostname or "", settings)
    connector = aiohttp.TCPConnector(ssl=ssl.create_default_context())
    async with aiohttp.ClientSession(connector=connector, timeout=TIMEOUT) as http:
        async for finding in _Public(settings, http, now - time.time()).examine():
            yield finding


class _Public:
    """`ahead`: of this machine's clock, for tests."""

    def __init__(self, settings: Settings, http: aiohttp.ClientSession, ahead: float) -> None:
        self._settings = settings
        self._origin = settings.origin
        self._http = http
        self._ahead = ahead

    async def examine(self) -> AsyncIterator[Finding]:
        try:
            ready = await self._get("/readyz")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            yield say.failed(
                f"{self._origin}: no answer ({_short(error)})",
                "Do the name, the firewall and the proxy lead here, and does it run?",
            )
            return
        if ready.status != 200 or b'"ready"' not in ready.body:
            yield say.failed(
                f"{self._origin}/readyz: answers {ready.status}, not that it is ready", _why(ready)
            )
            return
        yield say.ok(f"{self._origin}: answers, and its store, too")
        yield self._clock(ready)
        try:
            async for finding in self._pages():
                yield finding
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            yield say.failed(f"{self._origin}: stopped answering ({_short(error)})", EXAMPLES)

    async def _pages(self) -> AsyncIterator[Finding]:
        console = await self._get("/agent/")
        for finding in self._headers(console):
            yield finding
        async for finding in self._sdk():
            yield finding
        yield await self._upgrade()
        yield await self._metrics()
        yield self._banner(console)

    def _clock(self, ready: Answer) -> Finding:
        try:
            told = parsedate_to_datetime(ready.headers["Date"]).timestamp()
        except (KeyError, ValueError, TypeError):
            return say.note("Clock: the answer has no Date to compare with")
        # Date is a whole second, some time between the question and the answer.
        asked_at, at = ready.asked_at + self._ahead, ready.at + self._ahead
        skew = max(0.0, asked_at - told - 1.0, told - at)
        what = f"Clock: {skew:.0f} s from that of {self._origin}"
        if skew > SKEW_MUCH:
            return say.failed(
                what, "Tickets and TURN credentials expire wrongly. Let NTP set both clocks."
            )
        if skew > SKEW_SOME:
            return say.warn(what, "Let NTP set both clocks.")
        return say.ok(what)

    def _headers(self, console: Answer) -> list[Finding]:
        if console.status != 200:
            what = f"{self._origin}/agent/: answers {console.status}"
            return [say.failed(what, _why(console))]
        framers = " ".join(self._settings.embed_origins) or "'none'"
        expected = {
            "Content-Security-Policy": CONSOLE_POLICY.format(framers=framers),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }
        found = []
        for name, value in expected.items():
            there = console.headers.getall(name, [])
            if not there:
                found.append(say.failed(f"{name}: missing", f"The proxy takes it away. {EXAMPLES}"))
            elif there != [value]:
                advice = f"The proxy adds or changes it. {EXAMPLES}"
                found.append(say.failed(f"{name}: not what the server said", advice))
        if not found:
            found.append(say.ok(f"Headers: {', '.join(expected)} are what the server said"))
        if self._origin.startswith("https://"):
            found.append(_hsts(console))
        return found

    async def _sdk(self) -> AsyncIterator[Finding]:
        """As websites load it: the newest, and the version that they pin."""
        try:
            copy = copy_of(assets.load(), __version__, 0.0)
        except assets.BundleMissing:
            yield say.note("SDK: nothing to compare it with, the bundle is missing here")
            return
        name = assets.SDK[0]
        for path in (f"/sdk/v1/{name}", f"/sdk/v1/{copy.name}/{name}"):
            yield await self._script(path, copy.files[name].body)

    async def _script(self, path: str, ours: bytes) -> Finding:
        answer, what = await self._get(path), f"SDK: {path}"
        if answer.status != 200:
            return say.failed(f"{what}: answers {answer.status}", _why(answer))
        if hashlib.sha256(answer.body).digest() != hashlib.sha256(ours).digest():
            return say.failed(
                f"{what} is not the file of this installation",
                "Is another version running, or does something on the way change scripts?",
            )
        if answer.headers.get("Access-Control-Allow-Origin") != "*":
            return say.failed(f"{what}: websites may not load it", f"A header is gone. {EXAMPLES}")
        return say.ok(f"{what} is the file of this installation")

    async def _upgrade(self) -> Finding:
        """Without a ticket the server refuses; a proxy that takes the upgrade away is refused
        otherwise."""
        headers = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol": SUBPROTOCOL,
            "Origin": self._origin,
        }
        answer = await self._get("/ws?ticket=doctor", headers)
        if answer.code == "bad_ticket":
            return say.ok("WebSocket: the upgrade comes through")
        if answer.code == "origin_not_allowed":
            return say.failed(
                f"WebSocket: the server does not take {self._origin} for its own address",
                "Nobody can connect. Is it running with these settings, and this public_url?",
            )
        return say.failed(
            f"WebSocket: the upgrade does not come through ({answer.status})",
            f"Nobody can connect. {EXAMPLES}",
        )

    async def _metrics(self) -> Finding:
        answer = await self._get("/metrics")
        if answer.status == 200:
            return say.failed(
                "/metrics: open to everybody", f"Close it, or set metrics_token. {EXAMPLES}"
            )
        return say.ok("/metrics: not for everybody")

    def _banner(self, console: Answer) -> Finding:
        server = console.headers.get("Server", "")
        if re.search(r"\d", server):
            return say.warn(f"Server: {server} tells its version", "nginx: server_tokens off;")
        return say.ok("Server: tells no version")

    async def _get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        asked_at = time.time()
        async with self._http.get(
            f"{self._origin}{path}", headers=headers, allow_redirects=False
        ) as response:
            body = await response.content.read(BODY_MOST)
            while len(body) < BODY_MOST and (more := await response.content.read(BODY_MOST)):
                body += more
            return Answer(response.status, response.headers, body, asked_at, time.time())


async def _certificate(host: str, port: int, now: float) -> Finding:
    what = f"TLS: the certificate of {host}"
    try:
        async with asyncio.timeout(SECONDS):
            _, writer = await asyncio.open_connection(host, port, ssl=ssl.create_default_context())
    except ssl.SSLCertVerificationError as error:
        why, advice = _WHY.get(
            error.verify_code, (f"is refused ({error.verify_message})", EXAMPLES)
        )
        return say.failed(f"{what} {why}", advice)
    except (OSError, TimeoutError) as error:
        return say.failed(
            f"TLS: {host} port {port}: no connection ({_short(error)})",
            "Do the name, the firewall and the proxy lead here?",
        )
    try:
        certificate = writer.get_extra_info("peercert")
        version = writer.get_extra_info("ssl_object").version()
    finally:
        writer.close()
    days = (ssl.cert_time_to_seconds(certificate["notAfter"]) - now) / 86_400
    what = f"{what} is trusted, for {days:.0f} more days ({version})"
    if days < DAYS_NONE:
        return say.failed(what, "Renew it now: is certbot's timer, or Caddy, still running?")
    if days < DAYS_FEW:
        return say.warn(what, "It should have been renewed: certbot's timer, or Caddy's log.")
    return say.ok(what)


async def _plain(host: str, settings: Settings) -> Finding:
    """Whoever types the name without https."""
    try:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as http:
            async with http.get(f"http://{host}/agent/", allow_redirects=False) as response:
                status, place = response.status, response.headers.get("Location", "")
    except (aiohttp.ClientError, OSError, TimeoutError):
        return say.note(f"http://{host}: no answer", "Redirecting to https is kinder.")
    if 300 <= status < 400 and place.startswith("https://"):
        return say.ok(f"http://{host}: redirects to https")
    if status == 200 and not is_loopback(host):
        return say.failed(f"http://{host}/agent/: served without TLS", "Redirect it to https.")
    return say.warn(f"http://{host}: answers {status}", "Redirect it to https.")


def _hsts(console: Answer) -> Finding:
    found = re.search(r"max-age=\"?(\d+)", console.headers.get("Strict-Transport-Security", ""))
    if found is None:
        return say.warn(
            "Strict-Transport-Security: missing",
            f"A first visit by http can be led astray. {EXAMPLES}",
        )
    if int(found[1]) < HSTS_LEAST:
        return say.warn(f"Strict-Transport-Security: {found[1]} s only", "Half a year, or more.")
    return say.ok(f"Strict-Transport-Security: {int(found[1]) // 86_400} days")


def _why(answer: Answer) -> str:
    match answer.status:
        case 502 | 503 | 504:
            return "The proxy does not reach the server, or that does not reach its store."
        case _:
            return f"Something else answers there. {EXAMPLES}"


def _short(error: BaseException) -> str:
    return str(error).split("[")[0].strip() or type(error).__name__
