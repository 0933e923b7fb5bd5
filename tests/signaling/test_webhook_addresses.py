"""G-01: webhooks lead to the internet, and nowhere else: by URL, address, name or redirect."""

import asyncio
import datetime
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from signaling.errors import BadWebhookUrl, WebhookAddressRefused
from signaling.turn.special import ORDINARY, SPECIAL
from signaling.webhooks.addresses import Addresses
from signaling.webhooks.retrying import Attempt
from signaling.webhooks.sender import Sender
from signaling.webhooks.url import read_url
from tests.signaling.post_office import LOOPBACK, Receiver

REFUSED = (
    *SPECIAL,
    # the cloud's metadata and machines' own services
    *("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"),
    # the edges of the ranges
    *("0.0.0.1", "10.255.255.255", "100.127.255.255", "127.255.255.254", "169.254.0.1"),
    *("172.31.255.255", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255"),
    *("198.51.100.7", "203.0.113.7", "224.0.0.251", "239.255.255.255", "240.0.0.1"),
    *("255.255.255.255", "::", "fe80::1%eth0", "fec0::1", "ff02::1", "fc00::1"),
    # IPv4 in IPv6: mapped, compatible, translated, NAT64 (both), 6to4, Teredo, ISATAP
    *("::ffff:8.8.8.8", "::10.0.0.5", "::ffff:0:10.0.0.5", "64:ff9b::808:808"),
    *("64:ff9b:1::a00:5", "2002:808:808::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
    "2607:f8b0::5efe:10.0.0.5",
    *("2001:db8::1", "2001:20::1", "3fff::1", "100::1", "5f00::1", "4000::1"),
    # none at all
    *("", "localhost", "127.1", "0x7f000001", "2130706433", "1.2.3.4.5", "[::1]"),
)
PUBLIC = (
    *ORDINARY.values(),
    *("1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1", "223.255.255.1"),
    *("192.167.255.255", "198.20.0.1", "2606:4700::1111", "2a00:1450::5efe:808:808"),
)


@pytest.mark.parametrize("address", REFUSED)
def test_g01_what_is_not_of_the_internet_is_refused(address: str) -> None:
    assert not Addresses(()).allow(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_g01_the_internet_is_allowed(address: str) -> None:
    assert Addresses(()).allow(address)


def test_g01_networks_that_an_operator_lists_are_allowed_and_no_more() -> None:
    listed = Addresses(("10.1.0.0/16", "fd00:1::/32", "64:ff9b::/96"))
    for address in ("10.1.2.3", "fd00:1::5", "8.8.8.8", "64:ff9b::808:808", "64:ff9b::a01:203"):
        assert listed.allow(address), address
    # A list of wrapped addresses is no list of all that can be wrapped.
    for address in ("10.2.0.1", "fd00:2::5", "127.0.0.1", "64:ff9b::7f00:1", "::ffff:10.1.2.3"):
        assert not listed.allow(address), address


@pytest.mark.parametrize(
    "url",
    [
        *("", "hook", "//hook.example", "https://", "https:///hook", "https:hook.example"),
        *("http://hook.example", "HTTP://hook.example", "ftp://hook.example", "file:///etc/passwd"),
        *("javascript:alert(1)", "gopher://hook.example:6379/_x", "wss://hook.example"),
        *("https://user@hook.example", "https://user:pass@hook.example", "https://@hook.example"),
        *(
            "https://hook.example#x",
            "https://hook.example/#",
            "https://hook.example\\@evil.example",
        ),
        *("https://hook.example:22", "https://hook.example:0", "https://hook.example:25/"),
        *("https://hook.example:99999", "https://hook.example:x", "https://hook.example:80"),
        *("https://hook example", "https://hook.example/a b", "https://hook.example/\n"),
        *(
            "https://hook.example\t.evil.example",
            "https://hook.example/\x00",
            "https://a\u2028b.example",
        ),
        *("https://127.1", "https://2130706433", "https://0x7f000001", "https://0177.0.0.1"),
        *("https://hook.0x7f", "https://1.2.3.4.5", "https://256.1.1.1", "https://127.0.0.1."),
        *("https://[::1", "https://[::1]x", "https://[fe80::1%25eth0]/", "https://[v1.x]/"),
        *("https://a..b", "https://.hook.example", "https://-a.example", "https://a-.example"),
        *("https://ho%6fk.example", "https://hook.example..", "https://h*ok.example"),
        *("https://" + "a" * 64 + ".example", "https://" + "a." * 130 + "example"),
        "https://hook.example/" + "a" * 2000,
        "https://hook.example/" + "ä" * 700,
    ],
)
def test_g01_urls_that_are_refused(url: str) -> None:
    with pytest.raises(BadWebhookUrl):
        read_url(url, loopback_http=False)


def test_g01_http_is_for_this_machine_only_where_the_setting_says_so() -> None:
    for url in ("http://localhost:8080/", "http://127.0.0.1:8080/", "http://[::1]:8080/"):
        assert read_url(url, loopback_http=True) == url
        with pytest.raises(BadWebhookUrl):
            read_url(url, loopback_http=False)
    for url in ("http://hook.example:8080/", "http://127.0.0.1.evil.example:8080/"):
        with pytest.raises(BadWebhookUrl):
            read_url(url, loopback_http=True)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://hook.example", "https://hook.example"),
        ("https://HOOK.example:443/a?b=c", "https://hook.example/a?b=c"),
        ("https://hook.example:8443/a", "https://hook.example:8443/a"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        # Digits that are no digits: told as what they mean, and judged as that.
        ("https://\uff11\uff12\uff17.0.0.1/", "https://127.0.0.1/"),
    ],
)
def test_g01_urls_are_kept_as_they_will_be_used(url: str, expected: str) -> None:
    assert read_url(url, loopback_http=False) == expected
    assert read_url(expected, loopback_http=False) == expected


class Names:
    """A resolver whose answers change: DNS rebinding. `asked`: how often."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver().listening() as receiver:
        yield receiver


def named(receiver: Receiver) -> str:
    return receiver.url.replace("127.0.0.1", "localhost")


BODY = b'{"data":{}}'


async def test_g01_a_name_is_resolved_once_and_the_connection_goes_where_it_was_judged(
    receiver: Receiver,
) -> None:
    names = Names(["127.0.0.1"], ["10.0.0.5"], ["127.0.0.1", "10.0.0.5"], [])
    sender = Sender(Addresses(LOOPBACK), names)
    assert await sender.send(named(receiver), {}, BODY) == Attempt(status=204)
    assert receiver.got[0].headers["host"].startswith("localhost:")
    # Asked a second time the name would have led into the operator's network.
    assert (names.asked, len(names.answers)) == (1, 3)
    refused = Attempt(error="address_refused")
    assert await sender.send(named(receiver), {}, BODY) == refused
    # One bad address among good ones is enough.
    assert await sender.send(named(receiver), {}, BODY) == refused
    assert (await sender.send(named(receiver), {}, BODY)).failure is not None
    assert len(receiver.got) == 1


async def test_g01_without_the_setting_nothing_goes_to_this_machine(receiver: Receiver) -> None:
    sender = Sender(Addresses(()))
    assert await sender.send(receiver.url, {}, BODY) == Attempt(error="url_refused")
    for host in ("127.0.0.1", "localhost", "[::1]"):
        url = receiver.url.replace("http://127.0.0.1", f"https://{host}")
        assert await sender.send(url, {}, BODY) == Attempt(error="address_refused")
        with pytest.raises(WebhookAddressRefused):
            await sender.check(url)
    # Nor by http to what is only listed.
    listed = Sender(Addresses(("10.0.0.0/8", *LOOPBACK)), Names(["10.0.0.5"]))
    assert await listed.send(named(receiver), {}, BODY) == Attempt(error="address_refused")
    assert receiver.got == []


async def test_g01_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.statuses = [302, 307]
    receiver.headers = {"Location": "/inside"}
    sender = Sender(Addresses(LOOPBACK))
    for status in (302, 307):
        assert await sender.send(receiver.url, {}, BODY) == Attempt(status=status)
    assert len(receiver.got) == 2


Answers = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def plain(answers: Answers, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server that answers as badly as it likes. Yields its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(BODY)
            await answers(reader, writer)
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_g01_what_a_receiver_answers_is_not_read(receiver: Receiver) -> None:
    written = 0
    ended = asyncio.Event()

    async def floods(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
        try:
            while written < 2**26:
                writer.write(b"x" * 65_536)
                await writer.drain()
                written += 65_536
        finally:
            ended.set()

    async with plain(floods) as port:
        sender = Sender(Addresses(LOOPBACK))
        assert await sender.send(f"http://127.0.0.1:{port}/", {}, BODY) == Attempt(status=200)
        await ended.wait()
    assert written < 2**24


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (b"", "no_answer"),
        (b"220 mail.example ESMTP\r\n", "no_answer"),
        (b"HTTP/1.1 204 No Content\r\n" + b"A: " + b"x" * 100_000 + b"\r\n\r\n", "no_answer"),
        (b"HTTP/1.1 999999 X\r\n\r\n", "no_answer"),
        (b"HTTP/1.1 503 X\r\nRetry-After: 99999999999999999999\r\n\r\n", "status_503"),
        (b"HTTP/1.1 503 X\r\nRetry-After: -1e999\r\n\r\n", "status_503"),
    ],
)
async def test_answers_that_are_none(answer: bytes, failure: str) -> None:
    async def answers(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    async with plain(answers) as port:
        attempt = await Sender(Addresses(LOOPBACK)).send(f"http://127.0.0.1:{port}/", {}, BODY)
    assert (attempt.failure, attempt.retry_after) == (failure, 0.0)


async def test_a_receiver_that_trickles_is_left(receiver: Receiver) -> None:
    left = asyncio.Event()

    async def trickles(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 2")
        await writer.drain()
        await reader.read()
        left.set()

    async with plain(trickles) as port:
        sender = Sender(Addresses(LOOPBACK), seconds=0.3)
        attempt = await sender.send(f"http://127.0.0.1:{port}/", {}, BODY)
        assert attempt == Attempt(error="timeout")
        await left.wait()


async def test_nobody_listens_and_no_such_name() -> None:
    async with Receiver().listening() as receiver:
        url = receiver.url
    assert await Sender(Addresses(LOOPBACK)).send(url, {}, BODY) == Attempt(error="connection")

    async def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    sender = Sender(Addresses(LOOPBACK), unknown)
    assert await sender.send(url, {}, BODY) == Attempt(error="dns")
    # It may be found later.
    assert await sender.check("https://hook.example/x") == "https://hook.example/x"


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Of the server that is called so, and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))


async def test_g01_a_pinned_address_must_still_prove_the_name(tmp_path: Path) -> None:
    async def answers(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        await writer.drain()

    server, client = certificate(tmp_path, "hook.example")
    async with plain(answers, server) as port:
        for tls, host, expected in (
            (client, "hook.example", Attempt(status=204)),
            (client, "other.example", Attempt(error="tls")),
            (None, "hook.example", Attempt(error="tls")),
        ):
            sender = Sender(Addresses(LOOPBACK), Names(["127.0.0.1"]), tls)
            assert await sender.send(f"https://{host}:{port}/", {}, BODY) == expected
