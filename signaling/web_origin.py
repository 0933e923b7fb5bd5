"""Origins of web pages, as browsers write them (RFC 6454)."""

import ipaddress
import re
from urllib.parse import urlsplit

_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")


def normal_origin(text: str) -> str | None:
    """`text` as a browser would write it in an Origin header; None if it is no http(s) origin."""
    origin = text.strip().lower().rstrip("/")
    if _ORIGIN.fullmatch(origin) is None:
        return None
    for scheme, port in (("http://", ":80"), ("https://", ":443")):
        if origin.startswith(scheme):
            origin = origin.removesuffix(port)
    return origin


def is_loopback(host: str) -> bool:
    """Whether browsers take `host` for the machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe_url(text: str) -> bool:
    """Whether nobody on the way can change what comes from there: https, or of this machine."""
    try:
        url = urlsplit(text)
        host = url.hostname
    except ValueError:
        return False
    if not host or url.username is not None or url.fragment or not text.isascii():
        return False
    is_here = host in ("127.0.0.1", "localhost", "::1")
    return url.scheme == "https" or (url.scheme == "http" and is_here)
