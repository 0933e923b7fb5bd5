"""Which URLs a webhook may have. Read with the parser that also makes the connection, so that the
two cannot disagree about which host is meant."""

import ipaddress
import re
from collections.abc import Callable

from yarl import URL

from signaling.errors import BadWebhookUrl

LONGEST = 2000
HTTPS_PORT = 443
# What listens below 1024 and is not 443 speaks something else (mail, SSH, databases' consoles).
FIRST_FREE_PORT = 1024
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LOOPBACK = re.compile(r"localhost|127\.[0-9]+\.[0-9]+\.[0-9]+|::1")
# A host whose last label is one of these is an IPv4 address to some parsers (127.1, 0x7f.1).
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def read_url(text: str, *, loopback_http: bool) -> str:
    """`text` in ASCII, as it will be used. `loopback_http`: http is allowed, to what is called as
    this machine is; where that leads is judged with the connection. Raises BadWebhookUrl."""
    url = _parse(text)
    authority = re.split("[/?#]", text.partition("//")[2])[0]
    if "@" in authority:
        raise BadWebhookUrl(why="it must not hold a user name or a password")
    if "#" in text:
        raise BadWebhookUrl(why="it must not have a fragment")
    is_plain = loopback_http and url.scheme == "http" and _LOOPBACK.fullmatch(url.raw_host or "")
    if url.scheme != "https" and not is_plain:
        raise BadWebhookUrl(why="it must begin with https://")
    _check_host(url.raw_host, is_bracketed="[" in authority)
    port = url.port or 0
    if port != HTTPS_PORT and port < FIRST_FREE_PORT:
        raise BadWebhookUrl(why=f"its port must be {HTTPS_PORT}, or {FIRST_FREE_PORT} or more")
    return str(url)


def _parse(text: str) -> URL:
    if len(text) > LONGEST:
        raise BadWebhookUrl(why=f"it is longer than {LONGEST} characters")
    if not text.isprintable() or any(
        character.isspace() or character == "\\" for character in text
    ):
        raise BadWebhookUrl(why="it holds a blank, a backslash or a control character")
    try:
        url = URL(text)
        _ = url.port, url.raw_host, url.raw_authority
    except (ValueError, UnicodeError):
        raise BadWebhookUrl(why="it is not a URL") from None
    if len(str(url)) > LONGEST:
        raise BadWebhookUrl(why=f"it is longer than {LONGEST} characters")
    return url


def _check_host(host: str | None, *, is_bracketed: bool) -> None:
    if not host:
        raise BadWebhookUrl(why="it has no host")
    if is_bracketed:
        _check_address(ipaddress.IPv6Address, host)
        # A zone is good on this machine only.
        if "%" in host:
            raise BadWebhookUrl(why="its address has a zone")
        return
    labels = host.rstrip(".").split(".") if not host.endswith("..") else [""]
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadWebhookUrl(why="its host is no name")
    if _NUMBER.fullmatch(labels[-1]):
        _check_address(ipaddress.IPv4Address, host)


def _check_address(kind: Callable[[str], object], host: str) -> None:
    try:
        kind(host)
    except ValueError:
        raise BadWebhookUrl(why="its host looks like an address, but is none") from None
