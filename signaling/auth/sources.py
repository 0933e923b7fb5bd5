"""Where a request comes from. Headers are believed from trusted proxies only."""

import ipaddress
from collections.abc import Sequence

from aiohttp import web

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Sources:
    """Names the source of requests: an IPv4 address, or the /64 of an IPv6 address (whoever has
    one address of it has them all)."""

    def __init__(self, trusted_proxies: Sequence[str]) -> None:
        self._trusted: list[Network] = [
            ipaddress.ip_network(network, strict=False) for network in trusted_proxies
        ]

    def of(self, request: web.Request) -> str:
        peer = _address(_peer_name(request.transport))
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", []))
        return self.name(peer, forwarded)

    def name(self, peer: Address | None, forwarded: str) -> str:
        """From right to left: each hop is believed as long as who reports it is trusted."""
        hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
        while peer is not None and self.trusts(peer) and hops:
            earlier = _address(hops.pop())
            if earlier is None:
                break
            peer = earlier
        return "unknown" if peer is None else _name(peer)

    def trusts(self, address: Address) -> bool:
        return any(
            address.version == network.version and address in network for network in self._trusted
        )

    def is_this_machine(self, request: web.Request) -> bool:
        """Straight from this machine, with no proxy between."""
        peer = _address(_peer_name(request.transport))
        return peer is not None and peer.is_loopback and "X-Forwarded-For" not in request.headers


def _peer_name(transport: object) -> str:
    peer = getattr(transport, "get_extra_info", lambda name: None)("peername")
    return str(peer[0]) if isinstance(peer, tuple) else ""


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _name(address: Address) -> str:
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
