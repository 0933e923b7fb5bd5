"""Addresses of STUN and TURN servers (RFC 7064 and RFC 7065)."""

import re

import msgspec

PLAIN_PORT = 3478
TLS_PORT = 5349
_URL = re.compile(
    r"(?P<scheme>stuns?|turns?):(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?:\?transport=(?P<transport>udp|tcp))?"
)


class IceUrl(msgspec.Struct, frozen=True):
    """`transport`: `udp` or `tcp`, between the client and the server. `host`: without brackets."""

    scheme: str
    host: str
    port: int
    transport: str

    @property
    def is_turn(self) -> bool:
        return self.scheme.startswith("turn")

    @property
    def is_encrypted(self) -> bool:
        return self.scheme.endswith("s")


def parse_ice_url(text: str) -> IceUrl:
    """Raises ValueError for what no browser would take."""
    found = _URL.fullmatch(text)
    if found is None or (found["scheme"].startswith("stun") and found["transport"]):
        raise ValueError(f"{text!r} is not like turn:turn.example:3478?transport=udp")
    is_encrypted = found["scheme"].endswith("s")
    port = int(found["port"] or (TLS_PORT if is_encrypted else PLAIN_PORT))
    if not 0 < port < 65_536:
        raise ValueError(f"{text!r} has no port between 1 and 65535")
    return IceUrl(
        scheme=found["scheme"],
        host=found["host"].strip("[]"),
        port=port,
        transport=found["transport"] or ("tcp" if is_encrypted else "udp"),
    )
